"""Activities that a programme has written for itself."""

import sqlalchemy as sa
from alembic import op

revision = "0009_own_activities"
down_revision = "0008_steps"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_activity",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("programme_id", sa.String(length=64), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.String(length=64), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_own_activity_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(["created_by"], ["staff.id"], name=op.f("fk_own_activity_created_by_staff")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_activity")),
        sa.UniqueConstraint("programme_id", "key", name=op.f("uq_own_activity_programme_id_key")),
    )


def downgrade() -> None:
    op.drop_table("own_activity")
