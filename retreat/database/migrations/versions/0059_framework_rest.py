"""Keeps which excerpts a summary of the framework matrix rests on.

An earlier summary is taken to rest on every excerpt of its theme: what its author could read is not known any more.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0059_framework_rest"
down_revision = "0058_groupings"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "framework_rest",
        sa.Column("cell_id", sa.String(64), nullable=False),
        sa.Column("excerpt_id", sa.String(64), nullable=False),
        sa.Column("words", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("cell_id", "excerpt_id", name="pk_framework_rest"),
        sa.ForeignKeyConstraint(["cell_id"], ["framework_cell.id"], name="fk_framework_rest_cell_id_framework_cell"),
        sa.ForeignKeyConstraint(["excerpt_id"], ["excerpt.id"], name="fk_framework_rest_excerpt_id_excerpt"),
    )
    op.create_index("ix_framework_rest_excerpt_id", "framework_rest", ["excerpt_id"])
    op.execute(
        "INSERT INTO framework_rest (cell_id, excerpt_id) SELECT DISTINCT c.id, t.excerpt_id "
        "FROM framework_cell c JOIN theme_excerpt t ON t.theme_id = c.theme_id"
    )


def downgrade() -> None:
    op.drop_table("framework_rest")
