"""Whether something that the team wrote repeats the words of somebody who has said no.

A memo may quote, and so may the name of a code or a reason in the log. Runs of words are compared, without regard to
capitals and punctuation: from four words on it is a quotation; shorter ones are anybody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Owner, Reader
from retreat.consent.purposes import NO, SOUND_PURPOSES, USES
from retreat.consent.queries import answers, who_answered
from retreat.consent.quoted.queries import unquoted_things
from retreat.log.care.held import texts_away
from retreat.log.makings import own_made
from retreat.people.models import Participant
from retreat.people.queries import taken_out
from retreat.programme.models import DialogueSession, Event
from retreat.transcripts.citing.unquoted import is_in, unquoted_cells
from retreat.transcripts.under import Word, voices_of, words_under
from retreat.transcripts.versions.models import TranscriptVersion

RUN = 4
# Among everything that was ever said in a programme, four words in a row are often nobody's in particular.
LONG_RUN = 6
HIDDEN = "This repeats words that cannot be read at present."
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
Runs = frozenset[tuple[str, ...]]


def words_in(text: str) -> list[str]:
    """The words of a text, made comparable."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def runs_of(texts: Iterable[str], run: int = RUN) -> Runs:
    """All runs of so many words of these texts."""
    found: set[tuple[str, ...]] = set()
    for text in texts:
        words = words_in(text)
        found.update(tuple(words[at : at + run]) for at in range(len(words) - run + 1))
    return frozenset(found)


def repeats(text: str | None, runs: Runs, run: int = RUN) -> bool:
    """Whether a text has any of these runs, which are of so many words."""
    return bool(runs) and bool(text) and not runs.isdisjoint(runs_of([text or ""], run))


def stretches_of(words: Sequence[Word], theirs: Iterable[int]) -> list[str]:
    """The unbroken stretches of somebody's words, by their numbers."""
    wanted, found = frozenset(theirs), [[""]]
    for word in words:
        if word.n in wanted:
            found[-1].append(word.text)
        elif len(found[-1]) > 1:
            found.append([""])
    return [" ".join(some) for some in found if len(some) > 1]


class Quoting:
    """What is withheld in one programme at this moment; asked of the database only if anybody has said no."""

    def __init__(self, db: Session, reader: Reader, programme_id: str) -> None:
        """``reader``: the command line's owner reads what was not erased."""
        self._runs = frozenset() if isinstance(reader, Owner) else _withheld(db, programme_id)

    def is_hidden(self, text: str | None) -> bool:
        """Whether it repeats what may not be read."""
        return repeats(text, self._runs)

    def shown(self, text: str) -> str:
        """The text, or a sentence in its place."""
        return HIDDEN if self.is_hidden(text) else text


def _withheld(db: Session, programme_id: str) -> Runs:
    events = select(Event.id).where(Event.programme_id == programme_id)
    said_no = or_(*(Participant.id.in_(who_answered(purpose, NO)) for purpose in (*SOUND_PURPOSES, "notes_kept")))
    people = db.scalars(
        select(Participant.id).where(Participant.event_id.in_(events), or_(said_no, Participant.id.in_(taken_out())))
    ).all()
    sessions = select(DialogueSession.id).where(DialogueSession.event_id.in_(events))
    texts = texts_away(db, sessions)
    if not people:
        return runs_of(texts)
    texts += [text for person in people for made in own_made(db, person) for _label, text in made.texts]
    for transcript_id in db.scalars(select(TranscriptVersion.id).where(TranscriptVersion.session_id.in_(sessions))):
        voices = voices_of(db, transcript_id)
        if voices.withheld or voices.refused:
            words = words_under(db, transcript_id)
            texts += stretches_of(words, [word.n for word in words if voices.withholds(word)])
    return runs_of(texts)


def runs_unquotable(db: Session, programme_id: str) -> Runs:
    """Runs of six words of everybody in a programme who may not be quoted, of removed quotes, and of unknown voices."""
    events = select(Event.id).where(Event.programme_id == programme_id)
    people = db.scalars(
        select(Participant.id).where(Participant.event_id.in_(events), Participant.kind == "participant")
    ).all()
    purpose, allowed = USES["quote"]
    closed = {person for person, chosen in answers(db, people, purpose).items() if chosen not in allowed}
    removed = frozenset(db.scalars(unquoted_things()))
    texts = [
        text
        for person in sorted(people)
        for made in own_made(db, person)
        for _label, text in made.texts
        if person in closed or made.id in removed
    ]
    sessions = select(DialogueSession.id).where(DialogueSession.event_id.in_(events))
    for transcript_id in db.scalars(select(TranscriptVersion.id).where(TranscriptVersion.session_id.in_(sessions))):
        known = voices_of(db, transcript_id).people
        words = words_under(db, transcript_id)
        out = unquoted_cells(db, transcript_id)
        whose = ((word, word.said_by or known.get(word.label or "")) for word in words)
        texts += stretches_of(
            words, [word.n for word, person in whose if person is None or person in closed or is_in(word.cell, out)]
        )
    return runs_of(texts, LONG_RUN)
