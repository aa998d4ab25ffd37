"""Somebody's own quotes and nobody else's: what they wrote and said that others may be given, with their answer.

Everything begins with one person's id; there is no way to ask for another's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Owner, Reader
from retreat.consent.purposes import Use, asked_for
from retreat.consent.queries import all_answers
from retreat.consent.quoted.models import KEEP, QuoteAnswer
from retreat.log.makings import made_in, nameless_among, own_made, still_there
from retreat.people.models import Participant
from retreat.programme.models import DialogueSession
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.anchors.standing import cells_of
from retreat.transcripts.citing.unquoted import spans_of
from retreat.transcripts.sight import people_of_words, sight_of
from retreat.transcripts.under import Word, voices_of, words_under
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion

_SHOWN = ("everyone", "table")
# A page of their own shows them everything but what was erased or withdrawn.
_THEMSELVES = Owner()


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What somebody answered about a quote; ``is_stale``: the words have been changed since."""

    id: str
    answer: str
    audiences: frozenset[str]
    said: str
    at: datetime
    how: str
    done: str
    done_at: datetime | None
    is_taken: bool
    is_stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One quote of one person.

    Attributes:
        key: Of a form: the id of what they wrote, or the name of the span that they said.
        thing_id: What they wrote; ``span``: what they said.
        where: The session, and what kind of thing it is.
        nameless: Whether nobody is told its author's name anyway.
    """

    key: str
    thing_id: str | None
    span: Span | None
    session_id: str
    where: str
    text: str
    nameless: bool
    given: Given | None

    @property
    def digest(self) -> str:
        """Of its words."""
        return digest_of(self.text)

    def is_named_for(self, audience: str) -> bool:
        """Whether its author has read these very words and wants their name under them for this audience."""
        one = self.given
        return one is not None and one.answer == KEEP and not one.is_stale and audience in one.audiences


def digest_of(text: str) -> str:
    """SHA-256 of a text, as hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


def agrees(db: Session, participant_id: str, use: Use, *, quotes: bool = True) -> bool:
    """Whether somebody may be quoted at all in what is made for this use."""
    person = db.get(Participant, participant_id)
    if person is None or person.kind != "participant" or person.taken_out_at is not None:
        return False
    given = all_answers(db, participant_id)
    return all(given.get(purpose) in allowed for purpose, allowed in asked_for(use, quotes=quotes).items())


def quotes_of(db: Session, participant_id: str, *, with_talk: bool = True, reader: Reader = _THEMSELVES) -> list[Quote]:
    """Everything of theirs that others could read and that may be given away, the earliest session first.

    What they removed is here too, so that they can change their mind.

    Args:
        reader: Who else reads it, such as the team in whose hands a letter is: only what they may read is there.
    """
    person = db.get_one(Participant, participant_id)
    titles = dict(
        db.execute(
            select(DialogueSession.id, DialogueSession.title)
            .where(DialogueSession.event_id == person.event_id)
            .order_by(DialogueSession.id)
        )
        .tuples()
        .all()
    )
    written = [*_written(db, participant_id, titles)]
    if reader is not _THEMSELVES:
        sessions = {one.session_id for one in written}
        read = {one.id for session_id in sessions for one in made_in(db, reader, session_id)}
        written = [one for one in written if one.thing_id in read]
    found = [*written, *(_spoken(db, participant_id, titles, reader) if with_talk else ())]
    order = {session_id: number for number, session_id in enumerate(titles)}
    return sorted(found, key=lambda one: order.get(one.session_id, len(order)))


def quote_of(db: Session, participant_id: str, key: str) -> Quote | None:
    """The one with this key, if it is theirs."""
    return next((one for one in quotes_of(db, participant_id) if one.key == key), None)


def _written(db: Session, participant_id: str, titles: Mapping[str, str]) -> Iterable[Quote]:
    mine = [
        one
        for one in own_made(db, participant_id)
        if one.share in _SHOWN and not one.set_aside and one.session_id in titles
    ]
    there, bare = still_there(db, [one.id for one in mine]), nameless_among(db, [one.id for one in mine])
    given = {row.thing_id: row for row in latest_answers_of(db, participant_id) if row.thing_id}
    for one in mine:
        text = "\n".join(line for _label, line in one.texts)
        if one.id in there and text:
            yield Quote(
                key=one.id,
                thing_id=one.id,
                span=None,
                session_id=one.session_id,
                where=f"{titles[one.session_id]}, {one.making.title.lower()}",
                text=text,
                nameless=one.id in bare,
                given=_given(given.get(one.id), text),
            )


def _spoken(db: Session, participant_id: str, titles: Mapping[str, str], reader: Reader) -> Iterable[Quote]:
    versions = db.scalars(
        select(TranscriptVersion)
        .where(TranscriptVersion.session_id.in_(list(titles)), TranscriptVersion.state == CURRENT)
        .order_by(TranscriptVersion.started_at, TranscriptVersion.id)
    ).all()
    answers = [row for row in latest_answers_of(db, participant_id) if row.anchor_id]
    anchors = db.scalars(select(Anchor).where(Anchor.id.in_([row.anchor_id for row in answers]))).all()
    spans = spans_of(db, anchors)
    cells = cells_of(db, [span for some in spans.values() for span in some])
    for version in versions:
        held = [
            (cells[span], row)
            for row in answers
            for span in spans.get(row.anchor_id or "", ())
            if span.transcript_id == version.id and span in cells
        ]
        for some in turns_said_by(db, version.id, participant_id, reader):
            text = " ".join(word.text for word in some)
            first, last = some[0].cell, some[-1].cell
            row = next((row for (begins, ends), row in held if begins <= last and first <= ends), None)
            span = Span(transcript_id=version.id, first=some[0].n, last=some[-1].n)
            yield Quote(
                key=span.name,
                thing_id=None,
                span=span,
                session_id=version.session_id,
                where=f"{titles[version.session_id]}, said aloud",
                text=text,
                nameless=False,
                given=_given(row, text),
            )


def turns_said_by(
    db: Session, transcript_id: str, participant_id: str, reader: Reader = _THEMSELVES
) -> list[list[Word]]:
    """What somebody says in a transcript, turn by turn; without what is withheld."""
    people, single = voices_of(db, transcript_id).people, set(db.scalars(people_of_words(transcript_id)))
    if participant_id not in people.values() and participant_id not in single:
        return []
    words = words_under(db, transcript_id, None, sight_of(db, reader, transcript_id))
    return [
        list(some)
        for (_turn, whose), some in groupby(
            words, key=lambda word: (word.turn, word.said_by or people.get(word.label or ""))
        )
        if whose == participant_id
    ]


def latest_answers_of(db: Session, participant_id: str) -> Sequence[QuoteAnswer]:
    """What they answered, as it counts now, the latest first."""
    return db.scalars(
        select(QuoteAnswer)
        .where(QuoteAnswer.participant_id == participant_id, QuoteAnswer.is_latest)
        .order_by(QuoteAnswer.at.desc(), QuoteAnswer.id)
    ).all()


def _given(row: QuoteAnswer | None, text: str) -> Given | None:
    if row is None:
        return None
    return Given(
        id=row.id,
        answer=row.answer,
        audiences=frozenset(row.audiences.split()),
        said=row.said,
        at=row.at,
        how=row.how,
        done=row.done,
        done_at=row.done_at,
        is_taken=row.is_taken,
        is_stale=row.digest != digest_of(text),
    )
