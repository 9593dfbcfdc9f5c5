# Chapter 5: the end of part 1.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/part_1

# %% [markdown]
# ### Part 1 in short
#
# - A recurrent cell is a loop with the same weights at each step. Unrolled, it
#   is a deep network, and back-propagation works as ever.
# - Each step back multiplies the gradient: it vanishes, or explodes (clip it).
# - An LSTM's state changes by one multiplication and one addition. What the
#   forget gate keeps, a gradient can reach. After three epochs a simple RNN
#   with as many weights still loses what the LSTM keeps.
# - Attention looks back over one step. It needs a clock, and its work grows
#   with the square of the length.

# %% [markdown]
# ### Questions on part 1
#
# **1. Count the weights of `LSTM(100)` on vectors of 32 numbers.**
#
# <details><summary>Answer</summary>
#
# Four blocks, each with $(32+100+1)\cdot100$ weights: $53{,}200$.
#
# </details>
#
# **2. Why does the gradient of a simple RNN vanish, and what does clipping
# do?**
#
# <details><summary>Answer</summary>
#
# On its way back it is multiplied at each step by $W^\top$ and by the slope of
# tanh, at most 1. If this shrinks it, it shrinks exponentially. Clipping
# shortens gradients that are too **long** (exploding ones). It cannot bring a
# vanished one back.
#
# </details>
#
# **3. What would a language model learn without the causal mask?**
#
# <details><summary>Answer</summary>
#
# To copy the next letter from the input, where it stands. When it writes,
# there is no next letter yet.
#
# </details>
