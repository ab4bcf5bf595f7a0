"""The parts of a script that make and try networks: the network, its settings, the rounds, the search."""

from __future__ import annotations

from typing import Any

from core.data.columns.column import Task
from core.export.source import Imports, Section, wrap
from core.model.hyperparameters import HYPERPARAMETERS, OPTIMIZERS, Range
from core.search.metrics import metric
from core.search.plan import Plan

# Those that Keras's fit takes; all others are arguments of the script's create_model.
OF_FIT = ("epochs", "batch_size")
# SciKeras has an `optimizer` of its own.
ARGUMENTS = {name: "optimizer_name" if name == "optimizer" else name for name in HYPERPARAMETERS if name not in OF_FIT}

# The last layer's arguments, the loss, and what comes out.
OUTPUTS = {
    Task.BINARY: ("1, activation='sigmoid'", "binary_crossentropy", "the probability of one of two classes"),
    Task.MULTICLASS: (
        "{classes}, activation='softmax'",
        "sparse_categorical_crossentropy",
        "the probability of each class",
    ),
    Task.REGRESSION: ("1", "mean_squared_error", "the number"),
}

CLASSIFIER = """
# SciKeras does not tell today's scikit-learn that its classifier is one, and this metric
# needs probabilities, which scikit-learn asks of classifiers only.
class Classifier(KerasClassifier):
    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.estimator_type = 'classifier'
        return tags
"""
LOG_NUMBERS = """
# Draws whole numbers evenly on a logarithmic scale: as many from 10 to 100 as from 100 to 1000.
class LogNumbers:
    def __init__(self, low, high):
        self.low, self.high = math.log(low - 0.5), math.log(high + 0.5)

    def rvs(self, random_state):
        return round(math.exp(random_state.uniform(self.low, self.high)))
"""


def network(plan: Plan) -> Section:
    """The function that makes a network, as short as the settings allow."""
    config = plan.config
    varied = [ARGUMENTS[name] for name in ARGUMENTS if name in config.searched]
    hidden = ["model.add(keras.layers.Dense(hidden_units, activation=activation))"]
    dropout = _fixed(plan, "dropout")
    if dropout != 0:
        hidden.append(f"model.add(keras.layers.Dropout({'dropout' if dropout is None else dropout}))")
    layers = _fixed(plan, "hidden_layers")
    if layers != 1:
        count = "hidden_layers" if layers is None else layers
        hidden = [f"for _ in range({count}):", *(f"    {line}" for line in hidden)]
    output, loss, of = OUTPUTS[plan.task]
    body = [
        "keras.backend.clear_session()  # forget the network before: its memory is free again",
        "model = keras.Sequential()",
        "model.add(keras.layers.Input((meta['n_features_in_'],)))",
        *hidden,
        f"model.add(keras.layers.Dense({output.format(classes=len(plan.labels))}))  # {of}",
        *_optimizer(plan),
        f"model.compile(loss={loss!r}, optimizer=optimizer)",
        "return model",
    ]
    lines = [
        "",
        "",
        "# The network. SciKeras calls this with the values of a setting, and with what it knows of the",
        "# data as `meta`, such as how many numbers a row has.",
        f"def create_model({', '.join([*varied, 'meta'])}):",
        *(f"    {line}" for line in body),
        "",
        "",
    ]
    return Section(lines, {"keras": set()})


def _optimizer(plan: Plan) -> list[str]:
    """The lines that make the optimizer."""
    rate, name = _fixed(plan, "learning_rate"), _fixed(plan, "optimizer")
    rate = "learning_rate" if rate is None else rate
    if name is None:
        lines = ["optimizer = keras.optimizers.get(optimizer_name)", f"optimizer.learning_rate = {rate}"]
    else:
        lines = [f"optimizer = keras.optimizers.{OPTIMIZERS[name]}(learning_rate={rate})"]
    for name, hyperparameter in HYPERPARAMETERS.items():
        argument, value = hyperparameter.optimizer_argument, _fixed(plan, name)
        if argument is None or name == "learning_rate":
            continue
        if value is None:  # 0 leaves the optimizer as it is
            lines += [f"if {name}:", f"    optimizer.{argument} = {name}"]
        elif value:
            lines.append(f"optimizer.{argument} = {value}")
    return lines


def _fixed(plan: Plan, name: str) -> Any:
    """The one value of a hyperparameter; None if it is searched."""
    return None if name in plan.config.searched else getattr(plan.config, name)[0]


