# Chapter 2: title, aims, imports, what several sections share.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/start

# %% [markdown]
# # Chapter 2: data and machine learning
#
# After this notebook you can
#
# - say what kind of data you have, and turn it into numbers that claim
#   nothing false;
# - tell supervised, unsupervised and reinforcement learning apart, and run
#   a small example of each, by hand and with a library;
# - split data, choose a model, and judge it honestly;
# - take a prediction error apart into bias, variance and noise;
# - pick a metric that fits the question, and see when accuracy misleads;
# - find your way among the tools, from NumPy to Keras.
#
# *Five to six hours with the exercises; the cells run in about a minute on a
# laptop. Nothing is downloaded.*

# %% [markdown]
# **How to read it.** Exercises (★ easy, ★★★ hard) are functions to complete;
# run the check below one, and it answers at once. Lines such as
# `ch02.… = 0.956 (20 seeds gave 0.9 to 1)` compare a result of yours with what
# many runs of this notebook gave; while you play, they may leave the range.
# `SEED` fixes the random draws, so that each run gives the same numbers;
# `by_profile` chooses how much is computed (yours is the *quick* profile);
# `explore` draws a slider. A
# *Correction to the book (2.8)* carries the number that it has in our list of
# corrections for chapter 2; it is not a section of the book.

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import hashlib
import json
import sys
from importlib.metadata import version
from io import StringIO

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import skimage
import tensorflow as tf
from keras import layers
from matplotlib.cbook import get_sample_data
from matplotlib.colors import ListedColormap
from matplotlib.dates import YearLocator
from sklearn import datasets, metrics
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    BaggingRegressor,
    GradientBoostingClassifier,
    RandomForestClassifier,
)
from sklearn.feature_selection import SelectKBest
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.model_selection import (
    KFold,
    LeaveOneOut,
    StratifiedKFold,
    TimeSeriesSplit,
    cross_val_predict,
    cross_val_score,
    learning_curve,
    train_test_split,
    validation_curve,
)
from sklearn.multioutput import MultiOutputClassifier
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

# %%
from utils.datasets import load_house_prices
from utils.exercises import check
from utils.metrics import compare, expect
from utils.plotting import explore

# %% [markdown] book="2.0"
# ## What this chapter is about
#
# | the book's goal | here |
# |---|---|
# | what data (داده) are | sections on data and the data set |
# | kinds of data | numbers, counts, names, ranks, and how to encode them |
# | approaches of machine learning | supervised, unsupervised, reinforcement |
# | advantages and disadvantages of each | at the end of each of the three |
# | model selection and evaluation | splitting, bias and variance, metrics |

# %% [markdown] book="2.1"
# ## Introduction
#
# Deep learning is one part of **machine learning** (یادگیری ماشین): programs
# that find their rules in data. Every word that later chapters use without
# explanation (feature, label, training set, overfitting, recall) is made
# visible here, on real data. We use the library scikit-learn for most of it,
# because a model there takes two lines; neural networks come in chapter 3.
