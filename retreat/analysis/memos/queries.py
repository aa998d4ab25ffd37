"""Memos and readings as they may be read: private ones by their author alone, none about words that are withheld."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.analysis.codebook.queries import staff_of
from retreat.analysis.coders import coder_names
from retreat.analysis.excerpts.reading import ReadExcerpt, read_excerpts
from retreat.analysis.memos.models import Memo, MemoWording, Reading
from retreat.analysis.memos.quoting import Quoting
from retreat.consent.gate import Reader
from retreat.errors import NotFound

ERASED = "What was written here was erased together with the words that it was about."


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoView:
    """A memo as it is read.

    Attributes:
        text: A sentence in its place, if it may not be read now; ``is_hidden`` says so.
        excerpt: What it is about, if that is an excerpt.
        wordings: How many there are.
    """

    id: str
    about: str
    about_id: str
    kind: str
    text: str
    shared: bool
    by: str
    by_id: str | None
    at: datetime
    changed_at: datetime
    wordings: int
    is_hidden: bool
    excerpt: ReadExcerpt | None = None

    @property
    def address(self) -> str:
        """Its permanent address."""
        return f"/memos/{self.id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingView:
    """A reading of an excerpt; ``after_id``: the one that it follows."""

    id: str
    excerpt: ReadExcerpt
    text: str
    changed: str
    after_id: str | None
    by: str
    by_id: str | None
    at: datetime

    @property
    def address(self) -> str:
        """Its permanent address."""
        return f"{self.excerpt.address}#reading-{self.id}"


def memos_of(
    db: Session,
    reader: Reader,
    programme_id: str,
    *,
    about: str | None = None,
    about_id: str | None = None,
    kind: str | None = None,
    only: Collection[str] | None = None,
) -> tuple[MemoView, ...]:
    """The memos of a programme that this person may read, the latest first. The command line's owner: shared ones."""
    own = staff_of(reader)
    asked = (
        select(Memo, MemoWording)
        .join(MemoWording, (MemoWording.memo_id == Memo.id) & (MemoWording.number == Memo.wording))
        .where(Memo.programme_id == programme_id, ~Memo.removed, or_(Memo.shared, Memo.by == own))
        .order_by(Memo.at.desc(), Memo.id)
    )
    narrowed = (
        (Memo.about, about),
        (Memo.about_id, about_id),
        (Memo.kind, kind),
    )
    for column, value in narrowed:
        if value is not None:
            asked = asked.where(column == value)
    if only is not None:
        asked = asked.where(Memo.id.in_(sorted(only)))
    rows = db.execute(asked).all()
    excerpts = read_excerpts(db, reader, (memo.about_id for memo, _said in rows if memo.about == "excerpt"))
    quoting = Quoting(db, reader, programme_id)
    people = coder_names(db, (memo.by for memo, _said in rows))
    return tuple(
        _memo(memo, said, excerpts.get(memo.about_id), quoting, people.get(memo.by or "", "")) for memo, said in rows
    )


def memo_view(db: Session, reader: Reader, memo_id: str) -> MemoView:
    """One memo, by its permanent address.

    Raises:
        NotFound: There is none that this person may read.
    """
    row = db.get(Memo, memo_id)
    found = () if row is None else memos_of(db, reader, row.programme_id, only=[memo_id])
    if not found:
        raise NotFound("There is no such memo.")
    return found[0]


def _memo(memo: Memo, said: MemoWording, excerpt: ReadExcerpt | None, quoting: Quoting, by: str) -> MemoView:
    is_of_hidden = memo.about == "excerpt" and (excerpt is None or not excerpt.is_whole)
    text = said.text or ERASED
    is_hidden = not said.text or is_of_hidden or quoting.is_hidden(text)
    return MemoView(
        id=memo.id,
        about=memo.about,
        about_id=memo.about_id,
        kind=memo.kind,
        text="" if is_hidden and said.text else text,
        shared=memo.shared,
        by=by,
        by_id=memo.by,
        at=memo.at,
        changed_at=said.at,
        wordings=memo.wording,
        is_hidden=is_hidden,
        excerpt=excerpt,
    )


def readings_of(
    db: Session, reader: Reader, programme_id: str, *, excerpt_id: str | None = None
) -> tuple[ReadingView, ...]:
    """The readings of a programme, or of one excerpt, in the order in which they were written.

    What was written about words that are withheld, even in part, is left out.
    """
    asked = select(Reading).where(Reading.programme_id == programme_id).order_by(Reading.at, Reading.id)
    if excerpt_id is not None:
        asked = asked.where(Reading.excerpt_id == excerpt_id)
    rows = db.scalars(asked).all()
    read = read_excerpts(db, reader, (row.excerpt_id for row in rows))
    quoting, people = Quoting(db, reader, programme_id), coder_names(db, (row.by for row in rows))
    return tuple(
        ReadingView(
            id=row.id,
            excerpt=read[row.excerpt_id],
            text=quoting.shown(row.text) or ERASED,
            changed=quoting.shown(row.changed),
            after_id=row.after_id,
            by=people.get(row.by or "", ""),
            by_id=row.by,
            at=row.at,
        )
        for row in rows
        if row.excerpt_id in read and read[row.excerpt_id].is_whole
    )


def excerpts_with_readings(db: Session, programme_id: str) -> Iterable[str]:
    """The excerpts that somebody has read in writing, the latest first."""
    asked = select(Reading.excerpt_id).where(Reading.programme_id == programme_id).order_by(Reading.at.desc())
    return dict.fromkeys(db.scalars(asked))
