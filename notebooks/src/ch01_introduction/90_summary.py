# Chapter 1: summary, quiz, glossary.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch01/summary

# %% [markdown] book="1.9"
# ## Summary
#
# - Artificial intelligence is a system that imitates intelligent human
#   behaviour; machine learning is the part of it that learns from data, and
#   deep learning is the part of that with networks of several layers.
# - In a computer, experience exists in the form of data.
# - Deep learning does a task again and again, and changes a little each time
#   to do it better, as we learn from experience and examples.
# - Deep models are among the hungriest for data; on small data a linear model
#   may do as well or better.
# - Their best-known weakness is that they are opaque. They also forget, are
#   sure where they should not be, and repeat the bias of their data.

# %% [markdown] book="1.10"
# ## Quiz
#
# **1. Define artificial intelligence, machine learning and deep learning.**
#
# <details><summary>Answer</summary>
#
# AI: a system that imitates intelligent human behaviour, by whatever means.
# Machine learning: the part of AI that builds a model from data, and predicts
# with it. Deep learning: the part of machine learning where the model is a
# neural network with several layers, each of which builds on the concepts of
# the layer below.
#
# </details>
#
# **2. When does catastrophic forgetting happen in neural networks?**
#
# <details><summary>Answer</summary>
#
# When a trained network learns a new task, and nothing is done to keep the old
# one: no old examples among the new, nothing that holds the old weights. The
# new examples change the weights that the old task needed.
#
# </details>

# %% [markdown]
# **3. What is the important advantage of deep learning over (classical)
# machine learning?**
#
# <details><summary>Answer</summary>
#
# It finds the features itself, from raw data. No domain expert has to choose
# them by hand.
#
# </details>
#
# **4. Explain some limitations and challenges of deep learning.**
#
# <details><summary>Answer</summary>
#
# It needs much (good, mostly labelled) data; it knows only what it observed,
# and fails when inputs change a little; it repeats the bias of its data; it
# forgets old tasks when it learns new ones; it is confident also about inputs
# unlike anything it has seen; and it does not explain its answers.
#
# </details>

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | abstraction | انتزاع |
# | accuracy | دقت |
# | artificial intelligence | هوش مصنوعی |
# | attention | توجه |
# | back-propagation | پس‌انتشار |
# | baseline | خط پایه |
# | bias | سوگیری (بایاس) |
# | black box | جعبه سیاه |
# | capsule network | شبکه کپسولی |
# | catastrophic forgetting | فراموشی فاجعه‌آمیز |
# | closed-world assumption | فرض جهان بسته |
# | confidence | اطمینان |
# | context of the data | زمینه داده |
# | data-hungry | داده‌خوار |
# | decision tree | درخت تصمیم |
# | deep learning | یادگیری عمیق |
# | domain expert | کارشناس دامنه |
# | epoch | دوره |
# | experience | تجربه |
# | feature | ویژگی |
# | feature engineering | مهندسی ویژگی |
# | gradient | گرادیان |
# | graph neural network | شبکه عصبی گراف |
# | hidden layer | لایه پنهان |
# | hierarchy | سلسله‌مراتب |
# | hybrid approach | رویکرد ترکیبی |
# | instance-based reasoning | استدلال مبتنی بر نمونه |
# | interpretable | تفسیرپذیر |
# | isolated learning | یادگیری مجزا |
# | knowledge base / graph | پایگاه دانش / گراف دانش |
# | label | برچسب |
# | language model | مدل زبانی |
# | learning rate | نرخ یادگیری |
# | linear model | مدل خطی |
# | logit | لوجیت |
# | loss | زیان |
# | machine learning | یادگیری ماشین |
# | mapping | نگاشت |
# | median | میانه |
# | model | مدل |
# | neural network | شبکه عصبی |
# | neuron | نورون |
# | out of distribution | خارج از توزیع |
# | overconfident | بیش از حد مطمئن |
# | parameter | پارامتر |
# | perceptron | پرسپترون |
# | prediction | پیش‌بینی |
# | pretrained model | مدل از پیش آموزش‌دیده |
# | prior knowledge | دانش قبلی |
# | representation | بازنمایی |
# | self-supervised learning | یادگیری خودنظارتی |
# | symbolic reasoning | استدلال نمادین |
# | thought vector | بردار فکر |
# | training / validation / test set | مجموعه آموزشی / اعتبارسنجی / آزمون |
# | transfer learning | یادگیری انتقالی |
# | transformer network | شبکه دگرگون‌ساز |
# | unstructured data | داده‌های بدون ساختار |
# | unsupervised learning | یادگیری بدون نظارت |
# | weight | وزن |
