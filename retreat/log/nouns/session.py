"""A session as its readers know it: it opens, another one opens, it ends, perhaps for a while. Pure."""

from __future__ import annotations

from retreat.log.fields import LEADS, SERVER, Kind
from retreat.log.folding import Board, Noun, WireOperation


def _session_open(_board: Board, op: WireOperation) -> Board:
    return {"session": {"state": "open", "title": op["body"]["title"], "activity": op["body"]["activity"]}}


def _session_end(board: Board, _op: WireOperation) -> Board:
    return {"session": {**(board["session"] or {}), "state": "ended"}}


def _session_reopen(board: Board, _op: WireOperation) -> Board:
    rest = {name: value for name, value in (board["session"] or {}).items() if name != "next"}
    return {"session": {**rest, "state": "open"}}


def _session_next(board: Board, op: WireOperation) -> Board:
    return {"session": {**(board["session"] or {"state": "planned"}), "next": dict(op["body"])}}


NOUN = Noun(
    name="session",
    kinds=(
        Kind(
            name="session.open",
            says="The live room opens. Readers: {title, activity}.",
            senders=SERVER,
        ),
        Kind(
            name="session.end",
            says="The facilitator ends the session. Readers: {}.",
            senders=LEADS,
        ),
        Kind(
            name="session.reopen",
            says=(
                "The facilitator opens a session again that ended less than an hour ago, while no other session of the "
                "event is open; its rounds stay closed. Readers: {}."
            ),
            senders=LEADS,
            until="event",
        ),
        Kind(
            name="session.next",
            says="Another session of the event (target_id) opens; phones follow. Readers: {session_id, title}.",
            senders=SERVER,
        ),
    ),
    parts={"session": None},
    apply={
        "session.open": _session_open,
        "session.end": _session_end,
        "session.reopen": _session_reopen,
        "session.next": _session_next,
    },
)
