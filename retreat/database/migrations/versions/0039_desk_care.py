"""Who stands at the door, who asks for a break or for somebody, whom to phone, held notes, memos of the team."""

import sqlalchemy as sa
from alembic import op

revision = "0039_desk_care"
down_revision = "0038_access_needs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "door_opening",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_door_opening"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_door_opening_event_id_event"),
    )
    op.create_index("ix_door_opening_event_id", "door_opening", ["event_id"])
    op.create_table(
        "care_request",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("wants", sa.String(16), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_care_request"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name="fk_care_request_session_id_dialogue_session"
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_care_request_participant_id_participant"
        ),
        sa.UniqueConstraint("participant_id", name="uq_care_request_participant_id"),
    )
    op.create_index("ix_care_request_session_id", "care_request", ["session_id"])
    op.create_table(
        "care_contacts",
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name="pk_care_contacts"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_care_contacts_event_id_event"),
    )
    op.create_table(
        "held_note",
        sa.Column("note_id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("note_id", name="pk_held_note"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name="fk_held_note_session_id_dialogue_session"
        ),
    )
    op.create_index("ix_held_note_session_id", "held_note", ["session_id"])
    op.create_table(
        "session_memo",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_session_memo"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name="fk_session_memo_session_id_dialogue_session"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_session_memo_staff_id_staff"),
    )
    op.create_index("ix_session_memo_session_id", "session_memo", ["session_id"])
    op.create_index("ix_session_memo_staff_id", "session_memo", ["staff_id"])


def downgrade() -> None:
    for table in ("session_memo", "held_note", "care_contacts", "care_request", "door_opening"):
        op.drop_table(table)
