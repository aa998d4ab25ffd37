"""The texts of this machine as an export would write them, so that what comes back finds its words."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.excerpts.choosing import Chosen
from retreat.consent.gate import Reader
from retreat.export.audiences import TEAM, audience_named
from retreat.export.bundle import SessionPart, Shape, Transcript
from retreat.export.gathering import bundle_of
from retreat.export.qda.guids import guid
from retreat.export.qda.texts import SpokenText, account_title, spoken_text, written_text, written_title
from retreat.export.writers.files import writable
from retreat.programme.models import DialogueSession, Event
from retreat.programme.narratives.models import Narrative, NarrativeText
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.anchors.standing import read_today
from retreat.transcripts.versions.models import TranscriptVersion


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Which thing a source of ours stands for: a transcript, what was written in a session, or a narrative."""

    session_id: str | None
    transcript_id: str | None
    account_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class TextHere:
    """One text, and what its places are.

    Attributes:
        items: Of what was written: id, where its words are, and how many code points it has.
    """

    where: Where
    title: str
    text: str
    spoken: SpokenText | None = None
    items: Sequence[tuple[str, tuple[int, int]]] = ()

    @cached_property
    def _words(self) -> tuple[list[int], list[int], list[int]]:
        places = self.spoken.places if self.spoken else {}
        return list(places), [one[0] for one in places.values()], [one[1] for one in places.values()]

    def chosen(self, start: int, end: int) -> list[Chosen]:
        """What lies between two places: a span of words, or parts of written things; nothing if only labels do."""
        if self.where.account_id is not None:
            return self._of_account(self.where.account_id, start, end)
        if self.where.transcript_id is None:
            return list(self._written(start, end))
        numbers, starts, ends = self._words
        first, last = bisect_right(ends, start), bisect_left(starts, end) - 1
        return self._span(numbers, first, last)

    def at_times(self, begin_ms: int, end_ms: int) -> list[Chosen]:
        """The words that are mostly said between two times of the sound."""
        if self.spoken is None:
            return []
        numbers = self._words[0]
        middles = [
            None if begins is None or ends is None else (begins + ends) / 2
            for _start, _end, begins, ends in self.spoken.places.values()
        ]
        within = [at for at, middle in enumerate(middles) if middle is not None and begin_ms <= middle < end_ms]
        return self._span(numbers, within[0], within[-1]) if within else []

    def _span(self, numbers: Sequence[int], first: int, last: int) -> list[Chosen]:
        if first > last or self.where.transcript_id is None:
            return []
        return [Chosen(words=Span(transcript_id=self.where.transcript_id, first=numbers[first], last=numbers[last]))]

    def _of_account(self, account_id: str, start: int, end: int) -> list[Chosen]:
        first, last = max(0, start), min(end, len(self.text))
        whole = (first, last) == (0, len(self.text))
        part = (None, None) if whole else (first, last)
        return [Chosen(narrative_text_id=account_id, first_cp=part[0], last_cp=part[1])] if first < last else []

    def _written(self, start: int, end: int) -> Iterator[Chosen]:
        for made_id, (begins, ends) in self.items:
            first, last = max(start, begins) - begins, min(end, ends) - begins
            if 0 <= first < last:
                whole = (first, last) == (0, ends - begins)
                yield Chosen(made_id=made_id, first_cp=None if whole else first, last_cp=None if whole else last)


def sources_of(db: Session, programme_id: str) -> dict[str, Where]:
    """What the GUIDs of our sources stand for: those of earlier versions of a transcript for the one of today."""
    here = select(DialogueSession.id).join(Event, Event.id == DialogueSession.event_id)
    sessions = list(db.scalars(here.where(Event.programme_id == programme_id)))
    found = {guid("written", one): Where(session_id=one, transcript_id=None) for one in sessions}
    versions = select(TranscriptVersion.id, TranscriptVersion.session_id, TranscriptVersion.recording_id)
    for own, session_id, recording_id in db.execute(versions.where(TranscriptVersion.session_id.in_(sessions))):
        today = read_today(db, own)
        where = Where(session_id=session_id, transcript_id=today)
        if today is None:
            continue
        found[guid("text", own)] = found[guid("transcript", own)] = where
        if recording_id is not None:
            found[guid("recording", recording_id)] = where
    wordings = select(NarrativeText.id).join(Narrative, Narrative.id == NarrativeText.narrative_id)
    for own in db.scalars(wordings.where(Narrative.programme_id == programme_id, Narrative.erased_at.is_(None))):
        found[guid("narrative", own)] = Where(session_id=None, transcript_id=None, account_id=own)
    return found


def titles_of(db: Session, programme_id: str) -> dict[str, str]:
    """The sessions of a programme by their titles, as sources are named after them; those that repeat are left out."""
    asked = (
        select(DialogueSession.title, DialogueSession.id)
        .join(Event, Event.id == DialogueSession.event_id)
        .where(Event.programme_id == programme_id)
    )
    rows = db.execute(asked).tuples().all()
    titles = [title for title, _id in rows]
    return {title: own for title, own in rows if titles.count(title) == 1}


def texts_here(db: Session, reader: Reader, session_ids: Collection[str], now: datetime) -> list[TextHere]:
    """Every text of some sessions as this reader may export it."""
    if not session_ids:
        return []
    made = bundle_of(
        db, reader, audience_named(TEAM), sorted(session_ids), shape=Shape(), now=now, made_by="", analysed=False
    )
    found: list[TextHere] = []
    for session in made.sessions:
        found += [_spoken(session, one) for one in session.transcripts]
        if session.written:
            found.append(_written(session))
    return found


def accounts_here(db: Session, account_ids: Collection[str]) -> list[TextHere]:
    """These wordings of narratives, as a project has them."""
    rows = db.execute(
        select(NarrativeText.id, NarrativeText.title, NarrativeText.text).where(NarrativeText.id.in_(account_ids))
    )
    return [
        TextHere(
            where=Where(session_id=None, transcript_id=None, account_id=own),
            title=account_title(title),
            text=writable(text),
        )
        for own, title, text in rows
    ]


def _spoken(session: SessionPart, one: Transcript) -> TextHere:
    laid = spoken_text(one)
    return TextHere(
        where=Where(session_id=session.id, transcript_id=one.id), title=one.title, text=laid.text, spoken=laid
    )


def _written(session: SessionPart) -> TextHere:
    laid = written_text(session)
    return TextHere(
        where=Where(session_id=session.id, transcript_id=None),
        title=written_title(session.title),
        text=laid.text,
        items=[(one.id, words) for one, _whole, words in laid.items],
    )
