"""Search: what has changed of all that the gate asks about passages."""

import sqlalchemy as sa
from alembic import op

revision = "0063_reach"
down_revision = "0062_quotes"
branch_labels = None
depends_on = None

_SHARED = (
    "note",
    "sort_pile",
    "tension_part",
    "figure_pair",
    "undertaking_part",
    "exchange_part",
    "plan_part",
    "reading_part",
    "yesterday_part",
    "assumption_part",
)
# Table, what changes, the column that says which one, and the columns whose changes matter; none for all of them.
WATCHED = (
    ("passage", "n", "number", ""),
    ("passage_voice", "n", "number", ""),
    ("consent_answer", "p", "participant_id", ""),
    ("participant", "p", "id", "taken_out_at, kind"),
    ("member", "*", "", ""),
    ("dialogue_session", "*", "", "event_id"),
    ("event", "*", "", "programme_id"),
    *((table, "t", "id", "share, removed_at") for table in _SHARED),
    ("read_back_text", "t", "id", "share"),
    ("lightbulb", "t", "id", "share"),
)
FUNCTION = (
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


def _on_sqlite(table, what, key, columns):
    def noted(row, condition=""):
        return f"INSERT INTO reach_change(what, key) SELECT '{what}', {f'{row}.{key}' if key else chr(39) * 2}{condition}; "

    changed = noted("new") + (noted("old", f" WHERE old.{key} <> new.{key}") if key else "")
    acts = {f"UPDATE OF {columns}" if columns else "UPDATE": changed, "DELETE": noted("old")}
    if not columns:
        acts["INSERT"] = noted("new")
    for act, body in acts.items():
        name = f"reach_{table}_{act.split()[0].lower()}"
        yield f"CREATE TRIGGER IF NOT EXISTS {name} AFTER {act} ON {table} BEGIN {body}END"


def _on_postgresql(table, what, key, columns):
    acts = f"UPDATE OF {columns} OR DELETE" if columns else "INSERT OR UPDATE OR DELETE"
    yield (
        f"CREATE OR REPLACE TRIGGER reach_{table} AFTER {acts} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION note_reach_change('{what}', '{key}')"
    )


def upgrade() -> None:
    op.create_table(
        "reach_change",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=True),
        sa.Column("what", sa.String(1), nullable=False),
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("by", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("seq", name="pk_reach_change"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_reach_change_by", "reach_change", ["by"])
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if not is_sqlite:
        op.execute(FUNCTION)
    for one in WATCHED:
        for statement in _on_sqlite(*one) if is_sqlite else _on_postgresql(*one):
            op.execute(statement)


def downgrade() -> None:
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for table, *_rest in WATCHED:
        if is_sqlite:
            for act in ("insert", "update", "delete"):
                op.execute(f"DROP TRIGGER IF EXISTS reach_{table}_{act}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS reach_{table} ON {table}")
    if not is_sqlite:
        op.execute("DROP FUNCTION IF EXISTS note_reach_change()")
    op.drop_index("ix_reach_change_by", "reach_change")
    op.drop_table("reach_change")
