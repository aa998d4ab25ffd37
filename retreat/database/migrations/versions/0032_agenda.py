"""An event's agenda: its days, and what is planned on each."""

import sqlalchemy as sa
from alembic import op

revision = "0032_agenda"
down_revision = "0031_held_sound"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "agenda_day",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.Integer(), nullable=False),
        sa.Column("ends_at", sa.Integer(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_day"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_agenda_day_event_id_event"),
        sa.UniqueConstraint("event_id", "day", name="uq_agenda_day_event_id_day"),
    )
    op.create_table(
        "agenda_item",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=True),
        sa.Column("is_beside", sa.Boolean(), nullable=False),
        sa.Column("place", sa.String(160), nullable=False),
        sa.Column("lead", sa.String(160), nullable=False),
        sa.Column("hosts", sa.String(160), nullable=False),
        sa.Column("materials", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("activity", sa.String(64), nullable=True),
        sa.Column("session_id", sa.String(64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("dropped_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_agenda_item"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_agenda_item_event_id_event"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name="fk_agenda_item_session_id_dialogue_session"
        ),
        sa.UniqueConstraint("session_id", name="uq_agenda_item_session_id"),
    )
    op.create_index("ix_agenda_item_event_id", "agenda_item", ["event_id"])


def downgrade() -> None:
    op.drop_table("agenda_item")
    op.drop_table("agenda_day")
