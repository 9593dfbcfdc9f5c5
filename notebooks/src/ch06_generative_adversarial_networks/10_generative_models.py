# Chapter 6: what a generative model is.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch06/generative_models

# %% [markdown] book="6.3"
# ## What is a generative model?
#
# A **discriminative model** (مدل تفکیک‌گر) separates: it learns $p(y\mid x)$,
# the class $y$ of given features $x$. A **generative model** (مدل مولد)
# describes how the data come about: it learns $p(x)$, or $p(x\mid y)$ for each
# class. The first looks for a boundary, the second for a **distribution**
# (توزیع).
#
# > **Definition 6.1.** A generative model describes, in terms of
# > probabilities, how a data set is generated.
#
# One data set for both: petals of two kinds of iris. The discriminative model
# is logistic regression. The generative one fits a normal distribution to
# each kind: its mean and its covariance, nothing more.

# %%
iris = load_iris()
kind = iris.target[iris.target > 0] - 1  # 0 versicolor, 1 virginica
petals = iris.data[iris.target > 0][:, 2:]

discriminative = LogisticRegression().fit(petals, kind)
generative = [
    multivariate_normal(
        petals[kind == k].mean(axis=0), np.cov(petals[kind == k].T)
    )
    for k in (0, 1)
]


def p_virginica(x):
    """Bayes' rule, with as many flowers of each kind: p(kind 1 given x)."""
    first, second = (density.pdf(x) for density in generative)
    return second / (first + second)


# %% [markdown]
# **Before you run the next cell**: which of the two models can draw flowers
# that nobody has seen? Which can say “I have never seen anything like this”?


# %%
#| alt: >
#|   Petals of two kinds of iris, three times: with the straight boundary of
#|   logistic regression, with two normal densities and the boundary between
#|   them, and 100 new flowers drawn from these densities.
def draw_petals(axis, points, labels, title):
    for k, marker in ((0, "o"), (1, "s")):
        x, y = points[labels == k].T
        axis.plot(x, y, marker, color=f"C{k}", markersize=4)
    axis.set(title=title, xlabel="petal length (cm)", xlim=(2.5, 7.5))
    axis.set(ylabel="petal width (cm)", ylim=(0.8, 2.8))


grid = np.stack(
    np.meshgrid(np.linspace(2.5, 7.5, 120), np.linspace(0.8, 2.8, 120)), -1
)
rng = np.random.default_rng(SEED)
new = np.vstack([density.rvs(50, random_state=rng) for density in generative])
answers = discriminative.predict_proba(grid.reshape(-1, 2))[:, 1]

figure, axes = plt.subplots(1, 3, figsize=(12, 3.6), sharey=True)
draw_petals(axes[0], petals, kind, "Discriminative: a boundary")
axes[0].contour(*grid.T, answers.reshape(120, 120).T, [0.5], colors="black")
draw_petals(axes[1], petals, kind, "Generative: two densities")
for k, density in enumerate(generative):
    axes[1].contour(*grid.T, density.pdf(grid).T, 5, colors=f"C{k}", alpha=0.7)
axes[1].contour(*grid.T, p_virginica(grid).T, [0.5], colors="black")
draw_petals(axes[2], new, np.repeat([0, 1], 50), "… and 100 new flowers")
for axis in axes:
    axis.label_outer()
plt.show()

# %%
right = (p_virginica(petals) > 0.5) == kind
print("right, of the flowers fitted to:", end=" ")
print(discriminative.score(petals, kind), "(boundary),", end=" ")
print(right.mean(), "(two densities)")
strange = np.array([[2.6, 2.6]])
sure = discriminative.predict_proba(strange).max()
usual = np.mean([g.pdf(petals).mean() for g in generative])
density = np.mean([g.pdf(strange) for g in generative])
print(f"an odd flower, 2.6 cm long, 2.6 wide: the boundary is {sure:.0%} sure")
print(f"its density is {density / usual:.0e} of that of a usual flower")
expect("ch06.iris.generative_accuracy", right.mean())

# %% [markdown]
# Both numbers are about the flowers that the models were fitted to, so they
# say only that both fit. But the generative model *can* classify, by Bayes'
# rule; it makes new flowers; and it notices what is strange. It pays for that
# with an assumption (normal distributions), which may be wrong.
#
# > **Correction to the book (6.6).** The book says that generative models are
# > unsupervised and do not map features to classes. Too strong: what you just
# > saw is a generative **classifier**, made with labels (so are naive Bayes
# > and linear discriminant analysis). A *conditional* GAN uses labels as well;
# > we build one below.

# %% [markdown]
# ### Explicit and implicit
#
# Finding $p(x)$ is called **density estimation** (تخمین چگالی). No model
# learns the true distribution exactly; we want one that is close to it. It
# must compose **new** samples with some variation, not copy old ones. And it
# needs no labels, so it can learn from the data that we have most of.
#
# Some models are **explicit**: they can say $p(x)$ for any $x$, as our two
# normal distributions do. Others are **implicit**: they only draw samples.
#
# > **Correction to the book (6.7).** The chapter presents density estimation
# > as what a generative model solves. A GAN is implicit: it draws samples
# > from its distribution $p_g$, and **never gives the value** of $p_g(x)$. So
# > it cannot say how likely a given image is, or find odd ones by itself.

# %% [markdown]
# ### A generator without learning
#
# An implicit model is a function that turns random numbers into data. Such a
# function is a **generator** (مولد), here one that we can write by hand. Put
# $u$, uniform between 0 and 1, into
#
# $$g(u)=-\frac{\ln(1-u)}{\lambda},$$
#
# and what comes out is distributed exponentially, with density $\lambda
# e^{-\lambda x}$.

