"""Where a narrative comes from: from how many, chosen by whom and why, and whether it was written with the person."""

import sqlalchemy as sa
from alembic import op

revision = "0065_narrative_origins"
down_revision = "0064_returned_narratives"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("narrative") as table:
        table.add_column(sa.Column("out_of", sa.Integer(), nullable=True))
        table.add_column(sa.Column("chosen_by", sa.String(160), nullable=False, server_default=""))
        table.add_column(sa.Column("chosen_because", sa.String(500), nullable=False, server_default=""))
        table.add_column(sa.Column("with_person", sa.String(16), nullable=False, server_default=""))


def downgrade() -> None:
    with op.batch_alter_table("narrative") as table:
        for column in ("out_of", "chosen_by", "chosen_because", "with_person"):
            table.drop_column(column)
