"""The database of a store: opened, brought up to date, and what is wrong with it told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, exc, inspect
from sqlalchemy.engine import URL, ExceptionContext, make_url

from core.errors import StoreError
from core.runs.tables import Base

# How long a command waits for others that write; then it is told of, and may be given again.
SECONDS_OF_PATIENCE = 5
UNUSABLE = (
    "The database {place} cannot be used: {reason}. "
    "Look at what else uses it and at its disk, start it again, or put a copy of it in its place."
)
NO_DRIVER = "For the database {place} the Python package {module} is needed. Install it and start the server again."
NO_FOLDER = "The folder of the database {place} cannot be made: {reason}. Look at its disk, or choose another folder."
# As drivers call it that a database is locked, full, damaged, stopped or out of reach.
OUT_OF_ORDER = (exc.OperationalError, exc.InterfaceError, exc.InternalError)


def open_database(url: str) -> Engine:
    """Open a database with all its tables.

    From then on, `StoreError` is raised wherever it is locked, full, damaged or out of reach.

    Parameters
    ----------
    url : str
        SQLAlchemy URL of SQLite, whose folder is made, or of PostgreSQL.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _make_folder(parsed)
        engine = create_engine(parsed)
        event.listen(engine, "connect", _tune_sqlite)
    else:
        engine = _connect_to_server(parsed)
    event.listen(engine, "handle_error", _tell_what_is_wrong)
    Base.metadata.create_all(engine)
    _bring_up_to_date(engine)
    return engine


def _connect_to_server(url: URL) -> Engine:
    try:
        # Of a server that was restarted, the connections that are kept are dead.
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": SECONDS_OF_PATIENCE})
    except ModuleNotFoundError as error:
        raise StoreError(NO_DRIVER, place=url.render_as_string(), module=error.name) from error


def _make_folder(url: URL) -> None:
    if not url.database:
        return
    try:
        # What people upload is theirs: the folder is its owner's alone.
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise StoreError(NO_FOLDER, place=url.database, reason=error.strerror) from error


def _tell_what_is_wrong(context: ExceptionContext) -> None:
    """Raise what a person can act on, where SQLAlchemy would raise what the database's driver says."""
    error = context.sqlalchemy_exception
    if context.is_pre_ping:
        return  # the connection was dead, and another one is made
    # SQLite calls a file that is no database by the name of the class that all its errors have in common.
    if isinstance(error, OUT_OF_ORDER) or type(error) is exc.DatabaseError:
        place = context.dialect.name if context.engine is None else context.engine.url.render_as_string()
        reason = str(context.original_exception).strip().partition("\n")[0].rstrip(".")
        raise StoreError(UNUSABLE, place=place, reason=reason) from context.original_exception


def _bring_up_to_date(engine: Engine) -> None:
    """Add to a store of an earlier version the columns that came since, which may be empty, and the indexes."""
    known = inspect(engine)
    for table in Base.metadata.sorted_tables:
        there = {column["name"] for column in known.get_columns(table.name)}
        for column in [column for column in table.columns if column.name not in there]:
            kind = column.type.compile(engine.dialect)
            with engine.begin() as connection:
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}")
        for index in table.indexes:
            index.create(engine, checkfirst=True)


def _tune_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # Patience instead of an error when two would write, and readers and one writer at the same time.
    cursor.execute(f"PRAGMA busy_timeout={1000 * SECONDS_OF_PATIENCE}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.close()
