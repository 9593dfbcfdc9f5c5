# Chapter 5: summary, quiz, glossary.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/summary

# %% [markdown] book="5.10"
# ## Summary
#
# 1. **A recurrent network reads sequences.** It carries a state from step to
#    step. So it takes inputs of any length and sees them in their order; a
#    feed-forward network does neither.
# 2. **A simple RNN has a short memory.** It can hold on to long-term
#    dependencies in theory. In training, the gradient on its way back is
#    multiplied again and again, and vanishes (or explodes: clip it).
# 3. **An LSTM keeps more.** Its cell state is changed by gates, by one
#    multiplication and one addition a step. What a gate keeps, the gradient
#    can reach.
#
# And three points of ours: put a baseline beside every score (counts of
# characters, single words); choose a metric that a constant answer cannot win;
# read what your model writes, and what it gets wrong.

# %% [markdown] book="5.11"
# ## Quiz
#
# The first question is the book's; the second is ours, as are those at the end
# of each part.
#
# **1. How many gates does an LSTM have, and what is the role of each?**
#
# <details><summary>Answer</summary>
#
# Three. The **forget gate** says how much of the old cell state stays. The
# **input gate** says how much of the new candidate is written into it. The
# **output gate** says how much of the cell state is shown as hidden state.
# Each is a sigmoid layer on $x_t$ and $h_{t-1}$, and is multiplied element by
# element.
#
# </details>
#
# **2. (Ours.) An RNN reads 10 words, then 1,000. How does its number of
# weights change?**
#
# <details><summary>Answer</summary>
#
# Not at all. The same $U$, $W$ and $b$ work at every step. Only time and
# memory of the training grow.
#
# </details>

# %% [markdown]
# ## What comes next
#
# Attention, which you computed in part 1, took over from the recurrent layers.
# And models **pre-trained** on huge amounts of text bring their knowledge of
# words along, as the GloVe vectors did on a small scale.
#
# What you have learned stays: tokens and embeddings, language models and their
# loss in nats, temperature, masks, metrics for rare labels. All of it is used
# in the same way there.
#
# Chapter 6 leaves texts for pictures: two networks play against each other,
# and one of them learns to invent pictures (generative adversarial networks).

# %% [markdown] tags=["glossary"]
# ## Terms
#
# | English | فارسی |
# |---|---|
# | accuracy | دقت |
# | attention | توجه |
# | back-propagation through time | پس‌انتشار در زمان |
# | bias | سوگیری |
# | binary cross-entropy | آنتروپی متقاطع دودویی |
# | bottleneck | گلوگاه |
# | byte-pair encoding | کدگذاری جفت بایت |
# | candidate vector | بردار نامزد |
# | causal mask | ماسک علّی |
# | cell state | سلول وضعیت |
# | character, unique character | کاراکتر، کاراکتر یکتا |
# | checkpoint | نقطه وارسی |
# | comment | نظر |
# | context | زمینه |
# | copy | رونوشت |
# | copyright | حق چاپ |
# | cosine similarity | شباهت کسینوسی |
# | cross-entropy | آنتروپی متقاطع |
# | dropout | حذف تصادفی |
# | early stopping | توقف زودهنگام |
# | element-wise product | ضرب درایه‌ای |
# | embedding layer | لایه جاساز |
# | encoding | کدگذاری |
# | epoch | دوره |
# | exploding gradient | انفجار گرادیان |
# | feedback connection | اتصال بازخورد |
# | forget gate | دروازه فراموشی |
# | frequency | فراوانی |
# | frequent word | کلمه پرکاربرد |
# | gate | دروازه |
# | gradient | گرادیان |
# | gradient clipping | بریدن گرادیان |
# | handwriting | دست‌خط |
# | hidden state | حالت پنهان |
# | hybrid approach | رویکرد ترکیبی |
# | image captioning | شرح‌نویسی تصاویر |
# | index | زیروند، شاخص |
# | input gate | دروازه ورودی |
# | language model, language modelling | مدل زبان، مدل‌سازی زبان |
# | lexicon, word list | فرهنگ واژه |
# | lexicon-based | مبتنی بر واژگان |
# | long short-term memory (LSTM) | حافظه طولانی کوتاه‌مدت |
# | long-term / short-term dependency | وابستگی بلندمدت / کوتاه‌مدت |
# | look-up table | جدول جستجو |
# | loop | حلقه |
# | machine translation | ترجمه ماشینی |
# | machine-learning-based | مبتنی بر یادگیری ماشین |
# | many-to-many | چند به چند |
# | many-to-one | چند به یک |
# | memory | حافظه |
# | memory cell | سلول حافظه |
# | multi-label classification | طبقه‌بندی چندبرچسبی |
# | neural Turing machines | ماشین‌های تورینگ عصبی |
# | one-to-many | یک به چند |
# | one-to-one | یک به یک |
# | order | ترتیب |
# | orthogonal matrix | ماتریس متعامد |
# | output gate | دروازه خروجی |
# | overfitting | بیش‌برازش |
# | padding | لایه‌گذاری |
# | perplexity | سرگشتگی |
# | polarity | قطبیت |
# | positive, negative, neutral | مثبت، منفی، خنثی |
# | pre-trained embedding | جاساز از پیش آموزش‌دیده |
# | probability | احتمال |
# | Project Gutenberg | پروژه گوتنبرگ |
# | query, key, value | پرس‌وجو، کلید، مقدار |
# | recurrence relation | رابطه تکراری، معادله بازگشتی |
# | recurrent neural network (RNN) | شبکه عصبی بازگشتی (مکرر) |
# | review, film reviews | نقد، نقدهای سینمایی |
# | sampling | نمونه‌گیری |
# | sentiment analysis | تحلیل احساسات |
# | sentiment load, semantic load | بار احساسی، بار معنایی |
# | sequence | دنباله، توالی |
# | source / target language | زبان مبدا / زبان هدف |
# | spectral radius | شعاع طیفی |
# | speech recognition | تشخیص گفتار |
# | start marker | نشانگر شروع |
# | state | حالت، وضعیت |
# | temperature | دما |
# | temporal dependency | وابستگی زمانی |
# | test set | مجموعه آزمایشی / آزمون |
# | text cleaning | پاکسازی متن |
# | text generation, text generator | تولید متن، مولد متن |
# | time series | سری زمانی |
# | time step | گام زمانی، مرحله زمانی |
# | token | نشانه |
# | training set | مجموعه آموزشی |
# | transformer network | شبکه دگرگون‌ساز |
# | Turing-complete | تورینگ‌کامل |
# | unknown word | کلمه ناشناخته |
# | unrolling | باز شدن (حلقه) |
# | update | بروزرسانی |
# | validation set | مجموعه اعتبارسنجی |
# | vanishing gradient | محو گرادیان |
# | vocabulary | واژگان |
# | War and Peace, Leo Tolstoy | جنگ و صلح، لئو تولستوی |
# | Web 2.0, social media | وب ۲، رسانه‌های اجتماعی |
# | word embedding | جاساز کلمات |
# | zero-width non-joiner | نیم‌فاصله |
