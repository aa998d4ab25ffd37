"""The door in easy words and pictures: one question on each page, answered by one press, with nothing to type.

Answers wait in the signed cookie of forms until somebody goes in: they are in no address, and going back or loading a
page again asks for nothing twice. Nothing is kept on the server before the last press.
"""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response, request, session

from facilitation.easy.words import NAME, NEEDS, NOTES, ROLE, SOUND, Question, sector_question, table_question
from facilitation.pages.door import EASY_ANSWERS, Doorway, doorway_of, turned_away
from retreat.web.guard import public
from retreat.web.pages import page, see_other

READY = "ready"
_MAX_CHARS = 120
_NAME_MAX_CHARS = 80


@public
def easy_door(event_id: str) -> Response:
    """The question that the address names, else the first one; or what was answered, with the way in."""
    elsewhere = turned_away(event_id)
    if elsewhere is not None:
        return elsewhere
    found = doorway_of(event_id)
    if isinstance(found, Response):
        return found
    questions, at = _questions(found), request.args.get("at", "")
    if not at:
        session.pop(EASY_ANSWERS, None)
    given = _given(event_id)
    missing = next((one.name for one in questions if one.must and one.name not in given), None)
    if at == READY and missing is None:
        said = [(one, _said(one, given[one.name])) for one in questions if given.get(one.name)]
        before = questions[-1].name
        return page("easy/ready.html", event=found.event, meeting=found.meeting, given=given, said=said, before=before)
    place = next((place for place, one in enumerate(questions) if one.name == at), None)
    if place is None:
        place = next((place for place, one in enumerate(questions) if one.name == missing), 0)
    return page(
        "easy/question.html",
        event=found.event,
        question=questions[place],
        before=questions[place - 1].name if place else None,
        place=place + 1,
        of=len(questions),
        asks_somebody="ask" in request.args,
        chosen=given.get(questions[place].name, "").split() if questions[place].several else [],
    )


@public
def answer_easily(event_id: str) -> Response:
    """Keep one answer, and go on to the next question."""
    elsewhere = turned_away(event_id)
    if elsewhere is not None:
        return elsewhere
    found = doorway_of(event_id)
    if isinstance(found, Response):
        return found
    questions, at = _questions(found), request.form.get("at", "")
    place = next((place for place, one in enumerate(questions) if one.name == at), None)
    if place is None:
        return see_other(f"/join/{event_id}/easy")
    question, answer = questions[place], request.form.get("answer", "")
    is_offered = answer in {one.value for one in question.answers}
    given = {name: value for name, value in _given(event_id).items() if name != at}
    if question.name == NAME.name and answer == "typed":
        typed = request.form.get("typed", "").strip()[:_NAME_MAX_CHARS]
        given |= {at: typed} if typed else {}
    elif question.several and is_offered:
        session[EASY_ANSWERS] = {"event": event_id, **given, at: _toggled(_given(event_id).get(at, ""), answer)}
        return see_other(f"/join/{event_id}/easy?at={at}")
    elif question.several and not answer:
        given |= {at: kept} if (kept := _given(event_id).get(at, "")) else {}
    elif is_offered and not (question.name == NAME.name and answer == "none"):
        given[at] = answer[:_MAX_CHARS]
    elif question.must:
        return see_other(f"/join/{event_id}/easy?at={at}")
    session[EASY_ANSWERS] = {"event": event_id, **given}
    following = questions[place + 1].name if place + 1 < len(questions) else READY
    return see_other(f"/join/{event_id}/easy?at={following}")


def _questions(found: Doorway) -> tuple[Question, ...]:
    asked = [NOTES, SOUND, NAME, sector_question(found.sectors), ROLE]
    if found.meeting.tables_open and not found.meeting.tables_given:
        asked.append(table_question([(table.id, table.name) for table in found.meeting.tables]))
    return tuple(one for one in (*asked, NEEDS) if one.answers)


def _given(event_id: str) -> dict[str, str]:
    kept: Mapping[str, str] = session.get(EASY_ANSWERS, {})
    return {name: value for name, value in kept.items() if name != "event"} if kept.get("event") == event_id else {}


def _toggled(kept: str, answer: str) -> str:
    """Several answers, as one text: this one is chosen, or no longer chosen if it was."""
    chosen = kept.split()
    return " ".join([one for one in chosen if one != answer] if answer in chosen else [*chosen, answer])


def _said(question: Question, answer: str) -> str:
    chosen = answer.split() if question.several else [answer]
    found = [next((one.words for one in question.answers if one.value == each), each) for each in chosen]
    return ", ".join(found)
