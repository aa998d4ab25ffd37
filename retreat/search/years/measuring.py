"""How fast search answers on made-up years: every kind of query with every kind of filter, as a researcher."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from retreat.consent.gate import StaffReader
from retreat.consent.models import ConsentAnswer
from retreat.database import Base, Database, open_database
from retreat.errors import InvalidInput
from retreat.search.filters import NO_FILTERS, Filters
from retreat.search.models import SPOKEN, Passage
from retreat.search.passages import hits_of
from retreat.search.searching import rank
from retreat.search.vectors import DIMENSIONS, Vectors
from retreat.search.years.making import BEGAN, ROLES, SECTORS, STAFF_ID, make_years
from retreat.transcripts.ports import Matrix

LEAST = 1_000
_READER = StaffReader(staff_id=STAFF_ID)
_ROUNDS = 5


class _Taken(NamedTuple):
    """Milliseconds that one search took."""

    wall_ms: float
    cpu_ms: float


def bench_years(passages: int) -> dict[str, Any]:
    """Make years with so many passages and search them.

    The time of a search is that of its first list of hits, with all that is shown of them but the words beneath, of
    which made-up years have none. The query's meaning comes from elsewhere and is not counted.

    Returns:
        Milliseconds: ``median_ms`` and ``p95_ms`` over all, ``p95_cpu_ms`` of processor time, which other work on the
        machine changes less, ``by_filter`` the medians, ``after_an_answer_ms`` the first search after somebody changed
        an answer. Seconds: ``build_s``, and ``first_s`` until the first search, which
        reads the record into memory.
    Raises:
        InvalidInput: It is too few to be measured.
    """
    if passages < LEAST:
        raise InvalidInput(f"Measure at least {LEAST:,} passages: --passages {LEAST}.", code="few_passages")
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(sqlite_file=Path(folder) / "years.db")
        try:
            began_s = time.monotonic()
            Base.metadata.create_all(database.engine)
            make_years(database, passages)
            built_s = time.monotonic() - began_s
            return {"passages": passages, "build_s": round(built_s, 1)} | _measured(database, Vectors(Path(folder)))
        finally:
            database.close()


def _measured(database: Database, vectors: Vectors) -> dict[str, Any]:
    random = np.random.default_rng(3)
    with database.read() as db:
        queries = _queries(db)
    filters = _filters()
    first = _search(database, vectors, queries[0], NO_FILTERS, random)
    for narrowed in filters.values():
        _search(database, vectors, queries[0], narrowed, random)
    taken = {
        name: [_search(database, vectors, query, narrowed, random) for _ in range(_ROUNDS) for query in queries]
        for name, narrowed in filters.items()
    }
    every = [one for some in taken.values() for one in some]
    after = [_after_an_answer(database, vectors, queries[0], random, number) for number in range(2, 2 + _ROUNDS)]
    return {
        "searches": len(every),
        "median_ms": round(statistics.median(one.wall_ms for one in every), 1),
        "p95_ms": _p95([one.wall_ms for one in every]),
        "p95_cpu_ms": _p95([one.cpu_ms for one in every]),
        "by_filter": {name: round(statistics.median(one.wall_ms for one in some), 1) for name, some in taken.items()},
        "after_an_answer_ms": round(statistics.median(after), 1),
        "first_s": round(first.wall_ms / 1000, 1),
    }


def _search(database: Database, vectors: Vectors, query: str, filters: Filters, random: np.random.Generator) -> _Taken:
    """Until the first list is there."""
    meaning = random.standard_normal((2, DIMENSIONS), np.float32)

    def embed(texts: Sequence[str]) -> Matrix:
        return meaning[: len(texts)]

    with database.read() as db:
        began_s, cpu_s = time.perf_counter(), time.process_time()
        ranking = rank(db, query, reader=_READER, vectors=vectors, embed=embed, filters=filters)
        hits_of(db, ranking, reader=_READER, filters=filters)
        return _Taken((time.perf_counter() - began_s) * 1000, (time.process_time() - cpu_s) * 1000)


def _after_an_answer(
    database: Database, vectors: Vectors, query: str, random: np.random.Generator, number: int
) -> float:
    answer = {
        "id": f"again-{number}",
        "participant_id": "p0-0",
        "purpose": "machine_transcription",
        "number": number,
        "answer": "no" if number % 2 else "yes",
        "wording_version": 1,
        "how": "phone",
        "at": datetime.now(UTC),
    }
    database.write(lambda db: db.execute(insert(ConsentAnswer), answer))
    return _search(database, vectors, query, NO_FILTERS, random).wall_ms


def _p95(taken_ms: Sequence[float]) -> float:
    return round(sorted(taken_ms)[int(len(taken_ms) * 0.95)], 1)


def _queries(db: Session) -> Sequence[str]:
    """One of each kind, of words that were said: common and rare ones, a phrase, a formula, the beginning of a word."""
    said = select(Passage.text).where(Passage.kind == SPOKEN).order_by(Passage.number)
    words = (db.scalars(said).first() or "").split()
    by_length = sorted(set(words), key=lambda word: (len(word), word))
    common, rare = by_length[0], by_length[-1]
    return (
        f"{common} {by_length[1]} {rare}",
        f'"{words[0]} {words[1]}"',
        f"{common} AND {rare}",
        f"{rare[:4]}* {by_length[2]}",
        f"{by_length[3]} NEAR/5 {by_length[4]}",
    )


def _filters() -> dict[str, Filters]:
    def named() -> Iterator[tuple[str, Filters]]:
        yield "none", NO_FILTERS
        yield "event", Filters(event_id="e0")
        yield "session", Filters(session_id="e0-s1")
        yield "sector", Filters(sector=SECTORS[0])
        yield "sector and role", Filters(sector=SECTORS[0], role=ROLES[0])
        yield "speaker", Filters(speaker="Voice 2")
        yield "question", Filters(prompt_id="e0-s1-q")
        yield "written", Filters(kind="written")
        yield "since", Filters(since=BEGAN + timedelta(days=10))

    return dict(named())
