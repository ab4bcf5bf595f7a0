"""What the person who runs the server can set, each by an environment variable ``GRIDLIGHT_…``."""

from __future__ import annotations

import ipaddress
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, FilePath, ValidationError, field_validator, model_validator
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from core.errors import ConfigError

PREFIX = "GRIDLIGHT_"
# Those that can insert what is not there yet and leave the rest, each in its own words.
DATABASES = ("sqlite", "postgresql")
PASSWORD = re.compile(r"//[^/@]*@")
ADDRESS = re.compile(r"(tls|tcp)://(\[[^\[\]]+\]|[^\[\]:/]+)(:\d+)?")


class Settings(BaseModel):
    """Settings of one server.

    Parameters
    ----------
    data_dir : str, default ".gridlight" in the home folder
        Where tables and, unless `store_url` says otherwise, runs are kept. ``~`` is the user's home.
    store_url : str, optional
        SQLAlchemy URL of the store, SQLite or PostgreSQL. Default: an SQLite file in `data_dir`.
    scheduler : str, optional
        Address of a Dask scheduler, ``tls://host:port``; ``tcp://`` only on this machine. Default: one is started here.
    scheduler_ca, scheduler_cert, scheduler_key : path, optional
        PEM files for a ``tls://`` scheduler: the authority that signed the certificates of all who take part, and this
        server's certificate and private key.
    workers : int, default one a core, four at most
        Worker processes that are started here.
    max_settings : int, default 1000
        The most settings that one search may try.
    compile_ahead : bool, default True
        Whether workers that have nothing else to do compile what a search over a sample needs.
    """

    model_config = ConfigDict(frozen=True)

    data_dir: str = str(Path.home() / ".gridlight")
    store_url: str | None = None
    scheduler: str | None = None
    scheduler_ca: FilePath | None = None
    scheduler_cert: FilePath | None = None
    scheduler_key: FilePath | None = None
    workers: int = Field(default=min(4, os.cpu_count() or 1), ge=1)
    max_settings: int = Field(default=1000, ge=1)
    compile_ahead: bool = True

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Self:
        """Read the settings.

        Raises
        ------
        ConfigError
            If a variable holds what it cannot, or the scheduler cannot be reached safely.
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
                value=PASSWORD.sub("//***@", str(first["input"])),
                reason=first["msg"],
            ) from error

    @field_validator("data_dir")
    @classmethod
    def _one_folder(cls, data_dir: str) -> str:
        """The same folder for all who read the setting, wherever they run."""
        return data_dir if "://" in data_dir else _absolute(data_dir)

    @field_validator("store_url")
    @classmethod
    def _one_database(cls, store_url: str | None) -> str | None:
        if store_url is None:
            return None
        try:
            url = make_url(store_url)
        except ArgumentError as error:
            raise ValueError("it is no SQLAlchemy URL") from error
        if url.get_backend_name() not in DATABASES:
            raise ValueError(f"the database must be one of {', '.join(DATABASES)}")
        if url.get_backend_name() == "sqlite" and url.database and not url.database.startswith((":memory:", "file:")):
            return url.set(database=_absolute(url.database)).render_as_string()
        return store_url

    @model_validator(mode="after")
    def _check_scheduler(self) -> Self:
        """Refuse a way to the scheduler on which others could listen or give orders.

        Who reaches a Dask scheduler can have it run any code, and only certificates tell who may: without them an
        address is allowed on this machine alone.
        """
        if self.scheduler is None:
            return self
        address = ADDRESS.fullmatch(self.scheduler)
        if address is None:
            raise ConfigError(
                "The scheduler's address cannot be {address}. Write it as tls://host:port.", address=self.scheduler
            )
        protocol, host = address[1], address[2].strip("[]")
        if protocol == "tcp" and not _is_loopback(host):
            raise ConfigError(
                "The way to the scheduler {address} is not encrypted. "
                "Use tls:// with certificates; tcp:// is for a scheduler on this machine only.",
                address=self.scheduler,
            )
        missing = [name for name in ("scheduler_ca", "scheduler_cert", "scheduler_key") if not getattr(self, name)]
        if protocol == "tls" and missing:
            raise ConfigError(
                "The scheduler {address} needs certificates. Name their files: {variables}.",
                address=self.scheduler,
                variables=", ".join(PREFIX + name.upper() for name in missing),
            )
        return self

    @property
    def database_url(self) -> str:
        """SQLAlchemy URL of the store."""
        return self.store_url or f"sqlite:///{Path(self.data_dir) / 'gridlight.db'}"

    @property
    def datasets_url(self) -> str:
        """The folder of stored tables."""
        return f"{self.data_dir}/datasets"


def _absolute(path: str) -> str:
    try:
        return str(Path(path).expanduser().absolute())
    except RuntimeError as error:  # ~somebody, whom this machine does not know
        raise ValueError(str(error)) from error


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
