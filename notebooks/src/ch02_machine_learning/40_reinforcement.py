# Chapter 2: reinforcement learning.
#
# Edit here, then run `make notebooks`: it builds the chapter's notebooks.
# Alone, with what it needs: make section S=ch02/reinforcement

# %% [markdown] book="2.6"
# ## Reinforcement learning
#
# Nobody tells a child how to ride a bicycle muscle by muscle; it falls, and
# tries again. (The idea comes from the psychology of animal learning.) In
# **reinforcement learning** (یادگیری تقویتی) an **agent** (عامل) acts in an
# **environment** (محیط). In each **state** (حالت) $s$ it chooses an **action**
# (اقدام) $a$, gets a **reward** (پاداش) $r$, and finds itself in a new state.
# A rule that says what to do in every state is a **policy** (خط‌مشی). The
# agent wants a large **return**, the sum of all rewards to come, later ones
# counted a little less:
#
# $$G = r_1+\gamma r_2+\gamma^2 r_3+\dots,\qquad 0<\gamma\le1.$$

# %% [markdown]
# ### Exercise 2.7 — the return (★)
#
# Complete `discounted_return` by the formula above.


# %% exercise="2.7"
def discounted_return(rewards, gamma):
    """Return the sum of the rewards, the k-th times gamma to the k - 1."""
    ### BEGIN SOLUTION
    return sum(reward * gamma**k for k, reward in enumerate(rewards))
    ### END SOLUTION


# %% check="2.7a" points=1
@check("2.7a", hint="the first reward counts in full: gamma to the power 0")
def _():
    np.testing.assert_allclose(discounted_return([1, 1, 1], 0.5), 1.75)
    np.testing.assert_allclose(discounted_return([-1, 0, 8], 0.5), 1.0)
    ### BEGIN HIDDEN TESTS
    np.testing.assert_allclose(discounted_return([3, -2, 5], 1.0), 6.0)
    np.testing.assert_allclose(discounted_return([], 0.9), 0.0)
    ### END HIDDEN TESTS


# %% [markdown]
# Our world has 4 × 6 fields of ice. The agent starts at S and wants to G.
# Every step costs 1. The goal gives 40, a hole (O) costs 20; both end the
# **episode**, one game from start to end. And the ice is slippery: one time
# in five the agent moves in a random direction instead of the chosen one.
# **Predict**: will the best way pass right beside the holes?

# %%
WORLD = ["......", "......", "......", "SOOOOG"]
ARROWS = "↑→↓←"
MOVES = [(-1, 0), (0, 1), (1, 0), (0, -1)]
START, GAMMA, SLIP = (3, 0), 0.95, 0.2


def move(state, action, step_reward=-1.0):
    """Return (new state, reward, whether the episode is over)."""
    row, column = np.add(state, MOVES[action])
    # nobody leaves the world: at the border the agent stays where it is
    row, column = int(np.clip(row, 0, 3)), int(np.clip(column, 0, 5))
    field = WORLD[row][column]
    reward = step_reward + {"G": 40, "O": -20}.get(field, 0)
    return (row, column), reward, field in "GO"


# %% [markdown]
# **Q-learning** keeps a table $Q(s,a)$: the return that the agent expects
# after action $a$ in state $s$. It begins with zeros. After each step, which
# brought reward $r$ and new state $s'$, the entry moves a little towards what
# the step has taught:
#
# $$Q(s,a) \leftarrow Q(s,a)
# +\alpha\,\bigl(r+\gamma\max_{a'}Q(s',a')-Q(s,a)\bigr).$$
#
# $\max_{a'}Q(s',a')$ is the **value** (ارزش) of $s'$: what the best action
# there promises; at the end of an episode it is 0. Mostly the agent takes the
# action with the largest $Q$, but with probability $\varepsilon$ any action:
# who never tries anything new finds nothing new. The learning rate $\alpha$
# gets smaller from episode to episode, so that the table comes to rest.


# %%
def q_learning(
    episodes,
    step_reward=-1.0,
    epsilon=0.1,
    seed=SEED,
    slip=SLIP,
    value_of=np.max,
):
    """Return the tables after each tenth episode, and all returns."""
    rng = np.random.default_rng(seed)
    q = np.zeros((4, 6, 4))
    tables, returns = [q.copy()], []
    for episode in range(1, episodes + 1):
        state, total, discount = START, 0.0, 1.0
        alpha = 1 / (2 + episode / 100)
        for _ in range(100):  # at most 100 steps
            explore_now = rng.random() < epsilon
            action = rng.integers(4) if explore_now else q[state].argmax()
            slips = slip > 0 and rng.random() < slip
            made = rng.integers(4) if slips else action
            new_state, reward, over = move(state, made, step_reward)
            value = 0.0 if over else value_of(q[new_state])
            q[state][action] += alpha * (
                reward + GAMMA * value - q[state][action]
            )
            total += discount * reward
            discount *= GAMMA
            state = new_state
            if over:
                break
        returns.append(total)
        if episode % 10 == 0:
            tables.append(q.copy())
    return tables, np.array(returns)


