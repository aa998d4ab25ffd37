"""Search: which passages have changed, and where in each passage who begins to speak."""

import sqlalchemy as sa
from alembic import op

revision = "0047_search"
down_revision = "0046_report_edits"
branch_labels = None
depends_on = None

CREATE = {
    "sqlite": (
        "CREATE TRIGGER IF NOT EXISTS passage_insert AFTER INSERT ON passage BEGIN "
        "DELETE FROM passage_change WHERE number = new.number; "
        "INSERT INTO passage_change(number) VALUES (new.number); END",
        "CREATE TRIGGER IF NOT EXISTS passage_update AFTER UPDATE ON passage BEGIN "
        "DELETE FROM passage_change WHERE number = new.number; "
        "INSERT INTO passage_change(number) VALUES (new.number); END",
        "CREATE TRIGGER IF NOT EXISTS passage_delete AFTER DELETE ON passage BEGIN "
        "DELETE FROM passage_change WHERE number = old.number; "
        "INSERT INTO passage_change(number) VALUES (old.number); END",
    ),
    "postgresql": (
        "CREATE OR REPLACE FUNCTION note_passage_change() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE changed bigint; BEGIN "
        "IF TG_OP = 'DELETE' THEN changed := OLD.number; ELSE changed := NEW.number; END IF; "
        "INSERT INTO passage_change(number) VALUES (changed) ON CONFLICT (number) "
        "DO UPDATE SET seq = nextval(pg_get_serial_sequence('passage_change', 'seq')); "
        "RETURN NULL; END $$",
        "CREATE OR REPLACE TRIGGER passage_changes AFTER INSERT OR UPDATE OR DELETE ON passage "
        "FOR EACH ROW EXECUTE FUNCTION note_passage_change()",
    ),
}
DROP = {
    "sqlite": tuple(f"DROP TRIGGER IF EXISTS passage_{happens}" for happens in ("insert", "update", "delete")),
    "postgresql": (
        "DROP TRIGGER IF EXISTS passage_changes ON passage",
        "DROP FUNCTION IF EXISTS note_passage_change()",
    ),
}


def upgrade() -> None:
    op.add_column("passage", sa.Column("turns", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "passage_change",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, autoincrement=True),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_passage_change"),
        sa.UniqueConstraint("number", name="uq_passage_change_number"),
        sqlite_autoincrement=True,
    )
    op.execute("INSERT INTO passage_change(number) SELECT number FROM passage ORDER BY number")
    for statement in CREATE[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("passage_change")
    op.drop_column("passage", "turns")
