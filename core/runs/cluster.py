"""The cluster: worker processes that import TensorFlow once and train what they are sent.

All that is used of Dask beyond its documentation stands here, and its tests say what an upgrade has changed.
"""

from __future__ import annotations

import threading
import time
import zlib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, cast

import dask
from distributed import Client, Future, LocalCluster
from distributed import Event as Flag
from distributed.scheduler import KilledWorker
from distributed.security import Security
from tornado.ioloop import IOLoop

from core.data.samples import SAMPLES
from core.errors import Message, RunError
from core.runs.examinations import Question
from core.runs.predicting import ModelPlace
from core.runs.run import Run
from core.runs.worker import TOPIC, Part, WarmUp, compile_ahead, examine, plan_run, train
from core.search.events import Share
from core.search.plan import PlanSummary
from core.settings import Settings

# Dask's own pages, its unbounded diaries and its look at every thread each ten milliseconds are of no use here.
OPTIONS = {
    "distributed.scheduler.http.routes": [],
    "distributed.worker.http.routes": [],
    "distributed.admin.low-level-log-length": 500,
    "distributed.worker.profile.enabled": False,
    # A worker that dies of a training is not to die of it twice more.
    "distributed.scheduler.allowed-failures": 0,
    "distributed.comm.timeouts.connect": "60s",
    # A worker that takes another's place needs some seconds to start; Dask gives its place up after this.
    "distributed.deploy.lost-worker-timeout": "1h",
    "distributed.logging": {
        "distributed": "error",
        "distributed.worker": "critical",
        "distributed.nanny": "critical",
    },
}
dask.config.set(OPTIONS)

# What a task ends with whose worker died; it is for those who send tasks.
__all__ = ["Cluster", "KilledWorker"]

# A scheduler that starts beside this server needs some seconds; a wrong address is to be told of soon.
CONNECT_SECONDS = 10.0
SECONDS_BETWEEN_LOOKS = 1.0
# Nannies start a worker in the place of one that died within some seconds, or not at all.
SECONDS_WITHOUT_WORKERS = 60.0
LOST = "The process that was asked was lost. Try again in a moment."
TOO_LONG = "No answer came within {seconds} seconds. Try again in a moment, or with fewer rows."
NO_WORKER = "No worker process is there. Try again in a moment."
# To look through the largest table that may be uploaded, on a busy machine.
PLAN_SECONDS = 600.0


