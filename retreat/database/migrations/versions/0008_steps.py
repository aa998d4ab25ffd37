"""A round keeps its step whole, as one value."""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008_steps"
down_revision = "0007_cases"
branch_labels = None
depends_on = None

_COLUMNS = (
    sa.Column("title", sa.String(length=160)),
    sa.Column("instruction", sa.Text()),
    sa.Column("minutes", sa.Integer()),
    sa.Column("shares", sa.JSON()),
    sa.Column("default_share", sa.String(length=16)),
    sa.Column("note_kinds", sa.JSON()),
    sa.Column("note_budget", sa.Integer()),
    sa.Column("vote_budget", sa.Integer()),
)
_MAY_BE_NULL = ("minutes", "note_budget", "vote_budget")


def upgrade() -> None:
    with op.batch_alter_table("round") as table:
        table.add_column(sa.Column("step", sa.JSON(), nullable=True))
    rounds = _rounds("step")
    prompts = sa.table("prompt", *map(sa.column, ("round_id", "position", "planned_text", "asked_at")))
    for row in op.get_bind().execute(sa.select(rounds)).mappings().all():
        planned = sa.select(prompts.c.planned_text).where(prompts.c.round_id == row["id"]).order_by(prompts.c.position)
        step = {column.name: row[column.name] for column in _COLUMNS}
        step |= {"interaction": "notes", "group": "everyone", "options": {}}
        step["prompts"] = list(op.get_bind().execute(planned).scalars())
        op.execute(rounds.update().where(rounds.c.id == row["id"]).values(step=step))
    with op.batch_alter_table("round") as table:
        table.alter_column("step", existing_type=sa.JSON(), nullable=False)
        for column in _COLUMNS:
            table.drop_column(column.name)


def downgrade() -> None:
    with op.batch_alter_table("round") as table:
        for column in _COLUMNS:
            table.add_column(sa.Column(column.name, column.type, nullable=True))
    rounds = _rounds("step")
    for row in op.get_bind().execute(sa.select(rounds)).mappings().all():
        step: dict[str, Any] = row["step"] if isinstance(row["step"], dict) else json.loads(row["step"])
        kept = {column.name: step[column.name] for column in _COLUMNS}
        op.execute(rounds.update().where(rounds.c.id == row["id"]).values(**kept))
    with op.batch_alter_table("round") as table:
        for column in _COLUMNS:
            if column.name not in _MAY_BE_NULL:
                table.alter_column(column.name, existing_type=column.type, nullable=False)
        table.drop_column("step")


def _rounds(*more: str) -> Any:
    typed = [sa.column(column.name, column.type) for column in _COLUMNS]
    return sa.table("round", sa.column("id"), *typed, *(sa.column(name, sa.JSON()) for name in more))
