import os

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
