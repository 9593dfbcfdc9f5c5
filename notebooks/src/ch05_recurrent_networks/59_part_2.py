# Chapter 5: the end of part 2.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/part_2

# %% [markdown]
# ### Part 2 in short
#
# - A language model gives a probability to what comes next; its loss on a text
#   that it never saw, a character, is its mark.
# - Counting is a strong baseline. On one novel it beats our LSTM; both
#   together beat either.
# - Greedy writing goes in circles, whatever the model. Draw, with a
#   temperature or from the nucleus.
# - A low training loss says nothing of new text.

# %% [markdown]
# ### Questions on part 2
#
# **1. Your text generator repeats one phrase for ever. What do you change
# first?**
#
# <details><summary>Answer</summary>
#
# The decoding: it takes the most probable character each time. Draw from the
# softmax instead, with a temperature of, say, 0.5 to 0.8.
#
# </details>
#
# **2. A model reports 1.5 nats a character. What is that in bits, and as
# perplexity?**
#
# <details><summary>Answer</summary>
#
# $1.5/\ln 2\approx2.16$ bits; perplexity $e^{1.5}\approx4.5$: as unsure as
# between 4.5 equally likely characters.
#
# </details>
