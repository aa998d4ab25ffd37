"""What people write on undertakings, in exchanges and on plans, and who was asked by name to take something on."""

import sqlalchemy as sa
from alembic import op

revision = "0022_exchanges"
down_revision = "0021_narratives"
branch_labels = None
depends_on = None


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _parts(table: str) -> None:
    """A table of pieces that people write: all of them have the same columns."""
    op.create_table(
        table,
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("stance", sa.String(length=16), nullable=False),
        sa.Column("on_id", sa.String(length=64), nullable=True),
        sa.Column("place", sa.String(length=64), nullable=True),
        sa.Column("due", sa.String(length=10), nullable=True),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("share", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        _refers(table, "session_id", "dialogue_session"),
        _refers(table, "round_id", "round"),
        _refers(table, "participant_id", "participant"),
        _refers(table, "table_id", "session_table"),
        _refers(table, "words_id", "words"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("session_id", "on_id", "participant_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def upgrade() -> None:
    _parts("undertaking_part")
    op.create_table(
        "undertaking_asked",
        sa.Column("part_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("declined_at", sa.BigInteger(), nullable=True),
        _refers("undertaking_asked", "part_id", "undertaking_part"),
        _refers("undertaking_asked", "participant_id", "participant"),
        sa.PrimaryKeyConstraint("part_id", "participant_id", name=op.f("pk_undertaking_asked")),
    )
    op.create_index(op.f("ix_undertaking_asked_participant_id"), "undertaking_asked", ["participant_id"])

    _parts("exchange_part")
    _parts("plan_part")


def downgrade() -> None:
    op.drop_table("plan_part")
    op.drop_table("exchange_part")
    op.drop_table("undertaking_asked")
    op.drop_table("undertaking_part")
