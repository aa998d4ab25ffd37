"""A talking circle: people take numbered places, and the turn goes round. Pure."""

from __future__ import annotations

from typing import Any

from retreat.log.fields import ANYONE, LEADS, Field, Kind
from retreat.log.folding import Board, Noun, WireOperation, put

PLACES_MAX = 100


def _circle(board: Board, round_id: str) -> dict[str, Any]:
    nobody: dict[str, Any] = {"id": round_id, "places": {}, "turn": None, "lap": 0, "since": None, "had": []}
    found: dict[str, Any] = board["circles"].get(round_id, nobody)
    return found


def _circle_join(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    circle = _circle(board, body["round_id"])
    places = {**circle["places"], op["target_id"]: {"place": body["place"], "actor": op["actor"]}}
    return put(board, "circles", body["round_id"], {**circle, "places": places})


def _circle_leave(board: Board, op: WireOperation) -> Board:
    body = op["body"]
    circle = _circle(board, body["round_id"])
    places = {key: seat for key, seat in circle["places"].items() if key != op["target_id"]}
    stays = {"turn": body["turn"], "lap": body["lap"]}
    turned = stays if body["turn"] == circle["turn"] else _turned(circle, op)
    return put(board, "circles", body["round_id"], {**circle, "places": places, **turned})


def _circle_begin(board: Board, op: WireOperation) -> Board:
    circle = _circle(board, op["target_id"])
    return put(board, "circles", op["target_id"], {**circle, **_turned({**circle, "lap": 0}, op)})


def _circle_next(board: Board, op: WireOperation) -> Board:
    circle = _circle(board, op["target_id"])
    return put(board, "circles", op["target_id"], {**circle, **_turned(circle, op)})


def _turned(circle: dict[str, Any], op: WireOperation) -> dict[str, Any]:
    """``had`` are the seats that have had the turn since it began to go round this time, and the one that has it."""
    turn, lap = op["body"]["turn"], op["body"]["lap"]
    before = circle["had"] if lap == circle["lap"] else []
    now = [key for key, seat in circle["places"].items() if seat["place"] == turn]
    return {"turn": turn, "lap": lap, "since": op["at"], "had": [*before, *now]}


NOUN = Noun(
    name="circle",
    kinds=(
        Kind(
            name="circle.join",
            says=(
                "Somebody takes a place (target_id) in the circle of a round: the one they say, or the next that is "
                "free. Readers: {round_id, place}."
            ),
            senders=ANYONE,
            takes={
                "round_id": Field(type="id"),
                "place": Field(type="number", required=False, nullable=True, least=1, most=PLACES_MAX),
            },
        ),
        Kind(
            name="circle.leave",
            says=(
                "Somebody gives up their place (target_id) in the circle of a round, before it begins or at any time "
                "after; if they have the turn, it goes on. Readers: {round_id, turn, lap}, as they are from then on."
            ),
            senders=ANYONE,
            takes={"round_id": Field(type="id")},
            ones_own=True,
        ),
        Kind(
            name="circle.begin",
            says="The circle of a round (target_id) begins, or begins again. Readers: {turn, lap}, turn being a place.",
            senders=LEADS,
        ),
        Kind(
            name="circle.next",
            says=(
                "The turn goes to the next place in the circle of a round (target_id): whoever has it hands it on, "
                "after speaking or without, or the desk does. The sender says which place they saw at turn. Readers: "
                "{turn, lap}; turn is null when everybody had theirs."
            ),
            senders=ANYONE,
            takes={"turn": Field(type="number", least=1, most=PLACES_MAX)},
        ),
    ),
    parts={"circles": {}},
    apply={
        "circle.join": _circle_join,
        "circle.leave": _circle_leave,
        "circle.begin": _circle_begin,
        "circle.next": _circle_next,
    },
)
