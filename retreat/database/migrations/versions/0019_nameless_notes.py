"""A note that was handed in tells no name, also once it was shown to everyone.

Those of before are known by how they are shared, or by the operation that showed them.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019_nameless_notes"
down_revision = "0018_accounts"
branch_labels = None
depends_on = None

_AT_ONCE = 500


def upgrade() -> None:
    op.add_column("note", sa.Column("nameless", sa.Boolean(), nullable=False, server_default=sa.false()))
    db = op.get_bind()
    note = sa.table(
        "note", sa.column("id", sa.String), sa.column("share", sa.String), sa.column("nameless", sa.Boolean)
    )
    done = sa.table("log_operation", sa.column("kind", sa.String), sa.column("body", sa.JSON))
    db.execute(sa.update(note).where(note.c.share == "facilitators").values(nameless=True))
    bodies = db.scalars(sa.select(done.c.body).where(done.c.kind == "notes.reveal"))
    shown = sorted({found["id"] for body in bodies for found in body.get("notes", ())})
    for start in range(0, len(shown), _AT_ONCE):
        some = shown[start : start + _AT_ONCE]
        db.execute(sa.update(note).where(note.c.id.in_(some)).values(nameless=True))


def downgrade() -> None:
    op.drop_column("note", "nameless")
