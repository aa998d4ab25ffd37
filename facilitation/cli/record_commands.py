"""The record from the command line: adding to it, searching it, measuring search."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from facilitation.cli.command_line import Asked, say
from facilitation.cli.giving_way import give_way_to_a_room
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.errors import InvalidInput, NotFound
from retreat.house import House
from retreat.programme.models import DialogueSession
from retreat.search.filters import Filters
from retreat.search.passages import Hit, search_record
from retreat.search.typed.reading import read_query
from retreat.search.typed.saying import said_of
from retreat.search.vectors import Vectors, known_vectors
from retreat.transcripts.ports import Speech

QUERY_MAX_CHARS = 1_000


@contextlib.contextmanager
def speech_room(asked: Asked) -> Iterator[Speech]:
    """The speech room of one command."""
    give_way_to_a_room(asked.settings.data)
    speech: Speech = asked.parts.open_speech(asked.settings)
    try:
        yield speech
    finally:
        speech.close()


@contextlib.contextmanager
def open_record(asked: Asked) -> Iterator[House]:
    """The house of one command, closed behind it."""
    house = asked.parts.open_house(asked.settings)
    try:
        yield house
    finally:
        house.database.close()
        if house.meaning is not None:
            house.meaning.close()  # type: ignore[attr-defined]


def ingest(asked: Asked) -> None:
    """Add an audio file or a transcript to a session; return once its record can be searched."""
    from retreat.imports.ingest import ingest as add

    options = asked.options
    with open_record(asked) as house, speech_room(asked) as speech:
        _foretell(house, speech, options.file)
        added = add(
            house,
            options.file,
            session_id=options.session,
            table=options.table,
            speech=speech,
            sound=options.sound,
            checked=options.checked,
            began=options.began,
        )
    say(asked, added, [added["note"] or f"Added: {added['passages']} passages can be searched.", *_laid(added)])


def _foretell(house: House, speech: Speech, file: Path) -> None:
    """Tell a person at a terminal, before a long file begins, how long it will take."""
    from retreat.speech.work.phrases import said_of_needs
    from retreat.speech.work.queue import foretold

    if sys.stderr.isatty() and file.is_file():
        length_s = speech.length_s(file)
        if length_s:
            takes_s, need, learned = foretold(house, length_s)
            print(said_of_needs(length_s, takes_s, need, learned=learned), file=sys.stderr)  # noqa: T201 - said to them


def _laid(added: dict[str, Any]) -> list[str]:
    """How well a transcript fits its sound, as a person reads it."""
    found = added.get("alignment")
    if not found:
        return []
    return [
        f"{found['words_found']} of {found['words_to_find']} words were found in the sound; "
        "you can play it from every word."
    ]


def search(asked: Asked) -> None:
    """One line of JSON a query: a list of hits, best first."""
    queries = _queries(asked)
    with open_record(asked) as house:
        if asked.options.session is not None:
            _check_session(house.database, asked.options.session)
        vectors = known_vectors(asked.settings.data)
        for query in queries:
            hits = _search(house, query, vectors, asked)
            for remark in said_of(read_query(query[:QUERY_MAX_CHARS]).remarks):
                print(remark, file=sys.stderr)  # noqa: T201 - said to whoever typed it
            say(asked, [_told(hit) for hit in hits], _lines(hits))


def _queries(asked: Asked) -> list[str]:
    options = asked.options
    if (options.query is None) == (options.queries is None):
        raise InvalidInput("Give one query, or a file of queries with --queries.")
    if options.limit < 1:
        raise InvalidInput("--limit must be a number from 1.")
    if options.query is not None:
        return [str(options.query)]
    try:
        text = options.queries.read_text("utf-8", errors="replace")
    except OSError as error:
        raise NotFound(f"The file {options.queries} cannot be read ({error.strerror}).") from error
    return str(text).splitlines()


def _check_session(database: Database, session_id: str) -> None:
    with database.read() as db:
        if db.get(DialogueSession, session_id) is None:
            raise NotFound(f"There is no session {session_id}.")


def _search(house: House, query: str, vectors: Vectors, asked: Asked) -> list[Hit]:
    embed: Callable[[list[str]], Any] | None = house.meaning.embed if house.meaning else None
    filters = Filters(session_id=asked.options.session) if asked.options.session else Filters()
    with house.database.read() as db:
        return search_record(
            db,
            query[:QUERY_MAX_CHARS],
            reader=Owner(),
            vectors=vectors,
            embed=embed,
            filters=filters,
            limit=asked.options.limit,
        )


def _told(hit: Hit) -> dict[str, Any]:
    return {
        "passage_id": hit.passage_id,
        "session_id": hit.session_id,
        "session_title": hit.session_title,
        "text": hit.text,
        "speakers": list(hit.speakers),
        "start_ms": hit.start_ms,
        "end_ms": hit.end_ms,
        "score": hit.score,
        "why": hit.why,
    }


def _lines(hits: list[Hit]) -> list[str]:
    if not hits:
        return ["Nothing was found."]
    return [f"{_time(hit.start_ms)}  {hit.session_title}  {', '.join(hit.speakers)}\n    {hit.text}" for hit in hits]


def _time(start_ms: int | None) -> str:
    if start_ms is None:
        return "   note"
    seconds = start_ms // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def bench(asked: Asked) -> None:
    """Measure search on meetings whose right answers people have marked, or on years that it makes up."""
    import facilitation.interactions  # noqa: F401 - registers what people make, which every search narrows
    from retreat.imports.texts import transcript_of
    from retreat.search.bench import bench_search

    if asked.options.passages is not None:
        from retreat.search.years.measuring import bench_years

        sys.stdout.write(json.dumps(bench_years(asked.options.passages), indent=1) + "\n")
        return
    if asked.options.meetings is None:
        raise InvalidInput("Say what to measure on: --meetings FOLDER or --passages NUMBER.")
    with speech_room(asked) as speech:
        found = bench_search(speech, meetings=asked.options.meetings, transcript_of=transcript_of)
    sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


def bench_groupings(asked: Asked) -> None:
    """Measure groupings on answers that researchers have coded."""
    if asked.options.coded is None:
        raise InvalidInput("Say which coded answers to measure on: --coded FOLDER.")
    try:
        found = asked.parts.bench_groupings(asked.settings, asked.options.coded)
    except ValueError as error:
        raise InvalidInput(str(error)) from error
    sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")


def bench_identifiers(asked: Asked) -> None:
    """Measure what is suggested as identifying somebody, on our own texts and on meetings that people have marked."""
    try:
        found = asked.parts.bench_identifiers(asked.settings, asked.options.meetings)
    except ValueError as error:
        raise InvalidInput(str(error)) from error
    sys.stdout.write(json.dumps(found, indent=1, ensure_ascii=False) + "\n")
