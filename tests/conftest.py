import gc
import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, settings

# Before anything imports TensorFlow: its start-up lines are no part of a test's output.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# Each example trains a network. Many more: `make test ARGS="--hypothesis-profile=thorough tests/core/test_fused.py"`.
settings.register_profile(
    "quick",
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=set(Phase) - {Phase.shrink},  # which takes minutes
)
settings.register_profile("thorough", parent=settings.get_profile("quick"), max_examples=50, derandomize=False)
settings.load_profile("quick")

# What imports TensorFlow, or starts a server or its workers; `make quick` does without.
TESTS = Path(__file__).parent
TRAINING = [
    "core/export/test_script.py",
    "core/model/test_scikeras_internals.py",
    "core/model/test_trained.py",
    "core/model/test_wrappers.py",
    "core/runs/test_cluster.py",
    "core/runs/test_runner.py",
    "core/search/fused/test_fused.py",
    "core/search/fused/test_tensorflow_internals.py",
    "core/search/test_estimators.py",
    "core/search/test_examination.py",
    "core/search/test_metrics.py",
    "core/search/test_search.py",
    "core/test_documents.py",
    "dashboard/test_server.py",
    "e2e",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--quick", action="store_true", help="leave out what trains networks or starts a server")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Not even import it; None leaves the choice to pytest."""
    left_out = {TESTS / name for name in TRAINING}.intersection((collection_path, *collection_path.parents))
    return True if config.getoption("--quick") and left_out else None


def pytest_collection_finish() -> None:
    """As in the server, what was imported is no garbage: Streamlit looks for some after each run of its script."""
    gc.collect()
    gc.freeze()
