"""Undoing a decision as a whole: every row goes back to what it was, if nobody has changed it since."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.acts.seeing import hidden_from
from retreat.analysis.double.models import DoubleCoding
from retreat.analysis.framework.models import FrameworkCell
from retreat.analysis.groupings.models import GroupedPiece, SuggestedGrouping
from retreat.analysis.memos.models import Memo
from retreat.analysis.models import AnalysisEntry, Code, CodeExample, Coding
from retreat.analysis.sets.models import SetOf, SetPart, SetPick
from retreat.analysis.themes.models import Theme, ThemeExcerpt, ThemeNote, ThemeVoice
from retreat.errors import Conflict, NotFound

UNDONE = "act.undone"
# A reading is never taken back, and neither is what people settled, finished or declared: they write the next one.
NEVER_UNDONE = (
    "reading.first",
    "reading.again",
    "approach.chosen",
    "double.assigned",
    "double.finished",
    "double.opened",
    "double.settled",
    "grouping.asked",
    # A participant's answer is theirs alone, and what they were told stays told.
    "theme.signed",
    "theme.dissents",
    "theme.replied",
)
_MODELS: tuple[type[Any], ...] = (
    *(Code, CodeExample, Coding, Memo, SetOf, SetPart, SetPick, DoubleCoding),
    *(Theme, ThemeExcerpt, ThemeNote, FrameworkCell, SuggestedGrouping, GroupedPiece),
)
_ROWS: Mapping[str, type[Any]] = {model.__tablename__: model for model in _MODELS}


class ChangedSince(Conflict):
    """Somebody has changed the same things since, so that undoing it would undo that as well."""

    code = "changed_since"
    tell = "This cannot be undone on its own: something that it changed has been changed again since."


def undo(db: Session, who: Analyst, number: int) -> AnalysisEntry:
    """Undo one entry of the programme's log. Undoing an undoing does it again.

    Raises:
        NotFound: There is no such entry, or it is another person's blind coding or memo.
        Conflict: It was undone before, changes nothing, or its rows have been changed since.
    """
    entry = db.get(AnalysisEntry, (who.programme_id, number))
    # A memo is its author's own, also where it is shared: undoing could give others an earlier sharing of it.
    if entry is None or hidden_from(db, who.by, [entry]) or (is_own(entry) and entry.by != who.by):
        raise NotFound()
    if _is_undone(db, who.programme_id, number):
        raise Conflict("This has already been undone.", code="undone_before")
    changes = entry.body.get("changes", [])
    if not can_be_undone(entry):
        raise Conflict("This cannot be undone.", code="cannot_be_undone")
    act = Act(
        db, who, UNDONE, thing_id=entry.thing_id, session_id=entry.session_id, **{**entry.body["told"], "of": number}
    )
    for table, row_id, values in reversed(changes):
        row = db.get(_ROWS[table], row_id, populate_existing=True)
        if row is None or any(getattr(row, name) != after for name, (_before, after) in values.items()):
            raise ChangedSince()
        act.change(row, **{name: before for name, (before, _after) in values.items()})
    db.flush()
    if _are_in_use(db, {row_id for table, row_id, _values in changes if table == Code.__tablename__}):
        raise ChangedSince()
    if _are_answered(db, {row_id for table, row_id, _values in changes if table == Theme.__tablename__}):
        raise ChangedSince()
    act.keep(undoes=number)
    return entry


def can_be_undone(entry: AnalysisEntry) -> bool:
    """Whether anything can be undone about an entry."""
    return bool(entry.body.get("changes")) and entry.kind not in NEVER_UNDONE


def is_on_memo(entry: AnalysisEntry) -> bool:
    """Whether an entry is about a memo, or undoes something about one."""
    return "memo_kind" in entry.body.get("told", {})


def is_own(entry: AnalysisEntry) -> bool:
    """Whether only whoever did it can undo it: a memo, or a note about a theme, such as somebody's dissent."""
    return is_on_memo(entry) or "note" in entry.body.get("told", {})


def _are_in_use(db: Session, code_ids: Collection[str]) -> bool:
    """Whether any of these codes is gone while something still has it."""
    gone = select(Code.id).where(Code.id.in_(code_ids), Code.removed)
    above, uses = aliased(Code), (Coding.code_id, CodeExample.code_id, SetPart.source_id)
    asked = [select(column).where(column.in_(gone), ~column.class_.removed) for column in uses]
    asked.append(select(above.parent_id).where(above.parent_id.in_(gone), ~above.removed))
    return any(db.execute(one.limit(1)).first() is not None for one in asked)


def _are_answered(db: Session, theme_ids: Collection[str]) -> bool:
    """Whether any of these themes is gone while a participant's answer to it counts."""
    gone = select(Theme.id).where(Theme.id.in_(theme_ids), Theme.removed)
    answered = select(ThemeVoice.id).where(ThemeVoice.theme_id.in_(gone), ThemeVoice.taken_back_at.is_(None))
    return bool(theme_ids) and db.execute(answered.limit(1)).first() is not None


def undo_last(db: Session, who: Analyst, *, session_id: str | None = None) -> AnalysisEntry:
    """Undo what this person did last, perhaps in one session.

    Raises:
        NotFound: There is nothing left to undo.
    """
    later = aliased(AnalysisEntry)
    undone = exists().where(later.programme_id == AnalysisEntry.programme_id, later.undoes == AnalysisEntry.number)
    asked = (
        select(AnalysisEntry)
        .where(
            AnalysisEntry.programme_id == who.programme_id,
            AnalysisEntry.by == who.by,
            AnalysisEntry.kind.not_in((UNDONE, *NEVER_UNDONE)),
            ~undone,
        )
        .order_by(AnalysisEntry.number.desc())
        .limit(1)
    )
    if session_id is not None:
        asked = asked.where(AnalysisEntry.session_id == session_id)
    found = db.scalars(asked).first()
    number = None if found is None else found.number
    if number is None:
        raise NotFound("There is nothing of yours to undo.", code="nothing_to_undo")
    return undo(db, who, number)


def _is_undone(db: Session, programme_id: str, number: int) -> bool:
    asked = select(AnalysisEntry.number).where(
        AnalysisEntry.programme_id == programme_id, AnalysisEntry.undoes == number
    )
    return db.execute(asked.limit(1)).first() is not None
