"""Groupings over the sessions of a programme."""

import sqlalchemy as sa
from alembic import op

revision = "0058_groupings"
down_revision = "0057_saved_searches"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "grouping_run",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=True),
        sa.Column("passages", sa.Integer(), nullable=False),
        sa.Column("unassigned", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Float(), nullable=True),
        sa.Column("stage", sa.String(40), nullable=True),
        sa.Column("progress", sa.Float(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(120), nullable=True),
        sa.Column("lease_until", sa.BigInteger(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("abandoned", sa.Integer(), nullable=False),
        sa.Column("retry_after", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_grouping_run"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name="fk_grouping_run_programme_id_programme"),
        sa.CheckConstraint(
            "state IN ('waiting', 'working', 'ready', 'stopped', 'set_aside')", name="ck_grouping_run_state"
        ),
    )
    op.create_index("ix_grouping_run_programme_id", "grouping_run", ["programme_id"])
    op.create_table(
        "suggested_grouping",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("run_id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("set_id", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_suggested_grouping"),
        sa.ForeignKeyConstraint(["run_id"], ["grouping_run.id"], name="fk_suggested_grouping_run_id_grouping_run"),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name="fk_suggested_grouping_programme_id_programme"
        ),
        sa.ForeignKeyConstraint(["set_id"], ["analysis_set.id"], name="fk_suggested_grouping_set_id_analysis_set"),
        sa.CheckConstraint("state IN ('suggested', 'kept', 'discarded')", name="ck_suggested_grouping_state"),
    )
    op.create_index("ix_suggested_grouping_run_id", "suggested_grouping", ["run_id"])
    op.create_table(
        "grouped_piece",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("grouping_id", sa.String(64), nullable=False),
        sa.Column("passage_id", sa.String(64), nullable=False),
        sa.Column("closeness", sa.Float(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_grouped_piece"),
        sa.ForeignKeyConstraint(
            ["grouping_id"], ["suggested_grouping.id"], name="fk_grouped_piece_grouping_id_suggested_grouping"
        ),
    )
    op.create_index("ix_grouped_piece_grouping_id", "grouped_piece", ["grouping_id"])


def downgrade() -> None:
    op.drop_table("grouped_piece")
    op.drop_table("suggested_grouping")
    op.drop_table("grouping_run")
