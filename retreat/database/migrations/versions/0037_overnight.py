"""The team's work between two days, and what people say of it the next morning."""

import sqlalchemy as sa
from alembic import op

revision = "0037_overnight"
down_revision = "0036_hand_over"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "overnight_heading",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_overnight_heading"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_overnight_heading_event_id_event"),
    )
    op.create_index("ix_overnight_heading_event_id_day", "overnight_heading", ["event_id", "day"])
    op.create_table(
        "overnight_title",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("heading_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_overnight_title"),
        sa.ForeignKeyConstraint(
            ["heading_id"], ["overnight_heading.id"], name="fk_overnight_title_heading_id_overnight_heading"
        ),
    )
    op.create_index("ix_overnight_title_heading_id", "overnight_title", ["heading_id"])
    op.create_table(
        "overnight_thing",
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("thing_id", sa.String(64), nullable=False),
        sa.Column("heading_id", sa.String(64), nullable=True),
        sa.Column("left_off", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", "day", "thing_id", name="pk_overnight_thing"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_overnight_thing_event_id_event"),
        sa.ForeignKeyConstraint(
            ["heading_id"], ["overnight_heading.id"], name="fk_overnight_thing_heading_id_overnight_heading"
        ),
    )
    op.create_table(
        "overnight_memo",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("event_id", sa.String(64), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_overnight_memo"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_overnight_memo_event_id_event"),
    )
    op.create_index("ix_overnight_memo_event_id_day", "overnight_memo", ["event_id", "day"])
    op.create_table(
        "yesterday_part",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("round_id", sa.String(64), nullable=False),
        sa.Column("stance", sa.String(16), nullable=False),
        sa.Column("on_id", sa.String(64), nullable=True),
        sa.Column("place", sa.String(64), nullable=True),
        sa.Column("due", sa.String(10), nullable=True),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("table_id", sa.String(64), nullable=True),
        sa.Column("share", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words_id", sa.String(64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_yesterday_part"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name="fk_yesterday_part_session_id_dialogue_session"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name="fk_yesterday_part_round_id_round"),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name="fk_yesterday_part_participant_id_participant"
        ),
        sa.ForeignKeyConstraint(["table_id"], ["session_table.id"], name="fk_yesterday_part_table_id_session_table"),
        sa.ForeignKeyConstraint(["words_id"], ["words.id"], name="fk_yesterday_part_words_id_words"),
    )
    for column in ("session_id", "on_id", "participant_id"):
        op.create_index(f"ix_yesterday_part_{column}", "yesterday_part", [column])


def downgrade() -> None:
    for table in ("yesterday_part", "overnight_memo", "overnight_thing", "overnight_title", "overnight_heading"):
        op.drop_table(table)
