"""The report: the page's sentences and figures in one file, in which whatever people named stays text."""

import json
import math
import re
import tomllib
from html.parser import HTMLParser
from pathlib import Path

import pytest

import core
from core.data.datasets import Dataset
from core.data.reading.reader import read_csv
from core.errors import Message
from core.runs.examinations import Kind
from core.runs.store import Status, Store
from core.search.config import SearchConfig
from core.search.events import TrainingEnded
from dashboard import as_html, facts, services
from dashboard.components.live_plot import PLOTLY_FILE
from dashboard.report import report_bytes, write_report
from dashboard.sentences import verdict
from tests.dashboard.conftest import QueueRun, start_planned
from tests.dashboard.test_closer_look import look_at
from tests.dashboard.test_run import BEST, CLOSE, FOUR, THREE, WORSE, answer, bring_to, rounds_of

VOID = {"meta", "br", "img", "input", "link", "hr"}
INLINE = {"strong", "em"}
# As a browser's address bar, a page's script or a formula would take them.
EVIL = [
    "<img src=x onerror=alert(1)>",
    "</script><script>alert(1)</script>",
    "$x$ **bold** `code`",
    ":material/home: [link](https://example.org)",
    "\u202eمرحبا {{ 7 * 7 }} {% raw %}",
    "&lt;b&gt; <!-- \"quoted' -->",
]


