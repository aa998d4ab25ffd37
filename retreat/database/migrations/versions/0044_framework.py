"""The framework matrix: summaries of what each case says to each theme."""

import sqlalchemy as sa
from alembic import op

revision = "0044_framework"
down_revision = "0043_themes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "framework_cell",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("theme_id", sa.String(64), nullable=False),
        sa.Column("by_kind", sa.String(16), nullable=False),
        sa.Column("called", sa.String(200), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_framework_cell"),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name="fk_framework_cell_theme_id_theme"),
        sa.CheckConstraint(
            "by_kind IN ('sector', 'role', 'event', 'place', 'table')", name="ck_framework_cell_by_kind"
        ),
    )
    op.create_index("ix_framework_cell_theme_id_by_kind", "framework_cell", ["theme_id", "by_kind"])


def downgrade() -> None:
    op.drop_table("framework_cell")
