"""A note can be written from a seat; those of before were written from their authors' own."""

import sqlalchemy as sa
from alembic import op

revision = "0011_note_seat"
down_revision = "0010_positions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("note", sa.Column("seat", sa.String(length=64), nullable=True))


def downgrade() -> None:
    op.drop_column("note", "seat")
