"""What people say about single quotes, and the rounds in which they are asked.

Releases that were made before may name people who were not asked, so they cannot be approved any more.
"""

import sqlalchemy as sa
from alembic import op

revision = "0062_quotes"
down_revision = "0061_retention"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quote_answer",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("thing_id", sa.String(64), nullable=True),
        sa.Column("anchor_id", sa.String(64), nullable=True),
        sa.Column("audiences", sa.String(64), nullable=False),
        sa.Column("answer", sa.String(8), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("is_latest", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("entered_by", sa.String(64), nullable=True),
        sa.Column("witnessed_by", sa.String(80), nullable=True),
        sa.Column("done", sa.Text(), nullable=False),
        sa.Column("done_by", sa.String(64), nullable=True),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("is_taken", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_quote_answer"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_quote_answer_event_id_event"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_quote_answer_participant_id_participant"
        ),
        sa.CheckConstraint("answer IN ('keep', 'role', 'change', 'remove')", name="ck_quote_answer_answer"),
        sa.CheckConstraint("(thing_id IS NULL) <> (anchor_id IS NULL)", name="ck_quote_answer_of_one"),
    )
    for column in ("participant_id", "thing_id", "anchor_id"):
        op.create_index(f"ix_quote_answer_{column}", "quote_answer", [column])
    op.create_index("ix_quote_answer_event_id_at", "quote_answer", ["event_id", "at"])
    op.create_table(
        "quote_round",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("holder", sa.String(160), nullable=False),
        sa.Column("contact", sa.String(200), nullable=False),
        sa.Column("with_talk", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_quote_round"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_quote_round_event_id_event"),
    )
    op.create_index("ix_quote_round_event_id", "quote_round", ["event_id"])
    op.create_table(
        "quote_asked",
        sa.Column("round_id", sa.String(64), nullable=False),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("number", sa.String(8), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("round_id", "participant_id", name="pk_quote_asked"),
        sa.UniqueConstraint("number", name="uq_quote_asked_number"),
        sa.ForeignKeyConstraint(["round_id"], ["quote_round.id"], name="fk_quote_asked_round_id_quote_round"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_quote_asked_participant_id_participant"
        ),
    )
    op.create_index("ix_quote_asked_participant_id", "quote_asked", ["participant_id"])
    op.add_column("release", sa.Column("told", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("release", "told")
    for table in ("quote_asked", "quote_round", "quote_answer"):
        op.drop_table(table)
