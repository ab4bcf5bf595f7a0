"""The page's words for what code has names for."""

from collections.abc import Iterable
from typing import Any

from core.analysis.scores import score_bounds
from core.data.columns import MANY, Role, Task
from core.search.baselines import Baseline
from dashboard.i18n import t, tn


def sample_words(key: str) -> tuple[str, str]:
    """A sample's name, and a line on what it holds."""
    return {
        "iris": (t("Iris"), t("150 flowers, 3 species")),
        "wine": (t("Wine"), t("178 bottles, 3 growers")),
        "breast_cancer": (t("Breast cancer"), t("569 tumours, harmless or not")),
        "diabetes": (t("Diabetes"), t("442 patients, a number to predict")),
        "two_moons": (t("Two moons"), t("500 points in two half circles")),
        "churn": (t("Customer churn"), t("1,000 made-up customers")),
    }[key]


def sample_card(key: str) -> str:
    """A sample as markdown."""
    name, about = sample_words(key)
    return f"**{name}**  \n:small[{about}]"


def task_label(task: str) -> str:
    return {
        Task.BINARY: t("One of two classes"),
        Task.MULTICLASS: t("One of several classes"),
        Task.REGRESSION: t("A number"),
    }[Task(task)]


def role_label(role: str) -> str:
    return {
        Role.NUMBER: t("number"),
        Role.CATEGORY: t("category"),
        Role.DATE: t("date"),
        Role.TEXT: t("text"),
        Role.IDENTIFIER: t("leave out"),
    }[Role(role)]


def different_label(unique: int) -> str:
    """How many different values a column has."""
    return t("{count} or more", count=f"{MANY:,}") if unique == MANY else f"{unique:,}"


def metric_label(scoring: str) -> str:
    return {
        "accuracy": t("Accuracy (share of rows predicted right)"),
        "balanced_accuracy": t("Balanced accuracy (each class counts the same)"),
        "f1_macro": t("F1 (mean over classes)"),
        "roc_auc_ovr": t("Area under the ROC curve"),
        "neg_log_loss": t("Log loss, negated (closer to 0 is better)"),
        "r2": t("R² (1 is perfect, 0 is no better than the mean)"),
        "neg_mean_absolute_error": t("Mean error, negated (closer to 0 is better)"),
        "neg_root_mean_squared_error": t("Root mean squared error, negated (closer to 0 is better)"),
    }.get(scoring, scoring)


def parameter_label(name: str) -> str:
    return {
        "hidden_units": t("Hidden units"),
        "activation": t("Activation"),
        "hidden_layers": t("Hidden layers"),
        "dropout": t("Dropout"),
        "learning_rate": t("Learning rate"),
        "optimizer": t("Optimizer"),
        "batch_size": t("Batch size"),
        "epochs": t("Epochs"),
    }[name]


def setting_label(params: dict[str, Any], searched: Iterable[str]) -> str:
    """What a setting is called in charts and sentences: what tells it from the others."""
    parts = {
        "hidden_units": lambda value: tn("{count} unit", "{count} units", value),
        "activation": str,
        "optimizer": str,
    }
    return " · ".join(
        parts[name](params[name]) if name in parts else f"{parameter_label(name).lower()} {params[name]:g}"
        for name in searched
    )


def duration(seconds: float) -> str:
    """A rough length of time."""
    if seconds < 1.5:
        return t("about a second")
    if seconds < 90:
        return tn("about {count} second", "about {count} seconds", int(round(seconds, 0 if seconds < 10 else -1)))
    if seconds < 5400:
        return tn("about {count} minute", "about {count} minutes", round(seconds / 60))
    return tn("about {count} hour", "about {count} hours", round(seconds / 3600))


def score(value: float) -> str:
    """A score, or a difference of two: three digits behind the point where it is small, fewer where it is large."""
    return f"{value:,.{3 if abs(value) < 10 else 1 if abs(value) < 1000 else 0}f}"


def within(scoring: str, low: float, high: float) -> tuple[float, float]:
    """An interval cut to what the metric can be."""
    least, most = score_bounds(scoring)
    return (low if least is None else max(low, least)), (high if most is None else min(high, most))


def value(number: float) -> str:
    """A value of a hyperparameter."""
    return f"{number:g}"


def smaller(ratio: float) -> str:
    """How much smaller a network is that has so many times fewer weights."""
    if ratio < 2:
        return t("{share} % smaller", share=round(100 * (1 - 1 / ratio)))
    return t("{times} times smaller", times=f"{ratio:.1f}".removesuffix(".0") if ratio < 10 else f"{ratio:,.0f}")


def baseline(method: Baseline) -> str:
    """A simple method."""
    return {
        Baseline.CONSTANT: t("always the same guess"),
        Baseline.LINEAR: t("a linear model"),
        Baseline.TREES: t("tree boosting"),
    }[method]
