# Lecture 9: summary, quiz, glossary.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=keras/summary

# %% [markdown] book="slides.5"
# ## Sources
#
# The slides (Kazem Fouladi-Ghaleh, University of Tehran, lecture 9 of *Deep
# Learning*) follow François Chollet, *Deep Learning with Python*:
#
# - second edition (Manning, 2021), chapter 4, for the reviews and the numbered
#   listings; chapter 7, for Keras itself: the three ways to build, callbacks,
#   TensorBoard, loops from scratch;
# - first edition (Manning, 2018), chapter 3, for the anatomy and the
#   workstation.
#
# (A third edition, with M. Watson, came out in 2025; it uses Keras 3.)
#
# Chapter 4 there has two more tasks: to sort news wires by topic (Reuters; our
# chapter 5 uses them) and to estimate house prices (our chapter 3 asks which
# houses cost more than the median). The reviews: A. L. Maas and others (2011),
# “Learning Word Vectors for Sentiment Analysis”, ACL.

# %% [markdown]
# ## Quiz
#
# The slides have none; this one is ours.
#
# **1. Which of these have weights: `Dense`, `Dropout`, `Flatten`, `LSTM`?**
#
# <details><summary>Answer</summary>
#
# `Dense` and `LSTM`.
#
# </details>
#
# **2. A `Dense(16)` gets 10,000 inputs. How many weights?**
#
# <details><summary>Answer</summary>
#
# $10{,}000\cdot16+16=160{,}016$.
#
# </details>
#
# **3. When do you need the functional API? When a subclass?**
#
# <details><summary>Answer</summary>
#
# The functional API as soon as the graph is no stack: several inputs or
# outputs, branches, shared layers. A subclass when it is no graph of layers:
# loops or conditions that depend on the data.
#
# </details>

# %% [markdown]
# **4. Your model has two outputs with losses 0.5 and 20. What will training
# care about, and what can you do?**
#
# <details><summary>Answer</summary>
#
# The sum is 20.5, so almost only the second. Give `loss_weights`, or scale the
# second target.
#
# </details>
#
# **5. Training loss falls, validation loss rises since epoch 4. What is it
# called, and what do you do?**
#
# <details><summary>Answer</summary>
#
# Overfitting. Stop there (early stopping), make the network smaller, use
# dropout or L2, or get more data.
#
# </details>
#
# **6. Why does a GPU hardly help the 16-16-1 network?**
#
# <details><summary>Answer</summary>
#
# A step needs little arithmetic. Its few milliseconds go into fetching numbers
# from memory, starting operations and handing over data, and a GPU does not
# shorten the last two.
#
# </details>

# %% [markdown]
# **7. “Not bad, good!” and “not good, bad!”: why can this network not tell
# them apart?**
#
# <details><summary>Answer</summary>
#
# Multi-hot says which words occur. Both hold the same words.
#
# </details>

# %% [markdown] tags=["glossary"]
# ## Terms
#
# The slides and the book have different words for some things; the book's
# stand in the last column where they differ.
#
# | English | فارسی (اسلایدها) | فارسی (کتاب) |
# |---|---|---|
# | accuracy | دقت | |
# | activation function (nonlinear) | تابع فعالیت (غیرخطی) | تابع فعال‌سازی |
# | anatomy of a neural network | آناتومی یک شبکه‌ی عصبی | |
# | artificial neural network | شبکه‌ی عصبی مصنوعی | |
# | averaging | میانگین‌گیری | |
# | building blocks | بلوک‌های سازنده | |
# | cloud | ابر | |
# | compiling the model | کامپایل کردن مدل | |
# | cross-entropy | آنتروپی متقابل | آنتروپی متقاطع |
# | data-transformation pipelines | خطوط لوله‌ی تبدیل داده | |
# | dictionary | لغت‌نامه | |
# | directed acyclic graph | گراف جهت‌دار بدون دور | |
# | epoch | اپک | دوره |
# | further experiments | آزمایش‌های بیشتر | |
# | gradient descent | کاهش گرادیانی | گرادیان کاهشی |
# | hidden unit | واحد پنهان | |
# | hypothesis space | فضای فرضیه | |
# | Inception blocks | بلوک‌های اینسپشن | |
# | information theory | نظریه‌ی اطلاعات | |
# | Jupyter notebook | دفترچه‌ی ژوپیتر | |
# | Keras | کراس | |
# | layer | لایه | |
# | layer compatibility | سازگاری لایه‌ای | |
# | linear stack of layers | پشته‌ی خطی از لایه‌ها | |
# | loss and accuracy plots | نمودار اتلاف و دقت | |
# | loss function | تابع اتلاف | تابع زیان |
# | many-class classification | طبقه‌بندی چندطبقه‌ای | طبقه‌بندی چندکلاسه |
# | model | مدل | |
# | model history | تاریخچه‌ی مدل | |
# | model-level library | کتابخانه در سطح مدل | |
# | movie review | نقد فیلم | |
# | multihead networks | شبکه‌های چندسر | |
# | network architecture | معماری شبکه | |
# | objective function | تابع هدف | |
# | one-hot encoding | کدگذاری تک‑داغ | |
# | optimizer | بهینه‌ساز | |
# | overfitting | بیش‌برازش | |
# | padding | پدگذاری | لایه‌گذاری |
# | pause (at the end of an epoch) | مکث | |
# | positive / negative | مثبت / منفی | |
# | prediction | پیش‌بینی | |
# | preprocessing / data preparation | پیش‌پردازش / آماده‌سازی داده‌ها | |
# | pros and cons | مزایا و معایب | |
# | regression | رگرسیون | |
# | representation / representation space | بازنمایی / فضای بازنمایی | |
# | sequence learning | یادگیری دنباله | |
# | sources | منابع | |
# | stateful (with memory) | دارای حالت (حافظه‌دار) | |
# | stateless (without memory) | بدون حالت (بدون حافظه) | |
# | target | تارگت | |
# | tensor / shape / axis | تانسور / شکل / محور | |
# | topology | توپولوژی | |
# | two-branch networks | شبکه‌های دوشاخه | |
# | two-class (binary) classification | طبقه‌بندی دوطبقه‌ای (دودویی) | |
# | validation / validation set | اعتبارسنجی / مجموعه‌ی اعتبارسنجی | |
# | vector / sequence / image data | داده‌های برداری / دنباله‌ای / تصویری | |
# | weight | وزن | |
# | word index | اندیس کلمه | |
# | workstation | ایستگاه کاری | |
# | wrapping up | جمع‌بندی | |
