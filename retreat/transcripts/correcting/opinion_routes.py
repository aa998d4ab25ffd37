"""Accepting or dismissing what another model heard in a turn: one plain form each."""

from __future__ import annotations

from flask import Blueprint, Response, flash, request

from retreat.errors import Conflict
from retreat.people.guard import staff_required
from retreat.transcripts.asking import who
from retreat.transcripts.correcting.pages import place_of
from retreat.transcripts.editing.held import TurnChanged
from retreat.transcripts.opinions.operations import LET_GO, Decided, decide
from retreat.web.asked import whole
from retreat.web.house import house
from retreat.web.pages import local_path, see_other

_CHANGED = "Somebody changed this turn in the meantime, so it stays as it is. Please read it again."


def add_routes(blueprint: Blueprint) -> None:
    """Put this beside the record's other pages."""
    turn = "/sessions/<session_id>/transcripts/<transcript_id>/turns/<int:n>"
    blueprint.add_url_rule(f"{turn}/opinion", view_func=decide_opinion, methods=["POST"])


@staff_required
def decide_opinion(session_id: str, transcript_id: str, n: int) -> Response:
    """A person's decision; if the turn has changed in the meantime, nothing happens and the page says so."""
    here, form, actor = house(), request.form, who()
    decided = Decided(
        session_id=session_id,
        transcript_id=transcript_id,
        turn=n,
        version=whole(form.get("version")),
        model=form.get("model", ""),
        decision=form.get("decision", ""),
        origin=form.get("origin", ""),
    )
    try:
        here.database.write(lambda db: decide(db, decided, actor))
    except TurnChanged:
        flash(_CHANGED, "care")
    except Conflict as conflict:
        flash(conflict.tell, "care")
    else:
        flash(
            "Dismissed. The words stay as they are." if decided.decision == LET_GO else "The words were replaced.",
            "good",
        )
    with here.database.read() as db:
        place = place_of(db, session_id, transcript_id, n)
    return see_other(local_path(form.get("back"), place))
