"""Search results with everything that is shown of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.log.makings import Making, noun_of
from retreat.log.read_backs import Answered, Answers, answers_of
from retreat.log.signing import signatures
from retreat.programme.models import DialogueSession
from retreat.search.filters import NO_FILTERS, Filters
from retreat.search.heard import Heard, heard_in
from retreat.search.models import Passage
from retreat.search.searching import Embed, Ranked, Ranking, rank
from retreat.search.typed.marks import found_in
from retreat.search.typed.reading import read_query
from retreat.search.typed.tree import Branch, Field, Leaf, Query
from retreat.search.vectors import Vectors
from retreat.search.words import words_of
from retreat.transcripts.spoken import held_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One found passage as people and programs see it.

    Attributes:
        start_ms: From the start of its audio recording; null without times, such as for a note.
        play_ms: Where a requested voice says the first matching word; without one, the
            start of that voice's words, or of the passage. Null if the sound may not be played.
        recording_id: The sound that it plays from; null without sound.
        note_id: Of what somebody made, such as a note; ``made`` says what that is.
        read_back: What its table answered to it when it read back; None for what is spoken, and where no table did.
        why: ``words`` of the query that it contains, and ``meaning``, the cosine with the query or null.
    """

    passage_id: str
    session_id: str
    session_title: str
    kind: str
    text: str
    speakers: tuple[str, ...]
    start_ms: int | None
    end_ms: int | None
    play_ms: int | None
    recording_id: str | None
    note_id: str | None
    made: Making | None
    at: datetime | None
    score: float
    why: dict[str, Any]
    read_back: Answered | None = None

    def to_json(self) -> dict[str, Any]:
        """The line that the command line prints."""
        return {
            "passage_id": self.passage_id,
            "session_id": self.session_id,
            "session_title": self.session_title,
            "text": self.text,
            "speakers": list(self.speakers),
            "start_ms": self.start_ms,
            "end_ms": self.end_ms,
            "score": self.score,
            "why": self.why,
            "kind": self.kind,
            "play_ms": self.play_ms,
            "recording_id": self.recording_id,
            "read_back": self.read_back and {"answer": self.read_back.answer, "objected": self.read_back.is_objected},
        }


def search_record(
    db: Session,
    typed: str,
    *,
    reader: Reader,
    vectors: Vectors,
    embed: Embed | None,
    filters: Filters = NO_FILTERS,
    limit: int = 10,
) -> list[Hit]:
    """The best hits, best first, with all that is shown of them."""
    ranking = rank(db, typed, reader=reader, vectors=vectors, embed=embed, filters=filters, limit=limit)
    return hits_of(db, ranking, reader=reader, filters=shown_for(read_query(typed), filters))


def shown_for(query: Query, filters: Filters) -> Filters:
    """The filters with the query's own conditions on voices: theirs are the words that are shown and played."""
    parts = query.required.parts if isinstance(query.required, Branch) else (query.required,)
    if isinstance(query.required, Branch) and query.required.kind != "and":
        return filters
    asked = {part.name: part.value for part in parts if isinstance(part, Field)}
    return replace(
        filters,
        speaker=filters.speaker or asked.get("speaker"),
        sector=filters.sector or asked.get("sector"),
        role=filters.role or asked.get("role"),
    )


def hits_of(db: Session, ranking: Ranking, *, reader: Reader, filters: Filters = NO_FILTERS) -> list[Hit]:
    """Everything that is shown of what was found, in the same order."""
    ranked, terms = ranking.best, ranking.terms
    numbers = [one.number for one in ranked]
    rows = {
        row.number: (row, title)
        for row, title in db.execute(
            select(Passage, DialogueSession.title)
            .join(DialogueSession, DialogueSession.id == Passage.session_id)
            .where(Passage.number.in_(numbers))
        )
    }
    written = [row.note_id for row, _title in rows.values() if row.note_id is not None]
    signed, made = signatures(db, written), noun_of(db, written)
    sessions = {row.session_id for row, _title in rows.values() if row.note_id is not None}
    answers = answers_of(db, reader, sessions, only=written)
    sounds = {row.recording_id for row, _title in rows.values() if row.recording_id is not None}
    silent = {sound for sound in sounds if held_back(db, sound)}
    spoken = [row.number for row, _title in rows.values() if row.note_id is None]
    meant = {one.number for one in ranked if not one.words}
    heard = heard_in(db, reader, spoken, filters, if_narrowed=meant)
    shown = ((one, *rows[one.number]) for one in ranked if one.number in rows)
    return [
        _hit(one, row, title, heard.get(row.number), terms, signed, made, silent, answers) for one, row, title in shown
    ]


def _hit(
    one: Ranked,
    row: Passage,
    title: str,
    heard: Heard | None,
    terms: Sequence[Leaf],
    signed: Mapping[str, str],
    made: dict[str, Making],
    silent: Set[str],
    answers: Answers,
) -> Hit:
    text, speakers = row.text, tuple(row.speakers)
    if heard is not None and not heard.is_whole:
        text, speakers = heard.text, heard.speakers
    if row.note_id is not None and row.note_id in signed:
        speakers = (signed[row.note_id],)
    return Hit(
        passage_id=row.id,
        session_id=row.session_id,
        session_title=title,
        kind=row.kind,
        text=text,
        speakers=speakers,
        start_ms=row.start_ms,
        end_ms=row.end_ms,
        play_ms=None if row.recording_id in silent else _play_ms(row, heard, terms),
        recording_id=row.recording_id,
        note_id=row.note_id,
        made=made.get(row.note_id or ""),
        at=row.at,
        score=one.score,
        why={"words": list(one.words), "meaning": one.meaning},
        read_back=_read_back(row, made, answers),
    )


def _read_back(row: Passage, made: Mapping[str, Making], answers: Answers) -> Answered | None:
    """Only what tables read back can have gone without."""
    making = made.get(row.note_id or "")
    if making is None or not making.is_read_back or row.note_id is None:
        return None
    return answers.of(row.session_id, row.note_id)


def _play_ms(row: Passage, heard: Heard | None, terms: Sequence[Leaf]) -> int | None:
    """Where the first word that was looked for is said in the passage."""
    if row.start_ms is None or heard is None:
        return row.start_ms
    words = [(word, folded) for word in heard.theirs for folded in words_of(word.text)]
    found = found_in([folded for _word, folded in words], terms)
    if found:
        return words[min(found)][0].start_ms
    return row.start_ms if heard.asked is None else next((one.start_ms for one in heard.theirs), row.start_ms)
