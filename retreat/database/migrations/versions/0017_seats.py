"""Who came in by which browser and from near whom, who was taken out, and numbers for another person on one phone."""

import sqlalchemy as sa
from alembic import op

revision = "0017_seats"
down_revision = "0016_anchors"
branch_labels = None
depends_on = None

_COLUMNS = (
    ("joined_from", sa.String(length=64)),
    ("browser", sa.String(length=64)),
    ("taken_out_at", sa.BigInteger()),
)


def upgrade() -> None:
    for name, kind in _COLUMNS:
        op.add_column("participant", sa.Column(name, kind, nullable=True))
    op.create_index("ix_participant_event_browser", "participant", ["event_id", "browser"])
    is_out = sa.text("taken_out_at IS NOT NULL")
    op.create_index("ix_participant_taken_out", "participant", ["id"], sqlite_where=is_out, postgresql_where=is_out)
    op.create_table(
        "extra_place",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("number_hash", sa.String(length=64), nullable=False),
        sa.Column("staff_id", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_extra_place_event_id_event")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_extra_place_staff_id_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra_place")),
        sa.UniqueConstraint("event_id", "number_hash", name=op.f("uq_extra_place_event_id_number_hash")),
    )
    op.create_table(
        "set_aside",
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("target_id", sa.String(length=64), nullable=False),
        sa.Column("noun", sa.String(length=8), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_set_aside_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_set_aside_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_set_aside_round_id_round")),
        sa.PrimaryKeyConstraint("participant_id", "session_id", "target_id", "noun", name=op.f("pk_set_aside")),
    )


def downgrade() -> None:
    op.drop_table("set_aside")
    op.drop_table("extra_place")
    op.drop_index("ix_participant_taken_out", "participant")
    op.drop_index("ix_participant_event_browser", "participant")
    for name, _kind in reversed(_COLUMNS):
        op.drop_column("participant", name)
