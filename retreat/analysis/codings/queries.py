"""Codings as they are read: of a session for its margin and stripes, or of a code with their words."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.seeing import may_see
from retreat.analysis.codebook.queries import staff_of
from retreat.analysis.coders import coder_names
from retreat.analysis.excerpts.reading import ReadExcerpt, places_of_excerpts, read_excerpts
from retreat.analysis.models import HELD, MADE, NARRATIVE, SUGGESTED, WORDS, Coding, Excerpt
from retreat.consent.gate import Reader
from retreat.log.makings import made_in
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.anchors.standing import cells_of
from retreat.transcripts.sight import sight_of
from retreat.transcripts.under import words_under


@dataclass(frozen=True, slots=True, kw_only=True)
class CodingView:
    """A coding with its excerpt, as far as this may be read.

    Attributes:
        by: The name of whoever coded; ``by_id`` their account.
        state: ``held``, or ``suggested``.
    """

    id: str
    code_id: str
    excerpt: ReadExcerpt
    by: str
    by_id: str | None
    at: datetime
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A coding as the margin draws it, without its words.

    Attributes:
        transcript_id: With ``first`` and ``last``: the numbers of heard words between which it is.
        made_id: Of a written thing, with ``first_cp`` and ``last_cp`` where it is on a part.
    """

    id: str
    code_id: str
    excerpt_id: str
    by: str
    is_mine: bool
    transcript_id: str | None = None
    first: int | None = None
    last: int | None = None
    made_id: str | None = None
    first_cp: int | None = None
    last_cp: int | None = None

    def to_json(self) -> dict[str, object]:
        """What scripts need."""
        return {
            "id": self.id,
            "code": self.code_id,
            "excerpt": self.excerpt_id,
            "by": self.by,
            "mine": self.is_mine,
            "transcript": self.transcript_id,
            "first": self.first,
            "last": self.last,
            "made": self.made_id,
            "first_cp": self.first_cp,
            "last_cp": self.last_cp,
        }


def codings_of(
    db: Session,
    reader: Reader,
    programme_id: str,
    *,
    code_id: str | None = None,
    session_id: str | None = None,
    state: str = HELD,
) -> tuple[CodingView, ...]:
    """The codings of a programme whose words may be read, in the order in which they were made."""
    asked = select(Coding).where(
        Coding.programme_id == programme_id, ~Coding.removed, Coding.state == state, may_see(staff_of(reader))
    )
    if code_id is not None:
        asked = asked.where(Coding.code_id == code_id)
    if session_id is not None:
        asked = asked.where(Coding.session_id == session_id)
    rows = db.scalars(asked.order_by(Coding.at, Coding.id)).all()
    return _views(db, rows, read_excerpts(db, reader, [row.excerpt_id for row in rows]))


def suggestions_of(db: Session, reader: Reader, programme_id: str, code_id: str) -> tuple[CodingView, ...]:
    """What is suggested for a code and waits for somebody to decide."""
    return codings_of(db, reader, programme_id, code_id=code_id, state=SUGGESTED)


def codings_on(db: Session, reader: Reader, excerpt: ReadExcerpt) -> tuple[CodingView, ...]:
    """The codings on one excerpt that may be read."""
    rows = db.scalars(
        select(Coding)
        .where(Coding.excerpt_id == excerpt.id, ~Coding.removed, Coding.state == HELD, may_see(staff_of(reader)))
        .order_by(Coding.at, Coding.id)
    ).all()
    return _views(db, rows, {excerpt.id: excerpt})


def _views(db: Session, rows: Sequence[Coding], read: Mapping[str, ReadExcerpt]) -> tuple[CodingView, ...]:
    people = coder_names(db, (row.by for row in rows))
    return tuple(
        CodingView(
            id=row.id,
            code_id=row.code_id,
            excerpt=read[row.excerpt_id],
            by=people.get(row.by or "", ""),
            by_id=row.by,
            at=row.at,
            state=row.state,
        )
        for row in rows
        if row.excerpt_id in read
    )


