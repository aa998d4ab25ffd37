"""Groupings as people read them: each with its most and least typical passages, its sectors, and its stability."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.behind.voices import NOT_SAID, Present, present_in
from retreat.analysis.coders import coder_names
from retreat.analysis.groupings.models import UNDER_WAY, GroupedPiece, GroupingRun, SuggestedGrouping
from retreat.analysis.searching import found_of
from retreat.analysis.sets.queries import Item, item_of_hit
from retreat.consent.gate import Reader
from retreat.errors import NotFound
from retreat.search.groupings import words_in
from retreat.search.listing.widely import Behind, hits_by_id, people_behind, still_readable

SHOWN_OF_A_KIND = 5
STABLE, SHAKY = 0.75, 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """One time that passages were grouped."""

    id: str
    by: str
    at: datetime
    state: str
    progress: float
    wanted: int | None
    passages: int
    unassigned: int
    agreed: float | None
    reason: str | None

    @property
    def is_under_way(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in UNDER_WAY


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A suggested group.

    Attributes:
        words: Those of its label that its readable passages say.
        readable: How many of its passages can be read now; ``gone`` cannot, or were cut differently since.
        people: How many known people are behind it, ``tables``: from how many tables; ``sectors``: people by sector.
    """

    id: str
    run_id: str
    position: int
    words: tuple[str, ...]
    stability: float
    state: str
    set_id: str | None
    readable: int
    gone: int
    refused: int
    people: int
    tables: int
    sectors: tuple[tuple[str, int], ...]
    not_heard: tuple[str, ...]

    @property
    def says(self) -> str:
        """How much of it comes back, in a word: ``stable``, ``partly`` or ``shaky``."""
        return "stable" if self.stability >= STABLE else "partly" if self.stability >= SHAKY else "shaky"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A passage in a group."""

    id: str
    passage_id: str
    item: Item


@dataclass(frozen=True, slots=True, kw_only=True)
class OneGroup:
    """A group with its passages: the most typical first, and those that are least like the rest first."""

    view: GroupView
    typical: tuple[Piece, ...]
    contrary: tuple[Piece, ...]
    others: tuple[Piece, ...]


def runs_of(db: Session, programme_id: str) -> list[RunView]:
    """Every time that a programme was grouped, the latest first."""
    rows = db.scalars(
        select(GroupingRun)
        .where(GroupingRun.programme_id == programme_id)
        .order_by(GroupingRun.at.desc(), GroupingRun.id.desc())
    ).all()
    names = coder_names(db, (row.by for row in rows))
    return [
        RunView(
            id=row.id,
            by=names.get(row.by, ""),
            at=row.at,
            state=row.state,
            progress=row.progress,
            wanted=row.wanted,
            passages=row.passages,
            unassigned=row.unassigned,
            agreed=row.agreed,
            reason=row.reason,
        )
        for row in rows
    ]


def groups_of(db: Session, reader: Reader, programme_id: str, run_id: str) -> list[GroupView]:
    """The groups of a run of which something can be read, the largest first."""
    rows = db.scalars(
        select(SuggestedGrouping)
        .where(SuggestedGrouping.run_id == run_id, SuggestedGrouping.programme_id == programme_id)
        .order_by(SuggestedGrouping.position)
    ).all()
    return _views(db, reader, programme_id, rows)


def one_group(db: Session, reader: Reader, grouping_id: str) -> OneGroup:
    """A group with its passages.

    Raises:
        NotFound: There is none, or nothing of it can be read.
    """
    row = db.get(SuggestedGrouping, grouping_id)
    views = [] if row is None else _views(db, reader, row.programme_id, [row])
    if not views:
        raise NotFound("There is no such group any more, or nothing of it can be read.", code="no_such_grouping")
    pieces = db.scalars(
        select(GroupedPiece)
        .where(GroupedPiece.grouping_id == grouping_id, ~GroupedPiece.removed)
        .order_by(GroupedPiece.closeness.desc(), GroupedPiece.id)
    ).all()
    hits = hits_by_id(db, reader, [one.passage_id for one in pieces])
    read = [
        Piece(id=one.id, passage_id=one.passage_id, item=item_of_hit(found_of(db, hits[one.passage_id])))
        for one in pieces
        if one.passage_id in hits
    ]
    half = min(SHOWN_OF_A_KIND, (len(read) + 1) // 2)
    edge = min(SHOWN_OF_A_KIND, len(read) - half)
    return OneGroup(
        view=views[0],
        typical=tuple(read[:half]),
        contrary=tuple(reversed(read[len(read) - edge :])) if edge else (),
        others=tuple(read[half : len(read) - edge]),
    )


def _views(db: Session, reader: Reader, programme_id: str, rows: Sequence[SuggestedGrouping]) -> list[GroupView]:
    held: dict[str, list[GroupedPiece]] = defaultdict(list)
    for piece in db.scalars(select(GroupedPiece).where(GroupedPiece.grouping_id.in_([row.id for row in rows]))):
        held[piece.grouping_id].append(piece)
    ids = {one.passage_id for pieces in held.values() for one in pieces}
    texts, behind, present = still_readable(db, reader, ids), people_behind(db, ids), present_in(db, programme_id)
    found = (_view(row, held[row.id], texts, behind, present) for row in rows)
    return [one for one in found if one.readable]


def _view(
    row: SuggestedGrouping,
    pieces: Sequence[GroupedPiece],
    texts: Mapping[str, str],
    behind: Mapping[str, Behind],
    present: Mapping[str, Present],
) -> GroupView:
    inside = [one.passage_id for one in pieces if not one.removed]
    read = [one for one in inside if one in texts]
    said = {word for one in read for word in words_in(texts[one])}
    people = {person for one in read for person in behind[one].people if person in present}
    sectors = Counter(present[person].sector or NOT_SAID for person in people)
    everywhere = {person.sector for person in present.values() if person.sector}
    return GroupView(
        id=row.id,
        run_id=row.run_id,
        position=row.position,
        words=tuple(word for word in row.words if word in said),
        stability=row.stability,
        state=row.state,
        set_id=row.set_id,
        readable=len(read),
        gone=len(inside) - len(read),
        refused=len(pieces) - len(inside),
        people=len(people),
        tables=len({behind[one].table_id for one in read} - {None}),
        sectors=tuple(sorted(sectors.items(), key=lambda one: (-one[1], one[0]))),
        not_heard=tuple(sorted(everywhere - set(sectors))),
    )
