"""Memos and readings as they may be read: private ones by their author alone, none about words that are withheld."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
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
    rest_on = _excerpts_below(db, [memo for memo, _said in rows])
    excerpts = read_excerpts(db, reader, rest_on.values())
    quoting = Quoting(db, reader, programme_id)
    people = coder_names(db, (memo.by for memo, _said in rows))
    return tuple(
        _memo(memo, said, rest_on.get(memo.id), excerpts, quoting, people.get(memo.by or "", "")) for memo, said in rows
    )


def _excerpts_below(db: Session, memos: Iterable[Memo]) -> dict[str, str]:
    """The excerpt that each memo is about in the end: also by way of a reading, or of the memos that it answers."""
    memos = list(memos)
    about = {memo.id: (memo.about, memo.about_id) for memo in memos}
    waiting = {memo.about_id for memo in memos if memo.about == "memo"} - about.keys()
    while waiting:
        rows = db.execute(select(Memo.id, Memo.about, Memo.about_id).where(Memo.id.in_(sorted(waiting)))).all()
        about |= {row.id: (row.about, row.about_id) for row in rows}
        waiting = {row.about_id for row in rows if row.about == "memo"} - about.keys()
    readings = {about_id for kind, about_id in about.values() if kind == "reading"}
    asked = select(Reading.id, Reading.excerpt_id).where(Reading.id.in_(sorted(readings)))
    read = dict(db.execute(asked).tuples().all())
    found: dict[str, str] = {}
    for memo in memos:
        kind, about_id = memo.about, memo.about_id
        while kind == "memo" and about_id in about:
            kind, about_id = about[about_id]
        excerpt_id = about_id if kind == "excerpt" else read.get(about_id) if kind == "reading" else None
        if excerpt_id is not None:
            found[memo.id] = excerpt_id
    return found


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


def _memo(
    memo: Memo,
    said: MemoWording,
    excerpt_id: str | None,
    excerpts: Mapping[str, ReadExcerpt],
    quoting: Quoting,
    by: str,
) -> MemoView:
    excerpt = excerpts.get(excerpt_id or "")
    is_of_hidden = excerpt_id is not None and (excerpt is None or not excerpt.is_whole)
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
        excerpt=excerpt if memo.about == "excerpt" else None,
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
