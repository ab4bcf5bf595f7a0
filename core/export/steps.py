"""The parts of a script from columns to scores: preparation, network, settings and rounds."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.data.columns import Role, Task
from core.export.source import Section, indent, literal, wrap
from core.model.features import MOST_ONE_HOT, TEXT_NUMBERS
from core.search.config import Range
from core.search.plan import Plan

# These ask a network for classes; all others for probabilities, for which scikit-learn asks classifiers alone.
OF_CLASSES = ("accuracy", "balanced_accuracy", "f1_macro")
OPTIMIZERS = {"adam": "Adam", "sgd": "SGD", "rmsprop": "RMSprop", "adamw": "AdamW"}
# The arguments of the script's create_model. SciKeras has an `optimizer` of its own.
ARGUMENTS = {
    "hidden_units": "hidden_units",
    "activation": "activation",
    "hidden_layers": "hidden_layers",
    "dropout": "dropout",
    "learning_rate": "learning_rate",
    "optimizer": "optimizer_name",
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


def preparation(plan: Plan) -> Section:
    """From the columns of a table to numbers for a network."""
    names = {role: [column.name for column in plan.columns if column.role is role] for role in Role}
    imports: dict[str, set[str]] = {}
    lines = ["", "# A network wants numbers, all of about the same size."]
    if len(names[Role.NUMBER]) == len(plan.columns):
        comment, scaler = _scaler(plan, names[Role.NUMBER], imports)
        lines += [f"# {comment}", f"prepare = {scaler}", "X = data[numbers]"]
        return Section([*lines, "y = data[TARGET]"], imports)
    imports["sklearn.compose"] = {"make_column_transformer"}
    lines.append("prepare = make_column_transformer(")
    for comment, step, columns in _transformers(plan, names, imports):
        lines += [f"    # {comment}", f"    ({step}, {columns}),"]
    lines += [")", "# Columns that are not named above are left out.", "X = data.drop(columns=TARGET)"]
    return Section([*lines, "y = data[TARGET]"], imports)


def _transformers(plan: Plan, names: dict[Role, list[str]], imports: dict[str, set[str]]) -> list[tuple[str, str, str]]:
    """What is said of each encoder, the encoder, and its columns."""
    found: list[tuple[str, str, str]] = []
    if numbers := names[Role.NUMBER]:
        found.append((*_scaler(plan, numbers, imports), "numbers"))
    if categories := names[Role.CATEGORY]:
        imports.setdefault("sklearn.preprocessing", set()).add("OneHotEncoder")
        comment, told = "Words: a column of 0 and 1 for each.", "handle_unknown='ignore'"
        if plan.X[categories].nunique(dropna=False).max() > MOST_ONE_HOT:
            comment = (
                f"Words: a column of 0 and 1 for each; where there are more than {MOST_ONE_HOT}, one for all rare ones."
            )
            told = f"handle_unknown='infrequent_if_exist', max_categories={MOST_ONE_HOT}"
        found.append((comment, f"OneHotEncoder({told}, sparse_output=False)", indent(literal(categories))))
    for name in names[Role.DATE]:
        imports.setdefault("skrub", set()).add("DatetimeEncoder")
        scaler = _scaler(plan, [name], imports, "DatetimeEncoder(add_weekday=True)")[1]
        found.append(
            ("A date: year, month, day, hour, weekday and the time since 1970, then as numbers.", scaler, repr(name))
        )
    for name in names[Role.TEXT]:
        imports.setdefault("skrub", set()).add("StringEncoder")
        imports.setdefault("sklearn.pipeline", set()).add("make_pipeline")
        imports.setdefault("sklearn.preprocessing", set()).add("StandardScaler")
        encoder = f"StringEncoder(n_components={TEXT_NUMBERS}, random_state=0)"
        comment = f"Text: {TEXT_NUMBERS} numbers that tell which pieces of words stand in it."
        found.append((comment, f"make_pipeline({encoder}, StandardScaler())", repr(name)))
    return found


def _scaler(plan: Plan, names: list[str], imports: dict[str, set[str]], before: str | None = None) -> tuple[str, str]:
    """What scales columns, an imputer in front where a cell is missing, and how that is told."""
    imports.setdefault("sklearn.preprocessing", set()).add("StandardScaler")
    steps, comment = [before] if before else [], "Numbers: mean 0 and standard deviation 1."
    lacks = plan.X[names].isna().to_numpy()
    if lacks.any():
        imports["sklearn.impute"] = {"SimpleImputer"}
        comment = "Numbers: the mean where one is missing; then mean 0 and standard deviation 1."
        # A column may have no cell at all in the training rows of a round: it stays, as zeros.
        empty = any(lacks[train].all(axis=0).any() for train, _ in plan.splits)
        steps.append("SimpleImputer(keep_empty_features=True)" if empty else "SimpleImputer()")
    steps.append("StandardScaler()")
    if len(steps) == 1:
        return comment, steps[0]
    imports.setdefault("sklearn.pipeline", set()).add("make_pipeline")
    return comment, f"make_pipeline({', '.join(steps)})"


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
        hidden = [
            f"for _ in range({'hidden_layers' if layers is None else layers}):",
            *(f"    {line}" for line in hidden),
        ]
    match plan.task:
        case Task.BINARY:
            output, loss, of = "1, activation='sigmoid'", "binary_crossentropy", "the probability of one of two classes"
        case Task.MULTICLASS:
            count = len(np.unique(plan.y))
            output, loss, of = (
                f"{count}, activation='softmax'",
                "sparse_categorical_crossentropy",
                "a probability for each class",
            )
        case _:
            output, loss, of = "1", "mean_squared_error", "the number"
    rate = _fixed(plan, "learning_rate")
    rate = "learning_rate" if rate is None else rate
    optimizer = _fixed(plan, "optimizer")
    if optimizer is None:
        chosen = ["optimizer = keras.optimizers.get(optimizer_name)", f"optimizer.learning_rate = {rate}"]
    else:
        chosen = [f"optimizer = keras.optimizers.{OPTIMIZERS[optimizer]}(learning_rate={rate})"]
    body = [
        "keras.backend.clear_session()  # forget the network before: its memory is free again",
        "model = keras.Sequential()",
        "model.add(keras.layers.Input((meta['n_features_in_'],)))",
        *hidden,
        f"model.add(keras.layers.Dense({output}))  # {of}",
        *chosen,
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


def _fixed(plan: Plan, name: str) -> Any:
    """The one value of a hyperparameter; None if it is searched."""
    return None if name in plan.config.searched else getattr(plan.config, name)[0]


def settings(plan: Plan) -> Section:
    """The pipeline, the settings, the rounds, and the search."""
    config = plan.config
    imports: dict[str, set[str]] = {"sklearn.pipeline": {"Pipeline"}}
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
        "# What is learned for the preparation, such as a mean, is learned from a round's training rows alone.",
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


def _model(plan: Plan, imports: dict[str, set[str]]) -> tuple[list[str], str]:
    """The network as an estimator, and what stands before the names of its parameters."""
    config = plan.config
    kind = "KerasRegressor" if plan.task is Task.REGRESSION else "KerasClassifier"
    imports["scikeras.wrappers"] = {kind}
    lines = []
    if plan.task is not Task.REGRESSION and plan.scoring not in OF_CLASSES:
        lines, kind = [*CLASSIFIER.splitlines()[1:], "", ""], "Classifier"
    given = [
        f"{name}={_first(getattr(config, field))!r}" for field, name in ARGUMENTS.items() if field in config.searched
    ]
    given += [f"{name}={_first(getattr(config, name))!r}" for name in ("epochs", "batch_size")]
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


def _space(plan: Plan, prefix: str, imports: dict[str, set[str]]) -> tuple[list[str], list[str]]:
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


def _distribution(values: Range, imports: dict[str, set[str]]) -> str:
    """As `core.search.candidates` draws from a range."""
    low, high = values.low, values.high
    whole = isinstance(low, int) and isinstance(high, int)
    if whole and values.log:
        return f"LogNumbers({low}, {high})"
    if low == high and not whole:
        return f"[{low!r}]"
    kind = "randint" if whole else "loguniform" if values.log else "uniform"
    imports.setdefault("scipy.stats", set()).add(kind)
    if whole:
        return f"randint({low}, {high + 1})"
    return f"loguniform({low!r}, {high!r})" if values.log else f"uniform({low!r}, {high - low!r})"
