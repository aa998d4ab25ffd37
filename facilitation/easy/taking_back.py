"""Taking back what one said, with two presses: one thing, or everything at an event."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from flask import Response, flash, request
from sqlalchemy.orm import Session

from facilitation.day.marks import marks_of
from facilitation.operations import perform_batch
from facilitation.pages.day import Person, person_here
from facilitation.pages.phone import come_in
from retreat.house import House
from retreat.log.fields import BATCH_MAX_OPS, Operation
from retreat.log.makings import own_made
from retreat.people.access import seat_in
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import page, see_other

ALL = "all"
PLACING = "position.remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One thing that can be taken back. ``removal`` is the kind of operation that does it."""

    id: str
    session_id: str
    removal: str
    title: str
    question: str
    texts: tuple[tuple[str, str], ...]
    kind: str


@seat
def take_back_page(event_id: str) -> Response:
    """What can be taken back; with ``?take=`` and an id, or ``all``, what that means, before it is done."""
    person = person_here(event_id)
    if person is None:
        return come_in()
    with house().database.read() as db:
        made = _made(db, person)
    asked = request.args.get("take", "")
    one = next((each for each in made if each.id == asked), None)
    return page(
        "easy/take_back.html",
        event=person.event,
        made=made,
        one=one,
        takes_all=asked == ALL and bool(made),
        new_id=house().ids,
    )


@seat
def take_all_back(event_id: str) -> Response:
    """Erase everything that this person wrote or chose at the event."""
    person = person_here(event_id)
    if person is None:
        return come_in()
    left = erase_all(house(), person)
    if left:
        flash("Some of what you said is still here. Please try again.", "care not_all_erased")
    else:
        flash("Everything you said is erased.", "good all_erased")
    return see_other(f"/e/{event_id}/take-back")


def erase_all(here: House, person: Person) -> int:
    """Take back each thing as its author would, a few at a time. Returns how many are still there."""
    with here.database.read() as db:
        made = _made(db, person)
    by_session: dict[str, list[Operation]] = defaultdict(list)
    for one in made:
        by_session[one.session_id].append(Operation(op_id=here.ids(), kind=one.removal, target_id=one.id, body={}))
    for session_id, operations in by_session.items():
        for first in range(0, len(operations), BATCH_MAX_OPS):
            _erase(here, person, session_id, operations[first : first + BATCH_MAX_OPS])
        here.nudge(session_id)
    with here.database.read() as db:
        return len(_made(db, person))


def _made(db: Session, person: Person) -> list[Said]:
    written = [
        Said(
            id=one.id,
            session_id=one.session_id,
            removal=one.making.removal,
            title=one.making.title,
            question=one.question,
            texts=one.texts,
            kind=one.kind or one.making.noun,
        )
        for one in own_made(db, person.holder.id)
    ]
    placed = [
        Said(
            id=mark.id,
            session_id=session_id,
            removal=PLACING,
            title="A place",
            question=mark.of,
            texts=(("", mark.said),),
            kind="position",
        )
        for session_id, marks in marks_of(db, person.holder.id).items()
        for mark in marks
        if mark.id
    ]
    return [*written, *placed]


def _erase(here: House, person: Person, session_id: str, operations: list[Operation]) -> None:
    now = here.clock()
    here.database.write(
        lambda db: perform_batch(db, seat_in(db, person.token, session_id), operations, now=now, ids=here.ids)
    )
