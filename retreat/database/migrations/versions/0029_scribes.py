"""People without a device: their slip numbers, who writes for them, and who entered an answer or an operation.

Nobody of before has a slip number; all that was kept before was entered by whoever it is from.
"""

import sqlalchemy as sa
from alembic import op

revision = "0029_scribes"
down_revision = "0028_left_out"
branch_labels = None
depends_on = None

_COLUMNS = (("seat", "scribe_id"), ("log_operation", "entered_by"), ("consent_answer", "entered_by"))


def upgrade() -> None:
    op.add_column("participant", sa.Column("slip", sa.String(length=8), nullable=True))
    op.create_index("uq_participant_slip", "participant", ["slip"], unique=True)
    for table, column in _COLUMNS:
        op.add_column(table, sa.Column(column, sa.String(length=64), nullable=True))


def downgrade() -> None:
    for table, column in reversed(_COLUMNS):
        op.drop_column(table, column)
    op.drop_index("uq_participant_slip", "participant")
    op.drop_column("participant", "slip")
