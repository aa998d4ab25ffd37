"""The cookie that lets a phone come back to its seat: session and token, for the few sessions of one day."""

from __future__ import annotations

from flask import Response

from retreat.web.cookies import read_cookie, set_cookie

COOKIE = "seat"
SEATS_MAX = 4
LASTS_S = 14 * 24 * 3600


def token_for(session_id: str) -> str | None:
    """The token this browser holds for one session."""
    return _seats().get(session_id)


def hand_seat(response: Response, session_id: str, token: str) -> Response:
    """Have the browser keep a seat; the oldest of too many is forgotten."""
    seats = {key: value for key, value in _seats().items() if key != session_id} | {session_id: token}
    return _write(response, dict(list(seats.items())[-SEATS_MAX:]))


def leave_seat(response: Response, session_id: str) -> Response:
    """Have the browser forget one seat, so that somebody else can use the phone."""
    return _write(response, {key: value for key, value in _seats().items() if key != session_id})


def _seats() -> dict[str, str]:
    pairs = (read_cookie(COOKIE) or "").split("~")
    return {session_id: token for session_id, dot, token in (pair.partition(".") for pair in pairs) if dot}


def _write(response: Response, seats: dict[str, str]) -> Response:
    set_cookie(response, COOKIE, "~".join(f"{key}.{value}" for key, value in seats.items()), max_age_s=LASTS_S)
    return response
