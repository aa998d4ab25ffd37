"""Releases: frozen exports for somebody, and whose words are in them."""

import sqlalchemy as sa
from alembic import op

revision = "0041_releases"
down_revision = "0040_analysis"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "release",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=True),
        sa.Column("audience", sa.String(16), nullable=False),
        sa.Column("format", sa.String(16), nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("holder", sa.String(160), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("approved_by", sa.String(64), nullable=True),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("called", sa.String(160), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("turns_left_out", sa.Integer(), nullable=False),
        sa.Column("written_left_out", sa.Integer(), nullable=False),
        sa.Column("recalled_at", sa.BigInteger(), nullable=True),
        sa.Column("why", sa.String(16), nullable=True),
        sa.Column("emptied_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('made', 'approved', 'recalled')", name="ck_release_state"),
        sa.PrimaryKeyConstraint("id", name="pk_release"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_release_event_id_event"),
        sa.ForeignKeyConstraint(["session_id"], ["dialogue_session.id"], name="fk_release_session_id_dialogue_session"),
    )
    op.create_index("ix_release_event_id", "release", ["event_id"])
    op.create_table(
        "release_person",
        sa.Column("release_id", sa.String(64), nullable=False),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("release_id", "participant_id", name="pk_release_person"),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_release_person_release_id_release"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_release_person_participant_id_participant"
        ),
    )
    op.create_index("ix_release_person_participant_id", "release_person", ["participant_id"])
    op.create_table(
        "release_written",
        sa.Column("release_id", sa.String(64), nullable=False),
        sa.Column("thing_id", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("release_id", "thing_id", name="pk_release_written"),
        sa.ForeignKeyConstraint(["release_id"], ["release.id"], name="fk_release_written_release_id_release"),
    )
    op.create_index("ix_release_written_thing_id", "release_written", ["thing_id"])


def downgrade() -> None:
    op.drop_table("release_written")
    op.drop_table("release_person")
    op.drop_table("release")
