"""Second opinions by another model on doubtful turns; single stages of speech done again."""

import sqlalchemy as sa
from alembic import op

revision = "0003_second_opinions"
down_revision = "0002_checked_transcripts"
branch_labels = None
depends_on = None

_KIND = "ck_speech_rerun_kind"
_BEFORE = "kind IN ('words', 'speakers')"
_AFTER = "kind IN ('words', 'speakers', 'opinion', 'checks', 'passages', 'groupings')"


def upgrade() -> None:
    with op.batch_alter_table("speech_rerun", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(_KIND), type_="check")
        batch_op.create_check_constraint(op.f(_KIND), _AFTER)
    op.create_table(
        "turn_opinion",
        sa.Column("transcript_id", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=False),
        sa.Column("model_digest", sa.String(length=64), nullable=True),
        sa.Column("versions", sa.JSON(), nullable=False),
        sa.Column("rerun_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("basis", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("decision", sa.String(length=16), nullable=True),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("decision IN ('taken', 'let_go')", name=op.f("ck_turn_opinion_decision")),
        sa.ForeignKeyConstraint(["rerun_id"], ["speech_rerun.id"], name=op.f("fk_turn_opinion_rerun_id_speech_rerun")),
        sa.ForeignKeyConstraint(
            ["transcript_id"], ["transcript_version.id"], name=op.f("fk_turn_opinion_transcript_id_transcript_version")
        ),
        sa.PrimaryKeyConstraint("transcript_id", "turn", "model", name=op.f("pk_turn_opinion")),
    )
    with op.batch_alter_table("turn_opinion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_turn_opinion_rerun_id"), ["rerun_id"], unique=False)


def downgrade() -> None:
    op.drop_table("turn_opinion")
    op.execute(sa.text("DELETE FROM speech_rerun WHERE kind NOT IN ('words', 'speakers')"))
    with op.batch_alter_table("speech_rerun", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(_KIND), type_="check")
        batch_op.create_check_constraint(op.f(_KIND), _BEFORE)
