"""Transcripts that people check: words corrected in place, turns with history, named speakers; a queue with holds."""

import sqlalchemy as sa
from alembic import op

revision = "0002_checked_transcripts"
down_revision = "0001_first"
branch_labels = None
depends_on = None

_PLACES_BETWEEN = 2**20


def upgrade() -> None:
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.add_column(sa.Column("glossary", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("transcript_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quality", sa.JSON(), nullable=False, server_default="{}"))
    with op.batch_alter_table("recorded_speaker", schema=None) as batch_op:
        batch_op.add_column(sa.Column("name", sa.String(length=120), nullable=True))
    with op.batch_alter_table("recorded_turn", schema=None) as batch_op:
        batch_op.add_column(sa.Column("review", sa.String(length=16), nullable=False, server_default="machine"))
        batch_op.add_column(sa.Column("reviewed_by", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("reviewed_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("assigned_by", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("speaker_confidence", sa.Float(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_recorded_turn_review"), "review IN ('machine', 'checked', 'approved')"
        )
    with op.batch_alter_table("recorded_word", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.BigInteger(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("heard", sa.String(length=255), nullable=True))
        batch_op.add_column(sa.Column("added", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(sa.text(f"UPDATE recorded_word SET place = CAST(n AS BIGINT) * {_PLACES_BETWEEN}"))  # noqa: S608 - ours
    with op.batch_alter_table("recorded_word", schema=None) as batch_op:
        batch_op.alter_column("place", server_default=None)
        batch_op.create_index("ix_recorded_word_transcript_id_place", ["transcript_id", "place"], unique=False)
    with op.batch_alter_table("audio_recording", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hold", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("place", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("stage_at", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("stage_from", sa.Float(), nullable=True))
    op.create_table(
        "heard_so_far",
        sa.Column("recording_id", sa.String(length=64), nullable=False),
        sa.Column("window", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("end_ms", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["audio_recording.id"], name=op.f("fk_heard_so_far_recording_id_audio_recording")
        ),
        sa.PrimaryKeyConstraint("recording_id", "window", name=op.f("pk_heard_so_far")),
    )
    op.create_table(
        "speech_rerun",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("recording_id", sa.String(length=64), nullable=False),
        sa.Column("transcript_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=True),
        sa.Column("end_ms", sa.BigInteger(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.Column("hold", sa.String(length=16), nullable=True),
        sa.Column("stage_at", sa.BigInteger(), nullable=True),
        sa.Column("stage_from", sa.Float(), nullable=True),
        sa.Column("stage", sa.String(length=40), nullable=True),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=120), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("abandoned", sa.Integer(), nullable=False),
        sa.Column("retry_after", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint("kind IN ('words', 'speakers')", name=op.f("ck_speech_rerun_kind")),
        sa.CheckConstraint(
            "state IN ('sealed', 'processing', 'ready', 'set_aside')", name=op.f("ck_speech_rerun_state")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_speech_rerun_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["audio_recording.id"], name=op.f("fk_speech_rerun_recording_id_audio_recording")
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript_version.id"], name=op.f("fk_speech_rerun_transcript_id_transcript_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speech_rerun")),
    )
    with op.batch_alter_table("speech_rerun", schema=None) as batch_op:
        batch_op.create_index("ix_speech_rerun_state_lease_until", ["state", "lease_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_speech_rerun_transcript_id"), ["transcript_id"], unique=False)
    op.create_table(
        "transcript_import",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("recording_id", sa.String(length=64), nullable=True),
        sa.Column("transcript_id", sa.String(length=64), nullable=True),
        sa.Column("filename", sa.String(length=255), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("checked", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.JSON(), nullable=False),
        sa.Column("asked_by", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("stage", sa.String(length=40), nullable=True),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=120), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("abandoned", sa.Integer(), nullable=False),
        sa.Column("retry_after", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.CheckConstraint(
            "state IN ('sealed', 'processing', 'ready', 'set_aside')", name=op.f("ck_transcript_import_state")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_transcript_import_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["session_table.id"], name=op.f("fk_transcript_import_table_id_session_table")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["audio_recording.id"], name=op.f("fk_transcript_import_recording_id_audio_recording")
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcript_version.id"],
            name=op.f("fk_transcript_import_transcript_id_transcript_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_import")),
    )
    with op.batch_alter_table("transcript_import", schema=None) as batch_op:
        batch_op.create_index("ix_transcript_import_state_lease_until", ["state", "lease_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_transcript_import_session_id"), ["session_id"], unique=False)
    op.create_table(
        "turn_revision",
        sa.Column("transcript_id", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("speaker", sa.String(length=120), nullable=True),
        sa.Column("review", sa.String(length=16), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("act", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript_version.id"], name=op.f("fk_turn_revision_transcript_id_transcript_version")
        ),
        sa.PrimaryKeyConstraint("transcript_id", "turn", "number", name=op.f("pk_turn_revision")),
    )
    with op.batch_alter_table("turn_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turn_revision_act"), ["act"], unique=False)
    op.create_table(
        "speaker_change",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("transcript_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcript_version.id"],
            name=op.f("fk_speaker_change_transcript_id_transcript_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_speaker_change")),
        sa.UniqueConstraint("transcript_id", "number", name=op.f("uq_speaker_change_transcript_id_number")),
    )
    with op.batch_alter_table("speaker_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_speaker_change_transcript_id"), ["transcript_id"], unique=False)
    op.create_table(
        "turn_wording",
        sa.Column("transcript_id", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("basis", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript_version.id"], name=op.f("fk_turn_wording_transcript_id_transcript_version")
        ),
        sa.PrimaryKeyConstraint("transcript_id", "turn", "level", "number", name=op.f("pk_turn_wording")),
    )


def downgrade() -> None:
    op.drop_table("heard_so_far")
    op.drop_table("transcript_import")
    op.drop_table("speech_rerun")
    op.drop_table("turn_wording")
    op.drop_table("speaker_change")
    op.drop_table("turn_revision")
    with op.batch_alter_table("audio_recording", schema=None) as batch_op:
        for name in ("stage_from", "stage_at", "place", "hold"):
            batch_op.drop_column(name)
    with op.batch_alter_table("recorded_word", schema=None) as batch_op:
        batch_op.drop_index("ix_recorded_word_transcript_id_place")
        for name in ("removed", "added", "heard", "place"):
            batch_op.drop_column(name)
    with op.batch_alter_table("recorded_turn", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_recorded_turn_review"), type_="check")
        for name in ("speaker_confidence", "assigned_by", "version", "reviewed_at", "reviewed_by", "review"):
            batch_op.drop_column(name)
    with op.batch_alter_table("recorded_speaker", schema=None) as batch_op:
        batch_op.drop_column("name")
    with op.batch_alter_table("transcript_version", schema=None) as batch_op:
        batch_op.drop_column("quality")
    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_column("glossary")
