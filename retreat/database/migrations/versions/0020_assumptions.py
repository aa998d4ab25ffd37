"""What people write on assumptions, and how deep each person saw one lie."""

import sqlalchemy as sa
from alembic import op

revision = "0020_assumptions"
down_revision = "0019_nameless_notes"
branch_labels = None
depends_on = None


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def upgrade() -> None:
    op.create_table(
        "assumption_part",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("assumption_id", sa.String(length=64), nullable=True),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.Column("source_id", sa.String(length=64), nullable=True),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("share", sa.String(length=16), nullable=False),
        sa.Column("nameless", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        _refers("assumption_part", "session_id", "dialogue_session"),
        _refers("assumption_part", "round_id", "round"),
        _refers("assumption_part", "participant_id", "participant"),
        _refers("assumption_part", "table_id", "session_table"),
        _refers("assumption_part", "words_id", "words"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assumption_part")),
    )
    op.create_index(op.f("ix_assumption_part_session_id"), "assumption_part", ["session_id"])
    op.create_index(op.f("ix_assumption_part_participant_id"), "assumption_part", ["participant_id"])
    op.create_table(
        "assumption_depth",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("assumption_id", sa.String(length=64), nullable=False),
        sa.Column("depth", sa.String(length=16), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        _refers("assumption_depth", "session_id", "dialogue_session"),
        _refers("assumption_depth", "round_id", "round"),
        _refers("assumption_depth", "participant_id", "participant"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assumption_depth")),
    )
    for column in ("session_id", "participant_id"):
        op.create_index(op.f(f"ix_assumption_depth_{column}"), "assumption_depth", [column])


def downgrade() -> None:
    op.drop_table("assumption_depth")
    op.drop_table("assumption_part")
