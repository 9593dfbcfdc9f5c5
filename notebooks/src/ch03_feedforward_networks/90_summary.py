# Chapter 3: summary, quiz, glossary.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch03/summary

# %% [markdown] book="3.19"
# ## Summary
#
# - Neural networks are computational models, inspired by nerve cells: many
#   simple units in layers.
# - Every network has an input layer and an output layer, and between them
#   hidden layers.
# - The perceptron is the simplest neuron that learns: many inputs, one output.
# - It cannot tell apart what no straight line separates, such as XOR. A hidden
#   layer can.
# - Learning means to look for weights that make the outputs match the truth:
#   back-propagation gives the gradient, an optimizer takes the step.
# - The activation function decides how much a neuron passes on. It must not be
#   linear, and its slope decides whether gradients survive many layers.

# %% [markdown]
# And from the practice:
#
# - The learning rate decides whether descent crawls, arrives, or flies away.
# - Activation and starting weights belong together: ReLU with He, tanh with
#   Glorot.
# - Split first; fit scalers and every other step on the training part only.
# - A score needs a baseline beside it, and an idea of its standard error.
# - A network much larger than its data overfits. Early stopping, dropout and
#   L2 help.

# %% [markdown] book="3.20"
# ## Quiz
#
# **1. What effect does a very small, or a very large, learning rate have?**
#
# <details><summary>Answer</summary>
#
# Too small: the path is right, but the step limit comes before the minimum.
# Too large: each step jumps over the minimum, and beyond a bound it moves
# away from it. For a quadratic the bound is $2/f''$.
#
# </details>
#
# **2. Explain the vanishing gradient.**
#
# <details><summary>Answer</summary>
#
# On the way back each layer multiplies the gradient by its weights and by the
# slope of its activation. If these factors are mostly below 1 (at most 0.25
# for the sigmoid), the product goes to 0 with the number of layers, and the
# first layers learn nothing.
#
# </details>

