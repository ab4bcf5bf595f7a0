"""The cluster's own workers, and those of a cluster that somebody else started."""

import asyncio
import datetime
import inspect
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import distributed
import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from distributed import Client, Scheduler

from core import SearchConfig
from core.data.datasets import Datasets
from core.data.samples import sample_table
from core.errors import RunError
from core.runs.cluster import OPTIONS, Cluster
from core.runs.health import Phase
from core.runs.planner import start_run
from core.runs.predicting import ModelPlace
from core.runs.runner import Runner
from core.runs.store import Run, Status, Store
from core.settings import Settings

ROOT = Path(__file__).resolve().parents[3]
# One training after the other, each long enough to be cut off.
CONFIG = SearchConfig(
    target="species", hidden_units=[3], activation=["relu"], epochs=[1], cv=2, refit=False, engine="classic"
)


def wait_until(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.05)  # between two looks


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    cluster = Cluster(Settings(data_dir=str(tmp_path_factory.mktemp("data")), workers=1))
    cluster.warm_up()
    yield cluster
    cluster.close()


def look(cluster: Cluster) -> tuple[int, bool, int]:
    """What a task finds in its worker: its process, whether TensorFlow is there, and how far it stands back."""
    task = cluster._client.submit(lambda: (os.getpid(), "tensorflow" in sys.modules, os.nice(0)), pure=False)
    return task.result(timeout=60)


def test_workers_are_warm_also_one_that_takes_the_place_of_one_that_died(cluster: Cluster) -> None:
    before, warm, niceness = look(cluster)
    assert (warm, niceness >= 10) == (True, True)
    os.kill(before, signal.SIGKILL)
    workers = cluster._own.scheduler.workers
    wait_until(lambda: [worker.pid for worker in workers.values()] not in ([], [before]), "a new worker")
    after, warm, niceness = look(cluster)
    assert after != before
    assert (warm, niceness >= 10) == (True, True)


def test_workers_compile_ahead_and_the_programs_are_kept_for_the_next_server(cluster: Cluster) -> None:
    programs = Path(cluster._settings.data_dir) / "programs"
    assert programs.stat().st_mode & 0o777 == 0o700
    cluster.compile_ahead()
    assert not cluster.compiled_ahead  # before all are
    wait_until(lambda: len(list(programs.iterdir())) >= 2, "programs for the two activations of the first sample")


def test_what_is_used_of_dask_beyond_its_documentation_is_still_there() -> None:
    defaults = yaml.safe_load((Path(distributed.__file__).parent / "distributed.yaml").read_text())
    for option in OPTIONS.keys() - {"distributed.logging"}:  # documented, and without a default
        known = defaults
        for name in option.split("."):
            assert name in known, f"Dask has no option {option} any more"
            known = known[name]
    for function, names in (
        (Client._run, {"function", "workers"}),
        (Client.sync, {"func", "callback_timeout"}),
        (Scheduler.identity, {"n_workers"}),
        (Scheduler.get_events, {"topic"}),  # for tests
    ):
        assert names <= set(inspect.signature(function).parameters), function


def test_no_other_module_goes_beyond_the_documentation_of_dask() -> None:
    for file in (ROOT / "core").rglob("*.py"):
        if file.name != "cluster.py":
            # What it exports at its top is documented.
            assert not re.findall(r"from (?:distributed|dask)\..*|import (?:distributed|dask)\b.*", file.read_text()), (
                file
            )


def test_a_prediction_that_hangs_gets_a_sentence_in_time(cluster: Cluster) -> None:
    async def hang(place: ModelPlace, rows: object) -> object:
        return await asyncio.sleep(30, rows)

    async def answer(place: ModelPlace, rows: object) -> object:
        return rows

    place = ModelPlace("", "", "any", "", "")
    with pytest.raises(RunError, match=r"within 0\.5 seconds"):
        cluster.predict(hang, place, None, 0.5)
    assert cluster.predict(answer, place, "row", 30) == "row"


def test_a_scheduler_that_cannot_be_reached_leaves_no_thread_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.runs.cluster.CONNECT_SECONDS", 0.1)
    before = threading.active_count()
    for _ in range(3):
        with pytest.raises(OSError, match=r"tcp://127\.0\.0\.1:1"):
            Cluster(Settings(data_dir=str(tmp_path), scheduler="tcp://127.0.0.1:1"))
    wait_until(lambda: threading.active_count() <= before, "the threads to end")


