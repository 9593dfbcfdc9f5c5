# Chapter 6: summary, quiz, glossary.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch06/summary

# %% [markdown] book="6.13"
# ## Summary
#
# 1. There are two main kinds of model: discriminative and generative.
# 2. A discriminative model predicts the class of data from their features; it
#    learns $p(y\mid x)$.
# 3. A generative model goes the other way: it makes the features that occur in
#    a class, or in all the data. (It *can* classify, by Bayes' rule.)
# 4. Generative models mostly learn without labels, and find by themselves what
#    is regular in the data. (Explicit ones also notice what is odd. With
#    labels they often get better.)
# 5. All of them aim at the true distribution of the training data. A GAN
#    learns to draw from it, by a game of two networks, and never says how
#    likely something is.
# 6. *(Beyond the book.)* Flow matching and diffusion learn it by regression,
#    without a game, but need many passes for a sample.

# %% [markdown] book="6.14"
# ## Quiz
#
# **1. Seen as optimisation, what do generator and discriminator want?**
#
# <details><summary>Answer</summary>
#
# The discriminator lowers its own error in telling real from fake; the
# generator raises it. Each by gradient descent on its own weights:
# $\min_G\max_D V(G,D)$.
#
# </details>
#
# **2. How is the discriminator trained?**
#
# <details><summary>Answer</summary>
#
# As any binary classifier: gradient descent and back-propagation on the
# cross-entropy, with equally many real and generated samples, while the
# generator's weights are locked.
#
# </details>
#
# **3. What is the generator's input?**
#
# <details><summary>Answer</summary>
#
# A latent vector $z$ of random numbers, from a normal or a uniform
# distribution.
#
# </details>
#
# **4. What is mode collapse?**
#
# <details><summary>Answer</summary>
#
# The generator makes only a small part of the kinds of data that are
# possible, because each sample is judged alone. On the ring: all samples in
# one or a few of eight clouds.
#
# </details>

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | activation function | تابع فعال‌سازی |
# | adversarial training | آموزش به شیوه تخاصمی |
# | art forger, art expert | جاعل هنری، متخصص هنری |
# | network architecture | معماری شبکه |
# | back-propagation | پس‌انتشار |
# | backward pass | گذر رو به عقب |
# | batch normalisation | نرمال‌سازی دسته‌ای |
# | binary classifier | طبقه‌بند دودویی |
# | binary cross-entropy | آنتروپی متقاطع دودویی |
# | consent | رضایت |
# | data distribution, true distribution | توزیع داده‌ها، توزیع واقعی |
# | data point | نقطه داده |
# | deepfake | جعل عمیق |
# | dense (fully connected) layer | لایه متراکم (کاملاً متصل) |
# | density estimation | تخمین چگالی |
# | diffusion model | مدل انتشاری |
# | diminished gradient | گرادیان کاهیده |
# | discriminative model | مدل تفکیک‌گر |
# | discriminator | تمایزگر |
# | distillation | تقطیر |
# | dropout | حذف تصادفی |
# | epoch | دوره |
# | expectation | امید ریاضی |
# | feedback | بازخورد |
# | flat vector | بردار مسطح |
# | game theory | نظریه بازی |
# | flow matching | تطبیق جریان |
# | Gaussian distribution | توزیع گاوسی |
# | generative adversarial network (GAN) | شبکه متخاصم مولد |
# | generative model | مدل مولد |
# | generator | مولد |
# | gradient descent | گرادیان کاهشی |
# | handwritten digits | ارقام دست‌نویس |
# | hidden layer | لایه پنهان |
# | hyperparameter | ابرپارامتر |
# | label | برچسب |
# | latent vector | بردار نهفته |
# | learning rate | نرخ یادگیری |
# | local minimum | کمینه محلی |
# | locked (frozen) weights | وزن‌های قفل‌شده (فریز کردن) |
# | loss, cost function | زیان، تابع هزینه |
# | mini-batch | ریزدسته |
# | minimax | کمین‌بیش |
# | minimise, maximise | کمینه کردن، بیشینه کردن |
# | mode collapse | فروپاشی حالت |
# | multilayer perceptron | پرسپترون چندلایه |
# | Nash equilibrium | تعادل نش |
# | noise | نویز |
# | optimizer | بهینه‌ساز |
# | player, opponent | بازیکن، حریف |
# | probabilistic model | مدل احتمالی |
# | probability density function | تابع چگالی احتمال |
# | provenance | منشأ |
# | random normal, random uniform | نرمال تصادفی، یکنواخت تصادفی |
# | random seed | بذر تصادفی |
# | real sample, fake sample | نمونه واقعی، نمونه جعلی |
# | reinforcement learning, agent | یادگیری تقویتی، عامل |
# | sequential | متوالی |
# | target distribution | توزیع هدف |
# | training set | مجموعه آموزشی |
# | unlabelled data | داده‌های بدون برچسب |
# | unsupervised learning | یادگیری بدون نظارت |
# | zero-sum game | بازی مجموع‌صفر |
