# Chapter 2: forests and boosting, the baseline for tables.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/ensembles
# needs: model_selection

# %% [markdown] tags=["further"]
# ### Forests and boosting: the baseline for tables
#
# On tables, ensembles of trees are hard to beat, by networks too. A **random
# forest** (جنگل تصادفی) is bagging in which each question may choose among a
# few random features only, so that the trees differ more. **Boosting** (تقویت)
# adds small trees one after the other, each fitted to the errors of those
# before it. Both by 5-fold cross-validation on the houses (standard error
# here: the standard deviation of the five scores, divided by $\sqrt5$):

# %%
trees_in = by_profile(smoke=10, quick=100, full=300)
contest = {
    "a tree of depth 3": DecisionTreeClassifier(
        max_depth=3, random_state=SEED
    ),
    "15 neighbours": knn(15),
    "logistic regression": make_pipeline(
        StandardScaler(), LogisticRegression()
    ),
    "random forest": RandomForestClassifier(trees_in, random_state=SEED),
    "boosting": GradientBoostingClassifier(
        n_estimators=trees_in, random_state=SEED
    ),
}
folds = StratifiedKFold(5, shuffle=True, random_state=SEED)
rows = {}
for name, model in contest.items():
    scores = cross_val_score(model, work_x, work_y, cv=folds)
    rows[name] = {
        "accuracy": scores.mean(),
        "standard error": scores.std(ddof=1) / np.sqrt(5),
    }
rows = pd.DataFrame(rows).T
display(rows.round(3))
gain = rows["accuracy"] - rows["accuracy"]["a tree of depth 3"]
expect("ch02.ensembles.forest_gain", gain["random forest"])
expect("ch02.ensembles.boosting_gain", gain["boosting"])

# %% [markdown]
# Both beat the single tree. So does logistic regression, with our seed, and
# between the three the standard errors allow no choice: on ten features that
# people chose because they matter, a weighted sum says nearly all. (The five
# scores share training data, so the true error is somewhat larger.) Chapter 3
# asks again, with a network.