class DaskCluster:
    """A Dask cluster as the README has it: processes of their cluster that know each other by certificates."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = make_certificate(folder)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.start_scheduler("tls://127.0.0.1:0")

    def start_scheduler(self, address: str) -> None:
        place = self.folder / "scheduler.json"
        place.unlink(missing_ok=True)
        where = ["--protocol", "tls", "--host", "127.0.0.1", "--port", address.rpartition(":")[2]]
        self.scheduler = self.start("scheduler", *where, "--scheduler-file", place)
        wait_until(lambda: place.exists() and place.read_text().endswith("}"), "the scheduler")
        self.address = json.loads(place.read_text())["address"]

    def start(self, *arguments: str | Path) -> "subprocess.Popen[bytes]":
        ca, cert, key = self.files
        security = ["--tls-ca-file", ca, "--tls-cert", cert, "--tls-key", key]
        with (self.folder / "dask.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *arguments, "--dashboard-address", "127.0.0.1:0", *security],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(ROOT), "DASK_TEMPORARY_DIRECTORY": str(self.folder)},
                stdout=log,
                stderr=log,
            )
        self.processes.append(process)
        return process

    def settings(self, files: tuple[Path, Path, Path]) -> Settings:
        ca, cert, key = files
        return Settings(
            data_dir=str(self.folder / "data"),
            compile_ahead=False,
            scheduler=self.address,
            scheduler_ca=ca,
            scheduler_cert=cert,
            scheduler_key=key,
        )

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def make_certificate(folder: Path) -> tuple[Path, Path, Path]:
    """A certificate that is its cluster authority, as Dask makes its temporary ones."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "gridlight-test")])
    now = datetime.datetime.now(tz=datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(minutes=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .sign(private, hashes.SHA256())
    )
    folder.mkdir(exist_ok=True)
    cert, key = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    key.write_bytes(
        private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return cert, cert, key


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[DaskCluster]:
    elsewhere = DaskCluster(tmp_path)
    yield elsewhere
    elsewhere.close()


def test_runs_on_a_cluster_elsewhere_and_when_it_is_gone(elsewhere: DaskCluster, tmp_path: Path) -> None:
    settings = elsewhere.settings(elsewhere.files)
    store, datasets = Store(settings.database_url), Datasets(settings.datasets_url)
    dataset = datasets.save(sample_table("iris"), "Iris")

    def start(config: SearchConfig) -> str:
        return start_run(store, dataset, config, settings.max_settings)

    def wait(run_id: str) -> Run:
        wait_until(lambda: store.run(run_id).status.over, "the run to be over")
        return store.run(run_id)

    runner = Runner(settings)
    runner.start()
    run_id = start(CONFIG)
    elsewhere.start("worker", elsewhere.address, "--nthreads", "1")  # one that comes late is warmed, too
    assert wait(run_id).status is Status.DONE
    assert not any(one.failure for one in store.trainings(run_id))

    with pytest.raises(OSError, match=r"certificate|alert|TLS|SSL|handshake"):
        Cluster(elsewhere.settings(make_certificate(tmp_path / "stranger")))

    cut_off = start(CONFIG.model_copy(update={"epochs": [30]}))
    wait_until(lambda: bool(store.trainings(cut_off)), "the first of two trainings")
    elsewhere.scheduler.kill()
    wait_until(lambda: store.run(cut_off).status is Status.QUEUED, "the run to wait in the queue again")
    wait_until(lambda: runner.state().phase is Phase.NO_CLUSTER, "the runner to say so")
    kept = store.trainings(cut_off)
    assert len(kept) == 1
    elsewhere.start_scheduler(elsewhere.address)
    wait_until(lambda: runner.state().phase is Phase.NO_WORKERS, "the runner to reach it")
    elsewhere.start("worker", elsewhere.address, "--nthreads", "1")
    assert wait(cut_off).status is Status.DONE
    trainings = store.trainings(cut_off)
    assert (len(trainings), trainings[0]) == (2, kept[0])
    assert not any(one.failure for one in trainings)
    runner.close()
    store.close()
