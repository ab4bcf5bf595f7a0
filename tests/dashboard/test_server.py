"""What the server is told beside the script: its settings, and what a failure nobody thought of looks like."""

import gc
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pytest
from streamlit import config
from streamlit.testing.v1 import app_test

from core.data.datasets import Dataset
from dashboard.app import _settle_in, app
from tests.dashboard.conftest import MAIN, OpenPage


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
    _settle_in()
    try:
        assert gc.get_freeze_count() > len(sys.modules)
    finally:
        gc.unfreeze()
        pa.set_memory_pool(pool)


def test_a_failure_nobody_thought_of_gets_one_sentence_and_no_details(
    open_page: OpenPage,
    dataset: Dataset,
    data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class WithHandler(app_test.LocalScriptRunner):
        """As the server's: it has the app's handler, which `AppTest` knows nothing of."""

        def __init__(self, *args: object, **kwargs: object) -> None:
            super().__init__(*args, **kwargs)
            self._on_script_error = app._on_script_error

    monkeypatch.setattr(app_test, "LocalScriptRunner", WithHandler)
    (data_dir / "datasets" / f"{dataset.id}.parquet").write_bytes(b"PAR1 and then nothing")
    page = open_page(data=dataset.id)
    sentence = "Something went wrong on this page. Reload it; your searches are kept."
    assert [error.value for error in page.error] == [sentence]
    assert not page.exception