# %% [markdown]
# **3. What are the desirable properties of an activation function?**
#
# <details><summary>Answer</summary>
#
# Nonlinear, zero-centred, cheap, differentiable (almost everywhere),
# continuous, bounded. Two are indispensable: nonlinear, and a useful slope
# almost everywhere. ReLU lacks three of the six and works well.
#
# </details>
#
# **4. Which activation is used in the output layer for binary, and for
# multi-class classification?**
#
# <details><summary>Answer</summary>
#
# Sigmoid (one neuron); softmax (one neuron a class). For several independent
# yes-or-no answers: one sigmoid each.
#
# </details>
#
# **5. What role do optimizers play in learning?**
#
# <details><summary>Answer</summary>
#
# They look for the weights that make the loss small. The gradient says which
# way is down; the optimizer decides how far to go, and what to remember.
#
# </details>

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | accuracy | دقت |
# | activation function | تابع فعال‌سازی (فعال‌ساز) |
# | adaptive | تطبیق‌پذیر |
# | adaptive learning rate | نرخ یادگیری تطبیقی |
# | adaptive moment estimation (in the book) | تخمین لحظه‌ای تطبیقی |
# | architecture | معماری |
# | array | آرایه |
# | artificial neural network (ANN) | شبکه عصبی مصنوعی |
# | back-propagation | پس‌انتشار |
# | backward pass | گذر رو به عقب (عقبگرد) (پس‌رو) |
# | batch normalisation | نرمال‌سازی دسته‌ای |
# | bias | سوگیری (بایاس) |
# | binary classification | طبقه‌بندی دودویی |
# | black box | جعبه سیاه |
# | bounded | کران‌دار |
# | calculus | دیفرانسیل و انتگرال |
# | chain rule | قاعده زنجیره‌ای |
# | classification | طبقه‌بندی |
# | computational expense | هزینه محاسباتی |
# | computational redundancy | افزونگی محاسباتی |
# | configuration | پیکربندی |
# | continuous | پیوسته |
# | continuous function | تابع پیوسته |
# | convergence / convergent / divergent | همگرایی / همگرا / واگرا |
# | cost function | تابع هزینه |
# | credit assignment | تخصیص اعتبار |
# | cross-entropy / binary | آنتروپی متقاطع / آنتروپی متقاطع دودویی |
# | data scaling / normalisation | مقیاس‌بندی / نرمال‌سازی داده |
# | dataframe | دیتافریم |
# | dead neuron | نورون مرده |
# | decision boundary | مرز تصمیم / مرز تصمیم‌گیری |
# | deep / shallow network | شبکه عمیق / کم‌عمق |
# | delta rule | قانون دلتا |
# | derivative / partial derivative | مشتق / مشتق جزئی |
# | desirable properties | ویژگی‌های مطلوب |
# | differentiable | مشتق‌پذیر |
# | distribution | توزیع |
# | dot product | ضرب داخلی |
# | dropout | حذف تصادفی |
# | early stopping | توقف زودهنگام |
# | ensemble, ensemble learning | گروهی، یادگیری گروهی |
# | epoch | دوره |
# | equality / inequality constraint | محدودیت برابری / نابرابری |
# | exploding gradient | انفجار گرادیان |
# | exponentially decaying average | میانگین نمایی رو به زوال |
# | feature / feature vector | ویژگی / بردار ویژگی |
# | feed-forward neural network | شبکه عصبی پیش‌خور |
# | feedback connection | اتصال بازخورد |
# | forward propagation / forward phase | انتشار جلورو / فاز جلورو (پیش‌رو) |
# | full-batch gradient descent | گرادیان کاهشی کامل |
# | fully connected | کاملاً متصل |
# | Gaussian (normal) distribution | توزیع گاوسی (نرمال) |
# | generalisation | تعمیم |
# | gradient | گرادیان |
# | gradient descent | گرادیان کاهشی (نزول گرادیان) |
# | hierarchical | سلسله‌مراتبی |
# | history | تاریخچه |
# | hyperbolic tangent | تانژانت هذلولوی‌گون |
# | input / hidden / output layer | لایه ورودی / پنهان / خروجی |
# | input / output unit (fan-in / fan-out) | واحد ورودی / خروجی |
# | internal covariate shift | تغییر متغیر داخلی |
# | iteration | تکرار |
# | label | برچسب |
# | leakage | نشت داده |
# | learning curve | منحنی یادگیری |
# | learning rate | نرخ یادگیری |
# | library / framework | کتابخانه / چارچوب |
# | linear classifier | طبقه‌بند خطی |
# | linearly separable | به صورت خطی قابل تفکیک (جدایی‌پذیر خطی) |
# | local / global minimum | کمینه محلی / سراسری |
# | local / global optimum | بهینه محلی / سراسری |
# | loss function | تابع زیان (تابع ضرر) |
# | mean absolute error (MAE) | میانگین قدرمطلق خطا |
# | mean squared error (MSE) | میانگین مربعات خطا |
# | median | میانه |
# | metric | معیار |
# | mini-batch | ریزدسته |
# | mini-batch gradient descent | گرادیان کاهشی ریزدسته‌ای |
# | minimisation / maximisation | کمینه‌سازی / بیشینه‌سازی |
# | model capacity | ظرفیت مدل |
# | momentum | تکانه |
# | multi-class / multi-label classification | طبقه‌بندی چندکلاسه / چندبرچسبی |
# | Nesterov accelerated gradient | گرادیان کاهشی تسریع‌شده نستروف |
# | network depth | عمق شبکه |
# | neuron / node | نورون / گره |
# | Newton's method | روش نیوتن |
# | nonlinear | غیرخطی |
# | objective function | تابع هدف |
# | optimizer / optimisation | بهینه‌ساز / بهینه‌سازی |
# | overfitting / underfitting | بیش‌برازش / کم‌برازش |
# | parameter / hyperparameter | پارامتر / ابرپارامتر (اَبَرپارامتر) |
# | perceptron | پرسپترون |
# | probability, probability distribution | احتمال، توزیع احتمال |
# | rate decay / step decay | واپاشی نرخ / واپاشی گامی |
# | recurrent network | شبکه بازگشتی |
# | regularisation | منظم‌سازی |
# | representation | بازنمایی |
# | saturation / saturated neuron | اشباع / نورون اشباع‌شده |
# | score | امتیاز / نمره |
# | separating line | خط جداساز |
# | Sequential model | مدل ترتیبی |
# | single-layer / multilayer perceptron (MLP) | پرسپترون تک‌لایه / چندلایه |
# | square / root mean square | مجذور / ریشه میانگین مربعات |
# | standard deviation | انحراف معیار |
# | standard error | خطای معیار |
# | step function | تابع پله |
# | step, step size | گام، طول گام |
# | stochastic gradient descent | گرادیان کاهشی تصادفی |
# | supervised learning | یادگیری بانظارت |
# | threshold | حد آستانه |
# | task | وظیفه |
# | tolerance | تلورانس |
# | training / validation / test set | مجموعه آموزشی / اعتبارسنجی / آزمون |
# | universal approximator | تقریب‌گر جامع |
# | vanishing gradient | محو گرادیان |
# | variance | واریانس |
# | variance scaling | مقیاس‌بندی واریانس |
# | visualisation, plotting | مصورسازی |
# | weight initialisation | مقداردهی اولیه وزن‌ها |
# | weight, weight vector, weight matrix | وزن، بردار وزن، ماتریس وزن |
# | weighted sum | مجموع وزنی |
# | zero-centred | صفر-مرکز |
