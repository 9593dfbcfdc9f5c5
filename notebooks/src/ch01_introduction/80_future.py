# Chapter 1: the future, and applications.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch01/future
# needs: layers

# %% [markdown] book="1.7" tags=["further"]
# ## The future of deep learning
#
# Deep learning is at present the most effective AI for many tasks; what it
# will never do is open. The book was written before the large language models.
#
# Gary Marcus finds deep learning hungry for data, brittle and poor at
# generalising; he asks for reasoning, **prior knowledge** (دانش قبلی),
# self-supervised learning, **capsule networks** (شبکه کپسولی: groups of
# neurons that also note how a thing lies in the picture), and for a **hybrid
# approach** (رویکرد ترکیبی) in four steps. Yann LeCun, too, says that no
# technique at hand builds such representations of the world as animals and
# people have, but he expects progress from learning without labels.

# %% tags=["hide-input"]
#| alt: >
#|   Four boxes with arrows between them: connect with classical AI; rich
#|   knowledge on a large scale; tools for abstract reasoning; form and use
#|   cognitive models.
figure, axis = plt.subplots(figsize=(11, 1.6))
steps = [
    "1. connect with\nclassical AI",
    "2. rich knowledge,\non a large scale",
    "3. tools for\nabstract reasoning",
    "4. form and use\ncognitive models",
]
draw_chain(axis, steps, ["#D9E8F2", "#B5D5EA", "#8FBFDE", "#5CA3CF"])
axis.set_title("Marcus's four steps to a hybrid AI")
plt.show()

# %% [markdown]
# > **Correction to the book (1.9).** The book calls Marcus one of the pioneers
# > of deep learning (with three exclamation marks: it may doubt it itself). He
# > is a cognitive scientist, and a well-known **critic** of deep learning on
# > its own.
#
# > **Correction to the book (1.11).** LeCun spoke of *unsupervised* learning
# > (بدون نظارت); for what he means he now says **self-supervised**.

# %% [markdown] book="1.7.1" tags=["further"]
# ### Symbolic reasoning
#
# **Symbolic reasoning** (استدلال نمادین) works with facts and rules instead of
# learned numbers. Marcus's example: a cup holds pencils; make a hole in its
# bottom, and the pencils may fall out. No picture of it was ever needed: facts
# in a **knowledge base** (پایگاه دانش), drawn as a **knowledge graph** (گراف
# دانش), and a rule are enough.

# %%
facts = {
    ("cup", "contains", "pencils"),
    ("cup", "has", "bottom"),
    ("bottom", "has", "hole"),
}


def infer(facts):
    """If X contains Y, and X has a Z that has a hole, Y may fall out."""
    return {
        (y, "may fall out of", x)
        for x, contains, y in facts
        for x2, has, z in facts
        if contains == "contains" and x2 == x and has == "has"
        if (z, "has", "hole") in facts
    }


print("with the hole:   ", infer(facts))
print("without the hole:", infer(facts - {("bottom", "has", "hole")}))

# %% tags=["hide-input"]
#| alt: >
#|   A graph of four nodes: the cup contains pencils, has a bottom, the
#|   bottom has a hole; an orange arrow, which a rule has added, says that
#|   the pencils may fall out of the cup.
places = {"pencils": (0, 1), "cup": (2, 1), "bottom": (4, 1), "hole": (6, 1)}
figure, axis = plt.subplots(figsize=(8, 2.2))
arrow = {"arrowstyle": "->", "shrinkA": 32, "shrinkB": 32}
for start, relation, end in sorted(facts) + sorted(infer(facts)):
    derived = relation.startswith("may")
    bent = {"connectionstyle": "arc3,rad=-0.5"} if derived else {}
    ink = "C1" if derived else "0.3"
    axis.annotate(
        "",
        places[end],
        places[start],
        arrowprops=arrow | bent | {"color": ink},
    )
    middle = (places[start][0] + places[end][0]) / 2
    axis.text(
        middle, 1.62 if derived else 1.12, relation, ha="center", color=ink
    )
for name, place in places.items():
    axis.text(
        *place,
        name,
        ha="center",
        va="center",
        bbox={"boxstyle": "round,pad=0.5", "facecolor": "#D9E8F2"},
    )
axis.set(xlim=(-0.8, 6.8), ylim=(0.4, 2.1))
axis.set_title("A knowledge graph, and what a rule adds (orange)")
axis.axis("off")
plt.show()

# %% [markdown]
# Deep learning could take part: **graph neural networks** (شبکه عصبی گراف)
# work on such nodes (گره) and edges (یال), and **attention** (توجه) in a
# transformer network (شبکه دگرگون‌ساز) can choose among vectors of known
# facts, as Nikko Ström says. A graph can write down any knowledge, Hinton's
# **thought vector** (بردار فکر) would stand for any thought; what is needed is
# a mapping between the two.
#
# > **Correction to the book (1.10).** The book tells AI's history as a contest
# > of symbolic reasoning and machine learning, which enters in the 1990s. It
# > was there from the start: the perceptron of the 1950s learns. In the 1990s
# > *statistical* machine learning became dominant.

# %% [markdown] book="1.8"
# ## Applications
#
# | application | goes in | comes out |
# |---|---|---|
# | virtual assistant (دستیار مجازی) | voice | text, commands |
# | news (تجمیع اخبار), fake news | texts, tastes | chosen news; real or fake |
# | emotional intelligence (هوش عاطفی) | voice, face | a mood |
# | health care (مراقبت‌های بهداشتی) | photographs, movement | illness, a fall |
# | fraud detection (کلاهبرداری) | payments | an alarm, quickly |
#
# Siri, Alexa and Google Assistant learn your voice and your preferences. Bots
# (programs that pose as people) make fake news hard to stop; moods serve
# advertising, or a doctor. Skin cancer is found in photographs, and a fall is
# foreseen from movements (Robbie.AI). Doubts of physicians and a lack of very
# large data sets stand in the way. For each application, ask the questions of
# *Nine weaknesses*: what was it trained on, what does it do with inputs unlike
# that, and who must explain its answers?
