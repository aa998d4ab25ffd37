"""A participant belongs to an event, a seat to a session; letters are the event's, which has an end.

Every seat of the version before becomes a participant of its own with the same id, never merged by name.
"""

import secrets
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006_one_person_one_event"
down_revision = "0005_members"
branch_labels = None
depends_on = None

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_MORNING = time(6)


def upgrade() -> None:
    _events_end()
    with op.batch_alter_table("dialogue_session") as table:
        table.add_column(sa.Column("tables_given", sa.Boolean(), server_default=sa.false(), nullable=False))
    _letters_to_events()
    _make_seats()
    with op.batch_alter_table("participant") as table:
        table.add_column(sa.Column("event_id", sa.String(length=64), nullable=True))
    op.execute(
        sa.text(
            "UPDATE participant SET event_id = "
            "(SELECT event_id FROM dialogue_session WHERE dialogue_session.id = participant.session_id)"
        )
    )
    with op.batch_alter_table("participant") as table:
        table.drop_index("ix_participant_session_kind")
        table.alter_column("event_id", existing_type=sa.String(length=64), nullable=False)
        table.alter_column("session_id", existing_type=sa.String(length=64), nullable=True)
        table.drop_constraint(op.f("fk_participant_table_id_session_table"), type_="foreignkey")
        table.drop_column("table_id")
        table.create_foreign_key(op.f("fk_participant_event_id_event"), "event", ["event_id"], ["id"])
        table.create_index("ix_participant_event_kind", ["event_id", "kind"], unique=False)
        table.create_index(op.f("ix_participant_session_id"), ["session_id"], unique=False)
    op.execute(sa.text("UPDATE participant SET session_id = NULL WHERE kind = 'participant'"))
    with op.batch_alter_table("participant") as table:
        table.create_check_constraint(op.f("ck_participant_session"), "(kind = 'participant') = (session_id IS NULL)")


def downgrade() -> None:
    with op.batch_alter_table("participant") as table:
        table.drop_constraint(op.f("ck_participant_session"), type_="check")
        table.add_column(sa.Column("table_id", sa.String(length=64), nullable=True))
    # Who sat in several sessions stays in the first; what they wrote elsewhere stays theirs, by the same id.
    first = (
        "(SELECT seat.{column} FROM seat WHERE seat.participant_id = participant.id "
        "ORDER BY seat.arrived_at, seat.session_id LIMIT 1)"
    )
    op.execute(
        sa.text(
            f"UPDATE participant SET session_id = {first.format(column='session_id')}, "  # noqa: S608 - our own
            f"table_id = {first.format(column='table_id')} WHERE kind = 'participant'"
        )
    )
    with op.batch_alter_table("participant") as table:
        table.drop_index(op.f("ix_participant_session_id"))
        table.drop_index("ix_participant_event_kind")
        table.drop_constraint(op.f("fk_participant_event_id_event"), type_="foreignkey")
        table.drop_column("event_id")
        table.alter_column("session_id", existing_type=sa.String(length=64), nullable=False)
        table.create_foreign_key(op.f("fk_participant_table_id_session_table"), "session_table", ["table_id"], ["id"])
        table.create_index("ix_participant_session_kind", ["session_id", "kind"], unique=False)
    op.drop_index(op.f("ix_seat_session_id"), table_name="seat")
    op.drop_table("seat")
    _letters_to_sessions()
    with op.batch_alter_table("dialogue_session") as table:
        table.drop_column("tables_given")
    with op.batch_alter_table("event") as table:
        for name in ("closed_at", "closes_at", "ends_on"):
            table.drop_column(name)


