# Chapter 2: a table of your own, to a first baseline.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/own_table

# %% [markdown] tags=["further"]
# ### A table of your own
#
# Save a table of yours as CSV, put it beside this notebook, and write its name
# into the next cell. (In Colab, drag it into the panel *Files*; in Kaggle,
# upload it as input and give the path that Kaggle shows.) The first line names
# the columns. Here the *last* column is what you want to predict, a number;
# the *first* says which rows belong together.
#
# CSV is a family of formats: columns end with a comma, a semicolon or a tab;
# one and a half is 1.5, 1,5 or ۱٫۵; a missing value is empty, `NA` or `-`.
# `read_table` finds out. Until you have one of your own, take 240 flats in 40
# houses, invented by a program, in Persian digits: house, district, year,
# distance to the metro (km), area (m²), floor, price (a billion tomans).

# %%
from sklearn.compose import make_column_selector, make_column_transformer
from sklearn.dummy import DummyRegressor
from sklearn.ensemble import RandomForestRegressor
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder

from utils.tables import read_table

own_table = read_table("data/samples/flats.csv")  # yours: "my_table.csv"
own_group, own_target = own_table.columns[[0, -1]]
display(own_table.head(4))
own_kinds = pd.DataFrame(
    {
        "kind": own_table.dtypes.astype(str),
        "different values": own_table.nunique(),
        "missing": own_table.isna().sum(),
    }
)
display(own_kinds)

# %% [markdown]
# Numbers that came out as text (`str`) hold something that is no number: look
# at them first. A column with as many different values as rows is a name, not
# a feature.
#
# **A first baseline.** Whatever you try later has to beat three things that
# take ten lines: the mean, a linear model, a forest. What fills the gaps (here
# the median) learns from data, and so does the one-hot encoding; they belong
# into the pipeline, and are fitted on the training rows alone.


# %%
def own_baseline(model):
    """Texts become one-hot, gaps the median; then the model."""
    numbers = make_column_selector(dtype_include="number")
    texts = make_column_selector(dtype_exclude="number")
    columns = make_column_transformer(
        (make_pipeline(SimpleImputer(strategy="median"), StandardScaler()),
         numbers),
        (OneHotEncoder(handle_unknown="ignore"), texts),
    )  # fmt: skip
    return make_pipeline(columns, model)


own_x = own_table.drop(columns=[own_group, own_target])
own_y = own_table[own_target]
own_models = {
    "the mean": DummyRegressor(),
    "linear": LinearRegression(),
    "forest": RandomForestRegressor(30, random_state=SEED),
}

# %% [markdown]
# **Which rows are for the test?** A quarter, at random? Flats of one house
# have much in common that no column holds: how it was built, the street, the
# view. If a flat is in the test part and its neighbours in the training part,
# a model can recognise the *house* (by its year and its distance to the metro)
# and repeat the neighbours' price. For a house that is not in the table it
# cannot. So if new rows will come from new houses, whole houses must be set
# aside.
#
# We split ten times in each way. **Predict** for each model how its mean
# error changes from one way to the other.


