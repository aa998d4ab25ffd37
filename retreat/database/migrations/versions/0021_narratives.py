"""Outcome narratives with their wordings, which a step reads; and what people mark and write on them."""

import sqlalchemy as sa
from alembic import op

revision = "0021_narratives"
down_revision = "0020_assumptions"
branch_labels = None
depends_on = None

_ID = 64


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=_ID), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "narrative",
        _id("id"),
        _id("programme_id"),
        _id("partner_id", nullable=True),
        _id("sector_id", nullable=True),
        _id("created_by", nullable=True),
        _at("created_at"),
        _at("erased_at", nullable=True),
        _refers("narrative", "programme_id", "programme"),
        _refers("narrative", "partner_id", "partner"),
        _refers("narrative", "sector_id", "sector"),
        _refers("narrative", "created_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_narrative")),
    )
    op.create_index(op.f("ix_narrative_programme_id"), "narrative", ["programme_id"])
    op.create_table(
        "narrative_text",
        _id("id"),
        _id("narrative_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), server_default=sa.false(), nullable=False),
        _at("cleared_at", nullable=True),
        _id("cleared_by", nullable=True),
        _at("written_at"),
        _at("used_at", nullable=True),
        _refers("narrative_text", "narrative_id", "narrative"),
        _refers("narrative_text", "cleared_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_narrative_text")),
        sa.UniqueConstraint("narrative_id", "number", name=op.f("uq_narrative_text_narrative_id_number")),
    )
    op.create_table(
        "narrative_choice",
        _id("id"),
        _id("round_id"),
        _id("table_id", nullable=True),
        _id("text_id"),
        _id("chosen_by", nullable=True),
        _at("chosen_at"),
        _refers("narrative_choice", "round_id", "round"),
        _refers("narrative_choice", "table_id", "session_table"),
        _refers("narrative_choice", "text_id", "narrative_text"),
        _refers("narrative_choice", "chosen_by", "staff"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_narrative_choice")),
    )
    op.create_index(op.f("ix_narrative_choice_round_id"), "narrative_choice", ["round_id"])
    op.create_table(
        "narrative_laid",
        _id("id"),
        _id("session_id"),
        _id("round_id"),
        _id("table_id", nullable=True),
        _id("text_id"),
        _id("words_id"),
        _at("at"),
        _refers("narrative_laid", "session_id", "dialogue_session"),
        _refers("narrative_laid", "round_id", "round"),
        _refers("narrative_laid", "table_id", "session_table"),
        _refers("narrative_laid", "text_id", "narrative_text"),
        _refers("narrative_laid", "words_id", "words"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_narrative_laid")),
    )
    op.create_index("ix_narrative_laid_session_id_at", "narrative_laid", ["session_id", "at"])
    op.create_index(op.f("ix_narrative_laid_text_id"), "narrative_laid", ["text_id"])
    op.create_table(
        "reading_mark",
        _id("id"),
        _id("session_id"),
        _id("round_id"),
        _id("text_id"),
        sa.Column("begins", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        _id("meaning"),
        _id("participant_id"),
        _id("table_id", nullable=True),
        sa.Column("share", sa.String(length=16), nullable=False),
        _at("at"),
        _at("removed_at", nullable=True),
        *_refers_all("reading_mark"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_mark")),
    )
    for column in ("session_id", "text_id", "participant_id"):
        op.create_index(op.f(f"ix_reading_mark_{column}"), "reading_mark", [column])
    op.create_table(
        "reading_part",
        _id("id"),
        _id("session_id"),
        _id("round_id"),
        _id("text_id"),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("begins", sa.Integer(), nullable=True),
        sa.Column("ends", sa.Integer(), nullable=True),
        _id("first_id", nullable=True),
        _id("participant_id"),
        _id("table_id", nullable=True),
        sa.Column("share", sa.String(length=16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        _id("words_id"),
        _at("at"),
        _at("removed_at", nullable=True),
        *_refers_all("reading_part"),
        _refers("reading_part", "words_id", "words"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_part")),
    )
    for column in ("session_id", "text_id", "first_id", "participant_id"):
        op.create_index(op.f(f"ix_reading_part_{column}"), "reading_part", [column])


def _refers_all(table: str) -> list[sa.ForeignKeyConstraint]:
    return [
        _refers(table, "session_id", "dialogue_session"),
        _refers(table, "round_id", "round"),
        _refers(table, "text_id", "narrative_text"),
        _refers(table, "participant_id", "participant"),
        _refers(table, "table_id", "session_table"),
    ]


def downgrade() -> None:
    for table in (
        "reading_part",
        "reading_mark",
        "narrative_laid",
        "narrative_choice",
        "narrative_text",
        "narrative",
    ):
        op.drop_table(table)
