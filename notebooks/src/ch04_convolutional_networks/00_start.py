# Chapter 4: title, aims, imports, what several sections share.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/start

# %% [markdown] book="4.0"
# # Chapter 4: convolutional neural networks
#
# After this notebook you can
#
# - say what a convolutional network is, and count why it needs so few weights;
# - compute a convolution by hand, with loops, as one matrix product and in
#   Keras, and predict the size of its output;
# - say what each kind of layer in such a network does, and what it does not;
# - build, train, judge, save and use a network that names what is in a small
#   colour picture;
# - look inside it: its feature maps, the places it looks at, its mistakes;
# - make it better: augmentation, normalisation, shortcuts, a pre-trained body.
#
# *Four to five hours with the exercises; the cells alone run in about two
# minutes on a laptop. The first run downloads 140 to 170 MB (the pictures of
# CIFAR-10).*

# %% [markdown] book="4.1"
# ## Introduction
#
# A picture is **unstructured data** (داده‌های بدون ساختار): a heap of numbers.
# No column says “ear” or “wheel”. The networks of this chapter are made for
# such data; they opened **computer vision** (بینایی رایانه‌ای) to deep
# learning. First the parts, one by one; then a whole project in Keras.
#
# **How to read this notebook.** Run the cells from the top: later ones use
# names from above. `by_profile(…)` chooses sizes: *smoke* is for tests,
# *quick* for you, *full* for patience. Exercises (★ easy, ★★★ hard) are
# functions to complete; the check below one answers at once. Lines such as
# `ch04.… = 0.57 (20 seeds gave 0.5 to 0.6)` compare a result of yours with
# what many runs gave; while you play, they may leave the range. A *Correction
# to the book (4.3)* carries its number in our list of corrections. (Chapters 4
# and 5 share one count: this notebook has 2 to 15.)

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import pathlib
import tempfile
import time

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers
from matplotlib.patches import Rectangle
from skimage import data as photo_data
from skimage import transform

from utils.datasets import load_cifar10, load_cifar10_cnn
from utils.exercises import check
from utils.metrics import compare, expect
from utils.plotting import explore, plot_history
from utils.processor import bfloat16_is_fast
from utils.progress import show_progress

# What several sections use: how labels are centred, and the photo of a cat.
CENTRE = {"ha": "center", "va": "center", "fontsize": 9}
cat_photo = photo_data.chelsea()
