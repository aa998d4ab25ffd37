"""The sector and role of a voice, given by hand where it is matched to nobody."""

import sqlalchemy as sa
from alembic import op

revision = "0007_cases"
down_revision = "0006_one_person_one_event"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("recorded_speaker") as table:
        table.add_column(sa.Column("sector", sa.String(length=120), nullable=True))
        table.add_column(sa.Column("role", sa.String(length=120), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("recorded_speaker") as table:
        table.drop_column("role")
        table.drop_column("sector")
