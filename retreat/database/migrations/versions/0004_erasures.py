"""What was erased leaves the files: a mark of what is still in them. What was erased before is asked for at once."""

import sqlalchemy as sa
from alembic import op

revision = "0004_erasures"
down_revision = "0003_second_opinions"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_erasure_only")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
    )
    op.execute(
        sa.text("INSERT INTO erasure (id, asked, done) SELECT 1, 1, 0 FROM words WHERE erased_at IS NOT NULL LIMIT 1")
    )


def downgrade() -> None:
    op.drop_table("erasure")
