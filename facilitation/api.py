"""The HTTP twin of the socket: joining, operations and snapshots, by bearer token."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, request
from sqlalchemy.orm import Session

from facilitation.live.reception import Reception
from facilitation.live.views import page, snapshot
from retreat.errors import InvalidInput, NotFound, TooLarge
from retreat.log.fields import FRAME_MAX_BYTES
from retreat.log.hydration import PAGE_MAX
from retreat.people.access import holder_of_token, seat_in
from retreat.people.bearer import bearer_token, token_sent
from retreat.people.door import count_wrong_letters
from retreat.people.operations import Arrival, Joined, join
from retreat.people.places import Whence
from retreat.programme.events import session_now
from retreat.programme.queries import sessions_of_event
from retreat.web.asked import number
from retreat.web.guard import own_token
from retreat.web.house import house
from retreat.web.origins import address, network

blueprint = Blueprint("api", __name__, url_prefix="/api")

_JOIN_FIELDS = {"join_pass", "display_name", "sector", "role", "session_id", "table", "consents"}


def reception() -> Reception:
    """The live room of the application that serves this request."""
    found: Reception = current_app.extensions["reception"]
    return found


def json_body() -> dict[str, Any]:
    """The request's JSON object.

    Raises:
        TooLarge: More than one frame's worth.
        InvalidInput: Not JSON, or not an object.
    """
    if (request.content_length or 0) > FRAME_MAX_BYTES:
        raise TooLarge("A message has at most 64 KiB; please send fewer notes at once.")
    body = request.get_json(silent=True, force=True)
    if not isinstance(body, dict):
        raise InvalidInput("The body must be a JSON object.")
    return body


@blueprint.post("/join")
@own_token
def join_event() -> tuple[dict[str, Any], int]:
    """Come to an event by its letters; the answer carries the token, once. A live token brings the same person back."""
    body = json_body()
    unknown = sorted(set(body) - _JOIN_FIELDS)
    if unknown:
        raise InvalidInput(f"{unknown[0]} is not a known field.", fields={unknown[0]: "is not a known field"})
    consents = body.get("consents", {})
    if not isinstance(consents, dict):
        raise InvalidInput("consents must be an object.", fields={"consents": "must be an object"})
    now = house().clock()
    arrival = Arrival(
        display_name=body.get("display_name"),
        sector=body.get("sector"),
        role=body.get("role"),
        session=body.get("session_id"),
        table=body.get("table"),
        answers=consents,
        how="api",
        token=token_sent(),
        whence=Whence(secret_key=house().secret_key, address=network()),
    )

    def come(db: Session) -> tuple[Joined, Any]:
        joined = join(db, body.get("join_pass"), arrival, now=now, ids=house().ids)
        return joined, sessions_of_event(db, joined.seat.event_id)

    try:
        joined, sessions = house().database.write(come)
    except NotFound as error:
        if "join_pass" in error.fields:
            count_wrong_letters()
        raise
    reception().hear(joined.token)
    return {
        "session_id": joined.seat.session_id,
        "event_id": joined.seat.event_id,
        "participant_id": joined.seat.id,
        "token": joined.token,
        "channels": list(joined.seat.channels),
        "sessions": sessions,
    }, 201


@blueprint.get("/me")
@own_token
def read_me() -> dict[str, Any]:
    """Whose token it is, and which sessions it opens: those of the event, or a desk's one."""
    with house().database.read() as db:
        holder = holder_of_token(db, bearer_token())
        sessions = sessions_of_event(db, holder.event_id)
        if holder.session_id is not None:
            sessions = tuple(one for one in sessions if one["id"] == holder.session_id)
        return {
            "participant_id": None if holder.kind == "screen" else holder.id,
            "event_id": holder.event_id,
            "session_id": holder.session_id or session_now(db, holder.event_id),
            "sessions": sessions,
        }


@blueprint.post("/sessions/<session_id>/ops")
@own_token
def send_operations(session_id: str) -> dict[str, Any]:
    """Perform a batch; answered once it is on disk."""
    token = bearer_token()
    return reception().take(token, session_id, json_body(), address=address())


@blueprint.get("/sessions/<session_id>/ops")
@own_token
def read_operations(session_id: str) -> dict[str, Any]:
    """One page of one channel after a number."""
    token = bearer_token()
    after = _number("after", 0)
    with house().database.read() as db:
        seat = seat_in(db, token, session_id)
        reception().hear(token)
        current_app.extensions["returns"].heard(seat.id)
        return page(db, seat, request.args.get("channel", "all"), after=after, limit=PAGE_MAX)


def _number(name: str, default: int) -> int:
    found = number(request.args.get(name, str(default)))
    if found is None:
        raise InvalidInput(f"{name} must be a whole number.", fields={name: "must be a whole number"})
    return found


@blueprint.get("/sessions/<session_id>/snapshot")
@own_token
def read_snapshot(session_id: str) -> dict[str, Any]:
    """The board as this seat may see it."""
    token = bearer_token()
    with house().database.read() as db:
        seat = seat_in(db, token, session_id)
        reception().hear(token)
        return snapshot(db, seat, now=house().clock())
