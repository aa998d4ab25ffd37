"""Whether a host or scribe was asked for, or confirmed, by the facilitators."""

import sqlalchemy as sa
from alembic import op

revision = "0045_named_hosts"
down_revision = "0044_framework"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("table_duty", sa.Column("named_at", sa.BigInteger(), nullable=True))
    # Only the facilitators could ask; of those who have accepted, nobody knows any more who began.
    op.execute("UPDATE table_duty SET named_at = at WHERE state = 'asked'")


def downgrade() -> None:
    with op.batch_alter_table("table_duty") as table:
        table.drop_column("named_at")
