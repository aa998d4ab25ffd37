"""Steps that lock the ones before them, on the record's page: what each person wrote in one beside the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import select

from facilitation.loading import locks_earlier
from retreat.log.models import Note
from retreat.log.panel import may_tell_people_apart
from retreat.log.written import ReadNote
from retreat.programme.models import Round
from retreat.web.panels import Visit


@dataclass(frozen=True, slots=True, kw_only=True)
class SideBySide:
    """The steps, and a row for each person who wrote in two or more of them, with their notes step by step."""

    steps: Sequence[str]
    people: Sequence[tuple[str | None, Sequence[Sequence[ReadNote]]]]


def side_by_side(visit: Visit, notes: Sequence[ReadNote]) -> SideBySide | None:
    """None where no step locks, or where this reader may not see people one by one.

    People stand in an order that tells nothing, under what attribution allows; handed-in notes join no row, because
    nobody is to learn whose they are.
    """
    opened = select(Round.id, Round.step).where(Round.session_id == visit.session_id, Round.opened_at.is_not(None))
    rounds = visit.db.execute(opened.order_by(Round.position)).all()
    locking = [at for at, (_id, step) in enumerate(rounds) if locks_earlier(step)]
    if not locking or not may_tell_people_apart(visit):
        return None
    shown = {round_id: step["title"] for round_id, step in rounds[: locking[-1] + 1]}
    rows = visit.db.execute(
        select(Note.id, Note.participant_id, Note.round_id).where(Note.round_id.in_(shown), Note.nameless.is_(False))
    )
    whose = {note: (person, round_id) for note, person, round_id in rows}
    found: dict[str, dict[str, list[ReadNote]]] = defaultdict(lambda: defaultdict(list))
    for note in notes:
        if note.id in whose:
            person, round_id = whose[note.id]
            found[person][round_id].append(note)
    people = sorted((one for one in found if len(found[one]) > 1), key=lambda one: sha256(one.encode()).digest())
    return SideBySide(
        steps=list(shown.values()),
        people=[(_label(found[one]), [found[one].get(step, []) for step in shown]) for one in people],
    )


def _label(notes: Mapping[str, Sequence[ReadNote]]) -> str | None:
    """Under what all of a person's notes here may stand."""
    labels = {note.label for some in notes.values() for note in some}
    return labels.pop() if len(labels) == 1 else None
