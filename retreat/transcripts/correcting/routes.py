"""The pages on which people correct and check a transcript. Every one works as a plain form; scripts ask for JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, jsonify, request
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.errors import InvalidInput
from retreat.people.guard import right_required, staff_required, this_staff
from retreat.transcripts.asking import reader, who
from retreat.transcripts.correcting.pages import checking_page, next_place, place_of, turn_page, turn_told
from retreat.transcripts.editing.held import HeldTurn, TurnChanged, hold_turn, transcript_of_session
from retreat.transcripts.editing.operations import AllTakenOut, Typed, restore_turn, type_turn
from retreat.transcripts.editing.reviewing import STATES, counts_of, review_turn, review_turns
from retreat.transcripts.models import CHECKED
from retreat.web.asked import whole
from retreat.web.house import house
from retreat.web.http_errors import error_body
from retreat.web.pages import page, see_other, unkept, wants_json

# Each transaction stays short, so that notes never wait for a page of turns.
_AT_ONCE = 5


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance."""
    transcript = "/sessions/<session_id>/transcripts/<transcript_id>"
    turn = f"{transcript}/turns/<int:n>"
    blueprint.add_url_rule(turn, view_func=show_turn)
    blueprint.add_url_rule(turn, view_func=save_turn, methods=["POST"])
    blueprint.add_url_rule(f"{turn}/restore", view_func=put_back, methods=["POST"])
    blueprint.add_url_rule(f"{turn}/review", view_func=set_state, methods=["POST"])
    blueprint.add_url_rule(f"{transcript}/review", view_func=set_states, methods=["POST"])
    blueprint.add_url_rule(f"{transcript}/checking", view_func=what_to_check)
    blueprint.add_url_rule(f"{transcript}/next", view_func=go_to_next)


@staff_required
def show_turn(session_id: str, transcript_id: str, n: int) -> Response:
    """One turn, with its history."""
    here, reads = house(), reader()
    if wants_json():
        with here.database.read() as db:
            transcript = transcript_of_session(db, session_id, transcript_id)
            return unkept(jsonify(turn_told(db, hold_turn(db, reads, transcript, n))))
    with here.database.read() as db:
        told = turn_page(db, reads, session_id, transcript_id, n)
    return page("record/turn.html", staff=this_staff(), **told)


@staff_required
def save_turn(session_id: str, transcript_id: str, n: int) -> Response:
    """The words of a turn as they were typed; it may be marked as checked at the same time."""
    typed = Typed(
        session_id=session_id,
        transcript_id=transcript_id,
        turn=n,
        version=whole(request.form.get("version")),
        text=request.form.get("text", ""),
        may_be_empty=request.form.get("all_out") == "yes",
        goes_on=request.form.get("goes_on") == "yes",
    )
    actor = who()
    and_checked = request.form.get("then") == CHECKED

    def write(db: Session) -> HeldTurn:
        held = type_turn(db, typed, actor)
        if and_checked:
            version = held.turn.version
            return review_turn(db, session_id, transcript_id, n, version=version, state=CHECKED, who=actor)
        return held

    return _changed(session_id, transcript_id, n, write, said="Saved.")


@staff_required
def put_back(session_id: str, transcript_id: str, n: int) -> Response:
    """An earlier text of a turn, as a new change."""
    actor, version, number = who(), whole(request.form.get("version")), whole(request.form.get("number"))

    def write(db: Session) -> HeldTurn:
        return restore_turn(db, session_id, transcript_id, n, version=version, number=number, who=actor)

    return _changed(session_id, transcript_id, n, write, said="The earlier text is back.")


@staff_required
def set_state(session_id: str, transcript_id: str, n: int) -> Response:
    """Mark how far one turn has been checked."""
    actor, version, state = who(), whole(request.form.get("version")), request.form.get("state", "")

    def write(db: Session) -> HeldTurn:
        return review_turn(db, session_id, transcript_id, n, version=version, state=state, who=actor)

    return _changed(session_id, transcript_id, n, write, said=f"This turn is now {STATES.get(state, state)}.")


