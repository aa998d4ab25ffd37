"""Who had a hand in a narrative's words, and which suggested identifiers were settled."""

import sqlalchemy as sa
from alembic import op

revision = "0060_second_person"
down_revision = "0059_framework_rest"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("narrative_text") as table:
        table.add_column(sa.Column("writers", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("settled", sa.JSON(), nullable=False, server_default="[]"))
        table.add_column(sa.Column("settled_by", sa.String(64), nullable=True))
        table.add_column(sa.Column("settled_at", sa.BigInteger(), nullable=True))
        table.create_foreign_key("fk_narrative_text_settled_by_staff", "staff", ["settled_by"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("narrative_text") as table:
        table.drop_constraint("fk_narrative_text_settled_by_staff", type_="foreignkey")
        for column in ("writers", "settled", "settled_by", "settled_at"):
            table.drop_column(column)
