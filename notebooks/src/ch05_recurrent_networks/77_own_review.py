# Chapter 5: a review of your own, for the LSTM.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch05/own_review
# needs: sentiment_lstm

# %% [markdown] tags=["further"]
# ### A review of your own
#
# Write a review in English between the quotation marks. `rate_review` takes it
# the way that the training reviews went: HTML away, lower case, words to ids,
# unknown words to 2. It also says which words the network does not know; of
# those it sees only that *something* stood there. **Predict** the answer
# before you run it.

# %%
from utils.own_files import InputError
from utils.reviews import rate_review


def own_rating(text):
    """From the string of a review to the LSTM's probability."""
    return rate_review(
        text,
        lambda ids: sentiment_probability(sentiment_lstm, [ids])[0],
        review_rank,
        num_words=5000,
    )


print(own_rating("A <b>wonderful</b> film, I laughed & cried 😀"))

# %% [markdown]
# What do people type? Praise, blame, both; ten thousand words; another
# language; nothing. What cannot be judged ends in a sentence that says why,
# not in a number.

# %%
own_reviews = {
    "praise": "Great story, wonderful actors. I loved every minute of it!",
    "blame": "A waste of time. Boring, badly acted, the worst of the year.",
    "10,000 words": "Good film. " * 5000,
    "an unknown name": "Qwertyuiop is the best director of our time",
    "Persian": "فیلم خیلی خوبی بود",
    "emoji": "👍👍👍",
    "nothing": "",
}
own_ratings = {}
for name, text in own_reviews.items():
    try:
        own_ratings[name] = own_rating(text)
        print(f"{name:>15}: {own_ratings[name]}")
    except InputError as error:
        print(f"{name:>15}: {error}")
own_gap = own_ratings["praise"].probability - own_ratings["blame"].probability
expect("ch05.own_review.praise_minus_blame", own_gap)
expect("ch05.own_review.judged", len(own_ratings))
