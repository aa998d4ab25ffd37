"""Notes that were chosen by their pictures, not typed."""

import sqlalchemy as sa
from alembic import op

revision = "0034_chosen_notes"
down_revision = "0033_keeping"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("note", sa.Column("chosen", sa.String(16), nullable=True))


def downgrade() -> None:
    op.drop_column("note", "chosen")
