import re
import zipfile

import psutil
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.conftest import Server, wait_until

MINUTE = 60_000


def pick(page: Page, sample: str) -> None:
    page.locator(".st-key-sample_dataset").get_by_text(sample, exact=True).click()
    expect(page.locator(".st-key-start_search button")).to_be_enabled(timeout=MINUTE)


def set_number(page: Page, key: str, value: int) -> None:
    field = page.locator(f".st-key-{key} input")
    field.fill(str(value))
    field.press("Enter")


def upload(page: Page, name: str, data: bytes) -> None:
    files = [{"name": name, "mimeType": "text/csv", "buffer": data}]
    page.locator(".st-key-upload input[type=file]").set_input_files(files)


def start(page: Page) -> None:
    page.locator(".st-key-start_search button").click()
    expect(page).to_have_url(re.compile("run=[0-9a-f]{32}"), timeout=MINUTE)


def finish(page: Page) -> None:
    expect(page.locator(".st-key-best_line")).to_contain_text("Best: ", timeout=3 * MINUTE)


def test_the_demo_with_its_defaults_and_a_refresh(page: Page, server: Server) -> None:
    pick(page, "Wine")
    set_number(page, "epochs", 5)
    expect(page.get_by_text("120 trainings")).to_be_visible()
    start(page)
    expect(page.locator(".st-key-scores_chart .plot svg").first).to_be_visible(timeout=MINUTE)
    expect(page.locator(".st-key-best_line")).to_be_in_viewport(timeout=MINUTE)
    page.reload()
    finish(page)
    expect(page.locator(".st-key-best_line")).to_be_in_viewport(timeout=MINUTE)
    expect(page.locator(".modebar-btn").first).to_be_attached(timeout=MINUTE)
    titles = page.locator(".modebar-btn").evaluate_all("all => all.map(one => one.dataset.title)")
    assert not [title for title in titles if re.search("share|plotly|cloud|edit", title, re.IGNORECASE)]
    expect(page.locator(".st-key-stop_search")).to_have_count(0)
    address = page.url
    other = page.context.browser.new_page()  # another browser, with the link alone
    other.goto(address)
    expect(other.locator(".st-key-best_line")).to_contain_text("Best: ", timeout=MINUTE)
    expect(other.locator(".st-key-epochs input")).to_have_value("5", timeout=MINUTE)
    other.close()


def test_the_verdict_its_pictures_and_the_final_test(page: Page) -> None:
    pick(page, "Two moons")
    set_number(page, "epochs", 3)
    start(page)
    finish(page)
    verdict = page.locator(".st-key-best_line")
    expect(verdict).to_contain_text(re.compile("simple method .* scores"), timeout=MINUTE)
    expect(page.get_by_test_id("stMetricValue")).to_have_count(3)
    for name in ("Every training", "Two choices", "What mattered", "Size"):
        page.get_by_role("tab", name=name, exact=True).click()
        expect(page.get_by_role("tabpanel", name=name).locator(".plot .main-svg").first).to_be_visible(timeout=MINUTE)
    page.get_by_role("tab", name="What it gets wrong").click()
    expect(page.get_by_text(re.compile("of 400 rows are predicted right"))).to_be_visible(timeout=MINUTE)
    page.get_by_role("tab", name="Final test").click()
    page.locator(".st-key-open_test button").click()
    expect(page.get_by_text(re.compile("on new rows"))).to_be_visible(timeout=MINUTE)
    expect(page.get_by_test_id("stMetricValue")).to_have_count(5)
    page.locator(".st-key-next_0").get_by_role("button", name="Fill in").click()  # it was still learning
    expect(page.locator(".st-key-epochs input")).to_have_value("20", timeout=MINUTE)
    expect(page.locator(".st-key-epochs")).to_be_in_viewport(timeout=MINUTE)


def test_zoom_stays_while_scores_arrive(page: Page) -> None:
    pick(page, "Iris")
    set_number(page, "cv", 6)  # before the epochs, by which rounds would be suggested anew
    set_number(page, "repeats", 1)
    set_number(page, "epochs", 4_000)
    expect(page.get_by_text("36 trainings")).to_be_visible()
    start(page)
    plot = page.locator(".st-key-scores_chart .plot")
    expect(plot.locator("svg").first).to_be_visible(timeout=MINUTE)
    plot.evaluate("element => window.Plotly.relayout(element, {'xaxis.range': [0.123, 0.456]})")
    before = plot.evaluate("element => element.data.reduce((sum, trace) => sum + trace.y.length, 0)")
    page.wait_for_function(
        """before => document.querySelector('.st-key-scores_chart .plot')
            .data.reduce((sum, trace) => sum + trace.y.length, 0) > before""",
        arg=before,
        timeout=2 * MINUTE,
    )
    assert plot.evaluate("element => element.layout.xaxis.range") == [0.123, 0.456]
    page.locator(".st-key-stop_search button").click()
    expect(page.get_by_text(re.compile("Stopped: .* kept"))).to_be_visible(timeout=MINUTE)


