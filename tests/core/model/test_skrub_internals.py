from importlib import import_module
from importlib.metadata import version

import pytest

from core.model.skrub_internals import ENCODER_TYPES


@pytest.mark.parametrize("name", ENCODER_TYPES)
def test_skrub_has_the_private_types_that_were_tested(name: str) -> None:
    module, _, kind = name.rpartition(".")
    assert hasattr(import_module(module), kind), f"skrub {version('skrub')} has no {name}: kept models cannot be read."