class Cluster:
    """A Dask cluster of this machine's own, or the one that the settings name.

    Parameters
    ----------
    settings : Settings
        Where the tables are, and the scheduler if there is one.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._own: LocalCluster | None = None
        self._loop: IOLoop | None = None
        self._looked = self._peopled = time.monotonic()
        self._ahead: list[Future] = []
        if settings.scheduler is None:
            security = Security.temporary()
            self._own = _own_cluster(settings, security)
            try:
                self._client = Client(self._own, security=security, set_as_default=False)
            except OSError:
                self._own.close()
                raise
        else:
            # A client that comes to nothing would leave the thread of its loop behind, one at each try.
            self._loop = _start_loop()
            options = {"security": _security(settings), "set_as_default": False, "timeout": CONNECT_SECONDS}
            try:
                self._client = Client(settings.scheduler, loop=self._loop, **options)
            except BaseException:
                self._loop.add_callback(self._loop.stop)
                raise

    @property
    def lost(self) -> bool:
        """Whether the scheduler is out of reach, and with it all that was sent there."""
        return bool(self._client.status != "running")

    def check(self) -> None:
        """Look whether it is still there; to be called often.

        Raises
        ------
        ConnectionError
            If the scheduler is out of reach, or workers of this machine's own do not come back.
        """
        if self.lost:
            raise ConnectionError("The scheduler is out of reach.")
        now = time.monotonic()
        if now < self._looked + SECONDS_BETWEEN_LOOKS:
            return
        self._looked = now
        if self.workers():
            self._peopled = now
        if self._own is not None and now > self._peopled + SECONDS_WITHOUT_WORKERS:
            raise ConnectionError("No worker process comes back.")

    @property
    def has_workers(self) -> bool:
        """Whether a worker was there at the last look."""
        return self._peopled == self._looked

    def workers(self) -> list[str]:
        """The addresses of the worker processes that are there now."""
        addresses: list[str] = self._client.sync(self._addresses)
        return addresses

    async def _addresses(self) -> list[str]:
        # Not `Client.scheduler_info`: its answer may be replaced, before it is given, by the client's own look, which
        # names no workers.
        return sorted((await self._client.scheduler.identity(n_workers=-1))["workers"])

    def subscribe(self, on_message: Callable[[dict[str, Any]], None]) -> None:
        """Call `on_message`, on the cluster's own thread, with what workers tell."""
        self._client.subscribe_topic(TOPIC, lambda event: on_message(event[1]))

    def warm_up(self) -> None:
        """Have every worker import TensorFlow and train once; returns when all that are there are ready.

        One that comes later does so before its first task.
        """
        self._client.register_plugin(WarmUp())

    def compile_ahead(self) -> None:
        """Have workers that have nothing else to do compile what a search over a sample needs; returns at once."""
        workers = self.workers()
        for sample in SAMPLES:
            for index, worker in enumerate(workers):
                share = Share(index, len(workers))
                self._ahead.append(self._client.submit(compile_ahead, sample, share, workers=worker, priority=-2))

    @property
    def compiled_ahead(self) -> bool:
        """Whether what the samples need was to be compiled, and is."""
        return bool(self._ahead) and all(future.status == "finished" for future in self._ahead)

    def train(
        self,
        run: Run,
        name: str,
        part: Part,
        flag: str,
        worker: str | None = None,
    ) -> Future:
        """Have a part of a search trained until a stop flag is set.

        The worker at that address trains it unless it is busy; what it tells has the task's `name`.
        """
        return self._client.submit(
            train,
            self._settings.datasets_url,
            run.dataset_id,
            run.config.model_dump_json(),
            run.id,
            name,
            part,
            flag,
            key=name,
            pure=False,
            workers=worker,
            allow_other_workers=worker is not None,
        )

    def examine(self, question: Question, run: Run) -> Future:
        """Have one part of an examination answered, when no training waits."""
        return self._client.submit(
            examine,
            self._settings.datasets_url,
            run.dataset_id,
            run.config.model_dump_json(),
            question,
            pure=False,
            priority=-1,
        )

    def plan(self, run: Run) -> PlanSummary | Message:
        """Have a run planned, at once: beside what a worker trains, and without the queue of tasks.

        Raises
        ------
        RunError
            If no worker is there, or it takes longer than `PLAN_SECONDS`.
        """
        asked = self._settings.datasets_url, run.dataset_id, run.id, run.config.model_dump_json()
        return cast(PlanSummary | Message, self._at_once(PLAN_SECONDS, run.id, plan_run, *asked))

    def predict(self, predict: Callable[..., Any], place: ModelPlace, rows: object, seconds: float) -> Any:
        """What a worker predicts, at once: beside what it trains, and without the queue of tasks.

        The same model goes to the same worker, which has loaded it.

        Raises
        ------
        RunError
            If no worker is there, or it takes longer than `seconds`.
        """
        return self._at_once(seconds, place.name, predict, place, rows)

    def _at_once(self, seconds: float, name: str, function: Callable[..., Any], *arguments: object) -> Any:
        """What a worker says to a call that waits for no other; the same name goes to the same worker."""
        try:
            return self._client.sync(self._ask_worker, name, function, arguments, callback_timeout=seconds)
        except TimeoutError as error:
            raise RunError(TOO_LONG, seconds=f"{seconds:g}") from error
        except OSError as error:  # it died, or left
            raise RunError(LOST) from error

    async def _ask_worker(self, name: str, function: Callable[..., Any], arguments: tuple[object, ...]) -> Any:
        workers = await self._addresses()
        if not workers:
            raise RunError(NO_WORKER)
        worker = workers[zlib.crc32(name.encode()) % len(workers)]
        # As `Client.run`, which cannot be given a limit: the whole answer would wait for a worker that hangs.
        answers = await self._client._run(function, *arguments, workers=[worker])
        if worker not in answers:
            raise ConnectionError(LOST)
        return answers[worker]

    def cancel(self, futures: Iterable[Future]) -> None:
        """Take back what no worker has begun; what one has begun ends by itself, or by its flag."""
        self._client.cancel(list(futures))

    def stop_flag(self, name: str) -> Flag:
        """A flag that workers watch while they train."""
        return Flag(name, client=self._client)

    def close(self) -> None:
        """Stop all workers of this machine."""
        self._client.close()
        if self._own is not None:
            self._own.close()
        if self._loop is not None:
            self._loop.add_callback(self._loop.stop)


def _start_loop() -> IOLoop:
    """A loop in a thread that ends with it."""
    loop: IOLoop = IOLoop(make_current=False)
    runs = threading.Event()

    def run() -> None:
        loop.start()
        loop.close(all_fds=True)

    loop.add_callback(runs.set)
    threading.Thread(target=run, name="gridlight-scheduler", daemon=True).start()
    runs.wait()
    return loop


def _own_cluster(settings: Settings, security: Security) -> LocalCluster:
    """A scheduler and workers that only this machine, and only who holds the keys, can reach."""
    programs = Path(settings.data_dir) / "programs"
    # XLA runs what it finds there: the folder is its owner's alone.
    programs.mkdir(parents=True, exist_ok=True, mode=0o700)
    return LocalCluster(
        n_workers=settings.workers,
        threads_per_worker=1,
        host="127.0.0.1",
        protocol="tls",
        security=security,
        # Dask opens these whatever it is told; with no routes they answer nothing.
        dashboard_address="127.0.0.1:0",
        worker_dashboard_address="127.0.0.1:0",
        scheduler_kwargs={"dashboard": False},
        silence_logs=50,
        env={
            # One thread a worker: the networks are small, and the same seed then gives the same bits.
            "TF_NUM_INTRAOP_THREADS": "1",
            "TF_NUM_INTEROP_THREADS": "1",
            "OMP_NUM_THREADS": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            "CUDA_VISIBLE_DEVICES": "-1",
            "PYTHONWARNINGS": "ignore",
            # What one server compiled, the next finds.
            "TF_XLA_FLAGS": f"--tf_xla_persistent_cache_directory='{programs}'",
        },
    )


def _security(settings: Settings) -> Security | None:
    """The certificates that this server shows, and by which it knows the scheduler; None for an address without."""
    if not (settings.scheduler or "").startswith("tls://"):
        return None
    return Security(
        require_encryption=True,
        tls_ca_file=str(settings.scheduler_ca),
        tls_client_cert=str(settings.scheduler_cert),
        tls_client_key=str(settings.scheduler_key),
    )
