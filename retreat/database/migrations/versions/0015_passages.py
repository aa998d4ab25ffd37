"""What was said is found by its voices: a spoken passage has no author, and one that was cut away says its words."""

import sqlalchemy as sa
from alembic import op

revision = "0015_passages"
down_revision = "0014_said_by"
branch_labels = None
depends_on = None

_AUTHOR = "ck_passage_author"

# The words beneath each passage: a heard word stands at its number times 2^20, what people added half of that around it.
# Whose a word is by itself is a voice without a label, unless the voice of its turn says the same.
_VOICES = """
    INSERT INTO passage_voice (number, place, label, participant_id)
    WITH beneath AS (
        SELECT p.number, t.speaker, s.participant_id, w.said_by, w.place
        FROM passage p
        JOIN recorded_word w ON w.transcript_id = p.transcript_id
            AND w.place BETWEEN CAST(p.first_word AS BIGINT) * 1048576 - 524287
            AND CAST(p.last_word AS BIGINT) * 1048576 + 524288
        LEFT JOIN recorded_turn t ON t.transcript_id = w.transcript_id AND t.n = w.turn
        LEFT JOIN recorded_speaker s ON s.transcript_id = w.transcript_id AND s.label = t.speaker
        WHERE p.kind = 'spoken' AND NOT w.removed
    ), voice AS (
        SELECT number, 0 AS unlabelled, speaker AS label, participant_id, min(place) AS begins
        FROM beneath GROUP BY number, speaker, participant_id
        UNION ALL
        SELECT number, 1, NULL, said_by, min(place)
        FROM beneath
        WHERE said_by IS NOT NULL AND (participant_id IS NULL OR participant_id <> said_by)
        GROUP BY number, said_by
    )
    SELECT number, row_number() OVER (PARTITION BY number ORDER BY begins, unlabelled) - 1, label, participant_id
    FROM voice
"""
# A passage of one person alone was theirs.
_AUTHORS = """
    UPDATE passage SET participant_id = (
        SELECT max(v.participant_id) FROM passage_voice v WHERE v.number = passage.number
        HAVING count(*) = count(v.participant_id) AND count(DISTINCT v.participant_id) = 1
    ) WHERE kind = 'spoken'
"""


def upgrade() -> None:
    op.create_table(
        "passage_voice",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("place", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("label", sa.String(length=120), nullable=True),
        sa.Column("participant_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["number"], ["passage.number"], name=op.f("fk_passage_voice_number_passage")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_passage_voice_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("number", "place", name=op.f("pk_passage_voice")),
    )
    op.create_index(op.f("ix_passage_voice_participant_id"), "passage_voice", ["participant_id"])
    op.execute(_VOICES)
    op.execute("UPDATE passage SET participant_id = NULL WHERE kind = 'spoken' AND participant_id IS NOT NULL")
    no = "0" if op.get_bind().dialect.name == "sqlite" else "false"
    # In words that both engines read: with the whole table written afresh, years of talk would wait for it.
    op.execute(
        f"ALTER TABLE passage ADD COLUMN cut_away BOOLEAN DEFAULT {no} NOT NULL "
        f"CONSTRAINT {_AUTHOR} CHECK (kind = 'written' OR participant_id IS NULL)"
    )
    # What was cut away until now lost its words; that it was is all that can still be said.
    op.execute("UPDATE passage SET cut_away = NOT cut_away WHERE kind = 'spoken' AND first_word IS NULL")


def downgrade() -> None:
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(_AUTHOR, "passage")
    op.execute("UPDATE passage SET first_word = NULL, last_word = NULL WHERE cut_away")
    op.drop_column("passage", "cut_away")
    op.execute(_AUTHORS)
    op.drop_index(op.f("ix_passage_voice_participant_id"), "passage_voice")
    op.drop_table("passage_voice")
