"""The search page: the query, the results, and the words to mark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader, StaffReader
from retreat.errors import InvalidInput
from retreat.house import House
from retreat.log.written import Heading, headings_of, prompt_texts
from retreat.people.members import Right, programmes_of
from retreat.programme.models import DialogueSession, Event, Programme, TableGroup
from retreat.programme.queries import sessions_in
from retreat.search.filters import Filters, sectors_and_roles
from retreat.search.found import hrefs_of
from retreat.search.listing.asked import filters_in, page_number, typed_in
from retreat.search.listing.context import SIDES, Side, lines_of
from retreat.search.listing.rows import address_of
from retreat.search.passages import Hit, hits_of, shown_for
from retreat.search.searching import LIMIT_MAX, Embed, rank
from retreat.search.texts.correcting import Correction
from retreat.search.typed.marks import marked
from retreat.search.typed.reading import read_query
from retreat.search.typed.saying import said_of
from retreat.search.typed.tree import Leaf
from retreat.search.vectors import known_vectors
from retreat.search.words import spans_of, stem
from retreat.transcripts.phrases import sound_time, voices

HITS_ON_A_PAGE = 20
HEADINGS_ON_A_PAGE = 10
LINES_ON_A_PAGE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Where one page of hits is among all.

    Attributes:
        first: The number of its first hit, from 1.
        before: The address of the page before; None on the first one. ``after``: of the next.
    """

    first: int
    last: int
    before: str | None
    after: str | None

    @classmethod
    def of(cls, total: int, number: int, asked: Mapping[str, str], *, size: int = HITS_ON_A_PAGE) -> Pages:
        """The page with this number, from 1, for the same search."""
        first = (number - 1) * size + 1
        last = min(number * size, total)
        kept = {name: value for name, value in asked.items() if value and name != "page"}

        def at(page: int) -> str:
            return "/search?" + urlencode(kept | ({"page": str(page)} if page > 1 else {}))

        return cls(
            first=first,
            last=last,
            before=at(number - 1) if number > 1 else None,
            after=at(number + 1) if last < total else None,
        )


def _side(asked: Mapping[str, str]) -> Side | None:
    """By what words in context are sorted; None for whole passages."""
    return next((side for side in SIDES if side == asked.get("context")), None)


def _views(asked: Mapping[str, str]) -> dict[str, str]:
    """The addresses of the same search as another list, or as a file."""
    kept = {name: value for name, value in asked.items() if value and name not in ("page", "context", "format")}
    views = {"passages": "/search?" + urlencode(kept)}
    views |= {side: "/search?" + urlencode(kept | {"context": side}) for side in SIDES}
    return views | {name: "/search/file?" + urlencode(kept | {"format": name}) for name in ("csv", "xlsx")}


def _corrected(asked: Mapping[str, str], correction: Correction) -> str:
    """The address of the same search with the most similar word in place of the one that nobody said."""
    typed, at = "", 0
    for word, start, end in spans_of(asked.get("q", "")):
        if word == correction.typed:
            typed += asked["q"][at:start] + correction.instead[0]
            at = end
    typed += asked.get("q", "")[at:]
    kept = {name: value for name, value in asked.items() if value and name != "page"}
    return "/search?" + urlencode(kept | {"q": typed})


