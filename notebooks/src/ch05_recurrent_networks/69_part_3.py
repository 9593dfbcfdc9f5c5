# Chapter 5: the end of part 3.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/part_3

# %% [markdown]
# ### Part 3 in short
#
# - Several labels for one text: one sigmoid each, and a row of zeros is the
#   most frequent row.
# - An accuracy that a constant guess reaches says nothing. Use precision,
#   recall and F1 of each label, or PR-AUC, with thresholds from validation.
# - Word vectors made elsewhere bring knowledge along. On few labelled texts,
#   runs differ so much that only several seeds show whether it helps; and a
#   bag of words is hard to beat.

# %% [markdown]
# ### Questions on part 3
#
# **1. Six labels, 97 % of all entries are 0. Your network has an accuracy of
# 97 %. Is it good?**
#
# <details><summary>Answer</summary>
#
# Perhaps it always says “no”: that has 97 %, too. Look at precision, recall
# and F1 of each label, or at the areas under the curves.
#
# </details>
#
# **2. Where do the zeros of the padding go, in front or behind? When does it
# not matter?**
#
# <details><summary>Answer</summary>
#
# In front, for an LSTM that answers from its last state: behind, it would have
# to carry the text through all zeros. With a mask it does not matter.
#
# </details>