def settings(plan: Plan) -> Section:
    """The pipeline, the settings, the rounds, and the search."""
    config = plan.config
    imports = Imports({"sklearn.pipeline": {"Pipeline"}})
    model, prefix = _model(plan, imports)
    space, classes = _space(plan, prefix, imports)
    kind = "RepeatedKFold" if plan.task is Task.REGRESSION else "RepeatedStratifiedKFold"
    told = [] if plan.task is Task.REGRESSION else ["Each round has the classes in the same shares."]
    count = f"# {config.cv} rounds: every row is validated on in one of them, and trained on in the others."
    again = [f"# All that {config.repeats} times over, with other divisions."] if config.repeats > 1 else []
    search = "GridSearchCV" if config.strategy == "grid" else "RandomizedSearchCV"
    draws = (
        [] if config.strategy == "grid" else [f"n_iter={len(plan.candidates)}", f"random_state={config.random_state}"]
    )
    imports["sklearn.model_selection"] = {kind, search}
    splits = f"n_splits={config.cv}, n_repeats={config.repeats}, random_state={config.random_state}"
    lines = [
        *classes,
        *model,
        "# In one pipeline, so that the preparation, too, learns from a round's training rows alone.",
        "pipeline = Pipeline([('prepare', prepare), ('network', network)])",
        "",
        *space,
        count,
        *again,
        *(f"# {line}" for line in told),
        f"rounds = {kind}({splits})",
        "",
        wrap(
            f"search = {search}(",
            ["pipeline", "settings", *draws, f"scoring={plan.scoring!r}", "cv=rounds", "verbose=1"],
            ")",
        ),
        "# At its end it trains the best setting on all rows: grid_result.best_estimator_ makes predictions.",
        "grid_result = search.fit(X, y)",
    ]
    return Section(lines, imports)


def _model(plan: Plan, imports: Imports) -> tuple[list[str], str]:
    """The network as an estimator, and what stands before the names of its parameters."""
    config = plan.config
    kind = "KerasRegressor" if plan.task is Task.REGRESSION else "KerasClassifier"
    imports["scikeras.wrappers"] = {kind}
    lines = []
    if plan.task is not Task.REGRESSION and metric(plan.scoring).probabilities:
        lines, kind = [*CLASSIFIER.splitlines()[1:], "", ""], "Classifier"
    given = [
        f"{name}={_first(getattr(config, field))!r}" for field, name in ARGUMENTS.items() if field in config.searched
    ]
    given += [f"{name}={_first(getattr(config, name))!r}" for name in OF_FIT]
    lines += [
        "# The network as scikit-learn wants it. The search puts its own values in place of these.",
        wrap(f"network = {kind}(", ["create_model", *given, "verbose=0"], ")"),
    ]
    if plan.task is not Task.REGRESSION:
        return lines, "network__"
    imports["sklearn.compose"] = {"TransformedTargetRegressor"}
    imports["sklearn.preprocessing"] = {"StandardScaler"}
    lines += [
        "# It learns a target of mean 0 and standard deviation 1 faster; scores are in the target's own units.",
        "network = TransformedTargetRegressor(network, transformer=StandardScaler())",
    ]
    return lines, "network__regressor__"


def _first(values: Any) -> Any:
    return values.low if isinstance(values, Range) else values[0]


def _space(plan: Plan, prefix: str, imports: Imports) -> tuple[list[str], list[str]]:
    """The values of each parameter, and the class that draws some of them."""
    config = plan.config
    items, classes = [], []
    for name in config.searched:
        values = getattr(config, name)
        drawn = _distribution(values, imports) if isinstance(values, Range) else repr(values)
        if drawn.startswith("LogNumbers"):
            imports["math"], classes = set(), [*LOG_NUMBERS.splitlines()[1:], "", ""]
        items.append(f"{prefix + ARGUMENTS.get(name, name)!r}: {drawn}")
    trainings = len(plan.candidates) * len(plan.splits)
    if config.strategy == "grid":
        told = f"# Every combination of these is a setting: {len(plan.candidates)} settings, {trainings} trainings."
    else:
        told = f"# {len(plan.candidates)} settings are drawn from these: {trainings} trainings."
    return [told, wrap("settings = {", items, "}", each=True)], classes


def _distribution(values: Range, imports: Imports) -> str:
    """As `core.search.candidates` draws from a range."""
    low, high = values.low, values.high
    whole = isinstance(low, int) and isinstance(high, int)
    if whole and values.log:
        return f"LogNumbers({low}, {high})"
    if low == high and not whole:
        return f"[{low!r}]"
    kind = "randint" if whole else "loguniform" if values.log else "uniform"
    imports["scipy.stats"].add(kind)
    if whole:
        return f"randint({low}, {high + 1})"
    return f"loguniform({low!r}, {high!r})" if values.log else f"uniform({low!r}, {high - low!r})"
