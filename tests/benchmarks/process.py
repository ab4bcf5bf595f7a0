"""Processes in which things are measured: each has one of its own, so that none disturbs another.

A request is a line of JSON on a process's standard input, its answer a line of JSON on its standard output.
"""

from __future__ import annotations

import json
import os
import re
import resource
import select
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Self

ROOT = Path(__file__).resolve().parents[2]


class Process:
    """A process that stays warm until it is closed.

    Parameters
    ----------
    **more : str
        Environment variables.
    """

    def __init__(self, **more: str) -> None:
        # XLA's flags could name a cache of compiled programs, and a program found there is not compiled.
        environment = {name: value for name, value in os.environ.items() if name != "TF_XLA_FLAGS"}
        quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "CUDA_VISIBLE_DEVICES": "-1", "PYTHONWARNINGS": "ignore"}
        # Libraries say much there; it is read only where a process dies without an answer.
        self._said = tempfile.TemporaryFile("w+", errors="replace")  # noqa: SIM115 - closed with the process
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.process"],
            cwd=ROOT,
            env=environment | quiet | more,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
        )

    def call(self, function: str, *, limit: float | None = None, **arguments: Any) -> Any:
        """Call a function there, by module and name: ``ours.grid``; after `limit` seconds the process is ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([function, arguments]) + "\n")
        self._process.stdin.flush()
        if not select.select([self._process.stdout], [], [], limit)[0]:
            self._process.kill()
            raise TimeoutError(f"{function} took over {limit} s.")
        line = self._process.stdout.readline()
        if not line:
            status = self._process.wait()
            self._said.seek(0)
            raise RuntimeError(f"The process of {function} died with status {status}:\n{self._said.read()[-2000:]}")
        answer = json.loads(line)
        if "error" in answer:
            raise RuntimeError(f"{function} failed:\n{answer['error']}")
        return answer["value"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        self._said.close()


def in_fresh_process(function: str, *, environment: Mapping[str, str] | None = None, **arguments: Any) -> Any:
    """Call a function in a process that ends with it."""
    with Process(**environment or {}) as process:
        return process.call(function, **arguments)


def peak_bytes(process: int | None = None) -> int:
    """The most memory that this process ever had, or on Linux another one."""
    if sys.platform == "linux":  # where `ru_maxrss` begins with what the parent had
        most = re.search(r"VmHWM:\s*(\d+) kB", Path(f"/proc/{process or 'self'}/status").read_text())
        assert most is not None
        return int(most.group(1)) * 1024
    assert process is None, "Only Linux tells the most memory that another process had."
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS counts bytes


def _serve() -> None:
    # What libraries print is no answer: it goes to standard error.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    for line in sys.stdin:
        name, arguments = json.loads(line)
        module, function = name.split(".")
        try:
            value = getattr(import_module(f"tests.benchmarks.{module}"), function)(**arguments)
            answer = {"value": value}
        except Exception:  # the one who asked has to know of it
            answer = {"error": traceback.format_exc()}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    _serve()
