"""Who sat where and when, sound that is held back for them, and what is planned without sound."""

import sqlalchemy as sa
from alembic import op

revision = "0031_held_sound"
down_revision = "0030_pictures"
branch_labels = None
depends_on = None

# Whoever sat somewhere before is known to have sat there since they came in.
_FILL = """
    INSERT INTO seat_stay (participant_id, session_id, number, table_id, from_at)
    SELECT participant_id, session_id, 1, table_id, arrived_at FROM seat
"""


def upgrade() -> None:
    op.create_table(
        "seat_stay",
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("table_id", sa.String(64), nullable=True),
        sa.Column("from_at", sa.BigInteger(), nullable=False),
        sa.Column("to_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("participant_id", "session_id", "number", name="pk_seat_stay"),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name="fk_seat_stay_participant_id_participant"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name="fk_seat_stay_session_id_dialogue_session"
        ),
        sa.ForeignKeyConstraint(["table_id"], ["session_table.id"], name="fk_seat_stay_table_id_session_table"),
    )
    op.create_index("ix_seat_stay_session_table", "seat_stay", ["session_id", "table_id"])
    op.execute(_FILL)
    op.add_column(
        "dialogue_session", sa.Column("without_sound", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.add_column("session_table", sa.Column("without_sound", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("audio_recording", sa.Column("held_since", sa.BigInteger(), nullable=True))
    op.add_column("audio_recording", sa.Column("deleted_at", sa.BigInteger(), nullable=True))
    op.add_column("audio_recording", sa.Column("by_owner", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    for column in ("by_owner", "deleted_at", "held_since"):
        op.drop_column("audio_recording", column)
    op.drop_column("session_table", "without_sound")
    op.drop_column("dialogue_session", "without_sound")
    op.drop_table("seat_stay")
