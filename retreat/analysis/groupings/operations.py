"""Asking for groupings, stopping them, and what people do with a group. Each decision is one act."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.codebook.limits import name_of
from retreat.analysis.codebook.operations import Wording, add_code
from retreat.analysis.codings.operations import code_known
from retreat.analysis.excerpts.choosing import choose
from retreat.analysis.groupings.models import (
    DISCARDED,
    KEPT,
    STOPPED,
    SUGGESTED,
    UNDER_WAY,
    WAITING,
    GroupedPiece,
    GroupingRun,
    SuggestedGrouping,
)
from retreat.analysis.models import Code
from retreat.analysis.searching import Found, found_of
from retreat.analysis.sets.models import SetOf, SetPart, SetPick
from retreat.analysis.themes.models import SIDES, Theme
from retreat.analysis.themes.operations import lay, make_theme
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.search.listing.widely import hits_by_id

FEWEST, MOST = 2, 200


def ask(db: Session, who: Analyst, wanted: str = "") -> GroupingRun:
    """Ask for everything in the programme to be grouped.

    Args:
        wanted: How many groups, as typed; empty to choose the most stable number.

    Raises:
        InvalidInput: It is no number that makes sense.
        Conflict: It is being done already.
    """
    typed = wanted.strip()
    count = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 4 else None
    if typed and (count is None or not FEWEST <= count <= MOST):
        raise InvalidInput(
            f"Please type a number from {FEWEST} to {MOST}, or leave the field empty.",
            code="bad_count",
            fields={"wanted": f"{FEWEST} to {MOST}"},
        )
    going = select(GroupingRun.id).where(GroupingRun.programme_id == who.programme_id, GroupingRun.state.in_(UNDER_WAY))
    if db.execute(going.limit(1)).first() is not None:
        raise Conflict("This programme is being grouped already. Wait for it to end, or stop it.", code="under_way")
    row = GroupingRun(
        id=who.ids(), programme_id=who.programme_id, by=who.by, at=who.now, state=WAITING, wanted=count, progress=0.0
    )
    db.add(row)
    db.flush()
    Act(db, who, "grouping.asked", thing_id=row.id).keep()
    return row


def stop(db: Session, who: Analyst, run_id: str) -> None:
    """Stop it; a worker that is at it notices at its next step, and keeps nothing."""
    row = db.get(GroupingRun, run_id)
    if row is None or row.programme_id != who.programme_id:
        raise NotFound()
    if row.state in UNDER_WAY:
        row.state, row.stage, row.lease_owner, row.lease_until = STOPPED, None, None, None
        db.flush()


def refuse(db: Session, who: Analyst, grouping_id: str, piece_id: str) -> None:
    """Say that a passage does not belong to a group."""
    row, piece = grouping_row(db, who.programme_id, grouping_id), db.get(GroupedPiece, piece_id)
    if piece is None or piece.grouping_id != row.id or piece.removed:
        raise NotFound("This passage is no longer in the group.", code="not_in_it")
    act = Act(db, who, "grouping.refused", thing_id=row.id)
    act.change(piece, removed=True)
    act.keep()


def discard(db: Session, who: Analyst, grouping_id: str) -> None:
    """Put a suggestion away; it can be undone."""
    row = grouping_row(db, who.programme_id, grouping_id)
    act = Act(db, who, "grouping.discarded", thing_id=row.id)
    act.change(row, state=DISCARDED)
    if not act.is_empty:
        act.keep()


def take_up(db: Session, who: Analyst, grouping_id: str) -> None:
    """Take a suggestion that was discarded up again."""
    row = grouping_row(db, who.programme_id, grouping_id)
    act = Act(db, who, "grouping.taken_up", thing_id=row.id)
    act.change(row, state=KEPT if row.set_id else SUGGESTED)
    if not act.is_empty:
        act.keep()


def keep(db: Session, who: Analyst, grouping_id: str, name: str) -> SetOf:
    """Keep a group as a set under a name of one's own: it then follows its words, and no later run changes it.

    Raises:
        InvalidInput: It has no name, or nothing in it can be read any more.
    """
    row, clean = grouping_row(db, who.programme_id, grouping_id), name_of(name, "The name of the set")
    excerpts = [choose(db, who, one.hit.session_id, one.chosen).id for one in _found(db, who, row)]
    made = SetOf(id=who.ids(), programme_id=who.programme_id, name=clean, by=who.by, at=who.now)
    act = Act(db, who, "grouping.kept", thing_id=made.id, count=len(excerpts))
    act.make(made)
    db.flush()
    act.make(SetPart(id=who.ids(), set_id=made.id, position=1, joins="or", source="picked"))
    for excerpt_id in dict.fromkeys(excerpts):
        act.make(SetPick(id=who.ids(), set_id=made.id, excerpt_id=excerpt_id, by=who.by, at=who.now))
    act.change(row, state=KEPT, set_id=made.id)
    act.keep()
    return made


def make_code(db: Session, who: Analyst, grouping_id: str, name: str) -> Code:
    """Make a code of one's own naming, and code every passage of the group that can be read.

    Raises:
        InvalidInput: It has no name, or nothing in it can be read any more.
    """
    row = grouping_row(db, who.programme_id, grouping_id)
    found = _found(db, who, row)
    code = add_code(db, who, Wording(name=name))
    for one in found:
        code_known(db, who, choose(db, who, one.hit.session_id, one.chosen).id, code.id)
    return code


def make_theme_of(
    db: Session, who: Analyst, grouping_id: str, statement: str, sides: Sequence[tuple[str, str]]
) -> Theme:
    """Propose a theme in one's own words, and lay on it the passages that one chose, each on its side.

    Args:
        sides: Passage and side, as chosen.

    Raises:
        InvalidInput: It says nothing, or no passage was chosen.
    """
    row = grouping_row(db, who.programme_id, grouping_id)
    found = {one.hit.passage_id: one for one in _found(db, who, row)}
    chosen = [(found[passage_id], side) for passage_id, side in sides if passage_id in found and side in SIDES]
    if not chosen:
        raise InvalidInput(
            "Please choose at least one passage that the theme rests on, or that speaks against it.", code="no_passage"
        )
    theme = make_theme(db, who, statement)
    for one, side in chosen:
        lay(db, who, theme.id, choose(db, who, one.hit.session_id, one.chosen).id, side)
    return theme


def grouping_row(db: Session, programme_id: str, grouping_id: str) -> SuggestedGrouping:
    """A group of this programme.

    Raises:
        NotFound: There is none.
    """
    row = db.get(SuggestedGrouping, grouping_id)
    if row is None or row.programme_id != programme_id:
        raise NotFound("There is no such group any more.", code="no_such_grouping")
    return row


def _found(db: Session, who: Analyst, row: SuggestedGrouping) -> list[Found]:
    pieces = db.scalars(
        select(GroupedPiece)
        .where(GroupedPiece.grouping_id == row.id, ~GroupedPiece.removed)
        .order_by(GroupedPiece.closeness.desc(), GroupedPiece.id)
    ).all()
    hits = hits_by_id(db, who.reader, [one.passage_id for one in pieces])
    found = [found_of(db, hits[one.passage_id]) for one in pieces if one.passage_id in hits]
    if not found:
        raise InvalidInput(
            "No passage of this group can be read at present. Please group the programme again.", code="nothing_left"
        )
    return found