def marks_of_session(db: Session, reader: Reader, session_id: str) -> list[Mark]:
    """The codings of a session that have a place and at least one word that may be read."""
    asked = (
        select(Coding, Excerpt)
        .join(Excerpt, Excerpt.id == Coding.excerpt_id)
        .where(Coding.session_id == session_id, ~Coding.removed, Coding.state == HELD, may_see(staff_of(reader)))
        .order_by(Coding.at, Coding.id)
    )
    return _marks(db, reader, [(coding, excerpt) for coding, excerpt in db.execute(asked)])


def marks_of_narrative(db: Session, reader: Reader, text_id: str) -> list[Mark]:
    """The codings of one wording of a narrative."""
    asked = (
        select(Coding, Excerpt)
        .join(Excerpt, Excerpt.id == Coding.excerpt_id)
        .where(
            Excerpt.kind == NARRATIVE,
            Excerpt.thing_id == text_id,
            ~Coding.removed,
            Coding.state == HELD,
            may_see(staff_of(reader)),
        )
        .order_by(Coding.at, Coding.id)
    )
    return _marks(db, reader, [(coding, excerpt) for coding, excerpt in db.execute(asked)])


def _marks(db: Session, reader: Reader, rows: Sequence[tuple[Coding, Excerpt]]) -> list[Mark]:
    people = coder_names(db, (coding.by for coding, _excerpt in rows))
    own = staff_of(reader)
    spans = _spans(db, reader, [excerpt for _coding, excerpt in rows if excerpt.kind == WORDS])
    sessions = {excerpt.session_id for _coding, excerpt in rows if excerpt.kind == MADE and excerpt.session_id}
    made = {one.id for session_id in sorted(sessions) for one in made_in(db, reader, session_id) if one.text}
    found: list[Mark] = []
    for coding, excerpt in rows:
        by = people.get(coding.by or "", "")
        mine = coding.by is not None and coding.by == own
        if excerpt.kind == WORDS and excerpt.id in spans:
            transcript_id, first, last = spans[excerpt.id]
            found.append(
                Mark(
                    id=coding.id,
                    code_id=coding.code_id,
                    excerpt_id=excerpt.id,
                    by=by,
                    is_mine=mine,
                    transcript_id=transcript_id,
                    first=first,
                    last=last,
                )
            )
        elif excerpt.kind == NARRATIVE or (excerpt.kind == MADE and excerpt.thing_id in made):
            found.append(
                Mark(
                    id=coding.id,
                    code_id=coding.code_id,
                    excerpt_id=excerpt.id,
                    by=by,
                    is_mine=mine,
                    made_id=excerpt.thing_id,
                    first_cp=excerpt.first_cp,
                    last_cp=excerpt.last_cp,
                )
            )
    return found


def _spans(db: Session, reader: Reader, excerpts: Sequence[Excerpt]) -> Mapping[str, tuple[str, int, int]]:
    """Transcript, first and last heard word of each that has a place and a word that may be read."""
    unique = list({excerpt.id: excerpt for excerpt in excerpts}.values())
    places = {
        excerpt_id: one.stands
        for excerpt_id, one in places_of_excerpts(db, unique).items()
        if isinstance(one.stands, Span)
    }
    cells = cells_of(db, list(set(places.values())))
    readable = {
        transcript_id: _readable_cells(db, reader, transcript_id)
        for transcript_id in {span.transcript_id for span in places.values()}
    }
    found: dict[str, tuple[str, int, int]] = {}
    for excerpt_id, span in places.items():
        if span in cells:
            first, last = cells[span]
            at_hand = readable[span.transcript_id]
            if at_hand is None or _any_between(at_hand, first, last):
                found[excerpt_id] = (span.transcript_id, first, last)
    return found


def _readable_cells(db: Session, reader: Reader, transcript_id: str) -> list[int] | None:
    """The heard words that may be read, in order; None if that is all of them, which is found without reading any."""
    sight = sight_of(db, reader, transcript_id)
    return None if sight.is_whole else [word.cell for word in words_under(db, transcript_id, None, sight)]


def _any_between(cells: Sequence[int], first: int, last: int) -> bool:
    at = bisect_left(cells, first)
    return at < len(cells) and cells[at] <= last
