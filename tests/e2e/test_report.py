"""The report in a browser that has no network: all is drawn, nothing is asked for, and it goes on paper."""

from pathlib import Path

from playwright.sync_api import Browser

from core.runs.examinations import Kind
from core.runs.store import Status, Store
from core.search.events import TrainingEnded
from dashboard.report import report_bytes
from tests.dashboard.conftest import QueueRun, data_dir, dataset, queue_run, store  # noqa: F401 - fixtures
from tests.dashboard.test_closer_look import look_at
from tests.dashboard.test_run import answer, bring_to

PICTURES = 12
WATCH = "window.refused = []; addEventListener('securitypolicyviolation', one => refused.push(one.violatedDirective));"


def test_the_report_is_drawn_without_a_network_and_prints(
    browser: Browser,
    queue_run: QueueRun,  # noqa: F811
    store: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    run_id = queue_run(activation=["relu", "tanh"], dropout=[0.0, 0.2])
    scores = [(0.5 + setting / 20, 0.55 + setting / 20) for setting in range(8)]
    curves = {"loss": [2.0, 1.0], "validation_loss": [3.0, 2.5]}
    trainings = [
        TrainingEnded(setting, split, scores[setting][split], **curves) for setting in range(8) for split in (0, 1)
    ]
    bring_to(store, run_id, Status.DONE, trainings)
    store.examinations.ask(store.run(run_id), Kind.CLOSER_LOOK, 7)
    target = ["a" if row % 2 else "b" for row in range(24)]
    halves = list(range(12)), list(range(12, 24))
    answer(store, run_id, Kind.CLOSER_LOOK, *[look_at(rows, target, {3, 21}) for rows in halves])
    report = tmp_path / "report.html"
    report.write_bytes(report_bytes(store.run(run_id)))

    context = browser.new_context(viewport={"width": 400, "height": 800}, color_scheme="dark")
    context.set_offline(True)
    context.add_init_script(WATCH)
    page = context.new_page()
    asked, wrong = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(report.as_uri())
    assert page.locator(".plot").count() == PICTURES
    assert page.locator(".plot:has(.main-svg)").count() == PICTURES
    assert asked == [report.as_uri()]
    assert page.evaluate("refused") == wrong == []
    assert page.evaluate("document.documentElement.scrollWidth") == 400  # nothing sticks out on a phone
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"

    page.set_viewport_size({"width": 1000, "height": 800})
    pages = page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n")
    assert 5 <= pages <= 10  # two pictures on most
    widths = page.locator(".plot .main-svg").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
    assert max(widths) <= 688  # as wide as the text on A4
    context.close()
