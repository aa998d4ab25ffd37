"""Who speaks in a turn, and which question it asks, said where people read; also without scripts."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, request
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput
from retreat.people.guard import right_required
from retreat.transcripts.asking import reader, who
from retreat.transcripts.carrying.carrying import follow
from retreat.transcripts.citing.attribution import NOBODY_KNOWN, cited_as
from retreat.transcripts.correcting.pages import turn_told
from retreat.transcripts.editing.held import hold_turn, transcript_of_session
from retreat.transcripts.naming import shown, speakers_of
from retreat.transcripts.phrases import voices
from retreat.transcripts.setting.asked import say_asked
from retreat.transcripts.speakers.given_turns import Target
from retreat.transcripts.speakers.operations import give_turns
from retreat.transcripts.speakers.pages import NEW, UNKNOWN, targets_of
from retreat.transcripts.speakers.state import SeenVoices, SpeakersChanged, state_of
from retreat.web.asked import whole
from retreat.web.house import house
from retreat.web.pages import see_other, unkept, wants_json

_VOICE = "voice:"


def add_routes(blueprint: Blueprint) -> None:
    """Both acts."""
    turn = "/sessions/<session_id>/transcripts/<transcript_id>/turns/<int:n>"
    blueprint.add_url_rule(f"{turn}/speaker", "give_turn", right_required("works")(give_turn), methods=["POST"])
    blueprint.add_url_rule(f"{turn}/asked", "ask_in_turn", right_required("works")(ask_in_turn), methods=["POST"])


def give_turn(session_id: str, transcript_id: str, n: int) -> Response:
    """Give one turn to another voice; a script gets the turn, and the voices as they are now."""
    here, actor, target = house(), who(), _target(request.form.get("to", ""))
    seen = SeenVoices(session_id=session_id, transcript_id=transcript_id, seen=whole(request.form.get("seen")))
    page = f"/sessions/{session_id}/transcripts/{transcript_id}/turns/{n}"
    try:
        here.database.write(lambda db: give_turns(db, seen, {n}, target, actor))
    except (InvalidInput, SpeakersChanged) as refused:
        if wants_json():
            raise
        flash(refused.tell, "care")
        return see_other(page)
    follow(here.database, transcript_id, offload=here.offload)
    if not wants_json():
        flash("The speaker was changed.", "good")
        return see_other(page)
    with here.database.read() as db:
        return unkept(jsonify(_told(db, session_id, transcript_id, n)))


def ask_in_turn(session_id: str, transcript_id: str, n: int) -> Response:
    """Say that a question is asked in a turn of a transcript without sound."""
    prompt_id = request.form.get("prompt") or None
    try:
        house().database.write(lambda db: say_asked(db, session_id, transcript_id, n, prompt_id))
        flash("The question was placed here." if prompt_id else "No question is placed here.", "good")
    except (Conflict, InvalidInput) as refused:
        flash(refused.tell, f"care {refused.code}")
    return see_other(f"/sessions/{session_id}/transcripts/{transcript_id}/turns/{n}")


def _target(to: str) -> Target:
    if to == NEW:
        return Target(new=True)
    if to == UNKNOWN:
        return Target()
    if not to.startswith(_VOICE):
        raise InvalidInput("Please choose who speaks.", code="no_voice", fields={"to": "is missing"})
    return Target(label=to.removeprefix(_VOICE))


def _told(db: Session, session_id: str, transcript_id: str, n: int) -> dict[str, object]:
    transcript = transcript_of_session(db, session_id, transcript_id)
    held = hold_turn(db, reader(), transcript, n)
    label = held.turn.speaker
    known = {row.label: row for row in db.scalars(speakers_of(transcript_id))}
    cited = cited_as(db, transcript).get(label or "", NOBODY_KNOWN)
    return turn_told(db, held) | {
        "speaker": label,
        "called": voices([shown(label, known)]) if label else "A voice",
        "cited": cited.called,
        "quotable": {True: "yes", False: "no", None: "unknown"}[cited.may_be],
        "seen": state_of(db, transcript_id),
        "voices": targets_of(db, transcript_id, but=""),
    }
