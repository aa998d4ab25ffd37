"""Stretches that somebody at a table asked to leave out, and whose the words in them were."""

import sqlalchemy as sa
from alembic import op

revision = "0028_left_out"
down_revision = "0027_read_back"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "left_out",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("table_id", sa.String(64), nullable=True),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("to_at", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("undo_hash", sa.String(64), nullable=False),
        sa.Column("round_id", sa.String(64), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_left_out"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name="fk_left_out_session_id_dialogue_session"
        ),
        sa.ForeignKeyConstraint(["table_id"], ["session_table.id"], name="fk_left_out_table_id_session_table"),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_left_out_round_id_round"),
    )
    op.create_index("ix_left_out_session_id", "left_out", ["session_id"])
    op.create_index("ix_left_out_round_id", "left_out", ["round_id"])
    op.create_table(
        "left_out_person",
        sa.Column("left_out_id", sa.String(64), nullable=False),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("left_out_id", "participant_id", name="pk_left_out_person"),
        sa.ForeignKeyConstraint(["left_out_id"], ["left_out.id"], name="fk_left_out_person_left_out_id_left_out"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_left_out_person_participant_id_participant"
        ),
    )
    op.create_table(
        "left_out_done",
        sa.Column("left_out_id", sa.String(64), nullable=False),
        sa.Column("recording_id", sa.String(64), nullable=False),
        sa.Column("from_ms", sa.BigInteger(), nullable=False),
        sa.Column("to_ms", sa.BigInteger(), nullable=False),
        sa.Column("pieces", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("left_out_id", "recording_id", name="pk_left_out_done"),
        sa.ForeignKeyConstraint(["left_out_id"], ["left_out.id"], name="fk_left_out_done_left_out_id_left_out"),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["audio_recording.id"], name="fk_left_out_done_recording_id_audio_recording"
        ),
    )
    op.create_table(
        "left_out_word",
        sa.Column("transcript_id", sa.String(64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("left_out_id", sa.String(64), nullable=False),
        sa.Column("said_by", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("transcript_id", "n", name="pk_left_out_word"),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript_version.id"], name="fk_left_out_word_transcript_id_transcript_version"
        ),
        sa.ForeignKeyConstraint(["left_out_id"], ["left_out.id"], name="fk_left_out_word_left_out_id_left_out"),
        sa.ForeignKeyConstraint(["said_by"], ["participant.id"], name="fk_left_out_word_said_by_participant"),
    )
    op.create_index("ix_left_out_word_left_out_id", "left_out_word", ["left_out_id"])


def downgrade() -> None:
    for table in ("left_out_word", "left_out_done", "left_out_person", "left_out"):
        op.drop_table(table)