class Read(HTMLParser):
    """What a browser makes of a page: tags that are balanced, texts, and scripts."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.scripts: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._begin(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._begin(tag)

    def _begin(self, tag: str) -> None:
        if tag not in INLINE:
            self.texts.append(" ")

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["script"]:
            self.scripts.append(data)
        elif self.open[-1:] != ["style"]:
            self.texts.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.texts).split())

    @property
    def figures(self) -> list[dict]:
        return [json.loads(one) for one in self.scripts if one.startswith("{")]

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def read(store: Store, run_id: str) -> Read:
    page = Read(write_report(store.run(run_id)))
    assert page.open == []
    return page


def plain(markdown: str) -> str:
    """A sentence as it is read."""
    return Read(str(as_html.sentence(markdown))).text


@pytest.fixture
def judged(queue_run: QueueRun, store: Store) -> str:
    """A run of three settings and five rounds, that simple methods have been held against."""
    run_id = queue_run(hidden_units=[1, 2, 3], cv=5, test_size=0.25)
    bring_to(store, run_id, Status.DONE, rounds_of(BEST, CLOSE, WORSE))
    store.examinations.ask(store.run(run_id), Kind.BASELINES)
    wobble = (0.001, -0.001, 0.002, 0.0, -0.002)
    answer(store, run_id, Kind.BASELINES, *[{"constant": 0.4, "linear": 0.8 + one, "trees": 0.7} for one in wobble])
    return run_id


def test_the_verdict_every_setting_and_what_was_searched_stand_in_it(judged: str, store: Store) -> None:
    run, page = store.run(judged), read(store, judged)
    scores, standing = facts.scores(run), facts.standing(run)
    assert scores.verdict is not None
    said = [
        verdict.best(run, scores),
        verdict.judgement(run, scores, standing),
        verdict.why(scores.verdict),
        *map(verdict.step, standing.advice),
    ]
    for sentence in said:
        assert plain(sentence) in page.text
    for number in verdict.numbers(run, scores.verdict, standing):
        assert f"{number.label} {number.value} {number.below}" in page.text
    table = page.text[page.text.index("All settings") : page.text.index("What was searched")]
    assert re.findall(r"(\d) (\d) units? · relu", table) == [("1", "1"), ("2", "2"), ("3", "3")]
    assert "a linear model 0.800 0.120 more than luck" in page.text
    assert "is optimistic, as it was picked for being the highest" in page.text
    for line in (
        "Hidden units 1, 2, 3",
        "Rounds 5",
        "Random seed 0",
        "Engine Fused",
        "Set aside before it began: 6 rows",
    ):
        assert line in page.text
    assert "things.csv: 24 rows and 5 columns." in page.text
    assert "How it was read: cells separated by commas" in page.text
    assert "kind predicted 0 2" in page.text
    assert "id leave out 0 24" in page.text
    assert f"by Gridlight {core.__version__}." in page.text


def test_the_pictures_are_those_of_the_page_each_with_its_sentence(judged: str, store: Store) -> None:
    page = read(store, judged)
    titles = ["Scores", "Every training", "Two choices", "Size", "How it learned"]
    assert [title for title in titles if f" {title} " in page.text] == titles
    for absent in ("Mistakes", "Which columns matter", "What mattered"):  # not asked for, and of one choice only
        assert absent not in page.text
    plots = [one for one in page.all("div") if one.get("class") == "plot"]
    assert len(plots) == len(page.figures) == len(titles)
    assert all(one["role"] == "img" and one["aria-label"] for one in plots)
    names = facts.scores(store.run(judged)).names.values()
    assert [one.replace("\N{NO-BREAK SPACE}", " ") for one in page.figures[0]["data"][1]["customdata"]] == list(names)


def test_a_closer_look_and_the_final_test_stand_in_it_where_they_were_asked_for(
    judged: str, store: Store, dataset: Dataset
) -> None:
    run, target = store.run(judged), dataset.table.frame["kind"].tolist()
    take = facts.standing(run).take
    assert take is not None
    store.examinations.ask(run, Kind.CLOSER_LOOK, take)
    assert "Mistakes" not in read(store, judged).text  # not answered yet
    answer(store, judged, Kind.CLOSER_LOOK, *[look_at([one, one + 1], target, {3}) for one in range(0, 10, 2)])
    store.examinations.ask(run, Kind.TEST, take)
    assert "It was opened, and is not worked out yet." in read(store, judged).text
    answer(store, judged, Kind.TEST, {"score": 0.5, "low": 0.4, "high": 0.6, "rows": 6})
    page = read(store, judged)
    for title in ("Mistakes", "How sure", "ROC", "Precision and recall", "Which columns matter"):
        assert title in page.text
    assert "9 of 10 rows are predicted right" in page.text
    assert "Final test 0.500 0.400 to 0.600 Cross-validation 0.920 5 rounds It does worse on new rows" in page.text
    assert "These rows were opened before" not in page.text


def test_a_number_has_its_own_pictures_and_an_earlier_opening_is_told(
    queue_run: QueueRun, store: Store, dataset: Dataset
) -> None:
    asked = {"target": "size", "task": "regression", "test_size": 0.25}
    first, second = queue_run(**asked), queue_run(**asked, epochs=[3])
    for run_id in (first, second):
        bring_to(store, run_id, Status.DONE, FOUR)
    store.examinations.ask(store.run(first), Kind.TEST, 0)
    store.examinations.ask(store.run(second), Kind.CLOSER_LOOK, 1)
    target = dataset.table.frame["size"].tolist()
    looks = (
        look_at(list(range(12)), target, {3}, numbers=True),
        look_at(list(range(12, 24)), target, {21}, numbers=True),
    )
    answer(store, second, Kind.CLOSER_LOOK, *looks)
    page = read(store, second)
    assert "Predicted and true" in page.text
    assert "misses by 1.083 on average" in page.text
    assert "These rows were opened before" in page.text


@pytest.mark.parametrize(
    ("status", "trainings", "sentence"),
    [
        (Status.STOPPED, THREE, "The search ended early: this is what it had by then."),
        (Status.STOPPED, THREE[:1], "No setting has been through every round"),
        (Status.FAILED, [TrainingEnded(0, 0, math.nan, failure=Message("No {x}.", {"x": "disk"}))], "No disk."),
        (Status.FAILED, [], "There was no *memory*."),
    ],
    ids=["early", "too early", "all failed", "nothing"],
)
def test_whatever_there_is_of_a_search_that_came_to_less_is_reported(
    queue_run: QueueRun, store: Store, status: Status, trainings: list[TrainingEnded], sentence: str
) -> None:
    run_id = queue_run()
    bring_to(store, run_id, status, trainings)
    assert sentence in read(store, run_id).text


def test_a_table_that_is_gone_is_told(judged: str, store: Store, dataset: Dataset, data_dir: Path) -> None:
    (data_dir / "datasets" / f"{dataset.id}.parquet").unlink()
    services.lending().forget()
    page = read(store, judged)
    assert "The table is no longer stored where Gridlight runs." in page.text
    assert "1 unit · relu" in page.text


@pytest.fixture
def evil(store: Store, data_dir: Path) -> str:
    """A run over a table whose every name is meant to become something else, looked at closely."""
    names = ['"' + name.replace('"', '""') + '"' for name in [*EVIL, "x" * 10_000]]
    rows = "".join(f"{n},{n * 7 % 10},{n % 5},{n % 3},{n % 4},{names[n % 2]},{n * 3 % 7}\n" for n in range(24))
    table = read_csv((",".join(names) + "\n" + rows).encode())
    columns = list(table.frame.columns)
    stored = services.save_dataset(table, EVIL[0] + EVIL[1])
    config = SearchConfig(target=columns[5], hidden_units=[4, 8], activation=["relu"], cv=2, refit=False)
    run_id = start_planned(store, stored, config)
    bring_to(store, run_id, Status.DONE, FOUR)
    classes = sorted(set(table.frame[columns[5]]))
    truth = ["a" if one == classes[0] else "b" for one in table.frame[columns[5]]]
    store.examinations.ask(store.run(run_id), Kind.CLOSER_LOOK, 1)
    looks = [json.dumps(look_at(list(rows), truth, {3})) for rows in (range(12), range(12, 24))]
    named = [look.replace('"a"', json.dumps(classes[0])).replace('"b"', json.dumps(classes[1])) for look in looks]
    needed = {name: [0.3, 0.2] for name in columns if name != columns[5]}
    answer(store, run_id, Kind.CLOSER_LOOK, *[json.loads(look) | {"columns": needed} for look in named])
    return run_id


def test_no_name_becomes_markup_a_script_a_link_or_a_formula(evil: str, store: Store) -> None:
    text = write_report(store.run(evil))
    page = Read(text)
    assert page.open == []
    assert not {tag for tag, _ in page.tags} & {"img", "a", "link", "iframe", "object", "b", "code", "base", "form"}
    assert not [attributes for _, attributes in page.tags if any(name.startswith("on") for name in attributes)]
    assert len(page.scripts) == len(page.figures) + 2  # plotly.js and ours
    for name in EVIL:
        assert " ".join(name.split()) in page.text
    assert "Mistakes" in page.text
    assert "x" * 400 not in text  # cut
    data = text.replace(PLOTLY_FILE.read_text(encoding="utf-8"), "")
    assert "<img" not in data
    assert data.count("<script") == data.count("</script>") == len(page.scripts)


def test_nothing_is_fetched_from_anywhere(judged: str, store: Store) -> None:
    data = report_bytes(store.run(judged))
    page = Read(data.decode())
    assert not [name for _, attributes in page.tags for name in ("src", "href", "srcset", "data") if name in attributes]
    policy = next(one["content"] for one in page.all("meta") if one.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none';")
    assert not re.search(r"https?:|\*", policy)
    assert "url(" not in data.decode().partition("</style>")[0]


def test_sentences_are_bold_where_they_say_so_and_otherwise_text() -> None:
    assert as_html.sentence(r"**a \<b\>** & \*c\* [d](e) <i>") == (
        "<strong>a &lt;b&gt;</strong> &amp; *c* [d](e) &lt;i&gt;"
    )


def test_the_version_is_the_projects() -> None:
    project = tomllib.loads((Path(core.__file__).parents[1] / "pyproject.toml").read_text())["project"]
    assert core.__version__ == project["version"]


def test_rows_that_were_left_out_and_remarks_of_a_kind_are_told_in_short(store: Store) -> None:
    kinds = ["" if n in (5, 9) else "<q>" if n == 4 else "yes" if n % 2 else "no" for n in range(60)]
    rows = "".join(f"{n * 7 % 60},{kind},{kind},{kind},{kind}\n" for n, kind in enumerate(kinds))
    stored = services.save_dataset(read_csv(f"size,kind,a,b,c\n{rows}".encode()), "things.csv")
    given = {"hidden_units": [4, 8], "activation": ["relu"], "cv": 2, "refit": False}
    config = SearchConfig(target="kind", leave_out={"empty": True, "classes": ["<q>"]}, **given)
    run_id = start_planned(store, stored, config)
    bring_to(store, run_id, Status.DONE, FOUR)
    report = Read(write_report(store.run(run_id)))
    assert "Rows used: 57 of 60. Left out, as kind is empty: 2; by class: <q> (1)." in report.text
    assert "3 columns give the answer away, each by itself." in report.text
    assert report.text.count("gives kind away") == 3
    assert ("details", {"class": "concern"}) in report.tags
    assert "too few rows" not in report.text
