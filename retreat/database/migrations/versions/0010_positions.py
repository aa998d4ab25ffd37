"""Every placing on a line keeps its date; those of before are read from the log."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0010_positions"
down_revision = "0009_own_activities"
branch_labels = None
depends_on = None


def upgrade() -> None:
    rows = op.create_table(
        "position_row",
        sa.Column("position_id", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("round_id", sa.String(length=64), nullable=True),
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("scale_id", sa.String(length=64), nullable=False),
        sa.Column("seat", sa.String(length=64), nullable=True),
        sa.Column("moment", sa.String(length=16), nullable=True),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_position_row_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_position_row_round_id_round")),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_position_row_participant_id_participant")
        ),
        sa.PrimaryKeyConstraint("position_id", "at", name=op.f("pk_position_row")),
    )
    op.create_index(op.f("ix_position_row_session_id"), "position_row", ["session_id"])
    op.create_index(op.f("ix_position_row_participant_id"), "position_row", ["participant_id"])
    names = ("session_id", "kind", "target_id", "participant_id", "at", "body")
    log = sa.table("log_operation", *map(sa.column, names))
    positions = sa.table("position", sa.column("id"))
    placed = sa.select(log).where(log.c.kind == "position.set", log.c.target_id.in_(sa.select(positions.c.id)))
    for one in op.get_bind().execute(placed).mappings().all():
        body = one["body"] if isinstance(one["body"], dict) else json.loads(one["body"])
        dated = {name: one[name] for name in ("session_id", "participant_id", "at")}
        placing = {"position_id": one["target_id"], "scale_id": body["scale_id"], "value": body["value"]}
        op.execute(rows.insert().values(**dated, **placing))


def downgrade() -> None:
    op.drop_table("position_row")
