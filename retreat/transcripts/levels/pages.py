"""A transcript at one level, as a page and as plain text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.transcripts import reading
from retreat.transcripts.citing.attribution import UNKNOWN, cited_as
from retreat.transcripts.levels.cover import cover_of
from retreat.transcripts.levels.gists import gists
from retreat.transcripts.levels.notation import KEY, SpokenWord, inaudible, notated
from retreat.transcripts.levels.wordings import FULL, GIST, INTELLIGENT, LEVELS, Wording, is_tidied, tidied_turns
from retreat.transcripts.models import MACHINE, RecordedTurn
from retreat.transcripts.naming import shown, speakers_of
from retreat.transcripts.phrases import sound_time
from retreat.transcripts.setting.numbering import numbers_of
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.views import ReadTranscript, ReadTurn, ReadWord
from transcription.types import FLAG_OVERLAP

# Before the machine's sentence, if nobody has written a gist.
EXTRACT_SIGN = "[extract by the machine]"
_WIDTH = 96


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelTurn:
    """A turn at a level; at the full level it has no wording."""

    turn: ReadTurn
    text: str
    wording: Wording | None = None


def level_page(
    db: Session, reader: Reader, row: TranscriptVersion, *, level: str, page: int, notation: bool
) -> dict[str, Any]:
    """What the page of a level shows of a transcript."""
    read = reading.read_transcript(db, reader, row, page)
    return {
        "read": read,
        "turns": level_turns(db, read, level=level, notation=notation) if level != GIST else [],
        "gists": gists(db, reader, row, read.page) if level == GIST else [],
        "is_tidied": is_tidied(row.language),
        "key": KEY,
    }


def level_turns(db: Session, read: ReadTranscript, *, level: str, notation: bool) -> list[LevelTurn]:
    """The turns of a page at the full or the intelligent level."""
    if level == INTELLIGENT:
        wordings = tidied_turns(db, read)
        return [
            LevelTurn(turn=turn, text=wordings[turn.n].text, wording=wordings[turn.n])
            for turn in read.turns
            if turn.n in wordings
        ]
    if not notation:
        return [LevelTurn(turn=turn, text=turn.text) for turn in read.turns if turn.words]
    return [LevelTurn(turn=turn, text=text) for turn, text in _notated(db, read) if text]


@dataclass(frozen=True, slots=True)
class _Span:
    """One voice's span of the sound as the machine found it, even without words."""

    speaker: str | None
    start_ms: int
    end_ms: int


def _notated(db: Session, read: ReadTranscript) -> Iterator[tuple[ReadTurn, str]]:
    spans = _spans(db, read)
    ended_ms: int | None = None
    for turn in read.turns:
        if not turn.words:
            yield turn, inaudible(turn.start_ms) if turn.start_ms is not None and not turn.version else ""
        else:
            beside = [span for span in spans if span.speaker != turn.speaker] if FLAG_OVERLAP in turn.flags else []
            yield turn, notated([_spoken(turn, word, beside) for word in turn.words], after_ms=ended_ms)
        if turn.end_ms is not None:
            ended_ms = max(ended_ms or 0, turn.end_ms)


def _spans(db: Session, read: ReadTranscript) -> list[_Span]:
    """All voices' spans that touch a page."""
    starts = [turn.start_ms for turn in read.turns if turn.start_ms is not None]
    ends = [turn.end_ms for turn in read.turns if turn.end_ms is not None]
    if not starts or not ends:
        return []
    rows = db.execute(
        select(RecordedTurn.speaker, RecordedTurn.start_ms, RecordedTurn.end_ms).where(
            RecordedTurn.transcript_id == read.id,
            RecordedTurn.end_ms > min(starts),
            RecordedTurn.start_ms < max(ends),
        )
    )
    return [_Span(speaker, start_ms or 0, end_ms or 0) for speaker, start_ms, end_ms in rows]


def _spoken(turn: ReadTurn, word: ReadWord, beside: Sequence[_Span]) -> SpokenWord:
    middle_ms = None if word.start_ms is None or word.end_ms is None else (word.start_ms + word.end_ms) / 2
    return SpokenWord(
        text=word.text,
        start_ms=word.start_ms,
        end_ms=word.end_ms,
        is_unsure=word.is_doubtful and turn.review == MACHINE,
        is_overlapped=middle_ms is not None and any(span.start_ms <= middle_ms < span.end_ms for span in beside),
    )


def plain_text(db: Session, reader: Reader, row: TranscriptVersion, *, level: str, notation: bool) -> str:
    """A whole transcript at one level as plain text with its cover: LF line ends, one paragraph for each turn.

    Voices are called as in a quotation, because the file leaves the record.
    """
    notes = ["in the house notation"] if notation and level == FULL else []
    if level == INTELLIGENT and not is_tidied(row.language):
        notes.append("not tidied by the machine, whose rules are for English")
    cover = cover_of(db, row, level=LEVELS[level].lower(), notes=notes)
    width = max(len(name) for name, _ in cover) + 2
    lines = [
        textwrap.fill(
            value, _WIDTH, initial_indent=f"{name}:".ljust(width), subsequent_indent=" " * width, break_on_hyphens=False
        )
        for name, value in cover
    ]
    if notation and level == FULL:
        lines += ["", "Signs:", *(f"  {sign.ljust(24)}{meaning}" for sign, meaning in KEY)]
    lines += ["", "-" * _WIDTH]
    page = pages = 1
    called = {label: one.called for label, one in cited_as(db, row).items()}
    known = {one.label: one for one in db.scalars(speakers_of(row.id))}
    names = {shown(label, known): called[label] for label in called}
    numbers: Mapping[int, int] = {}
    while page <= pages:
        read = reading.read_transcript(db, reader, row, page)
        numbers = numbers or numbers_of(db, read.sight)
        pages = read.pages
        said = (
            _gist_lines(db, reader, row, page, names)
            if level == GIST
            else _turn_lines(db, read, level, notation, called, numbers)
        )
        for one in said:
            lines += ["", one]
        page += 1
    return "\n".join(lines) + "\n"


def _turn_lines(
    db: Session,
    read: ReadTranscript,
    level: str,
    notation: bool,
    called: Mapping[str, str],
    numbers: Mapping[int, int],
) -> Iterator[str]:
    for one in level_turns(db, read, level=level, notation=notation):
        who = called.get(one.turn.speaker or "", "")
        text = _line(one.turn.start_ms if read.duration_s else None, who, one.text + _made(one.wording))
        yield f"{numbers[one.turn.n]}  {text}" if one.turn.n in numbers else text


def _gist_lines(
    db: Session, reader: Reader, row: TranscriptVersion, page: int, names: Mapping[str, str]
) -> Iterator[str]:
    for one in gists(db, reader, row, page):
        told = one.wording
        text = (told.text if told.is_kept else f"{EXTRACT_SIGN} {told.machine}") + _made(told)
        yield _line(one.start_ms, ", ".join(names.get(name, UNKNOWN) for name in one.speakers), text)


def _made(wording: Wording | None) -> str:
    if wording is None:
        return ""
    if wording.is_withheld:
        return " [an earlier wording is withheld]"
    return " [made from an earlier wording]" if wording.is_earlier else ""


def _line(start_ms: int | None, who: str, text: str) -> str:
    at = f"[{sound_time(start_ms)}] " if start_ms is not None else ""
    return f"{at}{who or UNKNOWN}: {' '.join(text.split())}"
