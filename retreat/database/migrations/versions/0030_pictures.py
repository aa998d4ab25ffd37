"""Pictures of flipcharts and paper notes, what was agreed before they were taken, and notes typed from them."""

import sqlalchemy as sa
from alembic import op

revision = "0030_pictures"
down_revision = "0029_scribes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picture_agreement",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("table_id", sa.String(64), nullable=True),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_picture_agreement"),
        _refers("picture_agreement", "session_id", "dialogue_session"),
        _refers("picture_agreement", "table_id", "session_table"),
        _refers("picture_agreement", "participant_id", "participant"),
    )
    op.create_table(
        "picture",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("table_id", sa.String(64), nullable=True),
        sa.Column("prompt_id", sa.String(64), nullable=True),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("agreement_id", sa.String(64), nullable=False),
        sa.Column("share", sa.String(16), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("left_out_at", sa.BigInteger(), nullable=True),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_picture"),
        _refers("picture", "session_id", "dialogue_session"),
        _refers("picture", "table_id", "session_table"),
        _refers("picture", "prompt_id", "prompt"),
        _refers("picture", "participant_id", "participant"),
        _refers("picture", "agreement_id", "picture_agreement"),
    )
    for table in ("picture_agreement", "picture"):
        for column in ("session_id", "participant_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])
    op.add_column("note", sa.Column("picture_id", sa.String(64), nullable=True))


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def downgrade() -> None:
    op.drop_column("note", "picture_id")
    for table in ("picture", "picture_agreement"):
        op.drop_table(table)