episodes = by_profile(smoke=200, quick=8000, full=50_000)
tables, returns = q_learning(episodes)

# %% [markdown]
# How good can it get? The agent does not know how the world works, but we do,
# so we can compute the true $Q$: begin with zeros and replace each entry by
# what one step promises on average, until nothing changes. (This is called
# *value iteration*.) In the same way we judge any fixed policy.


# %%
sweeps = by_profile(smoke=20, quick=200, full=200)


def true_q(policy=None, rounds=sweeps):
    """Return the true Q, if the best policy, or a given one, is followed."""
    q = np.zeros((4, 6, 4))
    for _ in range(rounds):
        best = q.argmax(axis=2) if policy is None else policy
        # the entry of q for the chosen action, in each state
        value = np.take_along_axis(q, best[..., None], axis=2)[..., 0]
        for state in np.ndindex(4, 6):
            if WORLD[state[0]][state[1]] in "GO":
                continue
            after = np.zeros(4)
            for action in range(4):
                place, reward, over = move(state, action)
                after[action] = reward + GAMMA * (0 if over else value[place])
            q[state] = (1 - SLIP) * after + SLIP * after.mean()
    return q


best_q = true_q()
policy = tables[-1].argmax(axis=2)
best = best_q[START].max()
learned = true_q(policy)[START][policy[START]]
print(f"return from the start: best {best:.2f}, learned {learned:.2f}")
expect("ch02.q_learning.best_return", best)
expect("ch02.q_learning.share_of_best", learned / best)


# %% tags=["hide-input"]
#| alt: >
#|   Four maps with an arrow in each field. After 10 episodes all are red and
#|   the arrows point anywhere. Later green spreads back from the goal and most
#|   arrows lead towards it, much as in the last map.
def draw_world(axis, q, title, highest=40):
    value = np.ma.masked_all((4, 6))
    for row, column in np.ndindex(4, 6):
        field = WORLD[row][column]
        if field in ".S":
            value[row, column] = q[row, column].max()
            arrow = ARROWS[q[row, column].argmax()]
            field = arrow if field == "." else f"S {arrow}"
        axis.text(column, row, field, ha="center", va="center", size=12)
    axis.imshow(value, cmap="RdYlGn", vmin=-10, vmax=highest, alpha=0.7)
    axis.set(title=title, xticks=[], yticks=[])
    axis.grid(False)


figure, axes = plt.subplots(1, 4, figsize=(13, 2.7))
for axis, number in zip(axes, [1, min(20, len(tables) - 1), -1], strict=False):
    done = 10 * (number % len(tables))
    draw_world(axis, tables[number], f"after {done:,} episodes")
draw_world(axes[3], best_q, "the best, computed")
figure.suptitle("What the agent expects (red: little, green: much), and does")
plt.show()

# %% [markdown]
# One agent's returns jump about: the ice decides, too. So we let 20 agents
# begin from nothing and take the mean of their returns.

# %%
#| alt: >
#|   The mean return climbs steeply from far below 0 in the first episodes;
#|   from then on it moves up and down on a level that stays below a dotted
#|   line, the best possible.
agents = by_profile(smoke=2, quick=20, full=100)
first = by_profile(smoke=50, quick=500, full=500)
seeds = np.random.default_rng(SEED).integers(2**31, size=agents)
curves = [q_learning(first, seed=int(seed))[1] for seed in seeds]
window = np.ones(20) / 20  # the mean of 20 episodes in a row
smooth = np.convolve(np.mean(curves, axis=0), window, mode="valid")
figure, axis = plt.subplots(figsize=(7, 3))
axis.plot(np.arange(20, first + 1), smooth, label=f"{agents} agents")
best_line = axis.axhline(best, color="C1", linestyle=":")
best_line.set_label("best possible, on average")
axis.set(
    title="Agents learn by trial and error",
    xlabel="episodes",
    ylabel="mean discounted return",
)
axis.legend(loc="lower right")
plt.show()

# %% [markdown]
# The value spreads backwards from the goal, field by field. The curve stays
# below the dotted line, also because the agents go on trying things
# ($\varepsilon$). And the best way does not pass right
# beside the holes: it goes up one more row first, because a slip beside a
# hole is expensive. Fields that the agent hardly ever visits keep poor
# arrows; it does not need them.

# %% [markdown]
# ### Exercise 2.8 — learn from what you really do (★★)
#
# Q-learning assumes that the agent will act perfectly from the next step on.
# The variant **SARSA** uses the action $a'$ that the agent *really* takes
# next (it may be an exploring one):
#
# $$Q(s,a) \leftarrow Q(s,a)+\alpha\,\bigl(r+\gamma\,Q(s',a')-Q(s,a)\bigr),$$
#
# without the term with $\gamma$ when the episode is over. Complete
# `sarsa_update`, which returns the new number for $Q(s,a)$. States and
# actions are indices: `q[state][action]`.


