"""Memory that is free goes back to the system."""

from __future__ import annotations

import ctypes
import gc
import sys
from threading import Timer

import pyarrow as pa


def take_from_the_system() -> None:
    """Have Arrow take its memory from C's allocator: its own keeps 40 MB more after a table of 60 MB is gone."""
    pa.set_memory_pool(pa.system_memory_pool())


def give_back() -> None:
    """Give back what is free: C's allocator would keep most of what a large table took."""
    gc.collect()
    pa.default_memory_pool().release_unused()
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)):  # glibc's alone
        trim(0)


def give_back_soon(seconds: float = 1.0) -> None:
    """Give back what will be free in a moment, when the caller and its callers are done."""
    timer = Timer(seconds, give_back)
    timer.daemon = True
    timer.start()
