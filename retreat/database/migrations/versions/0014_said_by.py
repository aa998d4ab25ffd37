"""A word knows whose it is where that is known otherwise than by the voice of its turn."""

import sqlalchemy as sa
from alembic import op

revision = "0014_said_by"
down_revision = "0013_erasure_tables"
branch_labels = None
depends_on = None

_INDEX = "ix_recorded_word_said_by"


def upgrade() -> None:
    # In words that both engines read: with the whole table written afresh, years of talk would wait for it.
    op.execute(
        "ALTER TABLE recorded_word ADD COLUMN said_by VARCHAR(64) "
        "CONSTRAINT fk_recorded_word_said_by_participant REFERENCES participant (id)"
    )
    is_known = sa.text("said_by IS NOT NULL")
    op.create_index(
        _INDEX, "recorded_word", ["transcript_id", "said_by"], sqlite_where=is_known, postgresql_where=is_known
    )


def downgrade() -> None:
    op.drop_index(_INDEX, "recorded_word")
    op.drop_column("recorded_word", "said_by")
