"""Sockets of tokens that were taken back are put out; nobody else is, however slow the database answers."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import pytest
from socketio import Server
from socketio.exceptions import ConnectionRefusedError  # noqa: A004 - the library's name for it

from facilitation.live.namespace import LiveNamespace
from facilitation.live.presence import Presence
from facilitation.live.publisher import Publisher
from facilitation.live.reception import Reception
from retreat.database import Database
from retreat.errors import Unavailable
from retreat.people.access import sit_down
from retreat.people.operations import end_token
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person

pytestmark = pytest.mark.both_engines


@pytest.fixture
def room(database: Database, clock: HandClock) -> Any:
    """The socket's namespace over a real database and the library's own rooms."""
    house: Any = SimpleNamespace(database=database, clock=clock)
    namespace = LiveNamespace(house, Reception(house), None, Presence())  # type: ignore[arg-type]
    server = Server(async_mode="threading")
    server.register_namespace(namespace)
    namespace.socketio = SimpleNamespace(server=server)
    return SimpleNamespace(namespace=namespace, server=server, meeting=Meeting.open(database, clock))


def let_in(room: Any, person: Person, now: datetime) -> str:
    """Somebody's socket, in the room of what everybody hears."""
    sid: str = room.server.manager.connect(f"line of {person.seat.id}", "/")
    room.namespace._tokens[sid] = (person.token, "s")
    room.server.enter_room(sid, "s/all", namespace="/")
    room.namespace._presence.arrive(sid, session_id="s", seat_id=person.seat.id, role=person.seat.role, now=now)
    return sid


def heard_by(room: Any) -> list[str]:
    """Whose sockets hear what is said to everybody."""
    return [sid for sid, _line in room.server.manager.get_participants("/", "s/all")]


def test_revoked_token_when_looked_for_then_its_socket_alone_is_put_out(room: Any, clock: HandClock) -> None:
    ana, ben = room.meeting.join("Ana"), room.meeting.join("Ben")
    let_in(room, ana, clock())
    of_ben = let_in(room, ben, clock())
    room.meeting.database.write(lambda db: end_token(db, ana.seat.id, now=clock()))

    room.namespace.evict_revoked()

    assert heard_by(room) == [of_ben]
    seen = room.namespace._presence.detail("s", {}, {}, now=clock())
    assert (seen["here"], seen["away"]) == (1, 0)


def test_whoever_ends_their_own_right_when_looked_for_before_the_answer_then_answered_first_and_put_out_next(
    room: Any, clock: HandClock
) -> None:
    """Seen red with an eviction that doesn't look: the desk that ended the session never heard that it was kept."""
    ana, ben = room.meeting.join("Ana"), room.meeting.join("Ben")
    of_ana, of_ben = let_in(room, ana, clock()), let_in(room, ben, clock())
    during: list[str] = []

    def take(*_asked: Any, **_how: Any) -> dict[str, Any]:
        room.meeting.database.write(lambda db: end_token(db, ana.seat.id, now=clock()))
        room.namespace.evict_revoked()
        during.extend(heard_by(room))
        return {"accepted": []}

    room.namespace._reception.take = take
    answer, _stays = room.namespace.enter(of_ana, "ops", {})
    room.namespace.evict_revoked()

    assert (answer, during, heard_by(room)) == ({"accepted": []}, [of_ana, of_ben], [of_ben])


def test_a_socket_in_a_room_whose_token_is_not_known_when_looked_for_then_it_is_put_out(
    room: Any, clock: HandClock
) -> None:
    """Seen failing with an eviction that asks about the table of tokens alone."""
    ana, ben = room.meeting.join("Ana"), room.meeting.join("Ben")
    of_ana, of_ben = let_in(room, ana, clock()), let_in(room, ben, clock())
    del room.namespace._tokens[of_ana]

    room.namespace.evict_revoked()

    assert heard_by(room) == [of_ben]


def test_somebody_who_moves_to_another_table_when_looked_for_then_an_open_socket_hears_that_table_alone(
    room: Any, clock: HandClock
) -> None:
    """Seen failing: a second phone went on hearing what was said at the table that its owner had left."""
    meeting = Meeting.open(room.meeting.database, clock, tables=2)
    ana = meeting.join("Ana", table=meeting.table_ids[0])
    ben = meeting.join("Ben", table=meeting.table_ids[0])
    room.namespace._publisher = Publisher(meeting.database, clock, emit=lambda *_: None)
    room.namespace._is_gone = lambda _sid: False
    sids = {}
    for person in (ana, ben):
        sids[person.seat.id] = sid = room.server.manager.connect(f"line of {person.seat.id}", "/")
        query = {"QUERY_STRING": f"session={meeting.session_id}"}
        room.namespace.trigger_event("connect", sid, query, {"token": person.token})
    meeting.database.write(lambda db: sit_down(db, ana.seat, meeting.table_ids[1], now=clock()))

    room.namespace.evict_revoked()

    def at(table: int) -> list[str]:
        name = f"{meeting.session_id}/table:{meeting.table_ids[table]}"
        return [sid for sid, _line in room.server.manager.get_participants("/", name)]

    assert (at(0), at(1)) == ([sids[ben.seat.id]], [sids[ana.seat.id]])


def test_a_line_that_closes_while_the_database_answers_when_it_would_be_let_in_then_it_is_in_no_room(
    room: Any,
) -> None:
    """Seen failing with a phone that stayed in its rooms for good: nobody told of its end again."""
    ana = room.meeting.join("Ana")
    room.namespace._publisher = Publisher(room.meeting.database, room.meeting.clock, emit=lambda *_: None)
    sid = room.server.manager.pre_connect("a line that is closed", "/")

    with pytest.raises(ConnectionRefusedError):
        room.namespace.trigger_event(
            "connect", sid, {"QUERY_STRING": f"session={room.meeting.session_id}"}, {"token": ana.token}
        )

    assert not list(room.server.manager.get_participants("/", f"{room.meeting.session_id}/all"))
    assert room.namespace._tokens == {}


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
    room: Any, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = room.meeting.join("Ana"), room.meeting.join("Ben")
    let_in(room, ana, clock())
    database = room.meeting.database

    @contextmanager
    def slow_read() -> Any:
        with Database.read(database) as db:
            let_in(room, ben, clock())
            yield db

    monkeypatch.setattr(database, "read", slow_read)
    room.namespace.evict_revoked()

    assert len(heard_by(room)) == 2
