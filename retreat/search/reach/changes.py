"""The database writes down itself whatever changes who may read a passage, whoever changes it and in which process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Connection, MetaData, event, inspect

from retreat.database import Base
from retreat.log.makings import makings
from retreat.search.reach.models import EVERYTHING, PASSAGE, PERSON, THING, ReachChange


class Watched(NamedTuple):
    """Something that the gate asks.

    Attributes:
        columns: Whose changes matter, beside that a row is deleted; empty for all of them, and for new rows too.
    """

    table: str
    what: str
    key: str
    columns: tuple[str, ...] = ()


_ALWAYS = (
    Watched("passage", PASSAGE, "number"),
    Watched("passage_voice", PASSAGE, "number"),
    Watched("consent_answer", PERSON, "participant_id"),
    Watched("participant", PERSON, "id", ("taken_out_at", "kind")),
    Watched("member", EVERYTHING, ""),
    Watched("dialogue_session", EVERYTHING, "", ("event_id",)),
    Watched("event", EVERYTHING, "", ("programme_id",)),
)
_FUNCTION = (
    "CREATE OR REPLACE FUNCTION note_reach_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "DECLARE was text := ''; now text := ''; BEGIN "
    "IF TG_ARGV[1] <> '' THEN "
    "IF TG_OP <> 'INSERT' THEN was := to_jsonb(OLD) ->> TG_ARGV[1]; END IF; "
    "IF TG_OP <> 'DELETE' THEN now := to_jsonb(NEW) ->> TG_ARGV[1]; END IF; END IF; "
    "IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR was <> now) THEN "
    "INSERT INTO reach_change(what, key, by) VALUES (TG_ARGV[0], was, txid_current()); END IF; "
    "IF TG_OP <> 'DELETE' THEN "
    "INSERT INTO reach_change(what, key, by) VALUES (TG_ARGV[0], now, txid_current()); END IF; "
    "RETURN NULL; END $$"
)


def watched() -> Iterator[Watched]:
    """Everything, with each kind of thing that people make."""
    yield from _ALWAYS
    for making in makings():
        table = making.row.__table__
        columns = ("share", *(name for name in ("removed_at",) if name in table.columns))
        yield Watched(table.name, THING, "id", columns)


def statements(dialect: str, one: Watched) -> Iterator[str]:
    """What creates the triggers of one table."""
    if dialect == "sqlite":
        yield from _sqlite(one)
        return
    operations = f"UPDATE OF {', '.join(one.columns)} OR DELETE" if one.columns else "INSERT OR UPDATE OR DELETE"
    yield (
        f"CREATE OR REPLACE TRIGGER reach_{one.table} AFTER {operations} ON {one.table} "
        f"FOR EACH ROW EXECUTE FUNCTION note_reach_change('{one.what}', '{one.key}')"
    )


def _sqlite(one: Watched) -> Iterator[str]:
    def noted(row: str, condition: str = "") -> str:
        key = f"{row}.{one.key}" if one.key else "''"
        return f"INSERT INTO reach_change(what, key) SELECT '{one.what}', {key}{condition}; "

    changed = noted("new") + (noted("old", f" WHERE old.{one.key} <> new.{one.key}") if one.key else "")
    columns = f" OF {', '.join(one.columns)}" if one.columns else ""
    acts = {f"UPDATE{columns}": changed, "DELETE": noted("old")}
    if not one.columns:
        acts["INSERT"] = noted("new")
    for act, body in acts.items():
        name = f"reach_{one.table}_{act.split()[0].lower()}"
        yield f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {act} ON {one.table} BEGIN {body}END"


def create_triggers(connection: Connection) -> None:
    """Begin to note changes of all tables that are there."""
    there = set(inspect(connection).get_table_names())
    if ReachChange.__tablename__ not in there:
        return
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(_FUNCTION)
    for one in watched():
        if one.table in there:
            for statement in statements(connection.dialect.name, one):
                connection.exec_driver_sql(statement)


def _created(_metadata: MetaData, connection: Connection, **_kw: Any) -> None:
    create_triggers(connection)


event.listen(Base.metadata, "after_create", _created)
