"""The search page: the query, the results, and the words to mark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader, StaffReader
from retreat.errors import InvalidInput
from retreat.house import House
from retreat.log.written import Heading, headings_of
from retreat.people.members import Right, programmes_of
from retreat.people.schemas import described
from retreat.programme.models import DialogueSession
from retreat.programme.queries import sessions_in
from retreat.search.filters import Filters, sectors_and_roles
from retreat.search.found import hrefs_of
from retreat.search.passages import Hit, search_record
from retreat.search.searching import Embed, terms_of
from retreat.search.vectors import known_vectors
from retreat.search.words import spans_of, stem
from retreat.transcripts.phrases import sound_time, voices

HITS_ON_A_PAGE = 20
HEADINGS_ON_A_PAGE = 10
QUERY_MAX_CHARS = 500


def typed_in(asked: Mapping[str, str]) -> str:
    """What was typed into the search field."""
    return asked.get("q", "").strip()[:QUERY_MAX_CHARS]


def search_page(house: House, reader: Reader, asked: Mapping[str, str], embed: Embed | None) -> dict[str, Any]:
    """Everything on the search page; ``told`` says why no search was made."""
    typed = typed_in(asked)
    try:
        filters, told = _filters(asked), None
    except InvalidInput as refused:
        filters, told = Filters(), refused.tell

    with house.database.read() as db:
        sessions = db.execute(
            select(DialogueSession.id, DialogueSession.title)
            .where(_theirs(reader))
            .order_by(DialogueSession.created_at.desc())
        ).all()
        readable = set(db.scalars(select(DialogueSession.id).where(_theirs(reader, "reads"))))
        sectors, roles = sectors_and_roles(db, reader)
        hits = search_record(
            db,
            typed if told is None else "",
            reader=reader,
            vectors=known_vectors(house.settings.data),
            embed=embed,
            filters=filters,
            limit=HITS_ON_A_PAGE,
        )
        headings = _headings(db, reader, stems_of(typed) if told is None else set(), filters)
        hrefs = hrefs_of(db, [hit.passage_id for hit in hits if hit.note_id is None])
    stems = stems_of(typed)
    titles = {row.id: row.title for row in sessions}
    return {
        "typed": typed,
        "told": told,
        "asked": asked,
        "sessions": [(row.id, row.title) for row in sessions],
        "readable": readable,
        "sectors": _offered(sectors, filters.sector),
        "roles": _offered(roles, filters.role),
        "filters": filters,
        "hits": [(hit, marked(hit.text, stems)) for hit in hits],
        "hrefs": hrefs,
        "headings": [(found, titles.get(found.session_id, "")) for found in headings if found.session_id in readable],
        "is_narrowed": filters != Filters(),
        "sound_time": sound_time,
        "listen_at": _listen_at,
        "voices": voices,
    }


def stems_of(typed: str) -> set[str]:
    """The stems of the words that are looked for."""
    return {stem(term) for term in terms_of(typed)}


def _headings(db: Session, reader: Reader, stems: set[str], filters: Filters) -> list[Heading]:
    """Headings with all of these words in their titles. They are nobody's, so that who speaks narrows them to none."""
    if not stems or filters != Filters(session_id=filters.session_id):
        return []
    found = headings_of(db, reader, filters.session_id)
    hits = (one for one in found if stems <= {stem(word) for word, _start, _end in spans_of(one.titles.both)})
    return list(islice(hits, HEADINGS_ON_A_PAGE))


def _theirs(reader: Reader, right: Right = "shared") -> ColumnElement[bool]:
    """Sessions that this person may choose or, with a further right, open."""
    if not isinstance(reader, StaffReader):
        return true()
    return DialogueSession.id.in_(sessions_in(programmes_of(reader.staff_id, right)))


def _offered(known: list[str], asked: str | None) -> list[tuple[str, str]]:
    """The options, including the chosen one: an address may spell it differently, or nobody may have it any more."""
    names = {name.casefold(): name for name in [*known, *([asked] if asked else [])]}
    return [(name, name) for _folded, name in sorted(names.items())]


def _filters(asked: Mapping[str, str]) -> Filters:
    """What the page's form says."""
    return Filters(
        session_id=asked.get("session") or None,
        kind=asked.get("kind") if asked.get("kind") in ("spoken", "written") else None,
        sector=described(asked.get("sector"), field="sector"),
        role=described(asked.get("role"), field="role"),
        speaker=asked.get("speaker", "").strip() or None,
        since=_day(asked.get("since")),
        until=_day(asked.get("until"), is_last=True),
    )


def _listen_at(hit: Hit) -> str:
    """Seconds for ``#t=``, a moment before the word so that it is not cut off."""
    return f"{max((hit.play_ms or 0) - 200, 0) / 1000:.1f}"


def marked(text: str, stems: set[str]) -> list[tuple[str, bool]]:
    """The text in parts, those that were looked for marked."""
    parts: list[tuple[str, bool]] = []
    at = 0
    for word, start, end in spans_of(text):
        if stem(word) in stems:
            parts += [(text[at:start], False), (text[start:end], True)]
            at = end
    return [part for part in [*parts, (text[at:], False)] if part[0]]


def _day(text: str | None, *, is_last: bool = False) -> datetime | None:
    """When a day begins by this machine's clock or, for the last day, when it ends."""
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d") + timedelta(days=is_last)  # noqa: DTZ007 - a day, not yet a moment
        return day.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"“{text[:20]}” is not a day. Please write it like 2026-11-28.") from error
