"""Gists: what some words are about, in a sentence or two; versions on an anchor, so that they survive a new cut.

They are shown with today's passages; a gist whose words are no longer a passage has its own place.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.errors import NotFound
from retreat.ids import Ids
from retreat.transcripts import reading
from retreat.transcripts.anchors.anchors import Anchored, anchor_words, anchors_of_talk, made_of, places_of
from retreat.transcripts.anchors.hanging import Hanging, hangs
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.spans import Span, href_of_words
from retreat.transcripts.anchors.standing import cells_of, in_parts
from retreat.transcripts.basis import basis_of
from retreat.transcripts.levels.made_of import NOTHING, Beneath, Cells, beneath, beneath_all
from retreat.transcripts.levels.models import Gist
from retreat.transcripts.levels.tidying import most_central
from retreat.transcripts.levels.wordings import Wording, fit_to_keep, refuse_late
from retreat.transcripts.listeners import stretches
from retreat.transcripts.naming import staff_names
from retreat.transcripts.sight import sight_of
from retreat.transcripts.versions.models import TranscriptVersion

# A gist belongs to a passage if they share at least this much of all their words.
_SHARED_LEAST = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class GistRead:
    """Some words with their time and voices, and the gist of them.

    Attributes:
        words: First and last of them, as a form names them.
        href: Their address in the record.
    """

    words: str
    href: str
    start_ms: int | None
    end_ms: int | None
    speakers: tuple[str, ...]
    wording: Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody wrote about some words, and the number of the latest version that they knew."""

    words: Cells
    number: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """A stored gist, the place of its words, and how many versions it has."""

    anchored: Anchored
    gist: Gist
    versions: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """Words that are shown together, and their gists, of which the latest counts."""

    cells: Cells
    kept: tuple[_Kept, ...] = ()

    @property
    def latest(self) -> _Kept | None:
        return max(self.kept, key=lambda one: (one.gist.at, one.gist.anchor_id), default=None)

    @property
    def number(self) -> int:
        return sum(one.versions for one in self.kept) - 1


def gists(db: Session, reader: Reader, row: TranscriptVersion, page: int) -> list[GistRead]:
    """The passages that begin on a page, with their gists."""
    first, after = (page - 1) * reading.WORDS_ON_A_PAGE, page * reading.WORDS_ON_A_PAGE
    here = [entry for entry in _entries(db, row) if first <= entry.cells[0] < after]
    return [one for one, _basis in _read(db, reader, row, here)]


def write_gist(
    db: Session,
    reader: Reader,
    row: TranscriptVersion,
    written: Written,
    *,
    by: str | None,
    now: datetime,
    ids: Ids,
) -> None:
    """Store the text as the next version; with ``by`` None, what the machine makes of the words now.

    Raises:
        Conflict: Somebody else has written a version in the meantime.
        InvalidInput: Too much was written.
        NotFound: These words are not shown together, or may not be read.
    """
    entry = next((one for one in _entries(db, row) if one.cells == written.words), None)
    found = _read(db, reader, row, [entry]) if entry is not None else []
    if entry is None or not found:
        raise NotFound("There is no such passage.")
    (there, basis) = found[0]
    text = fit_to_keep(there.wording.machine if by is None else written.text)
    refuse_late(there.wording, written.number)
    span = Span(transcript_id=row.id, first=written.words[0], last=written.words[1])
    own = next((one for one in entry.kept if made_of(one.anchored.anchor) == span), None)
    anchor = own.anchored.anchor if own is not None else anchor_words(db, span, by=by, now=now, ids=ids)
    db.add(
        Gist(
            anchor_id=anchor.id,
            number=own.gist.number + 1 if own is not None else 0,
            text=text,
            basis=basis,
            at=now,
            by=by,
        )
    )
    db.flush()


def _entries(db: Session, row: TranscriptVersion) -> list[_Entry]:
    """What is shown of a transcript, in order: its passages, and other words that have a gist."""
    cut = [(one.first_word, one.last_word) for one in stretches().of(db, row.id)]
    by_cells: dict[Cells, list[_Kept]] = {cells: [] for cells in cut}
    for kept, cells in _kept(db, row.id):
        by_cells.setdefault(_stretch_of(cells, cut) or cells, []).append(kept)
    return [_Entry(cells=cells, kept=tuple(some)) for cells, some in sorted(by_cells.items())]


def _stretch_of(cells: Cells, cut: Sequence[Cells]) -> Cells | None:
    return max(
        (one for one in cut if _shared(one, cells) >= _SHARED_LEAST), key=lambda one: _shared(one, cells), default=None
    )


def _shared(one: Cells, other: Cells) -> float:
    both = min(one[1], other[1]) - max(one[0], other[0]) + 1
    return max(0, both) / (max(one[1], other[1]) - min(one[0], other[0]) + 1)


