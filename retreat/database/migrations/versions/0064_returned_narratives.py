"""Until when a narrative may be read, when it went back, and which lines the partner approved to stay."""

import sqlalchemy as sa
from alembic import op

revision = "0064_returned_narratives"
down_revision = "0063_reach"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("narrative") as table:
        table.add_column(sa.Column("returns_at", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("returned_at", sa.BigInteger(), nullable=True))
    with op.batch_alter_table("narrative_text") as table:
        table.add_column(sa.Column("approved", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("approved_by", sa.String(64), nullable=True))
        table.add_column(sa.Column("approved_at", sa.BigInteger(), nullable=True))
        table.create_foreign_key("fk_narrative_text_approved_by_staff", "staff", ["approved_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("narrative_text") as table:
        table.drop_constraint("fk_narrative_text_approved_by_staff", type_="foreignkey")
        for column in ("approved", "approved_by", "approved_at"):
            table.drop_column(column)
    with op.batch_alter_table("narrative") as table:
        table.drop_column("returns_at")
        table.drop_column("returned_at")
