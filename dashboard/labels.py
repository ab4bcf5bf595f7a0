"""The page's words for what code has names for."""

from collections.abc import Iterable, Mapping
from typing import Any

from core.data.columns.column import MANY, Role, Task
from core.data.reading.table import Fate
from core.model.hyperparameters import HYPERPARAMETERS
from core.search.metrics import METRICS, metric
from dashboard.i18n import say, t, tn


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


def delimiter(sign: str) -> str:
    """What stands between two cells."""
    words = {",": t("commas"), ";": t("semicolons"), "\t": t("tabs"), "|": t("bars"), " ": t("spaces")}
    # A delimiter without a name is shown as it is; one that cannot be seen, by its code.
    shown = sign.strip() if sign.isprintable() else ascii(sign).strip("'")
    return words.get(sign) or words.get(shown) or f"“{shown}”"


def encoding(codec: str) -> str:
    """An encoding, with what is written in it."""
    short = codec.lower().replace("-", "_")
    name = {"utf_8_sig": "utf_8", "cp932": "Shift-JIS", "cp949": "CP949", "latin_1": "Latin-1"}.get(short, short)
    name = name.upper().replace("_", "-") if name == short or name == "utf_8" else name
    script = {
        **dict.fromkeys(("utf_8", "utf_8_sig", "utf_16", "utf_16_le", "utf_16_be", "utf_32"), t("Unicode")),
        **dict.fromkeys(("cp949", "euc_kr"), t("Korean")),
        **dict.fromkeys(("cp932", "shift_jis", "euc_jp"), t("Japanese")),
        **dict.fromkeys(("gb18030", "gbk", "big5"), t("Chinese")),
        **dict.fromkeys(("cp1252", "latin_1", "iso8859_15", "mac_roman"), t("Western European")),
        **dict.fromkeys(("cp1250", "iso8859_2"), t("Central European")),
        **dict.fromkeys(("cp1251", "koi8_r", "cp866"), t("Cyrillic")),
        **dict.fromkeys(("cp1253",), t("Greek")),
        **dict.fromkeys(("cp1254",), t("Turkish")),
        **dict.fromkeys(("cp1257",), t("Baltic")),
        **dict.fromkeys(("cp874",), t("Thai")),
    }.get(short)
    return f"{script} ({name})" if script else name


def header_rows(count: int) -> str:
    """How many rows of names a table has."""
    return tn("{count} row", "{count} rows", count) if count else t("none")


def fate(became: str) -> str:
    """What became of a line of a file."""
    return {
        Fate.BEFORE: t("above the table: left out"),
        Fate.COMMENT: t("a comment: left out"),
        Fate.LONG: t("too many cells: set aside"),
        Fate.SHORT: t("too few cells: filled up"),
        Fate.UNCLOSED: t("quotation mark never closed: closed"),
        Fate.REWRITTEN: t("written otherwise than the rest: read all the same"),
        Fate.AFTER: t("below the table: left out"),
    }[Fate(became)]


def fates(became: str, n: int) -> str:
    """What became of so many lines of a file."""
    return {
        Fate.BEFORE: lambda: tn("{count} line above the table left out", "{count} lines above the table left out", n),
        Fate.COMMENT: lambda: tn("{count} comment left out", "{count} comments left out", n),
        Fate.LONG: lambda: tn("{count} broken row set aside", "{count} broken rows set aside", n),
        Fate.SHORT: lambda: tn("{count} short row filled up", "{count} short rows filled up", n),
        Fate.UNCLOSED: lambda: tn("{count} quotation mark closed", "{count} quotation marks closed", n),
        Fate.REWRITTEN: lambda: tn("{count} row written otherwise read", "{count} rows written otherwise read", n),
        Fate.AFTER: lambda: tn("{count} line below the table left out", "{count} lines below the table left out", n),
    }[Fate(became)]()


def different_label(unique: int) -> str:
    """How many different values a column has."""
    return t("{count} or more", count=f"{MANY:,}") if unique == MANY else f"{unique:,}"


def metric_label(scoring: str) -> str:
    return say(METRICS[scoring].label) if scoring in METRICS else scoring


def parameter_label(name: str) -> str:
    return say(HYPERPARAMETERS[name].label)


def field_label(name: str) -> str:
    """A field of step two, by its name in a config or its widget's key."""
    words = {
        "strategy": t("Search"),
        "n_iter": t("Settings to try"),
        "cv": t("Rounds"),
        "repeats": t("Repeats"),
        "scoring": t("Score"),
        "test_percent": t("Rows kept for a final test (%)"),
        "random_state": t("Random seed"),
        "engine": t("Engine"),
    }
    return words[name] if name in words else parameter_label(name)


def strategy_label(strategy: str) -> str:
    return {"grid": t("Grid: every combination"), "random": t("Random: some of them")}[strategy]


def engine_label(engine: str) -> str:
    return {"fused": t("Fused"), "classic": t("Classic")}[engine]


def setting_label(params: Mapping[Any, Any], searched: Iterable[str]) -> str:
    """What a setting is called in charts and sentences: what tells it from the others."""
    return " · ".join(_value_label(name, params[name]) for name in searched)


def _value_label(name: str, value: Any) -> str:
    if name == "hidden_units":
        return tn("{count} unit", "{count} units", value)
    return value if isinstance(value, str) else f"{parameter_label(name).lower()} {value:g}"


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
    ends = metric(scoring)
    return (low if ends.low is None else max(low, ends.low)), (high if ends.high is None else min(high, ends.high))


def end(value: float | str | None) -> str:
    """An end of a range: of numbers, or of dates as ISO 8601 writes them."""
    return value.removesuffix("T00:00:00").replace("T", " ") if isinstance(value, str) else f"{value:g}"


def value(number: float) -> str:
    """A value of a hyperparameter."""
    return f"{number:g}"


def smaller(ratio: float) -> str:
    """How much smaller a network is that has so many times fewer weights."""
    if ratio < 2:
        return t("{share} % smaller", share=round(100 * (1 - 1 / ratio)))
    return t("{times} times smaller", times=f"{ratio:.1f}".removesuffix(".0") if ratio < 10 else f"{ratio:,.0f}")
