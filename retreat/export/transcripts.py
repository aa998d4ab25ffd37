"""Transcripts as one export holds them: every turn that the audience may read, at one level, with its cover."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.errors import NotFound
from retreat.export.audiences import Audience
from retreat.export.bundle import SaidTurn, Shape, SpokenWord, Transcript, Voice
from retreat.export.voices import UNKNOWN, voices_for
from retreat.programme.schemas import SessionView
from retreat.transcripts import reading
from retreat.transcripts.citing.unquoted import unquoted_cells
from retreat.transcripts.levels.cover import cover_of
from retreat.transcripts.levels.gists import gists
from retreat.transcripts.levels.notation import KEY
from retreat.transcripts.levels.pages import EXTRACT_SIGN, LevelTurn, level_turns
from retreat.transcripts.levels.wordings import FULL, GIST, LEVELS
from retreat.transcripts.under import names_of, words_under
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.views import ReadTranscript, ReadTurn

# The fields of a cover that tell nothing of the team, of files or of small numbers of people.
_OUTSIDE = (
    *("Programme", "Event", "Session", "Activity", "Table", "Date", "Begins at", "Duration", "Language"),
    *("Level", "Transcriber", "Status"),
)
LEFT_OUT = "[left out]"


def transcripts_for(
    db: Session, reader: Reader, audience: Audience, session: SessionView, shape: Shape, places: Mapping[str, str]
) -> tuple[Transcript, ...]:
    """The current transcripts of a session in which the audience can read anything.

    Args:
        places: The words of each question and step, by id.
    Raises:
        NotFound: There is no such level.
    """
    if shape.level not in LEVELS:
        raise NotFound("There is no such level.", code="no_such_level")
    found = (_one(db, reader, audience, session, row, shape, places) for row in reading.transcripts_of(db, session.id))
    return tuple(one for one in found if any(turn.text and not turn.is_left_out for turn in one.turns))


def _one(
    db: Session,
    reader: Reader,
    audience: Audience,
    session: SessionView,
    row: TranscriptVersion,
    shape: Shape,
    places: Mapping[str, str],
) -> Transcript:
    table = next((one.name for one in session.tables if one.id == row.table_id), None)
    voices = voices_for(db, audience, session, row, table)
    turns = [*_turns(db, reader, row, shape, voices, places, _removed(db, row) if audience.is_outside else frozenset())]
    notes = ["in the house notation"] if shape.notation and shape.level == FULL else []
    cover = cover_of(db, row, level=LEVELS[shape.level].lower(), notes=notes)
    if audience.is_outside:
        cover = [(name, value) for name, value in cover if name in _OUTSIDE]
    cover += [("Made for", audience.title), ("What is in it", audience.needs)]
    speaking = {turn.voice for turn in turns}
    return Transcript(
        id=row.id,
        session_id=session.id,
        title=" – ".join(filter(None, (session.title, table))),
        table=table,
        recording_id=row.recording_id,
        started_at=row.started_at,
        duration_ms=None if row.duration_s is None else round(row.duration_s * 1000),
        language=row.language,
        cover=tuple(cover),
        signs=KEY if shape.notation and shape.level == FULL else (),
        voices=tuple(voice for voice in voices.values() if voice.key in speaking),
        turns=tuple(replace(turn, number=number) for number, turn in enumerate(turns, 1)),
    )


def _removed(db: Session, row: TranscriptVersion) -> frozenset[int]:
    """Numbers of the words that their speakers do not want to be quoted."""
    stretches = unquoted_cells(db, row.id)
    words = words_under(db, row.id, stretches)
    return frozenset(word.n for word in words)


def _turns(
    db: Session,
    reader: Reader,
    row: TranscriptVersion,
    shape: Shape,
    voices: Mapping[str, Voice],
    places: Mapping[str, str],
    removed: frozenset[int],
) -> Iterator[SaidTurn]:
    page = pages = 1
    before: SaidTurn | None = None
    while page <= pages:
        read = reading.read_transcript(db, reader, row, page)
        pages = read.pages
        if shape.level == GIST:
            # A gist may draw on any word of its stretch.
            yield from () if removed else _gists(db, reader, row, page, voices)
            page += 1
            continue
        for turn in _of_page(db, read, shape, voices, places, removed):
            if before is not None and before.n == turn.n != -1:
                before = _joined(before, turn)
            else:
                if before is not None and not (before.is_left_out and turn.is_left_out):
                    yield before
                before = turn
        page += 1
    if before is not None:
        yield before


def _of_page(
    db: Session,
    read: ReadTranscript,
    shape: Shape,
    voices: Mapping[str, Voice],
    places: Mapping[str, str],
    removed: frozenset[int],
) -> Iterator[SaidTurn]:
    texts = {id(one.turn): one for one in level_turns(db, read, level=shape.level, notation=shape.notation)}
    for turn in read.turns:
        if turn.is_withheld or any(word.n in removed for word in turn.words):
            yield SaidTurn(
                n=-1, number=0, voice=None, name="", start_ms=None, end_ms=None, text=LEFT_OUT, is_left_out=True
            )
        elif id(turn) in texts:
            yield _said(turn, texts[id(turn)], shape, voices, places)


def _said(
    turn: ReadTurn, at_level: LevelTurn, shape: Shape, voices: Mapping[str, Voice], places: Mapping[str, str]
) -> SaidTurn:
    voice = voices.get(turn.speaker or "")
    words = turn.words if shape.level == FULL and not shape.notation else ()
    return SaidTurn(
        n=turn.n,
        number=0,
        voice=voice.key if voice else None,
        name=voice.name if voice else UNKNOWN,
        start_ms=turn.start_ms,
        end_ms=turn.end_ms,
        text=at_level.text,
        words=tuple(SpokenWord(n=one.n, text=one.text, start_ms=one.start_ms, end_ms=one.end_ms) for one in words),
        question=places.get(turn.place.prompt_id or ""),
        step=places.get(turn.place.step_id or ""),
        review=turn.review,
    )


def _joined(first: SaidTurn, second: SaidTurn) -> SaidTurn:
    """A turn longer than a page was read in parts."""
    return replace(
        first,
        end_ms=second.end_ms if second.end_ms is not None else first.end_ms,
        text=f"{first.text} {second.text}",
        words=first.words + second.words,
    )


def _gists(
    db: Session, reader: Reader, row: TranscriptVersion, page: int, voices: Mapping[str, Voice]
) -> Iterator[SaidTurn]:
    by_name = _by_shown_name(db, row.id, voices)
    for one in gists(db, reader, row, page):
        told = one.wording
        speaking = [by_name[name] for name in one.speakers if name in by_name]
        yield SaidTurn(
            n=-1,
            number=0,
            voice=speaking[0].key if len(speaking) == 1 else None,
            name=", ".join(dict.fromkeys(voice.name for voice in speaking)) or UNKNOWN,
            start_ms=one.start_ms,
            end_ms=one.end_ms,
            text=told.text if told.is_kept else f"{EXTRACT_SIGN} {told.machine}",
        )


def _by_shown_name(db: Session, transcript_id: str, voices: Mapping[str, Voice]) -> dict[str, Voice]:
    """Gists know voices by the names that people gave them."""
    return {shown: voices[label] for label, shown in names_of(db, transcript_id).items() if label in voices}