def _changed(
    session_id: str, transcript_id: str, n: int, write: Callable[[Session], HeldTurn], *, said: str
) -> Response:
    """Make one change to a turn, and answer as a page or JSON; if it is refused, what was typed comes back."""
    here = house()
    try:
        held = here.database.write(write)
    except TurnChanged as stale:
        return _stale(session_id, transcript_id, n, stale)
    except InvalidInput as wrong:
        if wants_json() or "text" not in request.form:
            raise
        return _again(
            session_id, transcript_id, n, wrong.status, error=wrong.tell, confirm=isinstance(wrong, AllTakenOut)
        )
    with here.database.read() as db:
        if wants_json():
            return unkept(jsonify(turn_told(db, held)))
        place = place_of(db, session_id, transcript_id, n)
    flash(said, "good")
    return see_other(place)


def _stale(session_id: str, transcript_id: str, n: int, stale: TurnChanged) -> Response:
    if wants_json():
        now = stale.now
        body = error_body(stale) | {
            "now": {
                "version": now.version,
                "text": now.text,
                "review": now.review,
                "by": now.by,
                "at": to_text(now.at) if now.at else None,
            }
        }
        response = unkept(jsonify(body))
        response.status_code = stale.status
        return response
    return _again(session_id, transcript_id, n, stale.status, error=stale.tell, theirs=stale.now)


def _again(session_id: str, transcript_id: str, n: int, status: int, **more: Any) -> Response:
    with house().database.read() as db:
        told = turn_page(db, reader(), session_id, transcript_id, n)
    return page("record/turn.html", status, staff=this_staff(), **(told | {"typed": request.form.get("text")} | more))


@staff_required
def set_states(session_id: str, transcript_id: str) -> Response:
    """Mark all turns of a page, each by the version that was on the page."""
    here, actor, state = house(), who(), request.form.get("state", "")
    versions = dict(_pair(one) for one in request.form.getlist("turn"))
    left: list[int] = []
    numbers = list(versions)
    for start in range(0, len(numbers), _AT_ONCE):
        some = {n: versions[n] for n in numbers[start : start + _AT_ONCE]}

        def write(db: Session, some: dict[int, int] = some) -> list[int]:
            return review_turns(db, session_id, transcript_id, some, state=state, who=actor)

        left += here.database.write(write)
    with here.database.read() as db:
        counts = counts_of(db, transcript_id)
        place = place_of(db, session_id, transcript_id, numbers[0]) if numbers else f"/sessions/{session_id}"
    flash(f"{counts.said}.", "good")
    if left:
        some_turns = "One turn was" if len(left) == 1 else f"{len(left)} turns were"
        flash(f"{some_turns} changed by somebody else in the meantime and left as it is. Please read it again.", "care")
    return see_other(place)


@right_required("works")
def what_to_check(session_id: str, transcript_id: str) -> Response:
    """The turns that nobody has checked, those that most depends on first."""
    here, reads = house(), reader()

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            return checking_page(db, reads, session_id, transcript_id)

    return page("record/checking.html", staff=this_staff(), **here.offload(gather))


@right_required("works")
def go_to_next(session_id: str, transcript_id: str) -> Response:
    """On to the next turn to check."""
    here, reads = house(), reader()
    after = request.args.get("after", "")

    def gather() -> str | None:
        with here.database.read() as db:
            return next_place(db, reads, session_id, transcript_id, whole(after) if after else None)

    place = here.offload(gather)
    if place is None:
        flash("Every turn of this transcript has been checked.", "good all_checked")
        return see_other(f"/sessions/{session_id}?transcript={transcript_id}")
    return see_other(place)


def _pair(text: str) -> tuple[int, int]:
    turn, _, version = text.partition(":")
    return whole(turn), whole(version)
