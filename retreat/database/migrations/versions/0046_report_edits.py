"""What editors write into the report of an event."""

import sqlalchemy as sa
from alembic import op

revision = "0046_report_edits"
down_revision = "0045_named_hosts"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_edit",
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("key", sa.String(128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "key", name="pk_report_edit"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_report_edit_event_id_event"),
    )


def downgrade() -> None:
    op.drop_table("report_edit")
