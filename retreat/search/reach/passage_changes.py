"""The database writes down itself which passages change, whoever changes them and in whichever process."""

from __future__ import annotations

from sqlalchemy import Connection, event

from retreat.search.models import Passage

_SQLITE = (
    "CREATE TRIGGER IF NOT EXISTS passage_insert AFTER INSERT ON passage BEGIN "
    "DELETE FROM passage_change WHERE number = new.number; "
    "INSERT INTO passage_change(number) VALUES (new.number); END",
    "CREATE TRIGGER IF NOT EXISTS passage_update AFTER UPDATE ON passage BEGIN "
    "DELETE FROM passage_change WHERE number = new.number; "
    "INSERT INTO passage_change(number) VALUES (new.number); END",
    "CREATE TRIGGER IF NOT EXISTS passage_delete AFTER DELETE ON passage BEGIN "
    "DELETE FROM passage_change WHERE number = old.number; "
    "INSERT INTO passage_change(number) VALUES (old.number); END",
)
_POSTGRESQL = (
    "CREATE OR REPLACE FUNCTION note_passage_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "DECLARE changed bigint; BEGIN "
    "IF TG_OP = 'DELETE' THEN changed := OLD.number; ELSE changed := NEW.number; END IF; "
    "INSERT INTO passage_change(number) VALUES (changed) ON CONFLICT (number) "
    "DO UPDATE SET seq = nextval(pg_get_serial_sequence('passage_change', 'seq')); "
    "RETURN NULL; END $$",
    "CREATE OR REPLACE TRIGGER passage_changes AFTER INSERT OR UPDATE OR DELETE ON passage "
    "FOR EACH ROW EXECUTE FUNCTION note_passage_change()",
)


def create_triggers(connection: Connection) -> None:
    """Begin to note changes. Called when tables are created; migrations have their own copy."""
    for statement in _SQLITE if connection.dialect.name == "sqlite" else _POSTGRESQL:
        connection.exec_driver_sql(statement)


event.listen(Passage.__table__, "after_create", lambda _table, connection, **_: create_triggers(connection))
