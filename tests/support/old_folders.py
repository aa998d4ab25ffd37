"""Data folders of earlier versions, stored as text and rebuilt on either engine as they were in that version."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import JSON, Connection, Date, LargeBinary, MetaData, Table, inspect, select, text

from retreat.database import Database
from retreat.database.migrate import alembic_config, take_back
from retreat.search.lexical import Entry, lexical_of

FOLDERS = Path(__file__).parents[1] / "cases" / "folders"

Row = dict[str, Any]
Rows = dict[str, list[Row]]

# Tables of the engines, of Alembic and of the index of words, which is made from the passages.
_NOT_OURS = ("alembic_version", "passage_fts", "sqlite_")
# Columns whose next number PostgreSQL counts by itself; SQLite looks at the highest.
_COUNTED = {"passage": "number", "passage_vector": "seq"}


@dataclass(frozen=True)
class OldFolder:
    """A data folder as a version left it.

    Attributes:
        name: Of its folder below ``tests/cases/folders``, where a text says how it was made.
        revision: At which its database stands.
    """

    name: str
    revision: str

    @cached_property
    def rows(self) -> Rows:
        """Every row by table."""
        return dict(self._read("rows.json"))

    @cached_property
    def known(self) -> dict[str, str]:
        """What people of that folder know: ids, letters, and the tokens that their phones and browsers keep."""
        return dict(self._read("known.json"))

    @cached_property
    def digests(self) -> dict[str, str]:
        """SHA-256 of each of its files that is kept here."""
        return {name: told["sha256"] for name, told in self._files.items() if self._kept(name).exists()}

    def lay(self, database: Database, data: Path) -> None:
        """Rebuild it: tables of its version, rows, the word index and the files."""
        migrate(database, self.revision)
        with database.engine.begin() as connection:
            _put_rows(connection, self.rows)
        passages = [row for row in self.rows["passage"] if row["state"] == "current"]
        entries = [
            Entry(number=row["number"], text=row["text"], speakers=" ".join(row["speakers"])) for row in passages
        ]
        database.write(lambda db: lexical_of(db).add(db, entries))
        for name, told in self._files.items():
            file = data / name
            file.parent.mkdir(parents=True, exist_ok=True)
            kept = self._kept(name)
            file.write_bytes(kept.read_bytes() if kept.exists() else _stand_in(name, told["bytes"]))

    @cached_property
    def _files(self) -> dict[str, Any]:
        return dict(self._read("files.json"))

    def _kept(self, name: str) -> Path:
        return FOLDERS / self.name / "files" / name

    def _read(self, name: str) -> Mapping[str, Any]:
        found: Mapping[str, Any] = json.loads((FOLDERS / self.name / name).read_text(encoding="utf-8"))
        return found


def migrate(database: Database, revision: str, *, down: bool = False) -> None:
    """Bring a database to a revision with Alembic alone."""
    if down:
        return take_back(database, revision)
    config = alembic_config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    return None


def rows_of(database: Database) -> Rows:
    """Every row of every table of ours as it stands now, in the order of its key."""
    with database.engine.connect() as connection:
        return {
            name: [
                {column: _told(value) for column, value in row._mapping.items()}
                for row in connection.execute(select(table).order_by(*table.primary_key.columns))
            ]
            for name, table in _tables(connection).items()
        }


def key_of(database: Database, table: str) -> tuple[str, ...]:
    """The columns that identify a table's rows."""
    return tuple(inspect(database.engine).get_pk_constraint(table)["constrained_columns"])


def digests_below(data: Path) -> dict[str, str]:
    """SHA-256 of every file below a folder."""
    return {
        file.relative_to(data).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in data.rglob("*")
        if file.is_file()
    }


def _tables(connection: Connection) -> dict[str, Table]:
    """As the database itself describes them, since no model is of that version; those that others name come first."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _: not name.startswith(_NOT_OURS))
    return {table.name: table for table in found.sorted_tables}


def _put_rows(connection: Connection, rows: Rows) -> None:
    for name, table in _tables(connection).items():
        if rows[name]:
            connection.execute(table.insert(), [_kept_as(table, row) for row in rows[name]])
    if connection.dialect.name == "postgresql":
        for name, column in _COUNTED.items():
            last = f"SELECT max({column}) FROM {name}"
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', '{column}'), ({last}))"))


def _kept_as(table: Table, row: Row) -> Row:
    """A written row as the driver takes it."""
    kept = dict(row)
    for column in table.columns:
        value = row[column.name]
        assert value is not None or not isinstance(column.type, JSON), "null would be kept as a JSON null"
        if value is not None and isinstance(column.type, Date):
            kept[column.name] = date.fromisoformat(value)
        elif value is not None and isinstance(column.type, LargeBinary):
            kept[column.name] = base64.b64decode(value)
    return kept


def _told(value: Any) -> Any:
    """A value as it is written down."""
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    return value.isoformat() if isinstance(value, date) else value


def _stand_in(name: str, size: int) -> bytes:
    """Bytes for a file that is too long to be kept here: as many, and each file's its own."""
    part = hashlib.sha256(name.encode()).digest()
    return (part * (size // len(part) + 1))[:size]
