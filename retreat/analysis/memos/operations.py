"""Writing memos and readings. A memo may be reworded; a reading never is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.codebook.limits import long_text
from retreat.analysis.memos.models import MEMO_KINDS, Memo, MemoWording, Reading
from retreat.analysis.models import Code, Excerpt
from retreat.analysis.sets.models import SetOf
from retreat.analysis.themes.models import Theme
from retreat.errors import InvalidInput, NotFound, NotPermitted
from retreat.programme.queries import programme_of_session

MEMO_MAX_CHARS = 20_000
ABOUTS = ("programme", "session", "code", "excerpt", "memo", "reading", "set", "theme")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoTyped:
    """A memo as somebody typed it."""

    text: str
    kind: str
    shared: bool


def write_memo(db: Session, who: Analyst, about: str, about_id: str, typed: MemoTyped) -> Memo:
    """Write a memo about something.

    Raises:
        NotFound: This programme has nothing like that.
        InvalidInput: It is empty or too long, or of no known kind.
    """
    check_about(db, who, about, about_id)
    text = _checked(typed)
    row = Memo(
        id=who.ids(),
        programme_id=who.programme_id,
        about=about,
        about_id=about_id,
        kind=typed.kind,
        shared=typed.shared,
        wording=1,
        by=who.by,
        at=who.now,
    )
    # What nobody else may read is not told in the programme's story either.
    act = Act(db, who, "memo.written", thing_id=row.id, memo_kind=typed.kind, about=about, about_id=about_id)
    act.make(row)
    db.flush()
    db.add(MemoWording(memo_id=row.id, number=1, text=text, at=who.now))
    act.keep()
    return row


def change_memo(db: Session, who: Analyst, memo_id: str, typed: MemoTyped) -> Memo:
    """Reword a memo, or share it; only its author can. Earlier wordings are kept.

    Raises:
        NotPermitted: It is somebody else's.
    """
    row, text = own_memo(db, who, memo_id), _checked(typed)
    latest = db.get_one(MemoWording, (row.id, row.wording))
    act = Act(db, who, "memo.changed", thing_id=row.id, memo_kind=typed.kind, about=row.about, about_id=row.about_id)
    if text != latest.text:
        number = 1 + (db.scalar(select(func.max(MemoWording.number)).where(MemoWording.memo_id == row.id)) or 0)
        db.add(MemoWording(memo_id=row.id, number=number, text=text, at=who.now))
        act.change(row, wording=number)
    act.change(row, kind=typed.kind, shared=typed.shared)
    if not act.is_empty:
        act.keep()
    return row


def remove_memo(db: Session, who: Analyst, memo_id: str) -> Memo:
    """Take a memo away; it can be undone."""
    row = own_memo(db, who, memo_id)
    act = Act(db, who, "memo.removed", thing_id=row.id, memo_kind=row.kind, about=row.about, about_id=row.about_id)
    act.change(row, removed=True)
    act.keep()
    return row


def read_again(db: Session, who: Analyst, excerpt_id: str, text: str, changed: str) -> Reading:
    """Write how an excerpt is read now, beside the readings that are there.

    Raises:
        InvalidInput: It is empty; or there is an earlier one, and nothing says what changed and why.
    """
    excerpt = db.get(Excerpt, excerpt_id)
    if excerpt is None or excerpt.programme_id != who.programme_id:
        raise NotFound()
    before = db.scalars(
        select(Reading.id).where(Reading.excerpt_id == excerpt_id).order_by(Reading.at.desc(), Reading.id.desc())
    ).first()
    said = long_text(text, "text", "The reading", needed=True)
    why = long_text(changed, "changed", "What changed, and why,", needed=before is not None)
    row = Reading(
        id=who.ids(),
        programme_id=who.programme_id,
        excerpt_id=excerpt_id,
        text=said,
        changed=why,
        after_id=before,
        by=who.by,
        at=who.now,
    )
    db.add(row)
    Act(
        db,
        who,
        "reading.again" if before else "reading.first",
        thing_id=row.id,
        session_id=excerpt.session_id,
        excerpt=excerpt_id,
    ).keep()
    return row


def own_memo(db: Session, who: Analyst, memo_id: str) -> Memo:
    """A memo that this person wrote.

    Raises:
        NotFound: There is none that they may read.
        NotPermitted: It is somebody else's.
    """
    row = db.get(Memo, memo_id)
    if row is None or row.removed or row.programme_id != who.programme_id or not (row.shared or row.by == who.by):
        raise NotFound("This memo is not there any more.", code="no_such_memo")
    if row.by != who.by:
        raise NotPermitted("Only its author can change a memo.", code="not_yours")
    return row


def check_about(db: Session, who: Analyst, about: str, about_id: str) -> None:
    """Whether a memo can be about this.

    Raises:
        NotFound: This programme has nothing like that.
    """
    programme_id: str | None = None
    if about == "programme":
        programme_id = about_id
    elif about == "session":
        programme_id = programme_of_session(db, about_id)
    else:
        model = {"code": Code, "excerpt": Excerpt, "memo": Memo, "reading": Reading, "set": SetOf, "theme": Theme}.get(
            about
        )
        row: Any = None if model is None else db.get(model, about_id)
        hidden = isinstance(row, Memo) and not (row.shared or row.by == who.by)
        programme_id = None if row is None or hidden else row.programme_id
    if programme_id != who.programme_id:
        raise NotFound()


def _checked(typed: MemoTyped) -> str:
    if typed.kind not in MEMO_KINDS:
        raise InvalidInput("Please choose what kind of memo it is.", code="no_kind", fields={"kind": "choose one"})
    return long_text(typed.text, "text", "The memo", needed=True, most=MEMO_MAX_CHARS)
