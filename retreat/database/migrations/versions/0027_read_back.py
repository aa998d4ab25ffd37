"""A table reads back what it wrote, and tables are mixed.

Of a read-back: its lines, what the table answered, gists and corrections, objections.
Of tables: who stays where they are, who is host or scribe of one, and who talks with whom in pairs and threes.
Notes of before keep no table where they were written; nothing of theirs is read back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027_read_back"
down_revision = "0026_paused_rounds"
branch_labels = None
depends_on = None

_TABLES = ("talk_group", "table_duty", "read_back_objection", "read_back_text", "read_back_line", "read_back")


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _id(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=64), nullable=nullable)


def upgrade() -> None:
    op.add_column("note", _id("at_table_id", nullable=True))
    op.create_table(
        "read_back",
        _id("id"),
        _id("session_id"),
        _id("table_id"),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        _refers("read_back", "session_id", "dialogue_session"),
        _refers("read_back", "table_id", "session_table"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_back")),
    )
    _index("read_back", "session_id")
    op.create_table(
        "read_back_line",
        _id("read_back_id"),
        _id("target_id"),
        _id("session_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=True),
        _id("words_id", nullable=True),
        _refers("read_back_line", "read_back_id", "read_back"),
        _refers("read_back_line", "session_id", "dialogue_session"),
        sa.PrimaryKeyConstraint("read_back_id", "target_id", name=op.f("pk_read_back_line")),
    )
    _index("read_back_line", "target_id", "session_id")
    op.create_table(
        "read_back_text",
        _id("id"),
        _id("session_id"),
        _id("participant_id"),
        _id("table_id"),
        _id("line_id", nullable=True),
        sa.Column("share", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _id("words_id"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _refers("read_back_text", "session_id", "dialogue_session"),
        _refers("read_back_text", "participant_id", "participant"),
        _refers("read_back_text", "table_id", "session_table"),
        _refers("read_back_text", "words_id", "words"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_back_text")),
    )
    _index("read_back_text", "session_id", "participant_id", "line_id")
    op.create_table(
        "read_back_objection",
        _id("id"),
        _id("session_id"),
        _id("table_id"),
        _id("line_id"),
        _id("participant_id"),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        _refers("read_back_objection", "session_id", "dialogue_session"),
        _refers("read_back_objection", "table_id", "session_table"),
        _refers("read_back_objection", "participant_id", "participant"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_read_back_objection")),
    )
    _index("read_back_objection", "session_id", "line_id", "participant_id")
    op.add_column("seat", sa.Column("pinned", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "table_duty",
        _id("table_id"),
        sa.Column("duty", sa.String(length=16), nullable=False),
        _id("session_id"),
        _id("participant_id"),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _refers("table_duty", "table_id", "session_table"),
        _refers("table_duty", "session_id", "dialogue_session"),
        _refers("table_duty", "participant_id", "participant"),
        sa.PrimaryKeyConstraint("table_id", "duty", name=op.f("pk_table_duty")),
    )
    _index("table_duty", "session_id", "participant_id")
    op.create_table(
        "talk_group",
        _id("round_id"),
        _id("participant_id"),
        _id("table_id", nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        _refers("talk_group", "round_id", "round"),
        _refers("talk_group", "participant_id", "participant"),
        _refers("talk_group", "table_id", "session_table"),
        sa.PrimaryKeyConstraint("round_id", "participant_id", name=op.f("pk_talk_group")),
    )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)
    op.drop_column("seat", "pinned")
    op.drop_column("note", "at_table_id")
