"""Searches that people keep for themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0057_saved_searches"
down_revision = "0048_withdrawals"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("query", sa.String(500), nullable=False),
        sa.Column("narrowed", sa.JSON(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_search"),
    )
    op.create_index("ix_saved_search_by", "saved_search", ["by"])


def downgrade() -> None:
    op.drop_table("saved_search")
