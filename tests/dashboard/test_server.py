"""What the server is told beside the script: its settings, and what a failure nobody thought of looks like."""

import asyncio
import gc
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from streamlit import config
from streamlit.testing.v1 import AppTest, app_test

from core.data.datasets import Dataset
from core.runs.health import Phase
from core.runs.runner import Runner
from core.settings import Settings
from dashboard import services
from dashboard.app import _settle_in, app, lifespan
from dashboard.components import data_step
from tests.dashboard.conftest import MAIN, OpenPage, await_apart


@pytest.fixture
def server_config(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Streamlit's settings as `streamlit run dashboard/app.py` reads them, from whatever folder."""
    with monkeypatch.context() as patch:
        patch.setattr(config, "_main_script_path", str(MAIN.with_name("app.py")))
        config.get_config_options(force_reparse=True)
        yield
    config.get_config_options(force_reparse=True)


@pytest.mark.usefixtures("server_config")
def test_the_settings_are_read_and_keep_the_page_to_this_machine() -> None:
    assert config.get_option("server.address") == "127.0.0.1"
    assert config.get_option("browser.gatherUsageStats") is False
    assert config.get_option("client.showErrorDetails") == "none"


@pytest.mark.usefixtures("server_config")
def test_to_look_at_a_run_again_and_again_costs_no_collection_of_garbage_each_time() -> None:
    assert config.get_option("runner.postScriptGC") is False


@pytest.mark.usefixtures("server_config")
def test_a_file_may_have_200_megabytes_and_the_page_says_so(open_page: OpenPage) -> None:
    # By this option the server refuses a larger file; by what the widget carries, the browser does, and says so.
    assert config.get_option("server.maxUploadSize") == 200
    assert config.get_where_defined("server.maxUploadSize") == str(MAIN.parent / ".streamlit" / "config.toml")
    config.set_option("server.maxUploadSize", 7)
    assert open_page().file_uploader(key="upload").proto.max_upload_size_mb == 7


def test_what_stays_as_long_as_the_server_is_never_gone_through_for_garbage() -> None:
    pool = pa.default_memory_pool()
    gc.unfreeze()
    try:
        _settle_in()
        assert gc.get_freeze_count() > len(sys.modules)
    finally:
        pa.set_memory_pool(pool)


@pytest.fixture
def with_handler(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app's own handler of errors, of which `AppTest` knows nothing."""

    class WithHandler(app_test.LocalScriptRunner):
        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            self._on_script_error = app._on_script_error

    monkeypatch.setattr(app_test, "LocalScriptRunner", WithHandler)


def errors(page: AppTest) -> list[str]:
    """What the page says is wrong, without what keeps data from becoming markup."""
    assert not page.exception
    return [error.value.replace("\\", "") for error in page.error]


@pytest.mark.usefixtures("with_handler")
def test_a_failure_nobody_thought_of_gets_one_sentence_and_no_details(
    open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data_step, "show", lambda config: {}["nobody thought of this"])
    assert errors(open_page()) == ["Something went wrong on this page. Reload it; your searches are kept."]


@pytest.mark.usefixtures("with_handler")
def test_settings_that_cannot_be_are_said_on_the_page_and_the_server_starts(
    data_dir: Path, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def serve() -> list[str]:
        async with lifespan(app):
            return await asyncio.to_thread(lambda: errors(open_page(data="0" * 32)))

    with monkeypatch.context() as patch:
        patch.setenv("GRIDLIGHT_WORKERS", "0")
        services.settings.cache_clear()
        assert ["GRIDLIGHT_WORKERS cannot be 0" in error for error in await_apart(serve())] == [True]
    assert "GRIDLIGHT_WORKERS cannot be 0" in caplog.text
    services.settings.cache_clear()


def test_a_damaged_table_gets_a_sentence(open_page: OpenPage, dataset: Dataset, data_dir: Path) -> None:
    (data_dir / "datasets" / f"{dataset.id}.parquet").write_bytes(b"PAR1 and then nothing")
    assert ["is damaged. Choose the file" in error for error in errors(open_page(data=dataset.id))] == [True]


def test_a_database_that_cannot_be_used_is_told_of_and_the_page_goes_on_when_it_can(
    data_dir: Path, open_page: OpenPage
) -> None:
    database = data_dir / "gridlight.db"
    database.write_bytes(b"junk" * 5000)
    page = open_page(run="0" * 32)
    assert ["gridlight.db cannot be used: file is not a database" in error for error in errors(page)] == [True]
    assert "goes on by itself" in page.caption[-1].value
    database.unlink()
    assert errors(page.run()) == ["There is no search at this address. Start a new one."]


def test_a_server_with_a_damaged_database_says_what_it_waits_for_and_goes_on_when_it_can(tmp_path: Path) -> None:
    database = tmp_path / "gridlight.db"
    database.write_bytes(b"junk" * 5000)
    # No cluster either: that is what it comes to next.
    runner = Runner(Settings(data_dir=str(tmp_path), scheduler="tcp://127.0.0.1:1"))
    runner.start()
    while runner.state().phase is not Phase.NO_STORE:
        time.sleep(0.02)  # between two looks
    assert "file is not a database" in str(runner.state().reason)
    database.unlink()
    while runner.state().phase is Phase.NO_STORE:
        time.sleep(0.02)  # between two looks
    runner.close()
