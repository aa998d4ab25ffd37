"""What people write on tensions, and who could sign which wording of a statement."""

import sqlalchemy as sa
from alembic import op

revision = "0012_tensions"
down_revision = "0011_note_seat"
branch_labels = None
depends_on = None


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "tension_part",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("stance", sa.String(length=16), nullable=False),
        sa.Column("tension_id", sa.String(length=64), nullable=True),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("share", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        _refers("tension_part", "session_id", "dialogue_session"),
        _refers("tension_part", "round_id", "round"),
        _refers("tension_part", "participant_id", "participant"),
        _refers("tension_part", "table_id", "session_table"),
        _refers("tension_part", "words_id", "words"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tension_part")),
    )
    op.create_index(op.f("ix_tension_part_session_id"), "tension_part", ["session_id"])
    op.create_index(op.f("ix_tension_part_participant_id"), "tension_part", ["participant_id"])
    op.create_table(
        "tension_hold",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("side_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        _refers("tension_hold", "session_id", "dialogue_session"),
        _refers("tension_hold", "side_id", "tension_part"),
        _refers("tension_hold", "participant_id", "participant"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tension_hold")),
    )
    for column in ("session_id", "side_id", "participant_id"):
        op.create_index(op.f(f"ix_tension_hold_{column}"), "tension_hold", [column])


def downgrade() -> None:
    op.drop_table("tension_hold")
    op.drop_table("tension_part")