def search_page(house: House, reader: Reader, asked: Mapping[str, str], embed: Embed | None) -> dict[str, Any]:
    """Everything on the search page; ``told`` says why no search was made."""
    typed = typed_in(asked)
    try:
        filters, told = filters_in(asked), None
    except InvalidInput as refused:
        filters, told = Filters(), refused.tell

    with house.database.read() as db:
        sessions = db.execute(
            select(
                DialogueSession.id,
                DialogueSession.title,
                DialogueSession.event_id,
                Event.title.label("event"),
                DialogueSession.activity,
                DialogueSession.activity_name,
            )
            .join(Event, Event.id == DialogueSession.event_id)
            .where(_theirs(reader))
            .order_by(DialogueSession.created_at.desc())
        ).all()
        programmes = _counted(db, reader)
        readable = set(db.scalars(select(DialogueSession.id).where(_theirs(reader, "reads"))))
        sectors, roles = sectors_and_roles(db, reader)
        within = _within(db, filters.session_id if filters.session_id in {row.id for row in sessions} else None)
        number, side = page_number(asked), _side(asked)
        ranking = rank(
            db,
            typed if told is None else "",
            reader=reader,
            vectors=known_vectors(house.settings.data),
            embed=embed,
            filters=filters,
            limit=LIMIT_MAX if side else HITS_ON_A_PAGE,
            start=0 if side else (number - 1) * HITS_ON_A_PAGE,
        )
        hits = hits_of(db, ranking, reader=reader, filters=shown_for(read_query(typed), filters))
        headings = _headings(db, reader, _stems_of(ranking.terms), filters)
        hrefs = hrefs_of(db, [hit.passage_id for hit in hits if hit.note_id is None])
    lines = lines_of([hit.text for hit in hits], ranking.terms, side) if side else []
    shown = lines[(number - 1) * LINES_ON_A_PAGE : number * LINES_ON_A_PAGE]
    pages = (
        Pages.of(len(lines), number, asked, size=LINES_ON_A_PAGE) if side else Pages.of(ranking.total, number, asked)
    )
    titles = {row.id: row.title for row in sessions}
    return {
        "typed": typed,
        "told": told,
        "asked": asked,
        "sessions": [(row.id, row.title) for row in sessions],
        "choices": [
            ("event", "Event", "All events", list(dict.fromkeys((row.event_id, row.event) for row in sessions))),
            ("session", "Session", "All sessions", [(row.id, row.title) for row in sessions]),
            *within,
            ("activity", "Activity", "Any", list({row.activity: row.activity_name for row in sessions}.items())),
        ],
        "readable": readable,
        "sectors": _offered(sectors, filters.sector),
        "roles": _offered(roles, filters.role),
        "filters": filters,
        "hits": [] if side else [(hit, marked(hit.text, ranking.terms)) for hit in hits],
        "total": ranking.total,
        "pages": pages,
        "side": side,
        "views": _views(asked),
        "lines": [(line, hits[line.hit], address_of(hits[line.hit], hrefs)) for line in shown],
        "lines_total": len(lines),
        "is_cut": bool(side) and ranking.total > len(hits),
        "listed_max": LIMIT_MAX,
        "remarks": said_of(ranking.remarks),
        "corrections": [(one, _corrected(asked, one)) for one in ranking.corrections],
        "hrefs": hrefs,
        "headings": [(found, titles.get(found.session_id, "")) for found in headings if found.session_id in readable],
        "is_narrowed": filters != Filters(),
        "counts": [(title, _counts_at(programme_id, asked)) for programme_id, title in programmes],
        "can_be_saved": told is None and isinstance(reader, StaffReader) and not filters.speaker,
        "as_asked": {name: value for name, value in asked.items() if value and name not in ("page", "context")},
        "sound_time": sound_time,
        "listen_at": _listen_at,
        "voices": voices,
    }


def _counted(db: Session, reader: Reader) -> Sequence[tuple[str, str]]:
    """Id and title of the programmes whose words this person may count."""
    if not isinstance(reader, StaffReader):
        return ()
    asked = select(Programme.id, Programme.title).where(Programme.id.in_(programmes_of(reader.staff_id, "reads")))
    return [(row.id, row.title) for row in db.execute(asked.order_by(Programme.title, Programme.id))]


def _counts_at(programme_id: str, asked: Mapping[str, str]) -> str:
    """Where the words of this search are counted by groups of people."""
    said = {"rows": "search", "q": asked.get("q", ""), "event": asked.get("event", "")}
    query = urlencode({name: value for name, value in said.items() if value})
    return f"/desk/programmes/{programme_id}/comparison?{query}"


def _stems_of(terms: Sequence[Leaf]) -> set[str]:
    """The stems of the words that are looked for."""
    return {stem(word) for term in terms for word in term.words}


def _within(db: Session, session_id: str | None) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """What a search in one session can also be narrowed to."""
    if session_id is None:
        return []
    tables = db.execute(
        select(TableGroup.id, TableGroup.name).where(TableGroup.session_id == session_id).order_by(TableGroup.number)
    ).tuples()
    prompts = prompt_texts(db, session_id).items()
    found = [("table", "Table", "All tables", list(tables)), ("prompt", "Question", "Any", list(prompts))]
    return [one for one in found if one[3]]


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


def _listen_at(hit: Hit) -> str:
    """Seconds for ``#t=``, a moment before the word so that it is not cut off."""
    return f"{max((hit.play_ms or 0) - 200, 0) / 1000:.1f}"
