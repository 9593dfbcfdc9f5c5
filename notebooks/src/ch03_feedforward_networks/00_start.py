# Chapter 3: title, aims, imports, what several sections share.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch03/start

# %% [markdown] book="3.0"
# # Chapter 3: feed-forward neural networks
#
# After this notebook you can
#
# - build a perceptron, say what it cannot learn, and why hidden layers help;
# - choose an activation function, a loss, an optimizer and starting weights,
#   and say what each does to the gradient;
# - write gradient descent, its six descendants and back-propagation
#   yourself, and check them against Keras;
# - prepare a table of real data without fooling yourself, and build, train
#   and judge a network in Keras;
# - see overfitting, and reduce it by early stopping, dropout and L2.
#
# *Five to six hours with the exercises; the cells alone run in a minute or
# two on a laptop. Nothing is downloaded.*

# %% [markdown] book="3.1"
# ## How to read this notebook
#
# First one neuron, then networks; then what training is made of; then a
# whole project. Run the cells from the top: later ones use names from above.
# `by_profile(…)` chooses sizes: *smoke* is for tests, *quick* for you, *full*
# for patience.
#
# Exercises (★ easy, ★★★ hard) are functions to complete; run the check below
# one, and it answers at once. Lines such as
# `ch03.… = 0.886 (20 seeds gave 0.8 to 0.95)` compare a result of yours with
# what many runs of this notebook gave; while you play, they may leave the
# range. A *Correction to the book (3.8)* carries the number that it has in our
# list of corrections for chapter 3; it is not a section of the book.

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers
from matplotlib.colors import ListedColormap
from scipy.special import expit
from sklearn.datasets import load_diabetes, load_digits, load_iris, make_moons
from sklearn.ensemble import GradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss
from sklearn.model_selection import train_test_split
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from utils.datasets import load_house_prices
from utils.exercises import check
from utils.metrics import compare, expect
from utils.plotting import explore, plot_history
from utils.progress import show_progress