def test_an_uploaded_korean_file_with_markdown_in_its_names(page: Page) -> None:
    header = "이름,나이,<b>*도시*</b>,구매\n"
    rows = "".join(
        f"사람{i % 9},{20 + i % 40},{'서울' if i % 3 else '부산'},{'예' if i % 2 else '아니오'}\n" for i in range(80)
    )
    upload(page, "고객 [목록](x).csv", (header + rows).encode("cp949"))
    expect(page.get_by_text("고객 [목록](x).csv: 80 rows and 4 columns.")).to_be_visible(timeout=MINUTE)
    expect(page.get_by_text("in the encoding Korean (CP949).")).to_be_visible()
    set_number(page, "repeats", 1)
    set_number(page, "epochs", 2)
    start(page)
    finish(page)
    prediction = page.locator(".st-key-prediction")
    expect(prediction).to_contain_text(re.compile("구매: (예|아니오)"), timeout=MINUTE)
    before = prediction.inner_text()
    page.get_by_label("나이").last.fill("95")
    page.keyboard.press("Enter")
    expect(prediction).not_to_have_text(before, timeout=MINUTE)
    page.get_by_role("tab", name="Try it on a file").click()
    new = header.replace(",구매", "") + "사람1,30,서울\n사람2,40,<i>제주</i>\n"
    files = [{"name": "new.csv", "mimeType": "text/csv", "buffer": new.encode("cp949")}]
    page.locator("[class*=st-key-new_rows] input[type=file]").set_input_files(files)
    expect(page.get_by_text("2 rows predicted.")).to_be_visible(timeout=MINUTE)
    expect(page.get_by_text("<b>*도시*</b> has values that the network never saw: <i>제주</i>.")).to_be_visible()
    page.get_by_role("tab", name="Take it home").click()
    with page.expect_download(timeout=MINUTE) as download:
        page.locator(".st-key-take_model_zip button").click()
    assert {"model.keras", "predict.py", "README.md"} <= set(zipfile.ZipFile(download.value.path()).namelist())


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "empty"),
        (b"\x00\x01\x02" * 100, "not a text file"),
        (b"a\n1\n2\n", "one column only"),
        (b"a,b\n", "no rows below"),
    ],
    ids=["empty", "binary", "one column", "header only"],
)
def test_a_bad_file_gets_a_sentence_and_what_was_there_stays(page: Page, data: bytes, sentence: str) -> None:
    pick(page, "Iris")
    upload(page, "bad.csv", data)
    expect(page.get_by_role("alert").get_by_text(re.compile(sentence))).to_be_visible(timeout=MINUTE)
    expect(page.get_by_text("150 rows and 5 columns")).to_be_visible()


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("a,y\n5,x\n3,x\n4,x\n9,x\n1,z\n", "class z has 1 row to learn from, fewer than the 2 rounds"),
        ("id,y\n1,x\n2,z\n3,x\n4,z\n5,x\n6,z\n7,x\n8,z\n9,z\n", "No column is left"),
    ],
    ids=["rare class", "no feature"],
)
def test_a_search_that_cannot_run_gets_a_sentence(page: Page, table: str, sentence: str) -> None:
    upload(page, "table.csv", table.encode())
    start_button = page.locator(".st-key-start_search button")
    expect(start_button).to_be_enabled(timeout=MINUTE)
    start_button.click()
    expect(page.get_by_role("alert").get_by_text(re.compile(sentence))).to_be_visible(timeout=MINUTE)


def test_wrong_settings_get_a_sentence_and_no_start(page: Page) -> None:
    pick(page, "Iris")
    units = page.locator(".st-key-hidden_units input")
    units.press_sequentially("-5")
    expect(page.get_by_text("Add: -5")).to_be_visible()
    units.press("Enter")
    units.press("Escape")
    alert = page.get_by_role("alert")
    expect(alert.get_by_text("Hidden units must be whole numbers")).to_be_visible(timeout=MINUTE)
    expect(page.locator(".st-key-start_search button")).to_be_disabled()
    page.get_by_role("button", name="Remove -5").click()
    expect(alert).to_have_count(0)
    page.get_by_text("Random: some of them").click()
    set_number(page, "n_iter", 0)
    expect(alert.get_by_text("at least 1 setting")).to_be_visible(timeout=MINUTE)


def test_an_address_that_leads_nowhere_gets_a_sentence(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/?data=../../etc/passwd")
    expect(page.get_by_role("alert").get_by_text("no longer stored here")).to_be_visible(timeout=MINUTE)


def test_only_this_machine_can_connect_and_dask_serves_no_pages(server: Server) -> None:
    main = psutil.Process(server.process.pid)
    family = [main, *main.children(recursive=True)]
    listening = [c for one in family for c in one.net_connections("inet") if c.status == psutil.CONN_LISTEN]
    assert {c.laddr.ip for c in listening} == {"127.0.0.1"}
    assert server.port in {c.laddr.port for c in listening}


def test_ctrl_c_leaves_no_process_and_no_traceback(tmp_path_factory: pytest.TempPathFactory) -> None:
    server = Server(tmp_path_factory.mktemp("interrupted"), cwd=tmp_path_factory.mktemp("cwd"))
    main = psutil.Process(server.process.pid)
    wait_until(lambda: len(main.children(recursive=True)) >= 2, 60, "the workers")
    family = main.children(recursive=True)
    server.interrupt()
    wait_until(
        lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in family), 20, "all to end"
    )
    assert "Traceback" not in server.log.read_text()
