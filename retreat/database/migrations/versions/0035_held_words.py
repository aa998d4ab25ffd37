"""Transcripts that wait until somebody of the team decides, because parts of their talk are left out."""

import sqlalchemy as sa
from alembic import op

revision = "0035_held_words"
down_revision = "0034_chosen_notes"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("transcript_import", sa.Column("held_since", sa.BigInteger(), nullable=True))
    op.add_column("transcript_import", sa.Column("decided_at", sa.BigInteger(), nullable=True))
    op.add_column("transcript_import", sa.Column("decided_by", sa.String(64), nullable=True))


def downgrade() -> None:
    for column in ("decided_by", "decided_at", "held_since"):
        op.drop_column("transcript_import", column)
