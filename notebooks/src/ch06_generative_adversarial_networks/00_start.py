# Chapter 6: title, aims, imports, what several sections share.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch06/start

# %% [markdown] book="6.1"
# # Chapter 6: generative adversarial networks
#
# After this notebook you can
#
# - tell a generative model from a discriminative one, and say what a GAN can
#   give and what it cannot;
# - write down the game of generator and discriminator, derive its losses, and
#   say what its equilibrium is;
# - see mode collapse, measure it, and cure it;
# - write the step of the game yourself, train a GAN on handwritten digits, and
#   read the old code of this field;
# - judge a generator by numbers, where its loss says little;
# - draw data without a game, by flow matching, and say why such models have
#   largely replaced GANs.
#
# *Four to five hours with the exercises; the cells alone run in a minute or
# two on a laptop. It downloads the digits of MNIST once (11 MB).*

# %% [markdown] book="6.2"
# ## How to read this notebook
#
# This chapter is about models that **make** data. One network produces,
# another criticises, and both learn from it; the idea comes from **game
# theory** (نظریه بازی). We first play the game on paper, then on a plane,
# where we can see everything, then with digits.
#
# Exercises (★ easy, ★★★ hard) are functions to complete; the check below one
# answers at once. Lines such as `ch06.… = 0.98 (20 seeds gave 0.97 to 0.99)`
# compare a result with what many runs gave. The **profile** in the first line
# says how much is computed: *quick* as a rule, *full* with
# `COURSE_PROFILE=full`; *smoke* only tests that the cells run. A *Correction
# to the book (6.4)* carries the number of our list for chapter 6.

# %% [markdown]
# > **Correction to the book (6.10).** The introduction says that the two
# > networks work together “in full cooperation”; later they are “enemies”.
# > They **compete**: what one wins, the other loses. What looks like
# > cooperation is that each becomes good because the other does.

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import base64
import io
import re
import time
import warnings
import zlib

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
from IPython.display import HTML, display
from keras import layers
from matplotlib.animation import FuncAnimation
from PIL import Image
from scipy.stats import multivariate_normal, norm
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

from utils.datasets import load_mnist
from utils.exercises import check
from utils.metrics import compare, expect
from utils.model_graph import plot_model
from utils.plotting import explore
from utils.progress import show_progress
