"""What a withdrawal touches of what the team made, and where other people repeat somebody's words."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.derived import Repeatable, excerpts_held, memos_under
from retreat.analysis.memos.models import Reading
from retreat.analysis.memos.quoting import repeats
from retreat.analysis.models import Coding
from retreat.consent.derived import Theirs, Whose, look_ahead
from retreat.consent.gate import Owner
from retreat.consent.withdrawal.ports import Repeated, Touch, register_repeating, register_touch
from retreat.consent.withdrawal.scopes import ALL, NOTES, QUOTES, SOUND, TURNS
from retreat.log.makings import made_by, made_in
from retreat.people.models import Participant
from retreat.programme.models import DialogueSession
from retreat.transcripts.anchors.standing import in_parts


def _codings(db: Session, whose: Whose) -> int:
    held = excerpts_held(db, look_ahead(db, whose))
    counted = (select(func.count()).select_from(Coding).where(Coding.excerpt_id.in_(some)) for some in _parts(held))
    return sum(int(db.scalar(one) or 0) for one in counted)


def _readings(db: Session, whose: Whose) -> int:
    """Readings of their words, and memos on them."""
    held = excerpts_held(db, look_ahead(db, whose))
    readings = (select(func.count()).select_from(Reading).where(Reading.excerpt_id.in_(some)) for some in _parts(held))
    return sum(int(db.scalar(one) or 0) for one in readings) + sum(len(memos_under(db, some)) for some in _parts(held))


def _quotes(db: Session, whose: Whose) -> int:
    return len(excerpts_held(db, look_ahead(db, whose)))


def _parts(ids: set[str]) -> list[list[str]]:
    return [list(some) for some in in_parts(sorted(ids))]


def _repeated(db: Session, theirs: Theirs) -> Sequence[Repeated]:
    """What other people at the event wrote and that repeats a run of their words, or has their name in it."""
    person = db.get_one(Participant, theirs.whose.participant_id)
    runs, name = theirs.of(Repeatable).runs, (person.display_name or "").strip().casefold()
    own = {one for ids in made_by(db, person.id).values() for one in ids}
    sessions = select(DialogueSession.id).where(DialogueSession.event_id == person.event_id)
    return [
        Repeated(session_id=session_id, thing_id=one.id, noun=one.making.noun)
        for session_id in db.scalars(sessions.order_by(DialogueSession.id)).all()
        for one in made_in(db, Owner(), session_id)
        if one.id not in own and (repeats(one.text, runs) or _names(one.text, name))
    ]


def _names(text: str, name: str) -> bool:
    """Whether a name of three letters or more is in a text, as a word."""
    words = "".join(letter if letter.isalnum() else " " for letter in text.casefold()).split()
    parts = name.split()
    count = len(parts)
    return len(name) > 2 and any(words[at : at + count] == parts for at in range(len(words) - count + 1))


_MADE_OF = frozenset((NOTES, TURNS, SOUND, QUOTES, ALL))
for _name, _one, _many, _count in (
    ("codings", "code on these words", "codes on these words", _codings),
    ("readings", "reading or memo about these words", "readings and memos about these words", _readings),
    ("quotes", "passage marked for quoting or coding", "passages marked for quoting or coding", _quotes),
):
    register_touch(Touch(name=_name, one=_one, many=_many, scopes=_MADE_OF, count=_count))
register_repeating(_repeated)
