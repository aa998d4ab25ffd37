"""The consent register: who answered what, when, to which wording and how. Rows have a number and no name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.models import ConsentAnswer, ConsentWording
from retreat.consent.purposes import PURPOSES
from retreat.consent.queries import history
from retreat.export.controller.paper import Chapter, Paper, Table, counted
from retreat.people.models import Participant
from retreat.programme.models import Event

_HOWS = {"form": "on their phone", "api": "on their device", "spoken": "aloud", "paper": "on paper"}
_SAID = {"yes": "yes", "no": "no", "named": "with name", "role": "by role", "none": "no"}


def register_of(db: Session, programme_id: str) -> Paper:
    """Every answer that counts, event by event, and how often each person has answered."""
    events = db.execute(
        select(Event.id, Event.title, Event.starts_on)
        .where(Event.programme_id == programme_id)
        .order_by(Event.starts_on, Event.id)
    ).all()
    chapters = [
        Chapter(
            title="How to read this",
            lines=(
                "Each row is one answer that counts now. What was answered before it stays in the record, and so does "
                "the date of each. Nobody answered what is not here, which counts as no.",
                "People have a number in the order in which they came, and no name: whoever brings a slip or a "
                "receipt is found on the page “Withdrawals” of their event.",
            ),
            tables=(_wordings(db),),
        )
    ]
    chapters += [_event(db, event_id, f"{title}, {day.day} {day:%B %Y}") for event_id, title, day in events]
    return Paper(
        name="consent-register",
        title="Consent register",
        about="What people agreed to, in which words, when and how. It must stay with the controller.",
        chapters=chapters,
    )


def _wordings(db: Session) -> Table:
    rows = db.scalars(select(ConsentWording).order_by(ConsentWording.purpose, ConsentWording.version)).all()
    return Table(
        called="What people were asked",
        columns=("Purpose", "Wording", "In these words"),
        rows=tuple((_called(row.purpose), str(row.version), row.text) for row in rows),
    )


def _event(db: Session, event_id: str, title: str) -> Chapter:
    people = db.scalars(
        select(Participant)
        .where(Participant.event_id == event_id, Participant.kind == "participant")
        .order_by(Participant.joined_at, Participant.id)
    ).all()
    by_hand = frozenset(
        db.execute(
            select(ConsentAnswer.participant_id, ConsentAnswer.purpose)
            .where(ConsentAnswer.participant_id.in_([one.id for one in people]), ConsentAnswer.entered_by.is_not(None))
            .distinct()
        )
        .tuples()
        .all()
    )
    rows: list[tuple[str, ...]] = []
    sums: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for number, person in enumerate(people, 1):
        given = history(db, person.id)
        latest = {one.purpose: one for one in given}
        for purpose in PURPOSES:
            one = latest.get(purpose)
            sums[purpose][_SAID.get(one.answer, one.answer) if one else "not asked"] += 1
            if one is None:
                continue
            entered = ", entered by staff" if (person.id, purpose) in by_hand else ""
            earlier = sum(each.purpose == purpose for each in given) - 1
            rows.append(
                (
                    str(number),
                    _called(purpose),
                    _SAID.get(one.answer, one.answer),
                    f"{one.at.astimezone():%Y-%m-%d %H:%M}",
                    str(one.wording_version),
                    f"{_HOWS.get(one.how, one.how)}{entered}",
                    str(earlier),
                )
            )
    return Chapter(
        title=title,
        lines=(f"{counted(len(people), 'person', 'people')} came. Those who took everything back are counted too.",),
        tables=(
            Table(called="Together", columns=("Purpose", "Answers"), rows=_sums(sums)),
            Table(
                called="One by one",
                columns=("Person", "Purpose", "Answer", "When", "Wording", "How", "Answers before"),
                rows=tuple(rows),
            ),
        ),
    )


def _sums(sums: dict[str, dict[str, int]]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (_called(purpose), ", ".join(f"{answer}: {count}" for answer, count in sorted(sums[purpose].items())))
        for purpose in PURPOSES
        if purpose in sums
    )


def _called(purpose: str) -> str:
    return purpose.replace("_", " ").capitalize()


def purposes_asked(db: Session, programme_id: str) -> Sequence[str]:
    """The purposes for which anybody in a programme was asked, as they are called."""
    events = select(Event.id).where(Event.programme_id == programme_id)
    people = select(Participant.id).where(Participant.event_id.in_(events))
    asked = set(db.scalars(select(ConsentAnswer.purpose).where(ConsentAnswer.participant_id.in_(people)).distinct()))
    return [_called(one) for one in PURPOSES if one in asked]
