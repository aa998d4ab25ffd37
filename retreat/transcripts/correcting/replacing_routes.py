"""Find and replace: a page that first shows every match, a form that replaces the chosen ones, and one that undoes."""

from __future__ import annotations

from typing import Any, cast, get_args

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput
from retreat.people.guard import right_required, staff_required, this_staff
from retreat.transcripts.asking import reader, who
from retreat.transcripts.correcting.finding import Find, Scope
from retreat.transcripts.correcting.pages import replace_page
from retreat.transcripts.correcting.replacing import (
    Chosen,
    Outcome,
    chosen_of,
    replace_in_turns,
    turns_of_act,
    undo_in_turns,
)
from retreat.web.house import house
from retreat.web.pages import page, see_other

# Each transaction stays short, so that notes never wait for a replacement.
_TURNS_AT_ONCE = 3
_SCOPES = get_args(Scope)


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance."""
    blueprint.add_url_rule("/sessions/<session_id>/replace", view_func=find)
    blueprint.add_url_rule("/sessions/<session_id>/replace", view_func=replace, methods=["POST"])
    blueprint.add_url_rule("/sessions/<session_id>/replace/<act>/undo", view_func=undo, methods=["POST"])


@right_required("works")
def find(session_id: str) -> Response:
    """Find some words; every match is shown before anything is changed."""
    here, reads, asked = house(), reader(), request.args
    wanted = _find(session_id, asked) if "find" in asked else None
    status, error = 200, None
    if wanted is not None:
        try:
            _ = wanted.pattern
        except InvalidInput as wrong:
            status, error, wanted = wrong.status, wrong, None

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            return replace_page(db, reads, session_id, asked.get("transcript"), wanted)

    return page("record/replace.html", status, staff=this_staff(), asked=asked, error=error, **here.offload(gather))


def _find(session_id: str, asked: Any) -> Find:
    scope = asked.get("scope") if asked.get("scope") in _SCOPES else "session"
    return Find(
        text=asked.get("find", ""),
        session_id=session_id,
        scope=cast(Scope, scope),
        transcript_id=asked.get("transcript"),
        whole_words=asked.get("whole") == "yes",
        match_case=asked.get("case") == "yes",
    )


@staff_required
def replace(session_id: str) -> Response:
    """Replace the ticked matches."""
    here, actor, form = house(), who(), request.form
    wanted = _find(session_id, form)
    chosen = chosen_of(form.getlist("place"))
    if not chosen:
        raise InvalidInput("No place was chosen, so nothing was changed. Please go back and tick the ones you want.")
    act, outcome = here.ids(), Outcome()
    for start in range(0, len(chosen), _TURNS_AT_ONCE):
        some = chosen[start : start + _TURNS_AT_ONCE]

        def write(db: Session, some: list[Chosen] = some) -> Outcome:
            return replace_in_turns(db, wanted, form.get("with", ""), some, act=act, who=actor)

        outcome += here.database.write(write)
    flash(_said(outcome), "good" if outcome.turns else "care")
    if outcome.left:
        flash(
            f"{_turns(outcome.left)} changed by somebody else in the meantime and left alone. Please search again.",
            "care left_as_found",
        )
    return see_other(f"/sessions/{session_id}/replace")


def _said(outcome: Outcome) -> str:
    places = "One place was" if outcome.places == 1 else f"{outcome.places or 'No'} places were"
    turns = "one turn" if outcome.turns == 1 else f"{outcome.turns} turns"
    return f"{places} replaced, in {turns}. You can undo it below." if outcome.turns else "Nothing was replaced."


def _turns(count: int) -> str:
    return "One turn was" if count == 1 else f"{count} turns were"


@staff_required
def undo(session_id: str, act: str) -> Response:
    """Undo one replacement, except where somebody has changed the words again."""
    here, actor = house(), who()
    with here.database.read() as db:
        turns = turns_of_act(db, act, session_id)
    put_back = 0
    for start in range(0, len(turns), _TURNS_AT_ONCE):
        some = turns[start : start + _TURNS_AT_ONCE]

        def write(db: Session, some: list[tuple[str, int]] = some) -> int:
            return undo_in_turns(db, act, some, actor)

        put_back += here.database.write(write)
    flash(f"{_turns(put_back)} put back as before." if put_back else "There was nothing left to undo.", "good")
    return see_other(f"/sessions/{session_id}/replace")
