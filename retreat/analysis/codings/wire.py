"""What the coding page sends and asks: JSON in, JSON out. Every act answers with the programme's latest number."""

from __future__ import annotations

from typing import Any

from flask import Response, jsonify, request
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Analyst, head_of
from retreat.analysis.acts.undoing import undo_last
from retreat.analysis.asking import analyst
from retreat.analysis.codebook.operations import Wording, add_code
from retreat.analysis.codebook.queries import codebook_of
from retreat.analysis.codings.operations import code_excerpt, code_in_vivo, uncode
from retreat.analysis.codings.queries import marks_of_narrative, marks_of_session
from retreat.analysis.excerpts.choosing import Chosen
from retreat.errors import InvalidInput, NotFound
from retreat.ids import is_id
from retreat.programme.narratives.queries import narrative_view
from retreat.programme.queries import programme_of_session
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.asking import reader
from retreat.web.house import house
from retreat.web.pages import unkept

_NOT_UNDERSTOOD = "This could not be understood. Please reload the page."


def act_on_session(session_id: str) -> Response:
    """Something that somebody did on the page of a session."""
    with house().database.read() as db:
        programme_id = programme_of_session(db, session_id)
    if programme_id is None:
        raise NotFound("There is no such session.")
    return _acted(analyst(programme_id), session_id)


def act_on_narrative(programme_id: str, narrative_id: str) -> Response:
    """Something that somebody did on the page of a narrative."""
    with house().database.read() as db:
        narrative_view(db, programme_id, narrative_id)
    return _acted(analyst(programme_id), None)


def session_since(session_id: str) -> Response:
    """What has changed since a number of the programme's log: nothing, or all codes and codings of the session."""
    reads, after = reader(), _after()
    with house().database.read() as db:
        programme_id = programme_of_session(db, session_id)
        if programme_id is None:
            raise NotFound("There is no such session.")
        head = head_of(db, programme_id)
        told: dict[str, Any] = {"head": head}
        if head != after:
            told["codes"] = [code.to_json() for code in codebook_of(db, reads, programme_id)]
            told["marks"] = [mark.to_json() for mark in marks_of_session(db, reads, session_id)]
    return unkept(jsonify(told))


def narrative_since(programme_id: str, narrative_id: str) -> Response:
    """The same for a narrative."""
    reads, after = reader(), _after()
    with house().database.read() as db:
        head = head_of(db, programme_id)
        told: dict[str, Any] = {"head": head}
        if head != after:
            found = narrative_view(db, programme_id, narrative_id)
            told["codes"] = [code.to_json() for code in codebook_of(db, reads, programme_id)]
            told["marks"] = [mark.to_json() for mark in marks_of_narrative(db, reads, found.text_id)]
    return unkept(jsonify(told))


def _after() -> int:
    asked = request.args.get("after", "")
    return int(asked) if asked.isdecimal() and len(asked) < 10 else -1


def _acted(who: Analyst, session_id: str | None) -> Response:
    sent = request.get_json(silent=True)
    if not isinstance(sent, dict):
        raise InvalidInput(_NOT_UNDERSTOOD, code="not_understood")

    def act(db: Session) -> dict[str, Any]:
        told = _act(db, who, session_id, sent)
        return told | {"head": head_of(db, who.programme_id)}

    return unkept(jsonify(house().database.write(act)))


def _act(db: Session, who: Analyst, session_id: str | None, sent: dict[str, Any]) -> dict[str, Any]:
    kind = sent.get("act")
    if kind == "code":
        coding_id = sent.get("id")
        made = code_excerpt(
            db,
            who,
            session_id,
            chosen_in(sent),
            _id(sent.get("code")),
            coding_id=coding_id if is_id(coding_id) else None,
        )
        return {"coding": made.id, "excerpt": made.excerpt_id}
    if kind == "in_vivo":
        code, made = code_in_vivo(db, who, session_id, chosen_in(sent))
        return {"code": code.id, "coding": made.id, "excerpt": made.excerpt_id}
    if kind == "new_code":
        code = add_code(db, who, Wording(name=str(sent.get("name", ""))))
        made = code_excerpt(db, who, session_id, chosen_in(sent), code.id)
        return {"code": code.id, "coding": made.id, "excerpt": made.excerpt_id}
    if kind == "uncode":
        return {"coding": uncode(db, who, _id(sent.get("id"))).id}
    if kind == "undo":
        return {"undid": undo_last(db, who, session_id=session_id).kind}
    raise InvalidInput(_NOT_UNDERSTOOD, code="not_understood")


def chosen_in(sent: dict[str, Any]) -> Chosen:
    """What was chosen: ``source`` and, of words, ``first`` and ``last``; of written texts, code points.

    Raises:
        InvalidInput: It is of no known shape.
    """
    kind, _colon, source_id = str(sent.get("source", "")).partition(":")
    first, last = sent.get("first"), sent.get("last")
    is_span = type(first) is int and type(last) is int and 0 <= first < 2**31 and 0 <= last < 2**31
    if not is_id(source_id) or not is_span:
        raise InvalidInput("Please choose some words first.", code="nothing_chosen")
    if kind == "words":
        return Chosen(words=Span(transcript_id=source_id, first=int(first or 0), last=int(last or 0)))
    if kind == "made":
        return Chosen(made_id=source_id, first_cp=first, last_cp=last)
    if kind == "narrative":
        return Chosen(narrative_text_id=source_id, first_cp=first, last_cp=last)
    raise InvalidInput(_NOT_UNDERSTOOD, code="not_understood")


def _id(value: object) -> str:
    if not isinstance(value, str) or not is_id(value):
        raise InvalidInput(_NOT_UNDERSTOOD, code="not_understood")
    return value
