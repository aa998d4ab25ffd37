"""Where phones reached the pages, and which devices were heard again after a machine went on from a copy."""

import sqlalchemy as sa
from alembic import op

revision = "0036_hand_over"
down_revision = "0035_held_words"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("keeping", sa.Column("address", sa.Text(), nullable=True))
    op.create_table(
        "came_back",
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("back_at", sa.BigInteger(), nullable=False),
        sa.Column("heard_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name="fk_came_back_participant_id_participant"),
        sa.PrimaryKeyConstraint("participant_id", name="pk_came_back"),
    )


def downgrade() -> None:
    op.drop_table("came_back")
    with op.batch_alter_table("keeping") as table:
        table.drop_column("address")
