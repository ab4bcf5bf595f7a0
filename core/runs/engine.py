"""The engine: worker processes that import TensorFlow once and train what they are sent."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

import dask
from distributed import Client, Future, LocalCluster
from distributed import Event as Flag
from distributed.security import Security

from core.runs.worker import TOPIC, train, warm_up
from core.search.config import SearchConfig
from core.settings import Settings

# Dask's own pages and its unbounded diaries are of no use here.
dask.config.set(
    {
        "distributed.scheduler.http.routes": [],
        "distributed.worker.http.routes": [],
        "distributed.admin.low-level-log-length": 500,
        # A worker that dies of a training is not to die of it twice more.
        "distributed.scheduler.allowed-failures": 0,
        "distributed.comm.timeouts.connect": "60s",
        "distributed.logging": {
            "distributed": "error",
            "distributed.worker": "critical",
            "distributed.nanny": "critical",
        },
    }
)


class Engine:
    """A Dask cluster of this machine's own, or the one that the settings name.

    Parameters
    ----------
    settings : Settings
        Where the tables are, and the scheduler if there is one.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cluster: LocalCluster | None = None
        security = None
        if settings.scheduler is None:
            security = Security.temporary()
            self._cluster = LocalCluster(
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
                },
            )
        self._client = Client(self._cluster or settings.scheduler, security=security, set_as_default=False)

    def subscribe(self, on_message: Callable[[dict[str, Any]], None]) -> None:
        """Call `on_message`, on the engine's own thread, with what workers tell."""
        self._client.subscribe_topic(TOPIC, lambda event: on_message(event[1]))

    def warm_up(self) -> None:
        """Have every worker import TensorFlow and train once; returns when all are ready."""
        self._client.run(warm_up)

    def train(
        self, run_id: str, dataset_id: str, config: SearchConfig, candidate: int, done: frozenset[tuple[int, int]]
    ) -> Future:
        """Have one setting trained on every split that is not `done`."""
        return self._client.submit(
            train,
            self._settings.datasets_url,
            dataset_id,
            config.model_dump_json(),
            run_id,
            candidate,
            done,
            key=f"train-{run_id}-{candidate}-{uuid.uuid4().hex}",
            pure=False,
        )

    def stop_flag(self, run_id: str) -> Flag:
        """The flag that workers watch while they train for a run."""
        return Flag(f"stop-{run_id}", client=self._client)

    def close(self) -> None:
        """Stop all workers of this machine."""
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()
