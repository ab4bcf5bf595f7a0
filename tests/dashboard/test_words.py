"""Every name of the code has words on the page, and data cannot become markup."""

import string
from itertools import pairwise

import pytest
from sklearn.metrics import get_scorer_names

from core import Range, SearchConfig
from core.data.columns.column import Role, Task
from core.data.samples import SAMPLES
from core.errors import Counted, Message
from core.model.hyperparameters import HYPERPARAMETERS
from core.search.candidates import make_candidates
from core.search.metrics import METRICS
from dashboard import labels, state
from dashboard.i18n import LONGEST_VALUE, as_text, say, t, tn


@pytest.mark.parametrize(
    ("label", "names"),
    [
        (labels.task_label, Task),
        (labels.role_label, Role),
        (labels.metric_label, METRICS),
        (labels.parameter_label, HYPERPARAMETERS),
        (labels.sample_card, SAMPLES),
    ],
    ids=["task", "role", "metric", "hyperparameter", "sample"],
)
def test_each_name_has_words_of_its_own(label: object, names: object) -> None:
    assert len({label(name) for name in names}) == len(list(names))


def test_each_offered_metric_has_words_and_a_scorer_that_only_python_knows_keeps_its_name() -> None:
    assert METRICS.keys().isdisjoint(labels.metric_label(name) for name in METRICS)
    assert set(METRICS) < set(get_scorer_names())
    assert labels.metric_label("jaccard_macro") == "jaccard_macro"


def test_a_setting_is_called_by_what_tells_it_from_the_others() -> None:
    config = SearchConfig(target="y", hidden_units=[1, 50], activation=["relu"], learning_rate=[0.001, 0.1])
    names = [labels.setting_label(one.params, config.searched) for one in make_candidates(config)[0]]
    assert names[0] == "1 unit · relu · learning rate 0.001"
    assert names[-1] == "50 units · relu · learning rate 0.1"
    assert len(set(names)) == 4


@pytest.mark.parametrize("name", HYPERPARAMETERS)
def test_a_setting_can_be_told_by_any_hyperparameter(name: str) -> None:
    params = make_candidates(SearchConfig(target="y"))[0][0].params
    assert labels.setting_label(params, [name])


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.01, "about a second"),
        (1.6, "about 2 seconds"),
        (9.4, "about 9 seconds"),
        (14, "about 10 seconds"),
        (89, "about 90 seconds"),
        (91, "about 2 minutes"),
        (5399, "about 90 minutes"),
        (5401, "about 2 hours"),
    ],
)
def test_a_length_of_time_is_rough(seconds: float, words: str) -> None:
    assert labels.duration(seconds) == words


def test_a_longer_time_is_never_called_shorter() -> None:
    units = {"second": 1, "seconds": 1, "minutes": 60, "hours": 3600}
    said = [labels.duration(seconds / 10).split()[1:] for seconds in range(1, 100_000)]
    values = [(1 if number == "a" else int(number)) * units[unit] for number, unit in said]
    assert all(earlier <= later for earlier, later in pairwise(values))


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("<b>*bold*</b>", r"\<b\>\*bold\*\</b\>"),
        ("[click](https://evil.example)", r"\[click\]\(https\://evil.example\)"),
        (":material/bolt: :red[x]", r"\:material/bolt\: \:red\[x\]"),
        ("$x^2$ `code` ~~a~~", r"\$x\^2\$ \`code\` \~\~a\~\~"),
        ("# title\n- item\n\n> quote", r"\# title \- item \> quote"),
        ("{name} {0} {{}}", r"\{name\} \{0\} \{\{\}\}"),
        ("a\\*b", r"a\\\*b"),
        ("평균 ü 1,5", "평균 ü 1,5"),
        (0.5, "0.5"),
    ],
)
def test_data_is_shown_letter_by_letter(data: object, shown: str) -> None:
    assert as_text(data) == shown
    assert t("A {thing} here", thing=data) == f"A {shown} here"
    assert tn("{thing}: {count} row", "{thing}: {count} rows", 2, thing=data) == f"{shown}: 2 rows"
    assert say(Message("A {thing} here", {"thing": data})) == f"A {shown} here"


def test_every_sign_that_markdown_could_read_is_escaped() -> None:
    harmless = "\"%',./;?@"
    assert {sign for sign in string.punctuation if as_text(sign) == sign} == set(harmless)


def test_a_long_value_is_cut_before_it_is_escaped() -> None:
    assert as_text("*" * 1000) == r"\*" * (LONGEST_VALUE - 1) + "…"


def test_one_is_not_many() -> None:
    assert tn("{count} row", "{count} rows", 1) == "1 row"
    assert tn("{count} row", "{count} rows", 0) == "0 rows"


def test_the_form_starts_with_a_search_that_can_be_run_and_shows_it_whole() -> None:
    given = {name: state.SETTING_DEFAULTS[name] for name in HYPERPARAMETERS}
    assert state.not_shown(SearchConfig(target="y", **given)) == []


@pytest.mark.parametrize("name", ["hidden_units", "hidden_layers", "dropout", "learning_rate", "batch_size", "epochs"])
def test_a_range_does_not_fit_into_the_form(name: str) -> None:
    ends = {"low": 1, "high": 2} if name != "dropout" else {"low": 0.1, "high": 0.2}
    assert state.not_shown(SearchConfig(target="y", strategy="random", **{name: Range(**ends)})) == [name]


def test_a_message_that_counts_is_said_for_one_and_for_more() -> None:
    rows = Counted("{count} row of {name} is empty", "{count} rows of {name} are empty")
    assert say(Message(rows, {"count": 1, "name": "a*b"})) == r"1 row of a\*b is empty"
    assert say(Message(rows, {"count": 2, "name": "a*b"})) == r"2 rows of a\*b are empty"
