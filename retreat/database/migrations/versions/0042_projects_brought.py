"""Projects of other programs that are brought in, and the coders who come with them."""

import sqlalchemy as sa
from alembic import op

revision = "0042_projects_brought"
down_revision = "0041_releases"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brought_coder",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("guid", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_brought_coder"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name="fk_brought_coder_programme_id_programme"),
        sa.UniqueConstraint("programme_id", "guid", name="uq_brought_coder_programme_id_guid"),
    )
    op.create_table(
        "project_import",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("filename", sa.String(160), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=True),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("codes", sa.Integer(), nullable=False),
        sa.Column("placed", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("memos", sa.Integer(), nullable=False),
        sa.Column("texts", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(64), nullable=True),
        sa.Column("emptied_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'wanted', 'done', 'failed', 'dropped')", name="ck_project_import_state"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_project_import"),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name="fk_project_import_programme_id_programme"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name="fk_project_import_session_id_dialogue_session"
        ),
    )
    op.create_index("ix_project_import_programme_id", "project_import", ["programme_id"])


def downgrade() -> None:
    op.drop_table("project_import")
    op.drop_table("brought_coder")
