"""Rows of any table as lines of text that both engines read: so a backup from one can be restored on the other.

Tables are read as the database says they are, not as this version's models are: a backup keeps its own revision.
"""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Date,
    LargeBinary,
    MetaData,
    Table,
    Text,
    cast,
    select,
    text,
    type_coerce,
)
from sqlalchemy.sql.elements import ColumnElement

from retreat.database import erasing
from retreat.keeping.gone import Sieve

# Remade at every start, or worth nothing elsewhere: who worked when, wrong passwords, work in progress, who asked for a
# break. The last is promised not to be kept.
PASSING = (
    "alembic_version",
    "worker_beat",
    "failure_count",
    "heard_so_far",
    "care_request",
    "door_opening",
    "passage_change",
    "reach_change",
)
BLOCK_BYTES = 4 << 20
_ROWS_AT_ONCE = 500
# Rows are cut into blocks where their keys say so: a new row changes one block, not all that follow.
_CUT_EVERY = 2048


@dataclass(frozen=True, slots=True)
class Dumped:
    """A block of rows, packed, and how many there are."""

    content: bytes
    rows: int


def tables_of(connection: Connection) -> list[Table]:
    """The tables that are kept, each after those that it refers to."""
    found = MetaData()
    indexes = erasing.word_indexes()
    if not indexes:
        raise RuntimeError("the rooms were never imported")
    found.reflect(connection, only=lambda name, _meta: name not in PASSING and not _is_index(name, indexes))
    return list(found.sorted_tables)


def _is_index(name: str, indexes: Sequence[str]) -> bool:
    return name.startswith("sqlite_") or any(name == one or name.startswith(f"{one}_") for one in indexes)


def dump(connection: Connection, table: Table) -> Iterator[Dumped]:
    """All rows of a table, by key, in packed blocks of some megabytes at most."""
    keys = [list(table.columns).index(column) for column in table.primary_key]
    asked = select(*(_read(connection, column) for column in table.columns)).order_by(*table.primary_key)
    lines: list[bytes] = []
    size = 0
    for row in connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(asked):
        line = json.dumps([_plain(value) for value in row], ensure_ascii=False, separators=(",", ":")).encode()
        lines.append(line)
        size += len(line)
        key = "\0".join(str(row[at]) for at in keys).encode()
        if size >= BLOCK_BYTES or zlib.crc32(key) % _CUT_EVERY == 0:
            yield Dumped(_packed(lines), len(lines))
            lines, size = [], 0
    if lines:
        yield Dumped(_packed(lines), len(lines))


def lines_of(content: bytes) -> Iterator[list[Any]]:
    """The rows in a packed block."""
    for line in zlib.decompress(content).split(b"\n"):
        yield json.loads(line)


def load(
    connection: Connection,
    table: Table,
    columns: Sequence[str],
    blocks: Iterable[bytes],
    sieves: Sequence[Sieve] = (),
) -> int:
    """Write rows into an empty table; how many there were. What the sieves hold back is never written.

    Args:
        columns: The order in which the lines have them.
    """
    turn = [_turned(table.columns[name]) for name in columns]
    statement = _insertion(connection, table, columns)
    written = 0
    for content in blocks:
        rows = []
        for line in lines_of(content):
            row: dict[str, Any] | None = dict(zip(columns, line, strict=True))
            for sieve in sieves:
                row = None if row is None else sieve(row)
            if row is not None:
                rows.append({f"c{n}": turn[n](row[name]) for n, name in enumerate(columns)})
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            connection.execute(statement, rows[start : start + _ROWS_AT_ONCE])
        written += len(rows)
    return written


def count_on(connection: Connection, table: Table) -> None:
    """Let numbers that PostgreSQL gives out go on after those that were loaded."""
    if connection.dialect.name != "postgresql":
        return
    quote = connection.dialect.identifier_preparer.quote
    for column in table.primary_key:
        asked = {"table": quote(table.name), "column": column.name}
        sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:table, :column)"), asked)
        if sequence is not None:
            most = f"SELECT max({quote(column.name)}) FROM {quote(table.name)}"  # noqa: S608 - the database's own names
            connection.execute(text(f"SELECT setval(:seq, coalesce(({most}), 1))"), {"seq": sequence})


def counts(connection: Connection, tables: Iterable[Table]) -> dict[str, int]:
    """How many rows each has."""
    quote = connection.dialect.identifier_preparer.quote
    return {
        table.name: int(connection.scalar(text(f"SELECT count(*) FROM {quote(table.name)}")) or 0)  # noqa: S608
        for table in tables
    }


def _read(connection: Connection, column: Column[Any]) -> ColumnElement[Any]:
    """JSON is read as the text that it is: nothing is lost by reading and writing it."""
    if isinstance(column.type, JSON):
        return cast(column, Text) if connection.dialect.name == "postgresql" else type_coerce(column, Text)
    return column


def _plain(value: Any) -> Any:
    if isinstance(value, (bytes, memoryview)):
        return b64encode(bytes(value)).decode()
    return value.isoformat() if hasattr(value, "isoformat") else value


def _turned(column: Column[Any]) -> Callable[[Any], Any]:
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else b64decode(value)
    return lambda value: value


def _insertion(connection: Connection, table: Table, columns: Sequence[str]) -> Any:
    quote, on_server = connection.dialect.identifier_preparer.quote, connection.dialect.name == "postgresql"
    kinds: Mapping[type, str] = {JSON: "JSON", Date: "DATE"}
    values = []
    for n, name in enumerate(columns):
        kind = next((said for kind, said in kinds.items() if isinstance(table.columns[name].type, kind)), None)
        values.append(f"CAST(:c{n} AS {kind})" if kind and on_server else f":c{n}")
    named = ", ".join(quote(name) for name in columns)
    return text(f"INSERT INTO {quote(table.name)} ({named}) VALUES ({', '.join(values)})")  # noqa: S608


def _packed(lines: Sequence[bytes]) -> bytes:
    return zlib.compress(b"\n".join(lines), 6)
