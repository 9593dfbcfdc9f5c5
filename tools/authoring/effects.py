"""Which calls leave alone what they are given.

A call that is not listed here may change whatever it is called on and given.
"""

import builtins
import re


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Libraries whose functions leave their arguments alone; those that do not.
LIBRARIES = frozenset(
    _words(
        """
    IPython PIL base64 collections contextlib copy csv dataclasses datetime
    functools gzip hashlib html inspect io itertools json keras math
    matplotlib nltk numpy operator os pandas pathlib platform random re scipy
    shutil skimage sklearn statistics string subprocess sys tempfile
    tensorflow textwrap time timeit tracemalloc typing unicodedata utils
    warnings zipfile zlib
    """
    )
)
CHANGES_FIRST = re.compile(
    r"numpy\.(copyto|fill_diagonal|place|put|put_along_axis|putmask"
    r"|random\.shuffle|\w+\.at|save|savez\w*)|random\.shuffle"
)
# Builtin functions that may change, or run, or bind, whatever they like.
_CHANGING_BUILTINS = {"delattr", "setattr", "next", "anext"}
OPAQUE = {"exec", "eval", "globals", "locals", "vars", "__import__", "compile"}
# Functions whose result shares memory with an argument, or holds it; so does
# whatever begins with a capital letter, since it is a class.
SHARING = re.compile(
    r"numpy\.(asanyarray|asarray|atleast_\dd|broadcast\w*|array_split|\w?split"
    r"|diagonal|expand_dims|flip\w*|frombuffer|imag|lib\.\w+|moveaxis|nditer"
    r"|ravel|real|reshape|rollaxis|rot90|squeeze|swapaxes|transpose"
    r"|vectorize|frompyfunc)"
    r"|builtins\.(dict|enumerate|filter|frozenset|iter|list|map|max|min"
    r"|reversed|set|sorted|sum|super|tuple|zip)"
    r"|(functools|itertools|contextlib|copy|collections)\.\w+"
    r"|sklearn\.pipeline\.make_\w+|tensorflow\.(data\..*|function)"
    r"|keras\.models\.Model|utils\.runtime\.by_profile"
)
BUILT = re.compile(r"keras\.(models\.)?(Model|clone_model|load_model)")
ITERATORS = re.compile(
    r"builtins\.(enumerate|filter|iter|map|open|reversed|zip)|itertools\.\w+"
)

# Methods that leave alone what they are called on and what they are given.
_LEAVE_ALONE = _words(
    """
    abs agg aggregate all annotate any argmax argmin argsort as_posix astype
    axhline axhspan axvline axvspan bar bar_label barh between boxplot
    capitalize casefold compute_loss compute_output_shape concat contour
    contourf copy corr count count_params cumprod cumsum decision_function
    decode describe diff difference dot drop dropna duplicated encode endswith
    eq errorbar evaluate exists extract fill_between fillna find findall
    findfont finditer format from_config fullmatch ge get_config get_params
    get_position get_vocabulary get_weights glob gradient group groupby groups
    gt head hexdigest hist hlines idxmax idxmin imshow index infolist
    intersection inverse_transform invert_xaxis invert_yaxis is_dir is_file
    isalnum isalpha isdecimal isdigit isin islower isna isspace issubset
    isupper iterdir join keys kneighbors kurt le legend ljust loglog lower
    lstrip lt map margins matmul match matshow max mean median melt merge min
    mode most_common ne nlargest nonzero notna nsmallest nunique partition
    pcolormesh pdf pie pivot pivot_table plot predict predict_log_proba
    predict_on_batch predict_proba prod quantile rank read_text removeprefix
    removesuffix rename rename_axis repeat replace reset_index resolve result
    save rfind rjust rolling round rpartition rsplit rstrip scatter score
    score_samples search searchsorted semilogx semilogy set_aspect set_axis
    set_axis_off set_facecolor set_index set_label set_title set_visible
    set_xlabel set_xlim set_xscale set_xticklabels set_xticks set_ylabel
    set_ylim set_yscale set_yticklabels set_yticks shift skew sort_index
    sort_values span split splitlines stackplot start startswith std strip
    sub subplots sum summary suptitle swaplevel symmetric_difference tail text
    tick_params title to_csv to_dict to_html to_json to_latex to_list
    to_markdown to_string tobytes tolist trace transform translate twinx twiny
    union unique unstack upper value_counts var violinplot vlines
    with_suffix zfill cdf sf ppf logpdf rvs
"""
)
# The same, but the result shares memory with what they are called on.
_VIEWS = _words(
    """
    T assign batch cache clip flatten get get_layer items numpy prefetch ravel
    reshape squeeze stack swapaxes take to_frame to_numpy transpose values
    view with_options skip shard pipe iterrows itertuples
"""
)
# Methods that change what they are called on, not what that holds.
_CONTAINERS = _words(
    """
    add append appendleft clear discard extend extendleft fill insert mkdir
    pop popitem popleft put remove resize reverse rotate setdefault sort
    touch unlink update write write_bytes write_text
"""
)
# Methods that change what they are called on and what that holds, and leave
# their arguments alone, callbacks and optimizers' variables apart.
_MODELS = _words(
    """
    adapt add_loss add_weight assign assign_add assign_sub build compile
    fit fit_predict fit_resample fit_transform load_weights
    partial_fit reset_state reset_states set_params set_weights stateless_apply
    step test_on_batch train train_on_batch train_step update_state
    beta binomial bytes choice dirichlet exponential gamma geometric integers
    laplace lognormal multinomial multivariate_normal normal permutation
    permuted poisson random standard_normal triangular uniform
    __init__ __setitem__ __setattr__
"""
)
# Methods that change what they are given, too.
_ARGUMENTS = _words(
    "apply apply_gradients minimize readinto set_model shuffle"
)
# Methods after which a model has its weights.
BUILDING = _words("build evaluate fit predict summary train_on_batch")
KINDS = {
    **dict.fromkeys(_LEAVE_ALONE, "leaves alone"),
    **dict.fromkeys(_VIEWS, "view"),
    **dict.fromkeys(_CONTAINERS, "container"),
    **dict.fromkeys(_MODELS, "model"),
    **dict.fromkeys(_ARGUMENTS, "arguments"),
}
CHANGED_ARGUMENTS = {"callbacks", "file", "out"}