def _kept(db: Session, transcript_id: str) -> list[tuple[_Kept, Cells]]:
    """Every gist of the talk whose words have a place in this transcript."""
    anchors = anchors_of_talk(db, transcript_id)
    latest = _latest(db, [anchor.id for anchor in anchors])
    stand = places_of(db, [row for row in anchors if row.id in latest])
    placed = [(one, one.stands) for one in stand if isinstance(one.stands, Span)]
    cells = cells_of(db, [span for _one, span in placed])
    return [
        (_Kept(anchored=one, gist=latest[one.anchor.id][0], versions=latest[one.anchor.id][1]), cells[span])
        for one, span in placed
        if span.transcript_id == transcript_id and span in cells
    ]


def _latest(db: Session, anchors: Collection[str]) -> dict[str, tuple[Gist, int]]:
    """The latest version of each gist, and how many it has."""
    found: dict[str, tuple[Gist, int]] = {}
    for some in in_parts(sorted(anchors)):
        newest = (
            select(Gist.anchor_id, func.max(Gist.number).label("number"), func.count().label("versions"))
            .where(Gist.anchor_id.in_(some))
            .group_by(Gist.anchor_id)
            .subquery()
        )
        rows = db.execute(
            select(Gist, newest.c.versions).join(
                newest, (newest.c.anchor_id == Gist.anchor_id) & (newest.c.number == Gist.number)
            )
        )
        found |= {gist.anchor_id: (gist, versions) for gist, versions in rows}
    return found


def _read(db: Session, reader: Reader, row: TranscriptVersion, entries: Sequence[_Entry]) -> list[tuple[GistRead, int]]:
    """What may be read of each entry, and a checksum of its words as they may be read."""
    read = beneath(db, sight_of(db, reader, row.id), [entry.cells for entry in entries])
    latest = [one for entry in entries if (one := entry.latest) is not None]
    hidden = _hidden(db, reader, latest)
    names = staff_names(db, [one.gist.by for one in latest])
    return [
        (_gist_read(row, entry, there, hidden, names), basis_of(there.text))
        for entry in entries
        if (there := read.get(entry.cells, NOTHING)).text or there.is_whole
    ]


def _gist_read(
    row: TranscriptVersion, entry: _Entry, there: Beneath, hidden: Collection[str], names: Mapping[str, str]
) -> GistRead:
    span = Span(transcript_id=row.id, first=entry.cells[0], last=entry.cells[1])
    return GistRead(
        words=span.words,
        href=href_of_words(row.session_id, span),
        start_ms=there.start_ms,
        end_ms=there.end_ms,
        speakers=there.speakers,
        wording=_wording(entry, there, span.words, hidden, names),
    )


def _wording(entry: _Entry, there: Beneath, item: str, hidden: Collection[str], names: Mapping[str, str]) -> Wording:
    machine, latest = most_central(there.text), entry.latest
    plain = Wording(item=item, text=machine, machine=machine, number=entry.number)
    if latest is None:
        return plain
    gist = latest.gist
    if gist.anchor_id in hidden:
        return replace(plain, is_withheld=True)
    return replace(
        plain,
        text=gist.text,
        by=names.get(gist.by, "somebody who has left") if gist.by else None,
        at=gist.at,
        is_earlier=gist.basis != basis_of(there.text),
    )


def _hidden(db: Session, reader: Reader, kept: Sequence[_Kept]) -> set[str]:
    """The gists that hold what may not be read, by their anchors.

    A gist may draw on all words that its author could read: it is hidden unless those are all words, or still the same
    ones; both for the words that it was made from, and for those where it is now.
    """
    of = {one.gist.anchor_id: [made_of(one.anchored.anchor), one.anchored.stands] for one in kept}
    spans = {span for some in of.values() for span in some if isinstance(span, Span)}
    read = beneath_all(db, reader, sorted(spans, key=lambda span: span.name))
    return {
        one.gist.anchor_id
        for one in kept
        for span in of[one.gist.anchor_id]
        if isinstance(span, Span) and not (read[span].is_whole or basis_of(read[span].text) == one.gist.basis)
    }


@hangs("gists")
def _hanging(db: Session, reader: Reader, anchors: Collection[str]) -> Mapping[str, Hanging]:
    """Gists that have lost their place: readable only if all words that they were made from are."""
    latest = _latest(db, anchors)
    rows = {row.id: row for row in db.scalars(select(Anchor).where(Anchor.id.in_(sorted(latest))))}
    kept = [
        _Kept(anchored=Anchored(anchor=rows[one], stands=made_of(rows[one])), gist=gist, versions=versions)
        for one, (gist, versions) in latest.items()
    ]
    hidden = _hidden(db, reader, kept)
    return {
        one.gist.anchor_id: Hanging(what="a gist", said=None if one.gist.anchor_id in hidden else one.gist.text)
        for one in kept
    }
