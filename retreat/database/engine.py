"""One way to read and one way to write, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from sqlalchemy import Engine, create_engine
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm import Session

from retreat.database.sqlite import sqlite_engine
from retreat.errors import DiskFull, Unavailable

T = TypeVar("T")
_HOOKS = "after_commit"
_READS = "reads"


class Writer(Protocol):
    """Runs a write in a transaction and returns its result once it is on disk."""

    def submit(self, fn: Callable[[Session], T]) -> T: ...

    def close(self) -> None: ...


def is_for_reading(db: Session) -> bool:
    """Whether a session sees only what is on disk; what a write has changed may yet be undone."""
    return bool(db.info.get(_READS))


def after_commit(db: Session, hook: Callable[[], None]) -> None:
    """Run ``hook`` once the transaction of ``db`` is on disk; never if it is not."""
    db.info.setdefault(_HOOKS, []).append(hook)


def take_hooks(db: Session) -> list[Callable[[], None]]:
    """The hooks requested so far; each is handed over once."""
    hooks: list[Callable[[], None]] = db.info.pop(_HOOKS, [])
    return hooks


class Database:
    """The database of one process."""

    def __init__(self, engine: Engine, writer: Writer | None = None) -> None:
        self.engine = engine
        self._writer = writer or DirectWriter(engine)

    @property
    def dialect(self) -> Literal["sqlite", "postgresql"]:
        """Which of the two engines this is."""
        return "sqlite" if self.engine.dialect.name == "sqlite" else "postgresql"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading. Its changes are thrown away."""
        with Session(self.engine, autoflush=False, expire_on_commit=False, info={_READS: True}) as db:
            try:
                yield db
            except DBAPIError as error:
                raise translated(error) from error
            except NoConnectionFree as error:
                raise Unavailable() from error

    def write(self, fn: Callable[[Session], T]) -> T:
        """Run ``fn`` in one transaction; return its result once that is on disk.

        Raises:
            Unavailable: The database could not be written; nothing of ``fn`` was kept.
        """
        return self._writer.submit(fn)

    def use_writer(self, writer: Writer) -> None:
        """Send all writes of this process through one writer."""
        self._writer = writer

    def close(self) -> None:
        """Finish what is being written and close all connections."""
        self._writer.close()
        self.engine.dispose()


class DirectWriter:
    """Writes in the caller's own thread: the worker, the command line, PostgreSQL and tests."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine.execution_options(begin="IMMEDIATE")

    def submit(self, fn: Callable[[Session], T]) -> T:
        """See ``Database.write``."""
        with Session(self._engine, expire_on_commit=False) as db:
            try:
                with db.begin():
                    result = fn(db)
                hooks = take_hooks(db)
            except DBAPIError as error:
                raise translated(error) from error
        for hook in hooks:
            hook()
        return result

    def close(self) -> None:
        """Nothing is kept open."""


def translated(error: DBAPIError) -> Exception:
    """Our error for the database's error; a mistake of our own is returned unchanged."""
    text = str(error.orig).lower()
    if "disk is full" in text or "no space left" in text or "disk full" in text:
        return DiskFull()
    if isinstance(error, OperationalError) or error.connection_invalidated:
        return Unavailable()
    return error


def open_database(*, sqlite_file: Path | None = None, url: str = "") -> Database:
    """Open PostgreSQL by its address, or SQLite by its file (in memory without one)."""
    if not url:
        return Database(sqlite_engine(sqlite_file))
    address = url.replace("postgresql://", "postgresql+psycopg://", 1)
    return Database(create_engine(address, pool_size=10, max_overflow=20, pool_pre_ping=True, hide_parameters=True))
