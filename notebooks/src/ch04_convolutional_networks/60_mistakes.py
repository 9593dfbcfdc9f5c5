# Chapter 4: what the classifier gets wrong.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch04/mistakes
# needs: cifar10

# %% [markdown]
# ## Beyond the book: what it gets wrong
#
# From here on, up to the summary, nothing is in the book. One number, the
# accuracy, hides *which* mistakes a network makes. The **confusion matrix**
# (ماتریس درهم‌ریختگی) counts for each true class (row) what the network said
# (column). **Predict** the two classes that it mixes up most.

# %%
#| alt: >
#|   A 10 × 10 table of percentages. The diagonal is darkest; most other
#|   shares lie among the animals or among the vehicles.
test_p = model.predict(x_test, batch_size=500, verbose=0)
truth, said = y_test.ravel().astype(int), test_p.argmax(axis=1)
confusion = np.zeros((10, 10), int)
np.add.at(confusion, (truth, said), 1)  # counts each pair
assert (confusion.sum(axis=1) == np.bincount(truth, minlength=10)).all()
figure, axis = plt.subplots(figsize=(6.6, 5.6))
per_class = confusion / confusion.sum(axis=1, keepdims=True)
axis.imshow(per_class, cmap="Blues", vmin=0, vmax=1)
for (i, j), share in np.ndenumerate(per_class):
    colour = "white" if share > 0.5 else "black"
    axis.text(j, i, f"{share:.0%}", **CENTRE, color=colour)
axis.set(
    title="What the network says (column) about each class (row)",
    xticks=np.arange(10),
    yticks=np.arange(10),
    xlabel="said",
    ylabel="in truth",
)
axis.set_xticklabels(CLASSES, rotation=45, ha="right")
axis.set_yticklabels(CLASSES)
axis.grid(False)
plt.show()

# %%
both_ways = confusion + confusion.T
np.fill_diagonal(both_ways, 0)
i, j = np.unravel_index(both_ways.argmax(), (10, 10))
print(f"most often mixed up: {CLASSES[i]} and {CLASSES[j]}")
animal = np.isin(np.arange(10), [2, 3, 4, 5, 6, 7])
wrong = truth != said
within = np.mean(animal[truth[wrong]] == animal[said[wrong]])
expect("ch04.confusion.within_group", within)
by_chance = np.mean(np.where(animal[truth[wrong]], 5 / 9, 3 / 9))
print(
    f"(if each mistake chose among the other nine by chance: {by_chance:.2f})"
)

# %% [markdown]
# Most mistakes take one animal for another, or one vehicle for another: the
# network has found out on its own that these groups look alike. Now the
# mistakes of which it was most sure:

# %%
#| alt: >
#|   Ten test pictures that the network named wrongly though it was sure;
#|   above each the guess, its probability and the truth.
surest = np.where(wrong, test_p.max(axis=1), 0)
worst = np.argsort(surest)[:-11:-1]
titles = [
    f"{CLASSES[said[k]]} {test_p[k].max():.2f}\n(is {CLASSES[truth[k]]})"
    for k in worst
]
figure = show_pictures(x_test[worst], titles, columns=5, size=1.7)
figure.suptitle("Sure, and wrong")
plt.show()

# %% [markdown]
# Look at each: what may be the reason? Colour, background, the angle? Some you
# would get wrong, too.
#
# ### Exercise 4.13 — recall of each class (★)
#
# Complete `recalls`: for each class, the share of its pictures that were
# recognised (chapter 2). A class without pictures gets `nan`, and NumPy gives
# no warning.


# %% exercise="4.13"
def recalls(confusion):
    """confusion (classes, classes), rows are the truth → (classes,)."""
    ### BEGIN SOLUTION
    totals = confusion.sum(axis=1)
    shares = np.full(len(confusion), np.nan)
    there = totals > 0
    shares[there] = np.diag(confusion)[there] / totals[there]
    return shares
    ### END SOLUTION


# %% check="4.13a" points=1
@check("4.13a", hint="the diagonal, divided by the sums of the ROWS")
def _():
    example = np.array([[8, 2], [5, 15]])
    np.testing.assert_allclose(recalls(example), [0.8, 0.75])


# %% check="4.13b" points=1
@check("4.13b", hint="a row of zeros: nan, and no warning about a division")
def _():
    with np.errstate(all="raise"):
        ours = recalls(np.array([[1, 0, 1], [0, 0, 0], [0, 0, 3]]))
    np.testing.assert_allclose(ours, [0.5, np.nan, 1.0])
    ### BEGIN HIDDEN TESTS
    table = np.random.default_rng(0).integers(1, 50, size=(6, 6))
    expected = np.diag(table) / table.sum(axis=1)
    np.testing.assert_allclose(recalls(table), expected)
    ### END HIDDEN TESTS
