"""Explains why a database cannot be opened, so that somebody can repair it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError

from retreat.errors import Unavailable

if TYPE_CHECKING:
    from sqlalchemy import Engine

_STEPS = re.compile(r"^.*(?:FATAL:|failed:|\[Errno -?\d+\])\s*")


@contextmanager
def told_plainly(engine: Engine) -> Iterator[None]:
    """The first use of a database in a process.

    Raises:
        Unavailable: It does not exist, is not a database, or we may not write to it.
    """
    try:
        yield
    except DBAPIError as error:
        raise Unavailable(_sentence(engine, error)) from error


def _sentence(engine: Engine, error: DBAPIError) -> str:
    where, lines = engine.url, str(error.orig).splitlines()
    reason = _last_part(lines[0] if lines else type(error.orig).__name__)
    if engine.dialect.name == "sqlite":
        return (
            f"The database file {where.database} cannot be opened ({reason}). "
            "Restore a copy of it, or choose another data folder with RETREAT_DATA."
        )
    port = f":{where.port}" if where.port else ""
    return (
        f"The database at {where.host or 'this machine'}{port} cannot be opened ({reason}). "
        "Start PostgreSQL, correct RETREAT_DATABASE_URL, or remove that setting to use the built-in database."
    )


def _last_part(line: str) -> str:
    """What finally went wrong: the driver names every step that led to it."""
    return _STEPS.sub("", line).strip(" .")