# %%
#| alt: >
#|   Left, uniform noise as a flat histogram. Middle, the rising curve g(u).
#|   Right, the histogram of g(u), which falls as the exponential density.
u = np.random.default_rng(SEED).random(20_000)
figure, axes = plt.subplots(1, 3, figsize=(12, 2.9))
axes[0].hist(u, 40, density=True, color="0.7")
axes[0].set(title="Noise goes in", xlabel="$u$", ylabel="density")
axes[1].plot(np.sort(u), -np.log(1 - np.sort(u)), color="C2")
axes[1].set(title="through a function", xlabel="$u$", ylabel="$g(u)$")
axes[2].hist(-np.log(1 - u), 60, density=True, color="0.7")
axes[2].plot(np.linspace(0, 8), np.exp(-np.linspace(0, 8)), label="$e^{-x}$")
axes[2].set(title="and data come out", xlabel="$x=g(u)$")
axes[2].legend()
plt.show()

# %% [markdown]
# ### Exercise 6.1 — a generator by hand (★)
#
# Write one for a *triangle*: density $2x$ between 0 and 1. The recipe: the
# share of values below $x$ is $F(x)=\int_0^x 2t\,\mathrm dt$. Set $F(x)=u$ and
# solve for $x$. (So $x$ grows with $u$.)


# %% exercise="6.1"
def triangle_generator(u):
    """Turn uniform numbers u (any shape) into samples of density 2x."""
    ### BEGIN SOLUTION
    return np.sqrt(u)
    ### END SOLUTION


# %% check="6.1a" points=1
@check("6.1a", hint="F(x) = x²; which x has x² = u?")
def _():
    u = np.random.default_rng(SEED).random(50_000)
    x = triangle_generator(u)
    assert np.shape(x) == (50_000,) and x.min() >= 0 and x.max() <= 1
    np.testing.assert_allclose(np.mean(x < 0.5), 0.25, atol=0.01)
    ### BEGIN HIDDEN TESTS
    np.testing.assert_allclose(x.mean(), 2 / 3, atol=0.01)
    np.testing.assert_allclose(triangle_generator(np.array([0.49])), [0.7])
    ### END HIDDEN TESTS


# %% [markdown]
# For images nobody can write this function down. A neural network can learn
# it. All that is missing is somebody who says how good its output is.

# %% [markdown] book="6.4"
# ## Generative models and the future of AI
#
# The book gives three reasons to care.
#
# 1. **Understanding.** To be good at sorting data is not enough; we want to
#    know how they come about. This is harder, and the tools are the same.
# 2. **Other fields**, above all **reinforcement learning** (یادگیری تقویتی).
#    A robot that learns to walk needs thousands of trials; to compute the
#    physics of each is slow. With a generative model of its world it could
#    train in its own imagination.
# 3. **Intelligence like ours.** You can close your eyes and see an elephant
#    from behind, invent another ending of a series, plan your week. One theory
#    of the brain says that perceiving *is* generating: we predict the world
#    and correct the prediction.

# %% [markdown]
# ### Where the field has gone since
#
# GANs (Goodfellow and others, 2014) ruled the making of images for some years.
# Since about 2021 **diffusion models** (مدل انتشاری) lead there; you build one
# of their family at the end of this chapter. For text, **autoregressive**
# models lead, which predict the next token (chapter 5). GANs are still used
# where an image must be made in one fast step, and the idea lives on: an
# *adversarial loss* sharpens images in many other models.

# %% [markdown] book="6.5"
# ## Generative adversarial networks
#
# A **generative adversarial network**, GAN (شبکه متخاصم مولد), is a pair of
# models that are trained at the same time: a **generator** (مولد), which
# makes fake data, and a **discriminator** (تمایزگر), which tries to tell them
# from real ones.

# %% [markdown] book="6.5a"
# ### Why? Learning from feedback
#
# You learn by trying, and the most useful **feedback** (بازخورد) often comes
# from another person: not just a mark, but a judgement of what was wrong.
#
# For a machine that learns to multiply, feedback is easy: the right number is
# known. For one that draws a cat it is hard. Is the picture blurry? Does it
# look like a dog? Like anything? A formula for “looks like a cat” is not
# known; people can judge, but slowly, and not always the same way.
#
# The idea of a GAN: let a **second network learn to judge**, while the first
# learns to draw. Both improve, each by the feedback of the other.

# %% [markdown] book="6.5b"
# ### Three words
#
# - **Generative**: it creates data. Which, the training set decides: to paint
#   like Leonardo da Vinci, train with paintings by Leonardo da Vinci.
# - **Adversarial** (متخاصم): the two models are rivals. The generator wants
#   samples that nobody can tell from the training set; the discriminator
#   wants to tell them. The better one becomes, the better the other must be.
# - **Networks**: both are neural networks, from a few dense layers, as in this
#   chapter, to deep convolutional ones.

# %% [markdown] book="6.5c"
# ### The forger and the expert
#
# A **forger** (جاعل هنری) paints, an **art expert** (متخصص هنری) judges. The
# more convincing the forgeries, the better the expert must become; the better
# the expert, the better the forger.
#
# The generator works like a classifier in reverse: a classifier turns an image
# into a few numbers, the generator a few random numbers into an image. It
# **never sees a real image**. All it knows comes through the discriminator:
# not only “rejected”, but, by the gradient, in which direction each pixel
# should change. The discriminator learns as any classifier does, from the
# labels *real* and *fake*, which cost nothing: we know who made each image.
