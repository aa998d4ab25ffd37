"""Analysis: codebook, excerpts and codings, memos, readings, sets, double coding, and the programme's own log."""

import sqlalchemy as sa
from alembic import op

revision = "0040_analysis"
down_revision = "0039_desk_care"
branch_labels = None
depends_on = None

_INDEXES = (
    ("analysis_entry", ("session_id",)),
    ("analysis_entry", ("thing_id",)),
    ("code", ("programme_id",)),
    ("excerpt", ("anchor_id",)),
    ("excerpt", ("programme_id",)),
    ("excerpt", ("session_id",)),
    ("excerpt", ("thing_id",)),
    ("code_example", ("code_id",)),
    ("double_coding", ("programme_id",)),
    ("double_coding", ("session_id",)),
    ("settlement", ("double_id",)),
    ("coding", ("code_id",)),
    ("coding", ("double_id",)),
    ("coding", ("excerpt_id",)),
    ("coding", ("programme_id",)),
    ("coding", ("session_id", "code_id")),
    ("memo", ("about", "about_id")),
    ("memo", ("programme_id",)),
    ("reading", ("excerpt_id",)),
    ("reading", ("programme_id",)),
    ("analysis_set", ("programme_id",)),
    ("analysis_set_part", ("set_id",)),
    ("analysis_set_pick", ("set_id",)),
)
_TABLES = (
    "analysis_head",
    "analysis_entry",
    "approach",
    "code",
    "code_wording",
    "excerpt",
    "code_example",
    "double_coding",
    "double_coder",
    "settlement",
    "coding",
    "memo",
    "memo_wording",
    "reading",
    "analysis_set",
    "analysis_set_part",
    "analysis_set_pick",
)


