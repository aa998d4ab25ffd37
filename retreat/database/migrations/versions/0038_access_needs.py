"""What people need so that they can take part."""

import sqlalchemy as sa
from alembic import op

revision = "0038_access_needs"
down_revision = "0037_overnight"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_need",
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(400), nullable=False),
        sa.Column("tells_name", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("met_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("participant_id", name="pk_access_need"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_access_need_participant_id_participant"
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_access_need_event_id_event"),
    )
    op.create_index("ix_access_need_event_id", "access_need", ["event_id"])


def downgrade() -> None:
    op.drop_table("access_need")
