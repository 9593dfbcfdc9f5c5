# Chapter 4: from LeNet to the vision transformer, with numbers.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/since_then

# %% [markdown]
# ## Beyond the book: from LeNet to the vision transformer
#
# | year | network | what was new | weights | top-5 error |
# |---|---|---|---|---|
# | 1998 | LeNet-5 | convolution, pooling | 0.06 | – |
# | 2012 | AlexNet | GPUs, ReLU, dropout | 60 | 15.3 % |
# | 2014 | VGG-16 | only 3 × 3 | 138 | 7.3 % |
# | 2014 | GoogLeNet | parallel kernels, pooled head | 7 | 6.7 % |
# | 2015 | ResNet-152 | shortcuts | 60 | 3.6 % |
# | 2020 | ViT-H/14 | no convolution | 632 | – |
#
# (Weights in millions; error of the entry in the ImageNet competition, 1.2
# million pictures: how often the right one of 1,000 classes is not among the
# five best guesses.)
#
# The **vision transformer** (Dosovitskiy and others, 2021) cuts a picture into
# patches and treats them like the words of a text: each may look at each other
# one (attention; chapter 5). It is not told what neighbours are; it learned
# that from 300 million pictures, and names 88.6 % of ImageNet's right at the
# first guess. Trained on ImageNet alone it stays behind ResNets. Where data
# are few, convolution is still the better start.
