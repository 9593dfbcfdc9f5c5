# Chapter 4: summary, quiz, glossary.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/summary

# %% [markdown] book="4.8"
# ## Summary
#
# - Convolutional networks use convolution in place of general matrix
#   multiplication in at least one layer.
# - A filter, applied everywhere, finds a feature everywhere; its answers form
#   a feature map.
# - The convolution layer is therefore called the feature-extraction layer.
#
# And from the practice:
#
# - A layer has $(K^2C_{in}+1)D$ parameters, whatever the size of the picture;
#   its *work* grows with the picture.
# - Convolution is equivariant to shifts; pooling makes maps a little tolerant
#   of them. Neither helps against turning or other sizes.
# - Deep neurons see much of the picture: the receptive field grows with every
#   layer, and faster after each stride.
# - Look at what goes in, at the mistakes, and at what the network looks at.
# - Networks of today add augmentation, batch normalisation, a schedule, a
#   pooled head and shortcuts. With few pictures, begin with a trained body.

# %% [markdown] book="4.9"
# ## Quiz
#
# **1. Of which parts does a CNN consist, seen from afar?**
#
# <details><summary>Answer</summary>
#
# Feature extraction (convolutions and poolings), then classification (fully
# connected layers).
#
# </details>
#
# **2. State three distinguishing properties of CNNs.**
#
# <details><summary>Answer</summary>
#
# Local receptive fields; shared parameters and local connections; sub-sampling
# (pooling).
#
# </details>
#
# **3. Of which parts does a convolution layer consist?**
#
# <details><summary>Answer</summary>
#
# A set of filters (kernels), described by kernel size $K$, their number $D$,
# stride $S$, padding $P$ and dilation $d$. Each filter gives a feature map.
# Usually a bias for each and an activation such as ReLU belong to it.
#
# </details>

# %% [markdown]
# **4. What are the advantages of using convolution?**
#
# <details><summary>Answer</summary>
#
# Sparse interactions (few weights, few operations), parameter sharing (each
# weight learns from all places), equivariance (a shifted input gives a shifted
# output).
#
# </details>
#
# **5. What is the role of the pooling layer?**
#
# <details><summary>Answer</summary>
#
# It makes maps smaller: less computing, fewer weights in the fully connected
# layer, and so less overfitting; and a little tolerance of small shifts. It
# has no parameters of its own, and does not change those of the convolutions.
#
# </details>

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | 2-D convolution | کانولوشن دوبعدی |
# | accuracy | دقت |
# | atrous convolution | کانولوشن آتروس (à trous) |
# | average pooling | ادغام میانگین |
# | batch normalisation | نرمال‌سازی دسته‌ای |
# | batch size | اندازه دسته |
# | bias | سوگیری (بایاس) |
# | cell (pool) size | اندازه سلول |
# | channel, channel size | کانال، اندازه کانال |
# | class | کلاس |
# | colour gradient | گرادیان رنگ |
# | computer vision | بینایی رایانه‌ای (کامپیوتری) |
# | confusion matrix | ماتریس درهم‌ریختگی |
# | convolution | کانولوشن، پیچش |
# | convolution layer | لایه کانولوشن، لایه کانولوشنی |
# | convolution operator | عملگر کانولوشن |
# | convolutional neural network (CNN) | شبکه عصبی کانولوشنی |
# | correlation | همبستگی |
# | cross-entropy | آنتروپی متقاطع |
# | data augmentation | داده‌افزایی |
# | dilation | فراخش (ازهم‌گشودگی) |
# | dimensionality reduction | کاهش ابعاد |
# | disambiguation | ابهام‌زدایی |
# | dropout | حذف تصادفی |
# | edge | لبه |
# | effective receptive field | میدان پذیرای موثر |
# | element-wise multiplication | ضرب درایه‌ای |
# | epoch | دوره |
# | equivariance | هم‌وردایی |
# | facial symmetry | تقارن صورت |
# | feature | ویژگی |
# | feature detector | آشکارساز ویژگی |
# | feature extraction | استخراج ویژگی |
# | feature map | نقشه ویژگی |
# | feed-forward neural network | شبکه عصبی پیش‌خور |
# | filter | فیلتر |
# | fine-tuning | تنظیم دقیق |
# | flattening | صاف کردن |
# | full / partial connection | اتصال کامل / اتصال جزئی |
# | fully connected (dense) layer | لایه کاملاً متصل |
# | global geometry | هندسه سراسری |
# | grey scale | مقیاس خاکستری |
# | grid topology | توپولوژی مشبک |
# | hyperparameter | ابرپارامتر |
# | image classification | طبقه‌بندی تصویر |
# | input / output volume | حجم ورودی / خروجی |
# | invariance | ناوردایی |
# | isosceles triangle | مثلث متساوی‌الساقین |
# | kernel | هسته |
# | kernel size | اندازه هسته |
# | label | برچسب |
# | learning-rate schedule | برنامه نرخ یادگیری |
# | local connectivity | اتصال محلی |
# | local receptive field | میدان پذیرای محلی |
# | loss function | تابع زیان |
# | margin, border | حاشیه |
# | matrix multiplication | ضرب ماتریسی |
# | max pooling | ادغام حداکثری |
# | number of kernels | تعداد هسته |
# | one-hot coding | کدگذاری one-hot |
# | optimizer | بهینه‌ساز |
# | overfitting | بیش‌برازش |
# | padding | لایه‌گذاری |
# | parameter sharing | اشتراک‌گذاری پارامتر |
# | pixel | پیکسل |
# | pooling | ادغام |
# | pooling layer | لایه ادغام |
# | probability distribution | توزیع احتمال |
# | receptive field | میدان پذیرا |
# | residual connection | اتصال باقیمانده |
# | resizing | تغییر اندازه |
# | scaling | مقیاس‌بندی |
# | search space | فضای جستجو |
# | Sequential model | مدل ترتیبی |
# | shortcut | میان‌بر |
# | sparse interactions | ارتباطات خلوت |
# | stride | گام |
# | sub-sampling | زیرنمونه‌گیری |
# | training / validation / test set | مجموعه آموزشی / اعتبارسنجی / آزمون |
# | transfer learning | یادگیری انتقالی |
# | translation, shift | جابه‌جایی، انتقال |
# | unstructured data | داده‌های بدون ساختار |
# | visual cortex | قشر بینایی |
# | weight | وزن |
# | width, height, depth | عرض، ارتفاع، عمق |
# | zero-padding | لایه‌گذاری صفر (صفر-گذاری) |
