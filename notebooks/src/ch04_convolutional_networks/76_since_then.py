# Chapter 4: from LeNet to the vision transformer, with numbers.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/since_then

# %% [markdown]
# ## Beyond the book: from LeNet to the vision transformer
#
# The weights are in millions. The error is that of the entry in the ImageNet
# competition (1,000 classes, 1.2 million pictures): how often the right class
# was not among the five best guesses.

# %% tags=["hide-input", "nbval-check-output"]
steps_since = [  # from the papers; the errors mostly of several networks
    (1998, "LeNet-5", "convolution, pooling", 0.06, "–"),
    (2012, "AlexNet", "GPUs, ReLU, dropout", 60, "15.3 %"),
    (2014, "VGG-16", "only small kernels, 3 × 3", 138, "7.3 %"),
    (2014, "GoogLeNet", "parallel kernels, pooled head", 7, "6.7 %"),
    (2015, "ResNet-152", "shortcuts", 60, "3.6 %"),
    (2020, "ViT-H/14", "attention, no convolution", 632, "–"),
]
names = ["year", "network", "what was new", "weights", "error"]
pd.DataFrame(steps_since, columns=names).set_index("year")

# %% [markdown]
# The **vision transformer** (Dosovitskiy and others, 2021) cuts a picture into
# patches and treats them like the words of a text: each may look at each other
# one (attention; chapter 5). It is not told what neighbours are; it learned
# that from 300 million pictures, and names 88.6 % of ImageNet's right at the
# first guess. Trained on ImageNet alone it stays behind ResNets. Where data
# are few, convolution is still the better start.
