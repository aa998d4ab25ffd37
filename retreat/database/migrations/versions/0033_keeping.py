"""Which data folder this is, and when it was last backed up."""

import sqlalchemy as sa
from alembic import op

revision = "0033_keeping"
down_revision = "0032_agenda"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "keeping",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("folder_id", sa.String(64), nullable=False),
        sa.Column("backup_at", sa.BigInteger(), nullable=True),
        sa.Column("backup_bytes", sa.BigInteger(), nullable=True),
        sa.Column("trouble", sa.Text(), nullable=True),
        sa.Column("tried_at", sa.BigInteger(), nullable=True),
        sa.Column("gone_asked", sa.Integer(), server_default="0", nullable=False),
        sa.Column("drill_at", sa.BigInteger(), nullable=True),
        sa.Column("restored_at", sa.BigInteger(), nullable=True),
        sa.Column("restored_from", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_keeping"),
        sa.CheckConstraint("id = 1", name="ck_keeping_only"),
    )


def downgrade() -> None:
    op.drop_table("keeping")