# %% exercise="2.8"
def sarsa_update(
    q, state, action, reward, new_state, new_action, over, alpha, gamma
):
    """Return the new value of q[state][action]; leave q as it is."""
    ### BEGIN SOLUTION
    target = reward
    if not over:
        target += gamma * q[new_state][new_action]
    return q[state][action] + alpha * (target - q[state][action])
    ### END SOLUTION


# %% check="2.8a" points=1
@check(
    "2.8a", hint="Q of new_action, not the largest one; do not change q itself"
)
def _():
    q = np.array([[2.0, 0.0], [10.0, 4.0]])
    result = sarsa_update(q, 0, 0, -1.0, 1, 1, False, 0.5, 0.9)
    np.testing.assert_allclose(result, 2.3)
    np.testing.assert_allclose(q, [[2, 0], [10, 4]], err_msg="q has changed")


# %% check="2.8b" points=1
@check("2.8b", hint="when the episode is over, nothing comes after the reward")
def _():
    q = np.array([[2.0, 0.0], [10.0, 4.0]])
    result = sarsa_update(q, 0, 1, 20.0, 1, 0, True, 0.1, 0.9)
    np.testing.assert_allclose(result, 2.0)
    ### BEGIN HIDDEN TESTS
    result = sarsa_update(q, (1,), 1, 3.0, (0,), 0, False, 0.25, 0.5)
    np.testing.assert_allclose(result, 4.0)
    ### END HIDDEN TESTS


# %% [markdown]
# Does it matter? On ice that is not slippery, the short way along the holes is
# the best, if nobody ever tries anything out. Below, two agents explore in
# three of ten steps. One learns by Q-learning. The other uses, instead of the
# value of one $a'$, the mean over what it may do next: mostly the best action,
# sometimes any (*expected SARSA*). **Predict** the two ways.


# %%
def value_with_exploring(row, epsilon=0.3):
    """Return the mean of Q over what an exploring agent may do next."""
    return row.max() + epsilon * (row.mean() - row.max())


tried = by_profile(smoke=200, quick=3000, full=10_000)
bold_tables, bold_returns = q_learning(tried, epsilon=0.3, slip=0)
careful_tables, careful_returns = q_learning(
    tried, epsilon=0.3, slip=0, value_of=value_with_exploring
)

# %% tags=["hide-input"]
#| alt: >
#|   Two maps of arrows. Q-learning walks right beside the holes; the agent
#|   that counts on its own exploring goes a row higher up.
figure, axes = plt.subplots(1, 2, figsize=(8, 2.7))
draw_world(axes[0], bold_tables[-1], "Q-learning")
draw_world(axes[1], careful_tables[-1], "expected SARSA")
plt.show()

# %%
late = tried // 2
print(f"mean return, Q-learning:     {bold_returns[late:].mean():6.2f}")
print(f"mean return, expected SARSA: {careful_returns[late:].mean():6.2f}")
gain = careful_returns[late:].mean() - bold_returns[late:].mean()
expect("ch02.sarsa.gain", gain)

# %% [markdown]
# While they explore, the careful agent earns more: the other knows the best
# way for somebody who never errs, and falls into the holes beside it.

# %% [markdown]
# ### Advantages and disadvantages of reinforcement learning
#
# The book asks for them (goal 4, question 1 of the quiz) but does not name
# any. Ours:
#
# | + | − |
# |---|---|
# | nobody must know the right action | needs very many trials |
# | accepts a cost now for a gain later | trying things out can be dangerous |
# | can become better than any teacher | you get what the reward says |
# | goes on learning when things change | depends on luck; hard to mend |
#
# The third disadvantage is easy to show. Somebody wants the agent to move on
# briskly and *pays* 3 for each step instead of taking 1. **Predict** what it
# will do.

# %%
#| alt: >
#|   Two maps of arrows. Where a step costs 1 they lead past the holes to the
#|   goal. Where it is paid, they mostly point away from holes and goal,
#|   towards the borders, and nearly all fields are green.
paid_tables, _ = q_learning(episodes // 10, step_reward=+3.0)
figure, axes = plt.subplots(1, 2, figsize=(8, 2.7))
draw_world(axes[0], tables[-1], "each step costs 1")
draw_world(axes[1], paid_tables[-1], "each step is paid", highest=70)
plt.show()
policy = paid_tables[-1].argmax(axis=2)
state, steps, over = START, 0, False
while steps < 1000 and not over:  # no slipping, to see the plan
    state, _, over = move(state, policy[state])
    steps += 1
print(f"the paid agent after {steps:,} steps: game over is {over}")
expect("ch02.q_learning.paid_steps", steps)

# %% [markdown]
# It does what it was paid for: it walks about (or into the border, which
# counts as a step), away from the holes and from the goal, because there the
# payments end. Walking for ever is worth $3/(1-\gamma)=60$, more than the 40
# at the goal. (The darkest green means 40 on the left and 70 on the right.)