_SEEDS = re.compile(
    r"(numpy\.)?random\.seed|keras\.utils\.set_random_seed"
    r"|utils\.runtime\.setup"
)
_SETTINGS = re.compile(
    r"numpy\.(set_printoptions|seterr\w*)|keras\.(config|mixed_precision)\..*"
    r"|matplotlib\.(pyplot\.)?(rc\w*|rcParams\..*|style\.use)|os\.environ\..*"
    r"|pandas\.set_option|tensorflow\.config\..*"
    r"|warnings\.(simplefilter|filterwarnings)"
)
_DRAWS = re.compile(
    r"numpy\.random\.(?!default_rng|Generator|seed)[a-z]\w*"
    r"|random\.(?!seed|Random)[a-z]\w*"
)


def function_kind(path: str) -> str:
    """Return what a function of a library does with its arguments.

    Parameters
    ----------
    path : str
        Its full name, say ``"numpy.fill_diagonal"`` or ``"builtins.len"``.

    Returns
    -------
    str
        ``"leaves alone"``; ``"shares"`` (the result holds them); ``"first"``
        (it changes the first one); ``"seeds"`` or ``"draws"`` (of the
        generators that all code shares); ``"settings"`` (of its library);
        ``"opaque"``; ``"unknown"``.
    """
    package, _, name = path.rpartition(".")
    if package == "builtins":
        if name in OPAQUE:
            return "opaque"
        if name in _CHANGING_BUILTINS:
            return "first"
        if SHARING.fullmatch(path):
            return "shares"
        known = hasattr(builtins, name) or name in ("display", "get_ipython")
        return "leaves alone" if known else "unknown"
    if path.split(".")[0] not in LIBRARIES:
        return "unknown"
    if CHANGES_FIRST.fullmatch(path):
        return "first"
    if _SETTINGS.fullmatch(path):
        return "settings"
    if _SEEDS.fullmatch(path):
        return "seeds"
    if _DRAWS.fullmatch(path):
        return "draws"
    if SHARING.fullmatch(path) or name[:1].isupper():
        return "shares"
    return "leaves alone"


def method_kind(name: str) -> str:
    """Return what a method does, by its name alone.

    ``"leaves alone"`` its object and arguments, so does ``"view"``, whose
    result shares memory; ``"container"`` changes the object and may hold the
    arguments; ``"model"`` changes it and what it holds, ``"arguments"`` these,
    too; ``"unknown"``.
    """
    return KINDS.get(name, "unknown")
