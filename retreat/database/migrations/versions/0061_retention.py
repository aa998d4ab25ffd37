"""How long things are kept, legal holds, and destructions with their certificates."""

import sqlalchemy as sa
from alembic import op

revision = "0061_retention"
down_revision = "0060_second_person"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_for",
        sa.Column("where_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("set_by", sa.String(64), nullable=True),
        sa.Column("set_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("where_id", "kind", name="pk_kept_for"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name="fk_kept_for_programme_id_programme"),
    )
    op.create_index("ix_kept_for_programme_id", "kept_for", ["programme_id"])
    op.create_table(
        "legal_hold",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("placed_by", sa.String(64), nullable=True),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("lifted_by", sa.String(64), nullable=True),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_legal_hold"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name="fk_legal_hold_programme_id_programme"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_legal_hold_event_id_event"),
    )
    op.create_index("ix_legal_hold_programme_id", "legal_hold", ["programme_id"])
    op.create_table(
        "destruction",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("confirmed_by", sa.String(64), nullable=True),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("counted", sa.JSON(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.Column("stage", sa.String(40), nullable=True),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(120), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("abandoned", sa.Integer(), nullable=False),
        sa.Column("retry_after", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_destruction"),
        sa.UniqueConstraint("number", name="uq_destruction_number"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name="fk_destruction_programme_id_programme"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_destruction_event_id_event"),
        sa.CheckConstraint("state IN ('confirmed', 'working', 'done', 'stopped')", name="ck_destruction_state"),
    )
    op.create_index("ix_destruction_programme_id", "destruction", ["programme_id"])
    op.create_index("ix_destruction_event_id", "destruction", ["event_id"])
    op.create_index("ix_destruction_state", "destruction", ["state"])


def downgrade() -> None:
    op.drop_table("destruction")
    op.drop_table("legal_hold")
    op.drop_table("kept_for")