def upgrade() -> None:
    op.create_table(
        "analysis_head",
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("programme_id", name="pk_analysis_head"),
        _refers("analysis_head", "programme_id", "programme"),
    )
    op.create_table(
        "analysis_entry",
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=True),
        sa.Column("thing_id", sa.String(64), nullable=True),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("programme_id", "number", name="pk_analysis_entry"),
        _refers("analysis_entry", "programme_id", "programme"),
        _refers("analysis_entry", "session_id", "dialogue_session"),
    )
    op.create_table(
        "approach",
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("programme_id", "number", name="pk_approach"),
        _refers("approach", "programme_id", "programme"),
        sa.CheckConstraint("kind IN ('reliability', 'codebook', 'reflexive')", name="ck_approach_kind"),
    )
    op.create_table(
        "code",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("parent_id", sa.String(64), nullable=True),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("colour", sa.String(16), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("merged_into", sa.String(64), nullable=True),
        sa.Column("in_vivo_id", sa.String(64), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_code"),
        _refers("code", "programme_id", "programme"),
        _refers("code", "parent_id", "code"),
        _refers("code", "merged_into", "code"),
    )
    op.create_table(
        "code_wording",
        sa.Column("code_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("use_when", sa.Text(), nullable=False),
        sa.Column("not_when", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("code_id", "number", name="pk_code_wording"),
        _refers("code_wording", "code_id", "code"),
    )
    op.create_table(
        "excerpt",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("anchor_id", sa.String(64), nullable=True),
        sa.Column("noun", sa.String(32), nullable=True),
        sa.Column("thing_id", sa.String(64), nullable=True),
        sa.Column("first_cp", sa.Integer(), nullable=True),
        sa.Column("last_cp", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_excerpt"),
        _refers("excerpt", "programme_id", "programme"),
        _refers("excerpt", "session_id", "dialogue_session"),
        _refers("excerpt", "anchor_id", "anchor"),
        sa.CheckConstraint("kind IN ('words', 'made', 'narrative')", name="ck_excerpt_kind"),
    )
    op.create_table(
        "code_example",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("code_id", sa.String(64), nullable=False),
        sa.Column("excerpt_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_code_example"),
        _refers("code_example", "code_id", "code"),
        _refers("code_example", "excerpt_id", "excerpt"),
        sa.CheckConstraint("kind IN ('typical', 'near_miss')", name="ck_code_example_kind"),
    )
    op.create_table(
        "double_coding",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("opened", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_double_coding"),
        _refers("double_coding", "programme_id", "programme"),
        _refers("double_coding", "session_id", "dialogue_session"),
    )
    op.create_table(
        "double_coder",
        sa.Column("double_id", sa.String(64), nullable=False),
        sa.Column("staff_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("double_id", "staff_id", name="pk_double_coder"),
        _refers("double_coder", "double_id", "double_coding"),
    )
    op.create_table(
        "settlement",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("double_id", sa.String(64), nullable=False),
        sa.Column("unit", sa.String(64), nullable=False),
        sa.Column("code_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_settlement"),
        _refers("settlement", "double_id", "double_coding"),
        _refers("settlement", "code_id", "code"),
        sa.CheckConstraint("outcome IN ('coded', 'not_coded', 'both')", name="ck_settlement_outcome"),
        sa.UniqueConstraint(
            "double_id", "unit", "code_id", "number", name="uq_settlement_double_id_unit_code_id_number"
        ),
    )
    op.create_table(
        "coding",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("session_id", sa.String(64), nullable=True),
        sa.Column("excerpt_id", sa.String(64), nullable=False),
        sa.Column("code_id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("double_id", sa.String(64), nullable=True),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("decided_by", sa.String(64), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_coding"),
        _refers("coding", "programme_id", "programme"),
        _refers("coding", "session_id", "dialogue_session"),
        _refers("coding", "excerpt_id", "excerpt"),
        _refers("coding", "code_id", "code"),
        _refers("coding", "double_id", "double_coding"),
        sa.CheckConstraint("state IN ('held', 'suggested', 'refused')", name="ck_coding_state"),
    )
    op.create_table(
        "memo",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("about", sa.String(16), nullable=False),
        sa.Column("about_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_memo"),
        _refers("memo", "programme_id", "programme"),
        sa.CheckConstraint("kind IN ('reflexive', 'analytic', 'method', 'ethical')", name="ck_memo_kind"),
    )
    op.create_table(
        "memo_wording",
        sa.Column("memo_id", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("memo_id", "number", name="pk_memo_wording"),
        _refers("memo_wording", "memo_id", "memo"),
    )
    op.create_table(
        "reading",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("excerpt_id", sa.String(64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("after_id", sa.String(64), nullable=True),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reading"),
        _refers("reading", "programme_id", "programme"),
        _refers("reading", "excerpt_id", "excerpt"),
    )
    op.create_table(
        "analysis_set",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("programme_id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_set"),
        _refers("analysis_set", "programme_id", "programme"),
    )
    op.create_table(
        "analysis_set_part",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("set_id", sa.String(64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("joins", sa.String(16), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("source_id", sa.String(64), nullable=True),
        sa.Column("query", sa.String(400), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_set_part"),
        _refers("analysis_set_part", "set_id", "analysis_set"),
        sa.CheckConstraint("joins IN ('or', 'and', 'without')", name="ck_analysis_set_part_joins"),
        sa.CheckConstraint("source IN ('search', 'code', 'set', 'picked')", name="ck_analysis_set_part_source"),
    )
    op.create_table(
        "analysis_set_pick",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("set_id", sa.String(64), nullable=False),
        sa.Column("excerpt_id", sa.String(64), nullable=False),
        sa.Column("by", sa.String(64), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.PrimaryKeyConstraint("id", name="pk_analysis_set_pick"),
        _refers("analysis_set_pick", "set_id", "analysis_set"),
        _refers("analysis_set_pick", "excerpt_id", "excerpt"),
    )
    for table, columns in _INDEXES:
        op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _refers(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def downgrade() -> None:
    for table in reversed(_TABLES):
        op.drop_table(table)
