"""A whole project comes in at once: codes, codings and memos as one act, which is undone as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.codings.operations import blind_in
from retreat.analysis.memos.models import Memo, MemoWording
from retreat.analysis.models import COLOURS, HELD, Code, CodeWording, Coding, Excerpt
from retreat.errors import Conflict

BROUGHT = "project.brought"


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtCode:
    """A code that is not here yet; ``key`` names it among what comes, ``above`` another key or a code that is here."""

    key: str
    name: str
    meaning: str = ""
    use_when: str = ""
    not_when: str = ""
    colour: str = COLOURS[0]
    above: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtCoding:
    """A coding on an excerpt that was chosen already; ``code`` is a key, or the id of a code that is here."""

    code: str
    excerpt_id: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BroughtMemo:
    """A memo; ``about_id`` is a key where it is about a code that comes as well."""

    about: str
    about_id: str
    text: str
    by: str
    at: datetime


def bring(
    db: Session,
    who: Analyst,
    codes: Sequence[BroughtCode],
    codings: Sequence[BroughtCoding],
    memos: Sequence[BroughtMemo],
) -> int | None:
    """Make all of these as one entry in the programme's log. Its number; None if there is nothing new.

    Raises:
        Conflict: Since it was prepared, a code that is used was removed.
    """
    made = {one.key: who.ids() for one in codes}
    act = Act(db, who, BROUGHT, codes=len(codes), codings=len(codings), memos=len(memos))
    _add_codes(db, who, act, codes, made)
    _add_codings(db, who, act, codings, made)
    for memo in memos:
        about_id = made.get(memo.about_id, memo.about_id)
        row = Memo(
            id=who.ids(),
            programme_id=who.programme_id,
            about=memo.about,
            about_id=about_id,
            kind="analytic",
            shared=True,
            wording=1,
            by=memo.by,
            at=memo.at,
        )
        act.make(row)
        db.flush()
        db.add(MemoWording(memo_id=row.id, number=1, text=memo.text, at=memo.at))
    return None if act.is_empty else act.keep()


def _add_codes(db: Session, who: Analyst, act: Act, codes: Sequence[BroughtCode], made: Mapping[str, str]) -> None:
    """Those above first; the wordings once their codes are there."""
    waiting, done = list(codes), set[str]()
    while waiting:
        ready = [one for one in waiting if one.above not in made or one.above in done]
        for one in ready:
            above = made.get(one.above or "", one.above)
            row = Code(
                id=made[one.key],
                programme_id=who.programme_id,
                parent_id=above,
                wording=1,
                colour=one.colour,
                by=who.by,
                at=who.now,
            )
            act.make(row)
            done.add(one.key)
        db.flush()
        waiting = [one for one in waiting if one.key not in done]
    worded = (
        CodeWording(
            code_id=made[one.key],
            number=1,
            name=one.name,
            meaning=one.meaning,
            use_when=one.use_when,
            not_when=one.not_when,
            at=who.now,
            by=who.by,
        )
        for one in codes
    )
    db.add_all(worded)
    db.flush()


def _add_codings(
    db: Session, who: Analyst, act: Act, codings: Sequence[BroughtCoding], made: Mapping[str, str]
) -> None:
    here = set(db.scalars(select(Code.id).where(Code.programme_id == who.programme_id, ~Code.removed)))
    blind: dict[tuple[str, str | None], str | None] = {}
    sessions: dict[str, str | None] = {}
    for one in codings:
        code_id = made.get(one.code, one.code)
        if code_id not in here and one.code not in made:
            raise Conflict("A code was removed in the meantime. Please look again.", code="changed_meanwhile")
        if one.excerpt_id not in sessions:
            sessions[one.excerpt_id] = db.get_one(Excerpt, one.excerpt_id).session_id
        session_id = sessions[one.excerpt_id]
        # Who still codes a session blind does so with what they bring, too.
        if (one.by, session_id) not in blind:
            blind[one.by, session_id] = blind_in(db, one.by, session_id)
        act.make(
            Coding(
                id=who.ids(),
                programme_id=who.programme_id,
                session_id=session_id,
                excerpt_id=one.excerpt_id,
                code_id=code_id,
                state=HELD,
                double_id=blind[one.by, session_id],
                by=one.by,
                at=one.at,
            )
        )
    db.flush()
