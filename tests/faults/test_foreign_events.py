"""Packets that no client of ours sends: whoever sends one has lost the line, and with it every room."""

from __future__ import annotations

import json

import pytest

from facilitation.live.namespace import SOCKETS_OF_A_SEAT
from retreat.clock import system_clock
from retreat.database import open_database
from retreat.people.operations import end_token
from tests.support.server import Server, server  # noqa: F401 - the server that these share
from tests.wire.client import Live, Seat, call, open_live


@pytest.fixture
def live(server: Server) -> Live:  # noqa: F811 - the name of the fixture is its use
    """An open session on the server that all of these share."""
    return open_live(server)


def revoke(live: Live, seat: Seat) -> None:
    database = open_database(sqlite_file=live.server.file)
    database.write(lambda db: end_token(db, seat.id, now=system_clock()))
    database.close()


@pytest.mark.parametrize("event", ["disconnect", "connect"])
def test_a_desk_that_calls_its_event_as_the_library_does_when_revoked_then_it_hears_no_note_more(
    live: Live, event: str
) -> None:
    """Seen failing: the event took the desk off the table of tokens, not out of its rooms, and it heard every note."""
    desk, ana = live.second_leader.socket(), live.join("Ana")
    auth = {"QUERY_STRING": f"session={live.session_id}"}, {"token": live.second_leader.token}
    desk.send_raw("42" + json.dumps([event, *auth] if event == "connect" else [event]))
    revoke(live, live.second_leader)

    ana.done(ana.note("only for the facilitators", share="facilitators"))
    desk.hear_end()

    assert not [text for text in desk.texts if "only for the facilitators" in text]


@pytest.mark.parametrize("token_of", ["a phone", "a desk"])
def test_a_socket_when_its_token_is_revoked_then_it_hears_nothing_more(live: Live, token_of: str) -> None:
    seat = live.join("Ana") if token_of == "a phone" else live.second_leader
    socket, ben = seat.socket(), live.join("Ben")

    revoke(live, seat)
    socket.hear_end()
    ben.done(ben.note("said afterwards"))
    ben.socket().ask("seen", {"cursors": {}})

    assert not [text for text in socket.texts if "said afterwards" in text]


@pytest.mark.parametrize(
    "packet",
    [
        '42["connect_error"]',
        '421["join",{}]',
        "421[]",
        '421{"0":"ops"}',
        '421[["ops"],{}]',
        '421["ops",{},{}]',
        '42/other,1["ops",{}]',
        "40/other,",
        '40{"token":"again"}',
        '431["an answer that nobody asked for"]',
        '4451-["ops",{"_placeholder":true,"num":0}]',
        "44",
        "4",
        "47",
        "421" + "[" * 60_000,
    ],
)
def test_anything_else_when_sent_then_the_connection_ends_and_others_are_served(live: Live, packet: str) -> None:
    socket, ben = live.join("Ana").socket(), live.join("Ben").socket()

    socket.send_raw(packet)
    socket.hear_end()

    assert ben.ask("seen", {"cursors": {}}).keys() == {"now"}


def test_one_seat_when_it_opens_more_sockets_than_anybody_needs_then_its_oldest_give_way(live: Live) -> None:
    """Seen failing: with one token a phone could take every place of the hall."""
    ana, ben = live.join("Ana"), live.join("Ben").socket()

    sockets = [ana.socket(hello=False) for _ in range(SOCKETS_OF_A_SEAT + 2)]
    for oldest in sockets[:2]:
        oldest.hear_end()

    assert sockets[2].ask("seen", {"cursors": {}}).keys() == {"now"}
    assert sockets[-1].ask("seen", {"cursors": {}}).keys() == {"now"}
    assert ben.ask("seen", {"cursors": {}}).keys() == {"now"}
    for socket in sockets[2:]:
        socket.close()


def test_bytes_when_sent_then_the_connection_ends(live: Live) -> None:
    socket = live.join("Ana").socket()

    socket._socket.send(b'42["hello",{}]')

    socket.hear_end()


@pytest.mark.parametrize("path", ["/api/join", "/api/sessions/{}/ops", "/api/sessions/{}/recordings"])
def test_lists_within_lists_without_end_when_sent_then_refused_as_any_wrong_shape(live: Live, path: str) -> None:
    answer = call(live.server, "POST", path.format(live.session_id), b"[" * 50_000, token=live.leader.token)

    assert answer.status == 422, answer
