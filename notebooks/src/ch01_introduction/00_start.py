# Chapter 1: title, aims, imports, what several sections share.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch01/start

# %% [markdown]
# # Chapter 1: what deep learning is
#
# After this notebook you can
#
# - train a network that reads handwritten digits, and look at its mistakes;
# - say what artificial intelligence, machine learning and deep learning are,
#   with a program for each;
# - show what a network learns in its layers, and when it is worth the cost;
# - show where networks fail: they forget, they are too sure of themselves,
#   they repeat our prejudices, and they do not explain themselves.
#
# *Half an hour in class, two to three hours with the exercises; the cells run
# in about a minute on a laptop. The first run downloads 11 MB (the MNIST
# digits).*

# %% [markdown]
# **How to read it.** This is a tour. You see everything once; the later
# chapters explain it, so you need not understand each line of code yet.
# Exercises (★ easy, ★★★ hard) are functions to complete; run the check below
# one, and it answers at once. Lines such as `ch01.… = 0.97 (20 seeds gave 0.96
# to 0.98)` compare a result of yours with what many runs of this notebook
# gave; while you play, they may leave the range. (A **seed** fixes the random
# numbers: another seed, a slightly other network. `by_profile` chooses how
# long to train; yours is the *quick* profile.) A *Correction to the book
# (1.3)* carries the number that it has in our list of corrections for chapter
# 1; it is not a section of the book.

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import re
from collections import Counter, defaultdict

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from keras import layers
from skimage import color, transform
from skimage import data as photo_data
from skimage.measure import block_reduce
from sklearn.datasets import (
    load_diabetes,
    load_digits,
    load_iris,
    make_moons,
)
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, export_text

from utils.datasets import load_house_prices, load_mnist, load_moby_dick
from utils.exercises import check
from utils.metrics import expect
from utils.progress import show_progress