# %%
def own_splits(by_house, splits=10):
    """Yield (train, test), a quarter for the test: rows, or whole houses."""
    rng = np.random.default_rng(SEED)
    groups = own_table[own_group] if by_house else own_table.index
    names = groups.unique()
    for _ in range(splits):
        chosen = rng.choice(names, size=len(names) // 4, replace=False)
        in_test = np.isin(groups, chosen)
        yield np.flatnonzero(~in_test), np.flatnonzero(in_test)


own_errors = {}
for way, by_house in (("rows at random", False), ("whole houses", True)):
    for train, test in own_splits(by_house):
        for name, model in own_models.items():
            fitted_model = own_baseline(model).fit(
                own_x.iloc[train], own_y.iloc[train]
            )
            misses = fitted_model.predict(own_x.iloc[test]) - own_y.iloc[test]
            own_errors.setdefault((name, way), []).append(
                np.abs(misses).mean()
            )
own_means = pd.Series(own_errors).map(np.mean).unstack()
display(own_means.loc[list(own_models)].round(2))

# %% tags=["hide-input"]
#| alt: >
#|   Mean absolute errors of ten splits for three models. For the mean both
#|   ways of splitting agree; for the linear model and more for the forest
#|   the errors are larger where whole houses were set aside.
figure, axis = plt.subplots(figsize=(7, 3.2))
for place, name in enumerate(own_models):
    for shift, way, color in (
        (-0.12, "rows at random", "C0"),
        (0.12, "whole houses", "C1"),
    ):
        values = own_errors[name, way]
        x_places = np.full(len(values), place + shift)
        axis.plot(x_places, values, "o", color=color, alpha=0.5)
        axis.plot(place + shift, np.mean(values), "_", color="k", ms=18)
    axis.set_xticks(range(3), own_models)
handles = [
    plt.Line2D([], [], color=c, marker="o", linestyle="", label=way)
    for way, c in (("rows at random", "C0"), ("whole houses", "C1"))
]
axis.legend(handles=handles, title="test part")
axis.set(
    title="Neighbours in the training part make the forest look good",
    ylabel="mean absolute error",
    ylim=(0, None),
)
plt.show()

# %%
own_ratio = own_means["whole houses"] / own_means["rows at random"]
expect("ch02.own_table.rows", len(own_table))
expect("ch02.own_table.honest_error", own_means["whole houses"]["forest"])
expect("ch02.own_table.forest_ratio", own_ratio["forest"])

# %% [markdown]
# The mean knows nothing of houses, and the split hardly matters to it. The
# forest gains most from neighbours: its error in new houses is a quarter to a
# half larger than the random split said (eight runs: 1.24 to 1.50 times). With
# rows at random the forest is clearly ahead of the linear model; with whole
# houses there is little between them. Whoever trusts the random split
# promises too much *and* may choose the wrong model.
#
# So before you split, ask: what will be **new** when the model is used? A new
# house, a new patient, next year? That has to be new in the test part, too.
# scikit-learn's `GroupShuffleSplit` and `GroupKFold` do it for groups,
# `TimeSeriesSplit` for time. Where each row stands alone, rows at random are
# honest. (If your first column says nothing of the kind, let `by_house` be
# `False`.)

# %% [markdown] tags=["further"]
# ### Exercise 2.17 — the honest split (★★)
#
# Complete `honest_split`: `groups` names for each row the group that it
# belongs to (a house, a patient, a school). Return the numbers of the rows for
# training and for the test. All rows of a group stay together; the groups for
# the test are drawn at random, as many as come nearest to `test_share` of all
# groups, at least one.


# %% exercise="2.17"
def honest_split(groups, test_share, seed):
    """Return two arrays of row numbers: for training, for the test."""
    ### BEGIN SOLUTION
    groups = np.asarray(groups)
    names = np.unique(groups)
    count = max(1, round(test_share * len(names)))
    rng = np.random.default_rng(seed)
    chosen = rng.choice(names, size=count, replace=False)
    in_test = np.isin(groups, chosen)
    return np.flatnonzero(~in_test), np.flatnonzero(in_test)
    ### END SOLUTION


# %% check="2.17a" points=1
@check(
    "2.17a",
    hint="draw from the names of the groups, each once, not from the rows; "
    "then look which rows have a chosen name",
)
def _():
    groups = np.array(list("abcabcddaaaaaabb"))
    train, test = (list(part) for part in honest_split(groups, 0.25, SEED))
    assert sorted(train + test) == list(range(16)), "each row exactly once"
    assert not set(groups[train]) & set(groups[test]), "a group in both parts"
    assert len(set(groups[test])) == 1, "a quarter of four groups is one"


# %% check="2.17b" points=1
@check(
    "2.17b",
    hint="another seed draws other groups, the same seed the same; use "
    "np.random.default_rng(seed)",
)
def _():
    groups = [f"patient {row % 12}" for row in range(60)]
    tests = [
        sorted({groups[row] for row in honest_split(groups, 0.25, seed)[1]})
        for seed in range(6)
    ]
    assert all(len(names) == 3 for names in tests), tests[0]
    assert len({tuple(names) for names in tests}) > 1, "always the same groups"
    again = honest_split(groups, 0.25, 3)[1]
    assert sorted({groups[row] for row in again}) == tests[3]
    ### BEGIN HIDDEN TESTS
    train, test = honest_split([5, 5, 9], 0.01, SEED)
    assert len(train) and len(test), "at least one group for the test"
    drawn = {
        int(groups[row].split()[1])
        for seed in range(40)
        for row in honest_split(groups, 0.25, seed)[1]
    }
    assert drawn == set(range(12)), "some groups are never drawn"
    sizes = [len(honest_split(list("aaaab"), 0.5, s)[1]) for s in range(20)]
    assert set(sizes) == {1, 4}, "draw groups, whatever their size"
    ### END HIDDEN TESTS
