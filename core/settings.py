"""What the person who runs the server can set, each by an environment variable ``GRIDLIGHT_…``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import ConfigError

PREFIX = "GRIDLIGHT_"


class Settings(BaseModel):
    """Settings of one server.

    Parameters
    ----------
    data_dir : str, default ".gridlight" in the home folder
        Where tables and, unless `store_url` says otherwise, runs are kept.
    store_url : str, optional
        SQLAlchemy URL of the store. Default: an SQLite file in `data_dir`.
    scheduler : str, optional
        Address of a Dask scheduler. Default: one is started here.
    workers : int, default one a core, four at most
        Worker processes that are started here.
    max_settings : int, default 1000
        The most settings that one search may try.
    """

    model_config = ConfigDict(frozen=True)

    data_dir: str = str(Path.home() / ".gridlight")
    store_url: str | None = None
    scheduler: str | None = None
    workers: int = Field(default=min(4, os.cpu_count() or 1), ge=1)
    max_settings: int = Field(default=1000, ge=1)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the settings.

        Raises
        ------
        ConfigError
            If a variable holds what it cannot.
        """
        given = {
            name: environment[PREFIX + name.upper()]
            for name in cls.model_fields
            if environment.get(PREFIX + name.upper())
        }
        try:
            return cls.model_validate(given)
        except ValidationError as error:
            first = error.errors()[0]
            raise ConfigError(
                "The environment variable {variable} cannot be {value}: {reason}.",
                variable=PREFIX + str(first["loc"][0]).upper(),
                value=first["input"],
                reason=first["msg"],
            ) from error

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL of the store."""
        return self.store_url or f"sqlite:///{Path(self.data_dir).absolute() / 'gridlight.db'}"

    @property
    def datasets_url(self) -> str:
        """The folder of stored tables."""
        return f"{self.data_dir}/datasets"