def _events_end() -> None:
    """Every event gets a last day, its first; one with a session still to come stays open until tomorrow night at least."""
    with op.batch_alter_table("event") as table:
        table.add_column(sa.Column("ends_on", sa.Date(), nullable=True))
        table.add_column(sa.Column("closes_at", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("closed_at", sa.BigInteger(), nullable=True))
    op.execute(sa.text("UPDATE event SET ends_on = starts_on"))
    tomorrow = datetime.now(UTC).astimezone().date() + timedelta(days=1)
    waiting = {row.event_id for row in _rows("SELECT event_id FROM dialogue_session WHERE state <> 'ended'")}
    for row in _rows("SELECT id, starts_on FROM event"):
        day = row.starts_on if isinstance(row.starts_on, date) else date.fromisoformat(row.starts_on)
        last_day = max(day, tomorrow) if row.id in waiting else day
        closes_at = datetime.combine(last_day + timedelta(days=1), _MORNING).astimezone(UTC)
        op.execute(
            sa.text("UPDATE event SET closes_at = :at WHERE id = :id").bindparams(at=_stamp(closes_at), id=row.id)
        )
    with op.batch_alter_table("event") as table:
        table.alter_column("ends_on", existing_type=sa.Date(), nullable=False)
        table.alter_column("closes_at", existing_type=sa.BigInteger(), nullable=False)


def _letters_to_events() -> None:
    with op.batch_alter_table("join_pass") as table:
        table.add_column(sa.Column("event_id", sa.String(length=64), nullable=True))
    op.execute(
        sa.text(
            "UPDATE join_pass SET event_id = "
            "(SELECT event_id FROM dialogue_session WHERE dialogue_session.id = join_pass.session_id)"
        )
    )
    with op.batch_alter_table("join_pass") as table:
        table.drop_index(op.f("ix_join_pass_session_id"))
        table.drop_constraint(op.f("fk_join_pass_session_id_dialogue_session"), type_="foreignkey")
        table.drop_column("session_id")
        table.alter_column("event_id", existing_type=sa.String(length=64), nullable=False)
        table.create_foreign_key(op.f("fk_join_pass_event_id_event"), "event", ["event_id"], ["id"])
        table.create_index(op.f("ix_join_pass_event_id"), ["event_id"], unique=False)


def _letters_to_sessions() -> None:
    """Back to the session made at the same moment, else the one before; sessions without letters get some."""
    with op.batch_alter_table("join_pass") as table:
        table.add_column(sa.Column("session_id", sa.String(length=64), nullable=True))
    op.execute(
        sa.text(
            "UPDATE join_pass SET session_id = (SELECT s.id FROM dialogue_session AS s "
            "WHERE s.event_id = join_pass.event_id "
            "ORDER BY CASE WHEN s.created_at <= join_pass.created_at THEN 0 ELSE 1 END, "
            "abs(s.created_at - join_pass.created_at), s.id LIMIT 1)"
        )
    )
    op.execute(sa.text("DELETE FROM join_pass WHERE session_id IS NULL"))
    with op.batch_alter_table("join_pass") as table:
        table.drop_index(op.f("ix_join_pass_event_id"))
        table.drop_constraint(op.f("fk_join_pass_event_id_event"), type_="foreignkey")
        table.drop_column("event_id")
        table.alter_column("session_id", existing_type=sa.String(length=64), nullable=False)
        table.create_foreign_key(
            op.f("fk_join_pass_session_id_dialogue_session"), "dialogue_session", ["session_id"], ["id"]
        )
        table.create_index(op.f("ix_join_pass_session_id"), ["session_id"], unique=False)
    without = (
        "SELECT id, created_at FROM dialogue_session AS s WHERE state <> 'ended' "
        "AND NOT EXISTS (SELECT 1 FROM join_pass WHERE join_pass.session_id = s.id)"
    )
    for row in _rows(without):
        letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
        op.execute(
            sa.text(
                "INSERT INTO join_pass (id, letters, session_id, created_at) VALUES (:id, :letters, :session, :at)"
            ).bindparams(id=secrets.token_hex(16), letters=letters, session=row.id, at=row.created_at)
        )


def _make_seats() -> None:
    op.create_table(
        "seat",
        sa.Column("participant_id", sa.String(length=64), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("table_id", sa.String(length=64), nullable=True),
        sa.Column("arrived_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"], ["participant.id"], name=op.f("fk_seat_participant_id_participant")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["dialogue_session.id"], name=op.f("fk_seat_session_id_dialogue_session")
        ),
        sa.ForeignKeyConstraint(["table_id"], ["session_table.id"], name=op.f("fk_seat_table_id_session_table")),
        sa.PrimaryKeyConstraint("participant_id", "session_id", name=op.f("pk_seat")),
    )
    op.create_index(op.f("ix_seat_session_id"), "seat", ["session_id"], unique=False)
    op.execute(
        sa.text(
            "INSERT INTO seat (participant_id, session_id, table_id, arrived_at) "
            "SELECT id, session_id, table_id, joined_at FROM participant WHERE kind = 'participant'"
        )
    )


def _rows(query: str) -> Iterable[Any]:
    return op.get_bind().execute(sa.text(query)).all()


def _stamp(at: datetime) -> int:
    """A moment as the tables keep it."""
    return int(at.timestamp() * 1000)
