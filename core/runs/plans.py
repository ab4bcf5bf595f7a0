"""The plans of runs: one file each, in the folder of stored tables, which every worker reaches."""

from __future__ import annotations

import re

import fsspec

from core.data.datasets import Datasets
from core.data.whole_files import write_whole
from core.errors import RunError
from core.search.config import SearchConfig
from core.search.plan import Plan, plan_search
from core.search.plan_file import plan_from_bytes, plan_to_bytes

FOLDER = "plans"
RUN_ID = re.compile(r"[0-9a-f]{32}")
NO_ROOM = "The plan of this search cannot be kept: {reason}. Make room on the disk of the data folder, and start anew."
GONE = "The plan of this search is no longer stored here. Start the search again."


class Plans:
    """The folder of plans.

    Parameters
    ----------
    datasets_url : str
        That of stored tables; a folder in it holds the plans.
    """

    def __init__(self, datasets_url: str) -> None:
        self._datasets = Datasets(datasets_url)
        self._fs, root = fsspec.core.url_to_fs(datasets_url)
        self._root = f"{root}/{FOLDER}"

    def make(self, run_id: str, dataset_id: str, config: SearchConfig) -> Plan:
        """Plan a run and keep the plan; one that is there stays as it is, whatever this version would find.

        Raises
        ------
        GridlightError
            If the table cannot be searched with this config.
        """
        if self._fs.exists(self._path(run_id)):
            return self.load(run_id)
        plan = plan_search(self._datasets.load(dataset_id).table.frame, config)
        self._fs.makedirs(self._root, exist_ok=True)
        write_whole(self._fs, self._path(run_id), lambda file: file.write(plan_to_bytes(plan)), NO_ROOM)
        return plan

    def load(self, run_id: str) -> Plan:
        """The plan of a run.

        Raises
        ------
        RunError
            If it is not there, or cannot be read.
        """
        path = self._path(run_id)
        if not self._fs.exists(path):
            raise RunError(GONE)
        return plan_from_bytes(self._fs.cat_file(path))

    def _path(self, run_id: str) -> str:
        if not RUN_ID.fullmatch(run_id):
            raise RunError(GONE)
        return f"{self._root}/{run_id}.npz"
