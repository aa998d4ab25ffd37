"""From a pasted citation to its place: by the address in it, else by the words that it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts.anchors.spans import Span, href_of_words, span_named
from retreat.transcripts.models import RecordedTurn
from retreat.transcripts.sight import Sight, sight_of
from retreat.transcripts.under import Word, words_under
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion

PASTED_MAX_CHARS = 20_000
_ADDRESS = re.compile(r"/sessions/([A-Za-z0-9_-]{1,64})\?words=([A-Za-z0-9_.:-]{3,90})")
_QUOTED = re.compile(r"[“\"‘']([^”\"]{3,})[”\"’']")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Fewer could stand anywhere.
_LEAST_WORDS = 3


def place_of(db: Session, reader: Reader, pasted: str) -> str | None:
    """The address of what a citation quotes; None if it is nowhere, or nowhere that this reader may read.

    An address leads to its session, which says what became of the words.
    """
    found = _ADDRESS.search(pasted)
    if found is not None:
        span = span_named(found[2])
        row = db.get(TranscriptVersion, span.transcript_id) if span else None
        if span is not None and row is not None and row.session_id == found[1]:
            return href_of_words(row.session_id, span)
    for quoted in (*_QUOTED.findall(pasted), pasted):
        wanted = _words(quoted)
        if len(wanted) >= _LEAST_WORDS and (place := _said_at(db, reader, wanted)):
            return place
    return None


def _words(text: str) -> list[str]:
    return [word.replace("’", "'").lower() for word in _WORD.findall(text)]


def _said_at(db: Session, reader: Reader, wanted: list[str]) -> str | None:
    """Where these words are said one after another, within a turn and the turns after it."""
    rarest = max(wanted, key=lambda word: ("'" not in word, len(word)))  # apostrophes come in two shapes
    likely = (
        select(RecordedTurn.transcript_id, TranscriptVersion.session_id)
        .join(TranscriptVersion, TranscriptVersion.id == RecordedTurn.transcript_id)
        .where(TranscriptVersion.state == CURRENT, RecordedTurn.text.icontains(rarest, autoescape=True))
        .distinct()
        .order_by(RecordedTurn.transcript_id)
    )
    for transcript_id, session_id in db.execute(likely):
        sight = sight_of(db, reader, transcript_id)
        span = _span(db, sight, wanted)
        if span is not None:
            return href_of_words(session_id, span)
    return None


def _span(db: Session, sight: Sight, wanted: list[str]) -> Span | None:
    said = list(_tokens(words_under(db, sight.transcript_id, sight=sight)))
    texts = [text for text, _n in said]
    for at in range(len(texts) - len(wanted) + 1):
        if texts[at] == wanted[0] and texts[at : at + len(wanted)] == wanted:
            return Span(transcript_id=sight.transcript_id, first=said[at][1], last=said[at + len(wanted) - 1][1])
    return None


def _tokens(words: list[Word]) -> Iterator[tuple[str, int]]:
    for word in words:
        for text in _words(word.text):
            yield text, word.n
