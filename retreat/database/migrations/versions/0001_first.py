"""Everything the first version keeps."""

import sqlalchemy as sa
from alembic import op

revision = "0001_first"
down_revision = None
branch_labels = None
depends_on = None

# The index of words beside the passages: SQLite's FTS5, PostgreSQL's text search.
WORDS_INDEX = {
    "sqlite": (
        "CREATE VIRTUAL TABLE IF NOT EXISTS passage_fts USING fts5(words, speakers, content='', contentless_delete=1, tokenize='porter unicode61 remove_diacritics 0')",
        "INSERT INTO passage_fts(passage_fts, rank) VALUES('secure-delete', 1)",
    ),
    "postgresql": (
        "CREATE TEXT SEARCH DICTIONARY passage_stem (TEMPLATE = snowball, LANGUAGE = porter)",
        "CREATE TEXT SEARCH CONFIGURATION passage_words (COPY = simple)",
        "ALTER TEXT SEARCH CONFIGURATION passage_words ALTER MAPPING FOR asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart WITH passage_stem",
        "CREATE TABLE IF NOT EXISTS passage_fts (number bigint PRIMARY KEY, words tsvector NOT NULL, length integer NOT NULL)",
        "CREATE INDEX IF NOT EXISTS ix_passage_fts_words ON passage_fts USING gin (words)",
    ),
}
DROP_WORDS_INDEX = {
    "sqlite": ("DROP TABLE IF EXISTS passage_fts",),
    "postgresql": (
        "DROP TABLE IF EXISTS passage_fts",
        "DROP TEXT SEARCH CONFIGURATION IF EXISTS passage_words",
        "DROP TEXT SEARCH DICTIONARY IF EXISTS passage_stem",
    ),
}


