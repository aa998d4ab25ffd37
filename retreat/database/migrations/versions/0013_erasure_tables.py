"""An erasure names the tables that words were erased from; one that waits from before means those of notes."""

import sqlalchemy as sa
from alembic import op

revision = "0013_erasure_tables"
down_revision = "0012_tensions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("erasure", sa.Column("tables", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("erasure", "tables")
