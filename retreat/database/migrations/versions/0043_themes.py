"""Themes: claims with what supports them and what speaks against them, and what participants answer."""

import sqlalchemy as sa
from alembic import op

revision = "0043_themes"
down_revision = "0042_projects_brought"
branch_labels = None
depends_on = None

_INDEXES = (
    ("theme", "programme_id"),
    ("theme_excerpt", "theme_id"),
    ("theme_excerpt", "excerpt_id"),
    ("theme_note", "theme_id"),
    ("theme_voice", "theme_id"),
    ("theme_voice", "participant_id"),
)


def upgrade() -> None:
    op.create_table(
        "theme",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("back", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_theme"),
        _refers("theme", "programme_id", "programme"),
        sa.CheckConstraint("state IN ('proposed', 'contested', 'held', 'set_aside')", name="ck_theme_state"),
    )
    op.create_table(
        "theme_wording",
        sa.Column("theme_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("theme_id", "number", name="pk_theme_wording"),
        _refers("theme_wording", "theme_id", "theme"),
    )
    op.create_table(
        "theme_excerpt",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("theme_id", sa.String(64), nullable=False),
        sa.Column("excerpt_id", sa.String(64), nullable=False),
        sa.Column("side", sa.String(16), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_theme_excerpt"),
        _refers("theme_excerpt", "theme_id", "theme"),
        _refers("theme_excerpt", "excerpt_id", "excerpt"),
        sa.CheckConstraint("side IN ('supporting', 'contrary')", name="ck_theme_excerpt_side"),
    )
    op.create_table(
        "theme_note",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("theme_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_theme_note"),
        _refers("theme_note", "theme_id", "theme"),
        sa.CheckConstraint("kind IN ('dissent', 'minority', 'search')", name="ck_theme_note_kind"),
    )
    op.create_table(
        "theme_voice",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("theme_id", sa.String(64), nullable=False),
        sa.Column("participant_id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_by", sa.String(64), nullable=True),
        sa.Column("replied_at", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("taken_back_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_theme_voice"),
        _refers("theme_voice", "theme_id", "theme"),
        _refers("theme_voice", "participant_id", "participant"),
        _refers("theme_voice", "session_id", "dialogue_session"),
        sa.CheckConstraint("answer IN ('signed', 'dissents')", name="ck_theme_voice_answer"),
    )
    for table, column in _INDEXES:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def downgrade() -> None:
    for table in ("theme_voice", "theme_note", "theme_excerpt", "theme_wording", "theme"):
        op.drop_table(table)
