from pathlib import Path

import pytest

from core.errors import ConfigError
from core.settings import Settings


@pytest.fixture
def certificates(tmp_path: Path) -> dict[str, str]:
    paths = {f"GRIDLIGHT_SCHEDULER_{name}": tmp_path / f"{name}.pem" for name in ("CA", "CERT", "KEY")}
    for path in paths.values():
        path.touch()
    return {name: str(path) for name, path in paths.items()}


def test_settings_come_from_the_environment_and_an_empty_variable_is_none() -> None:
    given = {"GRIDLIGHT_WORKERS": "3", "GRIDLIGHT_DATA_DIR": "/data", "GRIDLIGHT_SCHEDULER": "", "WORKERS": "9"}
    settings = Settings.from_environment(given)
    assert (settings.workers, settings.max_settings, settings.scheduler) == (3, 1000, None)
    assert settings.database_url == "sqlite:////data/gridlight.db"
    assert settings.datasets_url == "/data/datasets"
    assert Settings.from_environment({"GRIDLIGHT_STORE_URL": "postgresql:///runs"}).database_url == "postgresql:///runs"


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("WORKERS", "many", "The environment variable GRIDLIGHT_WORKERS cannot be many: .*integer.*"),
        ("WORKERS", "0", "The environment variable GRIDLIGHT_WORKERS cannot be 0: .*greater than or equal to 1.*"),
        ("SCHEDULER_CA", "/no/such.pem", "The environment variable GRIDLIGHT_SCHEDULER_CA cannot be /no/such.pem: .*"),
        ("STORE_URL", "runs.db", ".*GRIDLIGHT_STORE_URL cannot be runs.db: .*it is no SQLAlchemy URL."),
        (
            "STORE_URL",
            "mysql://me:secret@db/runs",
            r".*mysql://\*\*\*@db/runs: .*one of sqlite, postgresql.",
        ),
        ("DATA_DIR", "~nobody-here/g", ".*GRIDLIGHT_DATA_DIR cannot be ~nobody-here/g: .*"),
        ("SCHEDULER", "elsewhere:8786", "The scheduler's address cannot be elsewhere:8786. Write it as tls://.*"),
        ("SCHEDULER", "tls://[::1", r"The scheduler's address cannot be tls://\[::1. Write it as tls://.*"),
        ("SCHEDULER", "tcp://10.0.0.1:8786", "The way to the scheduler tcp://10.0.0.1:8786 is not encrypted. .*"),
        ("SCHEDULER", "tcp://127.0.0.1.example.com:1", "The way to the scheduler .* is not encrypted. .*"),
        ("SCHEDULER", "tls://10.0.0.1:8786", "The scheduler .* needs certificates. .*_CA, .*_CERT, .*_KEY."),
    ],
)
def test_what_cannot_be_gets_a_sentence(variable: str, value: str, sentence: str) -> None:
    with pytest.raises(ConfigError, match=f"^{sentence}$"):
        Settings.from_environment({f"GRIDLIGHT_{variable}": value})


def test_a_scheduler_elsewhere_needs_every_certificate(certificates: dict[str, str]) -> None:
    given = {"GRIDLIGHT_SCHEDULER": "tls://10.0.0.1:8786", **certificates}
    assert Settings.from_environment(given).scheduler == "tls://10.0.0.1:8786"
    del given["GRIDLIGHT_SCHEDULER_KEY"]
    with pytest.raises(ConfigError, match="Name their files: GRIDLIGHT_SCHEDULER_KEY"):
        Settings.from_environment(given)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.1.2.3", "[::1]", "localhost"])
def test_a_scheduler_on_this_machine_needs_none(host: str) -> None:
    assert Settings(scheduler=f"tcp://{host}:8786").scheduler_cert is None


def test_the_data_are_in_one_folder_wherever_a_process_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    for given, folder in (("~/g", tmp_path / "home" / "g"), ("g", tmp_path / "g"), ("./h/../g", tmp_path / "h/../g")):
        settings = Settings.from_environment({"GRIDLIGHT_DATA_DIR": given})
        assert settings.data_dir == str(folder)
        assert settings.database_url == f"sqlite:///{folder}/gridlight.db"
        assert settings.datasets_url == f"{folder}/datasets"
        database = Settings.from_environment({"GRIDLIGHT_STORE_URL": f"sqlite:///{given}/runs.db"}).database_url
        assert database == f"sqlite:///{folder}/runs.db"


def test_the_address_of_a_database_is_kept_as_it_is_with_its_password() -> None:
    address = "postgresql://somebody:se%20cret@db.example:5433/runs"
    assert Settings(store_url=address).database_url == address
