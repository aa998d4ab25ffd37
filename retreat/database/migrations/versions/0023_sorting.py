"""Piles of one's own, what lies on them, headings whose making was undone; and figures with accounts beside them."""

import sqlalchemy as sa
from alembic import op

revision = "0023_sorting"
down_revision = "0022_exchanges"
branch_labels = None
depends_on = None


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.add_column("cluster", sa.Column("removed_at", sa.BigInteger(), nullable=True))
    op.create_table(
        "sort_pile",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("share", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        _refers("sort_pile", "session_id", "dialogue_session"),
        _refers("sort_pile", "round_id", "round"),
        _refers("sort_pile", "participant_id", "participant"),
        _refers("sort_pile", "table_id", "session_table"),
        _refers("sort_pile", "words_id", "words"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sort_pile")),
    )
    op.create_table(
        "sort_placing",
        sa.Column("pile_id", sa.String(length=64), nullable=False),
        sa.Column("note_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=True),
        _refers("sort_placing", "pile_id", "sort_pile"),
        _refers("sort_placing", "session_id", "dialogue_session"),
        _refers("sort_placing", "participant_id", "participant"),
        sa.PrimaryKeyConstraint("pile_id", "note_id", "at", name=op.f("pk_sort_placing")),
    )
    op.create_table(
        "figure_pair",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("figure_id", sa.String(length=64), nullable=False),
        sa.Column("note_id", sa.String(length=64), nullable=True),
        sa.Column("relation", sa.String(length=16), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("share", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        _refers("figure_pair", "session_id", "dialogue_session"),
        _refers("figure_pair", "round_id", "round"),
        _refers("figure_pair", "participant_id", "participant"),
        _refers("figure_pair", "table_id", "session_table"),
        _refers("figure_pair", "words_id", "words"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_pair")),
    )
    for table in ("sort_pile", "sort_placing", "figure_pair"):
        for column in ("session_id", "participant_id"):
            op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    op.drop_table("figure_pair")
    op.drop_table("sort_placing")
    op.drop_table("sort_pile")
    op.drop_column("cluster", "removed_at")
