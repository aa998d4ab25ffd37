"""A round can pause: its time stops, and goes on from there."""

import sqlalchemy as sa
from alembic import op

revision = "0026_paused_rounds"
down_revision = "0023_sorting"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("paused_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("round", "paused_at")
