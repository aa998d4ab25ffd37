"""Withdrawals: who asked for what, what others repeat, files that are not accepted again, and silenced sound."""

import sqlalchemy as sa
from alembic import op

revision = "0048_withdrawals"
down_revision = "0047_search"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "withdrawal",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("number", sa.String(16), nullable=False),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("scope", sa.String(16), nullable=False),
        sa.Column("how", sa.String(16), nullable=False),
        sa.Column("asked_by", sa.String(64), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("touched", sa.JSON(), nullable=False),
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
        sa.PrimaryKeyConstraint("id", name="pk_withdrawal"),
        sa.UniqueConstraint("number", name="uq_withdrawal_number"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_withdrawal_participant_id_participant"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_withdrawal_event_id_event"),
    )
    op.create_index("ix_withdrawal_participant_id", "withdrawal", ["participant_id"])
    op.create_index("ix_withdrawal_event_id", "withdrawal", ["event_id"])
    op.create_index("ix_withdrawal_state", "withdrawal", ["state"])
    op.create_table(
        "withdrawal_review",
        sa.Column("withdrawal_id", sa.String(64), nullable=False),
        sa.Column("thing_id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("noun", sa.String(32), nullable=False),
        sa.Column("decision", sa.String(16), nullable=True),
        sa.Column("decided_by", sa.String(64), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("withdrawal_id", "thing_id", name="pk_withdrawal_review"),
        sa.ForeignKeyConstraint(
            ["withdrawal_id"], ["withdrawal.id"], name="fk_withdrawal_review_withdrawal_id_withdrawal"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name="fk_withdrawal_review_session_id_dialogue_session"
        ),
    )
    op.create_table(
        "withdrawn_source",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("withdrawal_id", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_withdrawn_source"),
        sa.ForeignKeyConstraint(
            ["withdrawal_id"], ["withdrawal.id"], name="fk_withdrawn_source_withdrawal_id_withdrawal"
        ),
    )
    op.create_table(
        "withdrawn_sound",
        sa.Column("withdrawal_id", sa.String(64), nullable=False),
        sa.Column("recording_id", sa.String(64), nullable=False),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("is_sure", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("by_hand", sa.JSON(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("masked_at", sa.BigInteger(), nullable=True),
        sa.Column("listened_at", sa.BigInteger(), nullable=True),
        sa.Column("listened_by", sa.String(64), nullable=True),
        sa.Column("is_deleted", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("withdrawal_id", "recording_id", name="pk_withdrawn_sound"),
        sa.ForeignKeyConstraint(
            ["withdrawal_id"], ["withdrawal.id"], name="fk_withdrawn_sound_withdrawal_id_withdrawal"
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["audio_recording.id"], name="fk_withdrawn_sound_recording_id_audio_recording"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_withdrawn_sound_participant_id_participant"
        ),
    )
    op.create_index("ix_withdrawn_sound_recording_id", "withdrawn_sound", ["recording_id"])
    op.create_index("ix_withdrawn_sound_participant_id", "withdrawn_sound", ["participant_id"])


def downgrade() -> None:
    for table in ("withdrawn_sound", "withdrawn_source", "withdrawal_review", "withdrawal"):
        op.drop_table(table)
