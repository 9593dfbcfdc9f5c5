# Chapter 5: the end of part 4.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/part_4

# %% [markdown]
# ### Part 4 in short
#
# - Decode what you train on: an id is a rank plus 3.
# - Reviews of like length in one batch give the same gradient in half the
#   time.
# - On a few thousand reviews a linear model on single words beats the LSTM;
#   only more text and other networks bring it near.
# - Choose by a validation set; the test set is used once.

# %% [markdown]
# ### Question on part 4
#
# **You train for ten epochs and report the best test accuracy of the ten. What
# is wrong?**
#
# <details><summary>Answer</summary>
#
# You chose the epoch with the test set; the score is too good. Choose with a
# validation set, then measure once.
#
# </details>
