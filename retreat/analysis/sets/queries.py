"""The sets of a programme, and what is in one today: its lines are asked again whenever it is opened."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.coders import coder_names
from retreat.analysis.codings.queries import codings_of
from retreat.analysis.excerpts.reading import ReadExcerpt, read_excerpts
from retreat.analysis.memos.quoting import Quoting
from retreat.analysis.searching import Found
from retreat.analysis.sets.models import SetOf, SetPart, SetPick
from retreat.consent.gate import Reader
from retreat.errors import NotFound

# The passages of a programme that fit a query, best first.
Search = Callable[[str], Sequence[Found]]
# How deep sets of sets are followed.
_DEEPEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """One line of a set's definition."""

    id: str
    joins: str
    source: str
    source_id: str | None
    query: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetView:
    """A set and its definition."""

    id: str
    programme_id: str
    name: str
    by: str
    at: datetime
    parts: tuple[PartView, ...]

    @property
    def address(self) -> str:
        """Its permanent address."""
        return f"/sets/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A member of a set: an excerpt, or a passage that a search found and that is no excerpt yet.

    Attributes:
        place: Where it is, to compare it with others: a transcript with heard words, or a written thing.
        excerpt: None for a passage of a search.
    """

    place: tuple[str, int, int]
    text: str
    title: str
    href: str
    speakers: tuple[str, ...]
    start_ms: int | None
    recording_id: str | None
    session_id: str | None
    excerpt: ReadExcerpt | None = None

    def overlaps(self, other: Item) -> bool:
        """Whether both hold some of the same words."""
        mine, its = self.place, other.place
        return mine[0] == its[0] and mine[1] <= its[2] and its[1] <= mine[2]


def sets_of(db: Session, reader: Reader, programme_id: str) -> tuple[SetView, ...]:
    """The sets of a programme, by name."""
    rows = db.scalars(select(SetOf).where(SetOf.programme_id == programme_id, ~SetOf.removed)).all()
    parts: dict[str, list[SetPart]] = {row.id: [] for row in rows}
    for part in db.scalars(
        select(SetPart).where(SetPart.set_id.in_(list(parts)), ~SetPart.removed).order_by(SetPart.position)
    ):
        parts[part.set_id].append(part)
    quoting, people = Quoting(db, reader, programme_id), coder_names(db, (row.by for row in rows))
    found = (
        SetView(
            id=row.id,
            programme_id=programme_id,
            name=quoting.shown(row.name),
            by=people.get(row.by or "", ""),
            at=row.at,
            parts=tuple(
                PartView(
                    id=part.id,
                    joins=part.joins,
                    source=part.source,
                    source_id=part.source_id,
                    query=None if quoting.is_hidden(part.query) else part.query,
                )
                for part in parts[row.id]
            ),
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda one: (one.name.casefold(), one.id)))


def set_view(db: Session, reader: Reader, set_id: str) -> SetView:
    """One set, by its permanent address.

    Raises:
        NotFound: There is none.
    """
    row = db.get(SetOf, set_id)
    known = {} if row is None else {one.id: one for one in sets_of(db, reader, row.programme_id)}
    if set_id not in known:
        raise NotFound("There is no such set any more.", code="no_such_set")
    return known[set_id]


def members_of(db: Session, reader: Reader, shown: SetView, search: Search) -> tuple[Item, ...]:
    """What is in a set today, as far as it may be read, in the order of its lines."""
    known = {one.id: one for one in sets_of(db, reader, shown.programme_id)}
    return tuple(_members(db, reader, shown, known, search, _DEEPEST))


def _members(
    db: Session, reader: Reader, shown: SetView, known: Mapping[str, SetView], search: Search, depth: int
) -> list[Item]:
    found: list[Item] = []
    for part in shown.parts:
        others = _of_part(db, reader, shown, part, known, search, depth)
        if part.joins == "or":
            found += [one for one in others if not any(one.place == held.place for held in found)]
        elif part.joins == "and":
            found = [one for one in found if any(one.overlaps(other) for other in others)]
        else:
            found = [one for one in found if not any(one.overlaps(other) for other in others)]
    return found


def _of_part(
    db: Session,
    reader: Reader,
    shown: SetView,
    part: PartView,
    known: Mapping[str, SetView],
    search: Search,
    depth: int,
) -> list[Item]:
    if part.source == "search":
        return [] if part.query is None else [item_of_hit(one) for one in search(part.query)]
    if part.source == "code":
        codings = codings_of(db, reader, shown.programme_id, code_id=part.source_id)
        return [item_of(one.excerpt) for one in codings]
    if part.source == "picked":
        picked = select(SetPick.excerpt_id).where(SetPick.set_id == shown.id, ~SetPick.removed).order_by(SetPick.at)
        ids = db.scalars(picked).all()
        read = read_excerpts(db, reader, ids)
        return [item_of(read[one]) for one in ids if one in read]
    inner = known.get(part.source_id or "")
    return [] if inner is None or depth == 0 else _members(db, reader, inner, known, search, depth - 1)


def item_of(excerpt: ReadExcerpt) -> Item:
    """An excerpt as a member."""
    words = excerpt.words
    place = (
        (words.transcript_id, words.first, words.last)
        if words is not None
        else (excerpt.made_id or excerpt.id, excerpt.first_cp or 0, (excerpt.last_cp or 1_000_000_000) - 1)
    )
    return Item(
        place=place,
        text=excerpt.text,
        title=excerpt.title,
        href=excerpt.href,
        speakers=excerpt.speakers,
        start_ms=excerpt.start_ms,
        recording_id=excerpt.recording_id,
        session_id=excerpt.session_id,
        excerpt=excerpt,
    )


def item_of_hit(found: Found) -> Item:
    """A passage that a search found, as a member."""
    hit, words = found.hit, found.words
    written = (hit.note_id or hit.passage_id, 0, 1_000_000_000)
    return Item(
        place=written if words is None else (words.transcript_id, words.first, words.last),
        text=hit.text,
        title=hit.session_title,
        href=f"/sessions/{hit.session_id}?passage={hit.passage_id}",
        speakers=hit.speakers,
        start_ms=hit.play_ms,
        recording_id=None if hit.play_ms is None else hit.recording_id,
        session_id=hit.session_id,
    )
