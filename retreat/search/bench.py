"""How well and how fast search answers: meetings with questions whose right places people have marked.

Reads folders in the form of QMSum: one JSON a meeting, with ``meeting_transcripts`` and ``specific_query_list``.
"""

from __future__ import annotations

import dataclasses
import json
import re
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.clock import system_clock
from retreat.consent.gate import Owner
from retreat.database import Base, Database, open_database
from retreat.errors import InvalidInput, NotFound
from retreat.ids import system_ids
from retreat.programme.events import morning_after
from retreat.programme.models import DialogueSession, Event, Programme
from retreat.search.meanings import meanings_of
from retreat.search.models import Passage
from retreat.search.searching import Embed, rank
from retreat.search.vectors import Vectors
from retreat.transcripts.keeping import Origin, keep_transcript
from retreat.transcripts.ports import Speech
from transcription.types import Transcript

TranscriptOf = Callable[[Sequence[tuple[str | None, str]]], Transcript]

_MARKS = re.compile(r"\{\w+\}")
FIRST = 10


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One question and the turns of its meeting that answer it."""

    session_id: str
    text: str
    turns: frozenset[int]


def bench_search(
    speech: Speech, *, meetings: Path, transcript_of: TranscriptOf, work: Path | None = None
) -> dict[str, Any]:
    """Build a record of the meetings and ask it all their questions.

    Args:
        transcript_of: Turns, each a speaker and words, as a transcript; the room of imports has it.
        work: A folder to keep the built record in for another run; None builds it in a temporary one.
    Returns:
        ``hit_at_10``, ``mrr``, and times in milliseconds; also for words alone and meaning alone.
    """
    files = sorted(meetings.glob("*.json")) if meetings.is_dir() else []
    if not files:
        raise NotFound(f"There are no meetings (*.json) in {meetings}.", code="no_meetings")
    if sum(len(questions_of(file)) for file in files) == 0:
        raise InvalidInput(f"The meetings in {meetings} have no questions to ask.", code="no_questions")
    with tempfile.TemporaryDirectory() as temporary:
        folder = work or Path(temporary)
        file = folder / "bench.db"
        is_built = file.exists()
        database = open_database(sqlite_file=file)
        try:
            began_s = time.monotonic()
            if not is_built:
                Base.metadata.create_all(database.engine)
                _build(database, speech, files, transcript_of)
            built_s = time.monotonic() - began_s
            return _measured(database, speech, files, folder) | {"build_s": round(built_s, 1)}
        finally:
            database.close()


def _measured(database: Database, speech: Speech, files: Sequence[Path], folder: Path) -> dict[str, Any]:
    questions = [question for file in files for question in questions_of(file)]
    vectors = Vectors(folder)
    with database.read() as db:
        places = _places(db)
        whole = _scores(db, questions, places, vectors, speech.embed)
        words = _scores(db, questions, places, vectors, None)
    return {
        "meetings": len(files),
        "passages": len(places),
        "questions": len(questions),
        **whole,
        "words_alone": {name: words[name] for name in ("hit_at_10", "mrr")},
    }


def _scores(
    db: Session,
    questions: Sequence[Question],
    places: dict[int, tuple[str, int, int]],
    vectors: Vectors,
    embed: Embed | None,
) -> dict[str, Any]:
    taken_ms: list[float] = []
    ranks: list[int | None] = []
    for question in questions:
        began_s = time.perf_counter()
        ranking = rank(db, question.text, reader=Owner(), vectors=vectors, embed=embed, limit=200)
        taken_ms.append((time.perf_counter() - began_s) * 1000)
        ranks.append(
            next((n for n, one in enumerate(ranking.best, 1) if _is_right(question, places[one.number])), None)
        )
    ordered = sorted(taken_ms)
    return {
        "hit_at_10": round(sum(1 for n in ranks if n is not None and n <= FIRST) / len(ranks), 3),
        "mrr": round(sum(1 / n for n in ranks if n is not None) / len(ranks), 3),
        "median_ms": round(statistics.median(ordered), 1),
        "p95_ms": round(ordered[int(len(ordered) * 0.95)], 1),
    }


def _is_right(question: Question, place: tuple[str, int, int]) -> bool:
    session_id, first, last = place
    return session_id == question.session_id and any(first <= turn <= last for turn in question.turns)


def _places(db: Session) -> dict[int, tuple[str, int, int]]:
    rows = db.execute(select(Passage.number, Passage.session_id, Passage.first_turn, Passage.last_turn))
    return {row[0]: (row[1], row[2] or 0, row[3] or 0) for row in rows}


def questions_of(file: Path) -> list[Question]:
    """The questions of one meeting, with the right places as turn numbers of its transcript.

    Raises:
        InvalidInput: It is not a meeting with questions.
    """
    meeting = _read(file)
    number_of = {turn: number for number, (turn, _speaker, _words) in enumerate(_spoken(meeting))}
    found = []
    for asked in meeting["specific_query_list"]:
        turns = {turn for first, last in asked["relevant_text_span"] for turn in range(int(first), int(last) + 1)}
        right = frozenset(number_of[turn] for turn in turns if turn in number_of)
        found.append(Question(session_id=file.stem, text=asked["query"], turns=right))
    return found


def _spoken(meeting: Any) -> list[tuple[int, str, str]]:
    """Turns that have words: the number in the file, speaker, words without marks.

    A transcript has no turn without words, but the labels count such turns, so their numbers differ.
    """
    turns = enumerate(meeting["meeting_transcripts"])
    without_marks = [(number, turn["speaker"], _MARKS.sub("", turn["content"])) for number, turn in turns]
    return [one for one in without_marks if one[2].split()]


def _read(file: Path) -> Any:
    """One meeting, whose shape is checked first, so that nobody waits for minutes only to hear that it is wrong."""
    try:
        read = json.loads(file.read_text("utf-8"))
        shaped = [(turn["speaker"], turn["content"]) for turn in read["meeting_transcripts"]]
        asked = [
            (one["query"], [(int(a), int(b)) for a, b in one["relevant_text_span"]])
            for one in read["specific_query_list"]
        ]
        if not all(isinstance(text, str) for pair in shaped for text in pair) or not shaped:
            raise ValueError("turns without words")
        if not all(isinstance(query, str) for query, _ in asked):
            raise ValueError("questions without words")
    except (OSError, ValueError, TypeError, LookupError) as error:
        raise InvalidInput(
            f"{file} is not a meeting with questions, as QMSum writes them.", code="no_meeting"
        ) from error
    return read


def _build(database: Database, speech: Speech, files: Sequence[Path], transcript_of: TranscriptOf) -> None:
    at = datetime(2026, 1, 1, tzinfo=UTC)
    database.write(lambda db: _add_sessions(db, [file.stem for file in files], at))
    for file in files:
        said = [(speaker, words) for _number, speaker, words in _spoken(_read(file))]
        transcript = transcript_of(said)
        passages = tuple(speech.cut(transcript.turns, transcript.words))
        transcript = dataclasses.replace(transcript, passages=passages)
        keep_transcript(
            database,
            Origin(session_id=file.stem, table_id=None, started_at=at, is_timed=False, is_recognised=False),
            transcript,
            meanings_of(speech, [passage.text for passage in passages]),
            clock=system_clock,
            ids=system_ids,
        )


def _add_sessions(db: Session, names: Sequence[str], at: datetime) -> None:
    db.add(Programme(id="bench", title="Benchmark", created_at=at))
    db.flush()
    db.add(
        Event(
            id="bench",
            programme_id="bench",
            title="Benchmark",
            kind="workshop",
            starts_on=at.date(),
            ends_on=at.date(),
            closes_at=morning_after(at.date()),
            created_at=at,
        )
    )
    db.flush()
    db.add_all(
        DialogueSession(
            id=name,
            event_id="bench",
            title=name,
            activity="brainstorm",
            activity_name="Brainstorm",
            attribution_ceiling="named",
            created_at=at,
        )
        for name in names
    )
    db.flush()
