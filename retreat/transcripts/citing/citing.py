"""What a citation says of some words, as far as a reader may read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.errors import NotFound
from retreat.log.moments import moments_of
from retreat.log.written import prompt_texts
from retreat.programme.models import Programme
from retreat.programme.schemas import SessionView
from retreat.transcripts.aiming import NO_SUCH_LINK, aimed_words
from retreat.transcripts.anchors.spans import Span, href_of_words
from retreat.transcripts.citing.attribution import NOBODY_KNOWN, Cited, cited_as
from retreat.transcripts.citing.citation import Citation, Said
from retreat.transcripts.citing.unquoted import is_in, unquoted_cells
from retreat.transcripts.models import MACHINE, RecordedTurn, RecordedWord
from retreat.transcripts.phrases import sound_time
from retreat.transcripts.places import cell_of
from retreat.transcripts.setting.asked import asked_in, place_at
from retreat.transcripts.setting.numbering import number_said, numbers_of
from retreat.transcripts.sight import sight_of
from retreat.transcripts.under import Word, words_under
from retreat.transcripts.versions.models import TranscriptVersion

_GONE = "The words of this link are no longer in the record, or cannot be read at the moment."
# More is not a quotation but a copy.
WORDS_MAX = 1_500


def citation_of(db: Session, reader: Reader, session: SessionView, named: str | None, *, host: str) -> Citation:
    """The citation of a span of words, at its place in the current transcript.

    Args:
        named: The span as an address names it.
        host: Where this installation is, without a slash at its end.
    Raises:
        NotFound: There is no such span here, its words are gone, or none of them may be read.
    """
    aim = aimed_words(db, session.id, named)
    if aim is None:
        raise NotFound(NO_SUCH_LINK, code="no_such_words")
    span = aim.stands
    if not isinstance(span, Span):
        raise NotFound(_GONE, code="words_gone")
    row = db.get_one(TranscriptVersion, span.transcript_id)
    sight = sight_of(db, reader, row.id)
    first, last = (cell_of(db.get_one(RecordedWord, (row.id, n)).place) for n in (span.first, span.last))
    words = _within(words_under(db, row.id, [(first, last)], sight), span)
    if not words:
        raise NotFound(_GONE, code="words_gone")
    cited, removed = cited_as(db, row), unquoted_cells(db, row.id)
    turns = list(dict.fromkeys(word.turn for word in words if word.turn is not None))
    told = _turns(db, row.id, turns)
    start_ms, end_ms = words[0].start_ms, words[-1].end_ms
    is_timed = row.recording_id is not None and start_ms is not None and end_ms is not None
    at = None if start_ms is None else row.started_at + timedelta(milliseconds=start_ms)
    by_hand = asked_in(db, row)
    place = place_at(by_hand, words[0].cell) if by_hand else moments_of(db, session.id).at(at)
    return Citation(
        said=_said(words, cited),
        session=session.title,
        event=session.event_title,
        programme=db.get_one(Programme, session.programme_id).title,
        on=row.started_at.astimezone().date(),
        table={table.id: table.name for table in session.tables}.get(row.table_id or "", ""),
        prompt=prompt_texts(db, session.id).get(place.prompt_id or "", ""),
        span=f"{sound_time(start_ms)}–{sound_time(end_ms)}" if is_timed else "",
        turns=number_said(numbers_of(db, sight), turns),
        is_checked=bool(told) and all(one.review != MACHINE for one in told),
        version=max((one.version for one in told), default=0) + 1,
        address=host + href_of_words(session.id, Span(transcript_id=row.id, first=words[0].n, last=words[-1].n)),
        may_be=False
        if any(is_in(word.cell, removed) for word in words)
        else _agreed([cited.get(word.label or "", NOBODY_KNOWN) for word in words]),
    )


def _within(words: Sequence[Word], span: Span) -> Sequence[Word]:
    """Without what people added right before and after the span."""
    numbers = [word.n for word in words]
    begins = numbers.index(span.first) if span.first in numbers else 0
    ends = numbers.index(span.last) + 1 if span.last in numbers else len(numbers)
    return words[begins:ends][:WORDS_MAX]


def _turns(db: Session, transcript_id: str, turns: Sequence[int]) -> Sequence[RecordedTurn]:
    return db.scalars(
        select(RecordedTurn).where(RecordedTurn.transcript_id == transcript_id, RecordedTurn.n.in_(turns))
    ).all()


def _said(words: Sequence[Word], cited: dict[str, Cited]) -> list[Said]:
    told: list[Said] = []
    for _turn, some in groupby(words, key=lambda word: word.turn):
        mine = list(some)
        called = cited.get(mine[0].label or "", NOBODY_KNOWN).called
        told.append(Said(called=called, text=" ".join(word.text for word in mine)))
    return told


def _agreed(voices: Sequence[Cited]) -> bool | None:
    answers = {one.may_be for one in voices}
    return False if False in answers else None if None in answers else True
