# Chapter 2: summary, quiz, glossary.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/summary

# %% [markdown] book="2.14"
# ## Summary
#
# - Data are single pieces of information, written down in a form that suits
#   a purpose. Machines, people, or both can read them.
# - A data point is a feature vector; each entry is one feature. The scale of
#   a feature (nominal, ordinal, interval, ratio) says what may be computed.
# - Supervised learning, the most used branch, learns from labelled examples.
#   In classification the classes are known in advance; regression predicts a
#   number.
# - Unsupervised learning works without labels: clusters, fewer features,
#   representations. Reinforcement learning works with rewards.
# - Choose on validation data, judge once on test data, and put a baseline
#   beside every score.
# - What learns from data (a scaler, a choice of features) must learn inside of
#   each fold, else the score leaks.
# - Error = bias² + variance + noise. Cross-validation gives a steadier
#   estimate.
# - Accuracy misleads when classes are imbalanced: look at recall, precision
#   and the costs.

# %% [markdown] book="2.15"
# ## Quiz
#
# **1. Name the approaches of machine learning, their differences, and the
# advantages and disadvantages of each.**
#
# <details><summary>Answer</summary>
#
# Supervised: labelled examples; easy to test; labels are expensive, and it
# knows only the classes that it was shown. Unsupervised: no labels; data are
# cheap; results are hard to check. Reinforcement: rewards from acting; nobody
# must know the right action; needs very many trials and a reward that says
# exactly what is wanted. The three tables above have the rest.
#
# </details>
#
# **2. What is meant by generalisation?**
#
# <details><summary>Answer</summary>
#
# How well a model does on data that it did not see in training.
#
# </details>

# %% [markdown]
# **3. What is the difference between a parameter and a hyperparameter?**
#
# <details><summary>Answer</summary>
#
# A parameter comes out of the fit (slope, weights). A hyperparameter is fixed
# before it ($k$, the depth of a tree, the number of layers).
#
# </details>
#
# **4. Why are data split?**
#
# <details><summary>Answer</summary>
#
# To judge a model on data that did not help to make it. Otherwise a model
# that has only memorised its data would look good.
#
# </details>
#
# **5. 98 % accuracy on the training set, 79 % on the test set: acceptable?**
#
# <details><summary>Answer</summary>
#
# The gap of 19 points is a sign of overfitting: not as it is. Try a simpler
# model or more data. Only if 79 % is far above the baseline and
# enough for the purpose could one still use it, and expect 79 %, not 98 %.
#
# </details>

# %% [markdown]
# **6. 99 % accuracy on two strongly imbalanced classes: is the model very
# good?**
#
# <details><summary>Answer</summary>
#
# One cannot say. If 99 % of the samples belong to one class, always answering
# with that class reaches as much. Look at recall, precision and F1 of the
# rare class.
#
# </details>
#
# **7. What is the validation set for?**
#
# <details><summary>Answer</summary>
#
# To compare candidates and choose hyperparameters, so that the test set stays
# untouched for the final judgement.
#
# </details>

# %% [markdown]
# **8. Why does overfitting happen?**
#
# <details><summary>Answer</summary>
#
# The model is too flexible for the amount and variety of its data, so it also
# learns the noise, which is different in new data.
#
# </details>
#
# **9. What do high variance and high bias indicate?**
#
# <details><summary>Answer</summary>
#
# High variance: predictions depend strongly on the training set; small
# training error, larger test error (overfitting). High bias: the assumptions
# of the model are too simple; large error on both (underfitting).
#
# </details>

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | accuracy | دقت |
# | agent / environment | عامل / محیط |
# | algorithm | الگوریتم |
# | baseline | خط پایه |
# | bias | سوگیری |
# | binary / multi-class / multi-label | دودویی / چندکلاسی / چندبرچسبی |
# | boosting | تقویت |
# | calibrated | کالیبره |
# | categorical | رسته‌ای |
# | class / class label | دسته (کلاس) / برچسب کلاس |
# | classification / classifier | طبقه‌بندی / طبقه‌بند |
# | cluster / clustering | خوشه / خوشه‌بندی |
# | confusion matrix | ماتریس درهم‌ریختگی |
# | continuous / discrete | پیوسته / گسسته |
# | cost function | تابع هزینه |
# | cross-validation | اعتبارسنجی متقابل |
# | data / data point | داده / نقطه داده |
# | data set | مجموعه داده |
# | decision tree | درخت تصمیم |
# | dimensionality reduction | کاهش ابعاد |
# | F1 score | امتیاز F1 |
# | false / true negative | منفی کاذب / منفی راستین |
# | false / true positive | مثبت کاذب / مثبت راستین |
# | feature / feature vector | ویژگی / بردار ویژگی |
# | framework | چارچوب |
# | generalisation error | خطای تعمیم |
# | ground truth | حقیقت |
# | human- / machine-readable | قابل خواندن توسط انسان / ماشین |
# | imbalanced | نامتوازن |
# | independent / dependent variable | متغیر مستقل / وابسته |
# | interval / ratio scale | فاصله‌ای / نسبی |
# | k-fold cross-validation | اعتبارسنجی متقابل چند-بخشی |
# | label | برچسب |
# | leakage | نشت داده |
# | learning curve | منحنی یادگیری |
# | logistic regression | رگرسیون لجستیک |
# | loss | زیان |
# | median | میانه |
# | metadata | فراداده |
# | model selection / evaluation | انتخاب مدل / ارزیابی مدل |
# | narrow / strong AI | هوش مصنوعی محدود / قوی |
# | nominal / ordinal | اسمی / ترتیبی |
# | numeric | عددی |
# | overfitting / underfitting | بیش‌برازش / کم‌برازش |
# | parameter / hyperparameter | پارامتر / ابرپارامتر |
# | policy | خط‌مشی |
# | positive / negative class | کلاس مثبت / منفی |
# | precision | صحت |
# | prediction error | خطای پیش‌بینی |
# | random experiment | آزمایش تصادفی |
# | random forest | جنگل تصادفی |
# | raw data | داده‌های خام |
# | recall | فراخوانی |
# | regression / linear regression | رگرسیون / رگرسیون خطی |
# | reinforcement learning | یادگیری تقویتی |
# | representation learning | یادگیری بازنمایی |
# | reward | پاداش |
# | standard deviation | انحراف معیار |
# | standard error | خطای معیار |
# | state / action | حالت / اقدام |
# | structured / unstructured data | داده‌های ساختاریافته / بدون ساختار |
# | supervised / unsupervised learning | یادگیری بانظارت / بدون نظارت |
# | threshold | حد آستانه |
# | time series | سری زمانی |
# | training / validation / test set | مجموعه آموزشی / اعتبارسنجی / آزمون |
# | variance | واریانس |