def upgrade() -> None:
    op.create_table(
        "consent_wording",
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", "version", name=op.f("pk_consent_wording")),
    )
    op.create_table(
        "first_link",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_first_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_first_link_token_hash")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
    )
    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=256), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("disabled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
    )
    op.create_table(
        "worker_beat",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("pid", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("busy_with", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker_beat")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("place", sa.String(length=160), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_event_programme_id_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "sector",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_sector_programme_id_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sector")),
        sa.UniqueConstraint("programme_id", "name", name=op.f("uq_sector_programme_id_name")),
    )
    op.create_table(
        "setting",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_setting_programme_id_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_setting")),
    )
    with op.batch_alter_table("setting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_setting_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "sign_in",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("last_seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_sign_in_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_staff_id"), ["staff_id"], unique=False)

    op.create_table(
        "dialogue_session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("activity", sa.String(length=64), nullable=False),
        sa.Column("activity_name", sa.String(length=160), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attribution_ceiling", sa.String(length=16), nullable=False),
        sa.Column("tables_open", sa.Boolean(), nullable=False),
        sa.Column("audio_on", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_dialogue_session_created_by_staff")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_dialogue_session_event_id_event")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dialogue_session")),
    )
    with op.batch_alter_table("dialogue_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dialogue_session_event_id"), ["event_id"], unique=False)

    op.create_table(
        "partner",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("sector_id", sa.String(length=64), nullable=True),
        sa.Column("setting_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_partner_programme_id_programme")),
        sa.ForeignKeyConstraint(["sector_id"], ["sector.id"], name=op.f("fk_partner_sector_id_sector")),
        sa.ForeignKeyConstraint(["setting_id"], ["setting.id"], name=op.f("fk_partner_setting_id_setting")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner")),
    )
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partner_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "channel_head",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_channel_head_session_id_dialogue_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "channel", name=op.f("pk_channel_head")),
    )
    op.create_table(
        "channel_operation",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=80), nullable=False),
        sa.Column("channel_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_channel_operation_session_id_dialogue_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "channel", "channel_seq", name=op.f("pk_channel_operation")),
    )
    with op.batch_alter_table("channel_operation", schema=None) as batch_op:
        batch_op.create_index("ix_channel_operation_session_id_seq", ["session_id", "seq"], unique=False)

    op.create_table(
        "join_pass",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("letters", sa.String(length=8), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_join_pass_session_id_dialogue_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_pass")),
        sa.UniqueConstraint("letters", name=op.f("uq_join_pass_letters")),
    )
    with op.batch_alter_table("join_pass", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_join_pass_session_id"), ["session_id"], unique=False)

    op.create_table(
        "round",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("instruction", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("shares", sa.JSON(), nullable=False),
        sa.Column("default_share", sa.String(length=16), nullable=False),
        sa.Column("note_kinds", sa.JSON(), nullable=False),
        sa.Column("note_budget", sa.Integer(), nullable=True),
        sa.Column("vote_budget", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("ends_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_round_session_id_dialogue_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("session_id", "position", name=op.f("uq_round_session_id_position")),
    )
    op.create_table(
        "session_head",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_session_head_session_id_dialogue_session")
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_session_head")),
    )
    op.create_table(
        "session_table",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_session_table_session_id_dialogue_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_table")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_session_table_session_id_number")),
    )
    op.create_table(
        "audio_recording",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("upload_token_hash", sa.String(length=64), nullable=True),
        sa.Column("exact", sa.Boolean(), nullable=False),
        sa.Column("chunks", sa.Integer(), nullable=True),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("playable", sa.Boolean(), nullable=False),
        sa.Column("partial", sa.Text(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
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
            "state IN ('receiving', 'sealed', 'processing', 'ready', 'set_aside')",
            name=op.f("ck_audio_recording_state"),
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_audio_recording_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["session_table.id"], name=op.f("fk_audio_recording_table_id_session_table")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audio_recording")),
    )
    with op.batch_alter_table("audio_recording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audio_recording_session_id"), ["session_id"], unique=False)
        batch_op.create_index("ix_audio_recording_state_lease_until", ["state", "lease_until"], unique=False)

    op.create_table(
        "participant",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("display_name", sa.String(length=80), nullable=True),
        sa.Column("name_choice", sa.String(length=8), nullable=False),
        sa.Column("sector", sa.String(length=120), nullable=True),
        sa.Column("role", sa.String(length=120), nullable=True),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=64), nullable=True),
        sa.Column("sign_in_id", sa.String(length=64), nullable=True),
        sa.Column("joined_at", sa.BigInteger(), nullable=False),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_participant_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(["sign_in_id"], ["sign_in.id"], name=op.f("fk_participant_sign_in_id_sign_in")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_participant_staff_id_staff")),
        sa.ForeignKeyConstraint(["table_id"], ["session_table.id"], name=op.f("fk_participant_table_id_session_table")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_participant_token_hash")),
    )
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.create_index("ix_participant_session_kind", ["session_id", "kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_participant_sign_in_id"), ["sign_in_id"], unique=False)

    op.create_table(
        "prompt",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("planned_text", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("words_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_prompt_round_id_round")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_prompt_session_id_dialogue_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
    )
    with op.batch_alter_table("prompt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_prompt_round_id"), ["round_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_prompt_session_id"), ["session_id"], unique=False)

    op.create_table(
        "audio_chunk",
        sa.Column("recording_id", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=False),
        sa.Column("samples", sa.BigInteger(), nullable=False),
        sa.Column("rate_hz", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["audio_recording.id"], name=op.f("fk_audio_chunk_recording_id_audio_recording")
        ),
        sa.PrimaryKeyConstraint("recording_id", "n", name=op.f("pk_audio_chunk")),
    )
    op.create_table(
        "consent_answer",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=False),
        sa.Column("wording_version", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_consent_answer_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["purpose", "wording_version"],
            ["consent_wording.purpose", "consent_wording.version"],
            name=op.f("fk_consent_answer_purpose_wording_version_consent_wording"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_answer")),
    )
    with op.batch_alter_table("consent_answer", schema=None) as batch_op:
        batch_op.create_index("ix_consent_answer_purpose_answer", ["purpose", "answer"], unique=False)
        batch_op.create_index("uq_consent_answer_number", ["participant_id", "purpose", "number"], unique=True)

    op.create_table(
        "position",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("scale_id", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_position_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_position_session_id_dialogue_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_position")),
    )
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_position_session_id"), ["session_id"], unique=False)

    op.create_table(
        "transcript_version",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("recording_id", sa.String(length=64), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=True),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("model_digest", sa.String(length=64), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("timing", sa.JSON(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.CheckConstraint("state IN ('writing', 'current', 'superseded')", name=op.f("ck_transcript_version_state")),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["audio_recording.id"], name=op.f("fk_transcript_version_recording_id_audio_recording")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_transcript_version_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(
            ["table_id"], ["session_table.id"], name=op.f("fk_transcript_version_table_id_session_table")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcript_version")),
        sa.UniqueConstraint("recording_id", "attempt", name=op.f("uq_transcript_version_recording_id_attempt")),
    )
    with op.batch_alter_table("transcript_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transcript_version_session_id"), ["session_id"], unique=False)

    op.create_table(
        "upload",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("filename", sa.String(length=255), nullable=True),
        sa.Column("offset_bytes", sa.BigInteger(), nullable=False),
        sa.Column("length_bytes", sa.BigInteger(), nullable=False),
        sa.Column("metadata_text", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("recording_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["audio_recording.id"], name=op.f("fk_upload_recording_id_audio_recording")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_upload_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(["table_id"], ["session_table.id"], name=op.f("fk_upload_table_id_session_table")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_upload")),
    )
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_upload_session_id"), ["session_id"], unique=False)

    op.create_table(
        "vote",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("target_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_vote_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_vote_round_id_round")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_vote_session_id_dialogue_session")
        ),
        sa.PrimaryKeyConstraint("session_id", "participant_id", "target_id", name=op.f("pk_vote")),
    )
    op.create_table(
        "words",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("target_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.Column("withheld", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_words_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_words_session_id_dialogue_session")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_words")),
    )
    with op.batch_alter_table("words", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_words_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_words_session_id"), ["session_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_words_target_id"), ["target_id"], unique=False)

    op.create_table(
        "cluster",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("prompt_id", sa.String(length=64), nullable=True),
        sa.Column("words_id", sa.String(length=64), nullable=False),
        sa.Column("rank", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("merged_into", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompt.id"], name=op.f("fk_cluster_prompt_id_prompt")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_cluster_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_cluster_words_id_words")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cluster")),
    )
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cluster_session_id"), ["session_id"], unique=False)

    op.create_table(
        "lightbulb",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("on_id", sa.String(length=64), nullable=True),
        sa.Column("share", sa.String(length=16), nullable=False),
        sa.Column("words_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_lightbulb_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_lightbulb_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_lightbulb_words_id_words")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lightbulb")),
    )
    with op.batch_alter_table("lightbulb", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lightbulb_session_id"), ["session_id"], unique=False)

    op.create_table(
        "log_operation",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("op_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("target_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("client_at", sa.BigInteger(), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("words_id", sa.String(length=64), nullable=True),
        sa.Column("answer_seq", sa.Integer(), nullable=False),
        sa.Column("answer_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_log_operation_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_log_operation_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_log_operation_words_id_words")),
        sa.PrimaryKeyConstraint("session_id", "seq", name=op.f("pk_log_operation")),
        sa.UniqueConstraint("session_id", "op_id", name=op.f("uq_log_operation_session_id_op_id")),
    )
    with op.batch_alter_table("log_operation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_log_operation_participant_id"), ["participant_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("prompt_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("note_kind", sa.String(length=32), nullable=False),
        sa.Column("share", sa.String(length=16), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.String(length=64), nullable=False),
        sa.Column("cluster_id", sa.String(length=64), nullable=True),
        sa.Column("rank", sa.String(length=64), nullable=True),
        sa.Column("written_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_note_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(["prompt_id"], ["prompt.id"], name=op.f("fk_note_prompt_id_prompt")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_note_round_id_round")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_note_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(["table_id"], ["session_table.id"], name=op.f("fk_note_table_id_session_table")),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name=op.f("fk_note_words_id_words")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_note_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_note_session_id"), ["session_id"], unique=False)

    op.create_table(
        "passage",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("recording_id", sa.String(length=64), nullable=True),
        sa.Column("transcript_id", sa.String(length=64), nullable=True),
        sa.Column("note_id", sa.String(length=64), nullable=True),
        sa.Column("participant_id", sa.String(length=64), nullable=True),
        sa.Column("prompt_id", sa.String(length=64), nullable=True),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("speakers", sa.JSON(), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=True),
        sa.Column("end_ms", sa.BigInteger(), nullable=True),
        sa.Column("first_word", sa.Integer(), nullable=True),
        sa.Column("last_word", sa.Integer(), nullable=True),
        sa.Column("first_turn", sa.Integer(), nullable=True),
        sa.Column("last_turn", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('spoken', 'written')", name=op.f("ck_passage_kind")),
        sa.CheckConstraint("state IN ('writing', 'current', 'superseded', 'erased')", name=op.f("ck_passage_state")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_passage_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["audio_recording.id"], name=op.f("fk_passage_recording_id_audio_recording")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_passage_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(["table_id"], ["session_table.id"], name=op.f("fk_passage_table_id_session_table")),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript_version.id"], name=op.f("fk_passage_transcript_id_transcript_version")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_passage")),
        sa.UniqueConstraint("id", name=op.f("uq_passage_id")),
        sa.UniqueConstraint("note_id", name=op.f("uq_passage_note_id")),
    )
    with op.batch_alter_table("passage", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passage_participant_id"), ["participant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_passage_prompt_id"), ["prompt_id"], unique=False)
        batch_op.create_index("ix_passage_session_id_state", ["session_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_passage_transcript_id"), ["transcript_id"], unique=False)

    op.create_table(
        "passage_grouping",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("transcript_id", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcript_version.id"],
            name=op.f("fk_passage_grouping_transcript_id_transcript_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_grouping")),
    )
    with op.batch_alter_table("passage_grouping", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passage_grouping_transcript_id"), ["transcript_id"], unique=False)

    op.create_table(
        "recorded_speaker",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("transcript_id", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_recorded_speaker_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["transcript_id"],
            ["transcript_version.id"],
            name=op.f("fk_recorded_speaker_transcript_id_transcript_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_speaker")),
        sa.UniqueConstraint("transcript_id", "label", name=op.f("uq_recorded_speaker_transcript_id_label")),
    )
    op.create_table(
        "recorded_turn",
        sa.Column("transcript_id", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=120), nullable=True),
        sa.Column("start_ms", sa.BigInteger(), nullable=True),
        sa.Column("end_ms", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("flags", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript_version.id"], name=op.f("fk_recorded_turn_transcript_id_transcript_version")
        ),
        sa.PrimaryKeyConstraint("transcript_id", "n", name=op.f("pk_recorded_turn")),
    )
    op.create_table(
        "recorded_word",
        sa.Column("transcript_id", sa.String(length=64), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=255), nullable=False),
        sa.Column("start_ms", sa.BigInteger(), nullable=True),
        sa.Column("end_ms", sa.BigInteger(), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript_version.id"], name=op.f("fk_recorded_word_transcript_id_transcript_version")
        ),
        sa.PrimaryKeyConstraint("transcript_id", "n", name=op.f("pk_recorded_word")),
    )
    with op.batch_alter_table("recorded_word", schema=None) as batch_op:
        batch_op.create_index("ix_recorded_word_transcript_id_turn", ["transcript_id", "turn"], unique=False)

    op.create_table(
        "grouped_passage",
        sa.Column("grouping_id", sa.String(length=64), nullable=False),
        sa.Column("passage_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["grouping_id"], ["passage_grouping.id"], name=op.f("fk_grouped_passage_grouping_id_passage_grouping")
        ),
        sa.ForeignKeyConstraint(["passage_id"], ["passage.id"], name=op.f("fk_grouped_passage_passage_id_passage")),
        sa.PrimaryKeyConstraint("grouping_id", "passage_id", name=op.f("pk_grouped_passage")),
    )
    op.create_table(
        "passage_vector",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["number"], ["passage.number"], name=op.f("fk_passage_vector_number_passage")),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_passage_vector")),
        sa.UniqueConstraint("number", name=op.f("uq_passage_vector_number")),
        sqlite_autoincrement=True,
    )
    for statement in WORDS_INDEX[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    for statement in DROP_WORDS_INDEX[op.get_bind().dialect.name]:
        op.execute(statement)
    op.drop_table("passage_vector")
    op.drop_table("grouped_passage")
    with op.batch_alter_table("recorded_word", schema=None) as batch_op:
        batch_op.drop_index("ix_recorded_word_transcript_id_turn")

    op.drop_table("recorded_word")
    op.drop_table("recorded_turn")
    op.drop_table("recorded_speaker")
    with op.batch_alter_table("passage_grouping", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passage_grouping_transcript_id"))

    op.drop_table("passage_grouping")
    with op.batch_alter_table("passage", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passage_transcript_id"))
        batch_op.drop_index("ix_passage_session_id_state")
        batch_op.drop_index(batch_op.f("ix_passage_prompt_id"))
        batch_op.drop_index(batch_op.f("ix_passage_participant_id"))

    op.drop_table("passage")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_note_session_id"))
        batch_op.drop_index(batch_op.f("ix_note_participant_id"))

    op.drop_table("note")
    with op.batch_alter_table("log_operation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_log_operation_participant_id"))

    op.drop_table("log_operation")
    with op.batch_alter_table("lightbulb", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_lightbulb_session_id"))

    op.drop_table("lightbulb")
    with op.batch_alter_table("cluster", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cluster_session_id"))

    op.drop_table("cluster")
    with op.batch_alter_table("words", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_words_target_id"))
        batch_op.drop_index(batch_op.f("ix_words_session_id"))
        batch_op.drop_index(batch_op.f("ix_words_participant_id"))

    op.drop_table("words")
    op.drop_table("vote")
    with op.batch_alter_table("upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_upload_session_id"))

    op.drop_table("upload")
    with op.batch_alter_table("transcript_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transcript_version_session_id"))

    op.drop_table("transcript_version")
    with op.batch_alter_table("position", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_position_session_id"))

    op.drop_table("position")
    with op.batch_alter_table("consent_answer", schema=None) as batch_op:
        batch_op.drop_index("uq_consent_answer_number")
        batch_op.drop_index("ix_consent_answer_purpose_answer")

    op.drop_table("consent_answer")
    op.drop_table("audio_chunk")
    with op.batch_alter_table("prompt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_prompt_session_id"))
        batch_op.drop_index(batch_op.f("ix_prompt_round_id"))

    op.drop_table("prompt")
    with op.batch_alter_table("participant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_participant_sign_in_id"))
        batch_op.drop_index("ix_participant_session_kind")

    op.drop_table("participant")
    with op.batch_alter_table("audio_recording", schema=None) as batch_op:
        batch_op.drop_index("ix_audio_recording_state_lease_until")
        batch_op.drop_index(batch_op.f("ix_audio_recording_session_id"))

    op.drop_table("audio_recording")
    op.drop_table("session_table")
    op.drop_table("session_head")
    op.drop_table("round")
    with op.batch_alter_table("join_pass", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_join_pass_session_id"))

    op.drop_table("join_pass")
    with op.batch_alter_table("channel_operation", schema=None) as batch_op:
        batch_op.drop_index("ix_channel_operation_session_id_seq")

    op.drop_table("channel_operation")
    op.drop_table("channel_head")
    with op.batch_alter_table("partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partner_programme_id"))

    op.drop_table("partner")
    with op.batch_alter_table("dialogue_session", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dialogue_session_event_id"))

    op.drop_table("dialogue_session")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_staff_id"))

    op.drop_table("sign_in")
    with op.batch_alter_table("setting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_setting_programme_id"))

    op.drop_table("setting")
    op.drop_table("sector")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_programme_id"))

    op.drop_table("event")
    op.drop_table("worker_beat")
    op.drop_table("staff")
    op.drop_table("programme")
    op.drop_table("first_link")
    op.drop_table("consent_wording")
