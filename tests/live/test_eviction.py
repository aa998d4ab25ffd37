"""Sockets of tokens that were taken back are put out; nobody else is, however slow the database answers."""

from __future__ import annotations

from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from socketio.exceptions import ConnectionRefusedError  # noqa: A004 - the library's name for it

from facilitation.live.namespace import LiveNamespace
from facilitation.live.presence import Presence
from facilitation.live.publisher import Publisher
from retreat.database import Database
from retreat.errors import Unavailable
from retreat.people.operations import revoke_seat
from tests.support.clock import HandClock
from tests.support.meeting import Meeting


@pytest.fixture
def room(database: Database, clock: HandClock) -> Any:
    """The socket's namespace over a real database, with a note of who was put out."""
    put_out: list[str] = []
    namespace = LiveNamespace(SimpleNamespace(database=database, clock=clock), None, None, Presence())  # type: ignore[arg-type]
    namespace.socketio = SimpleNamespace(server=SimpleNamespace(disconnect=lambda sid, namespace: put_out.append(sid)))
    return SimpleNamespace(namespace=namespace, put_out=put_out, meeting=Meeting.open(database, clock))


def test_revoked_token_when_looked_for_then_its_socket_alone_is_put_out(room: Any, clock: HandClock) -> None:
    ana, ben = room.meeting.join("Ana"), room.meeting.join("Ben")
    room.namespace._tokens = {"a": (ana.token, "s"), "b": (ben.token, "s")}
    for sid, seat in (("a", ana.seat), ("b", ben.seat)):
        room.namespace._presence.arrive(sid, session_id="s", seat_id=seat.id, role=seat.role, now=clock())
    room.meeting.database.write(lambda db: revoke_seat(db, ana.seat.id, now=clock()))

    room.namespace.evict_revoked()

    assert room.put_out == ["a"]
    seen = room.namespace._presence.detail("s", {}, {}, now=clock())
    assert (seen["here"], seen["away"]) == (1, 0)


def test_a_phone_when_the_database_goes_while_it_connects_then_it_is_told_so_and_can_try_again(room: Any) -> None:
    """Seen failing with an error that nobody answered: the phone waited for ever for a word that never came."""
    ana = room.meeting.join("Ana")
    room.namespace._publisher = Publisher(room.meeting.database, room.meeting.clock, emit=lambda *_: None)

    def gone(_session_id: str) -> None:
        raise Unavailable()

    room.namespace._publisher.follow = gone
    asked = {"QUERY_STRING": f"session={room.meeting.session_id}"}

    with pytest.raises(ConnectionRefusedError) as refused:
        room.namespace.trigger_event("connect", "a", asked, {"token": ana.token})

    assert "unavailable" in str(refused.value.error_args) and room.namespace._tokens == {}


def test_somebody_who_connects_while_the_database_answers_when_looked_for_then_stays(
    room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = room.meeting.join("Ana"), room.meeting.join("Ben")
    room.namespace._tokens = {"a": (ana.token, "s")}
    database = room.meeting.database

    @contextmanager
    def slow_read() -> Any:
        with Database.read(database) as db:
            room.namespace._tokens["b"] = (ben.token, "s")
            yield db

    monkeypatch.setattr(database, "read", slow_read)
    room.namespace.evict_revoked()

    assert room.put_out == []
