"""Changes to a codebook: adding, wording, moving, merging, splitting and removing codes. Each is one act."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.acts.seeing import may_see
from retreat.analysis.codebook.limits import long_text, name_of
from retreat.analysis.models import (
    COLOURS,
    HELD,
    NEAR_MISS,
    REFUSED,
    TYPICAL,
    Code,
    CodeExample,
    CodeWording,
    Coding,
    Excerpt,
)
from retreat.errors import Conflict, InvalidInput, NotFound

_NAME_TAKEN = "There is already a code with this name. Please choose another name, or use that code."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """What a code is called and means, as somebody typed it."""

    name: str
    meaning: str = ""
    use_when: str = ""
    not_when: str = ""


def add_code(
    db: Session,
    who: Analyst,
    worded: Wording,
    *,
    parent_id: str | None = None,
    colour: str | None = None,
    in_vivo_id: str | None = None,
) -> Code:
    """Add a code to the codebook.

    Raises:
        InvalidInput: It has no name, or one that another code has.
        NotFound: There is no such parent.
    """
    clean = _clean(worded)
    _check_name_is_free(db, who.programme_id, clean.name)
    parent = None if parent_id is None else code_row(db, who.programme_id, parent_id)
    row = Code(
        id=who.ids(),
        programme_id=who.programme_id,
        parent_id=parent.id if parent else None,
        wording=1,
        colour=_colour(db, who.programme_id, colour, parent),
        by=who.by,
        at=who.now,
        in_vivo_id=in_vivo_id,
    )
    act = Act(db, who, "code.added", thing_id=row.id, wording=1)
    act.make(row)
    _word(db, who, row.id, 1, clean)
    act.keep()
    return row


def word_code(db: Session, who: Analyst, code_id: str, worded: Wording, *, seen: int, why: str = "") -> Code:
    """Rename a code or change its definition. The earlier wording is kept.

    Raises:
        Conflict: Somebody has changed it since it was opened.
        InvalidInput: See `add_code`.
    """
    row, clean = code_row(db, who.programme_id, code_id), _clean(worded)
    if seen != row.wording:
        raise Conflict(
            "Somebody else has changed this code in the meantime. What you typed is below.", code="changed_meanwhile"
        )
    latest = db.get_one(CodeWording, (row.id, row.wording))
    if (latest.name, latest.meaning, latest.use_when, latest.not_when) == (
        clean.name,
        clean.meaning,
        clean.use_when,
        clean.not_when,
    ):
        return row
    _check_name_is_free(db, who.programme_id, clean.name, but=row.id)
    number = 1 + (db.scalar(select(func.max(CodeWording.number)).where(CodeWording.code_id == row.id)) or 0)
    kind = "code.renamed" if clean.name != latest.name else "code.defined"
    _word(db, who, row.id, number, clean)
    act = Act(db, who, kind, thing_id=row.id, why=why, wording=number, before=latest.number)
    act.change(row, wording=number)
    act.keep()
    return row


def colour_code(db: Session, who: Analyst, code_id: str, colour: str) -> None:
    """Give a code another colour."""
    row = code_row(db, who.programme_id, code_id)
    act = Act(db, who, "code.coloured", thing_id=row.id, wording=row.wording)
    act.change(row, colour=_colour(db, who.programme_id, colour, None))
    if not act.is_empty:
        act.keep()


def move_code(db: Session, who: Analyst, code_id: str, parent_id: str | None, *, why: str = "") -> None:
    """Move a code, with those below it, under another one, or to the top.

    Raises:
        InvalidInput: It would be below itself.
    """
    row = code_row(db, who.programme_id, code_id)
    if parent_id is not None:
        parent = code_row(db, who.programme_id, parent_id)
        if row.id in _above(db, parent):
            raise InvalidInput("A code cannot be moved below itself.", code="below_itself")
    act = Act(db, who, "code.moved", thing_id=row.id, why=why, wording=row.wording, to=parent_id, before=row.parent_id)
    act.change(row, parent_id=parent_id)
    if not act.is_empty:
        act.keep()


def merge_codes(db: Session, who: Analyst, code_id: str, into_id: str, *, why: str = "") -> None:
    """Merge a code into another: its codings, examples and the codes below it go there.

    Raises:
        InvalidInput: They are the same, or the other one is below it.
    """
    row, into = code_row(db, who.programme_id, code_id), code_row(db, who.programme_id, into_id)
    if row.id in _above(db, into):
        raise InvalidInput("A code cannot be merged into itself, or into one below it.", code="below_itself")
    act = Act(
        db, who, "code.merged", thing_id=row.id, why=why, wording=row.wording, to=into.id, to_wording=into.wording
    )
    there = {(one.excerpt_id, one.by) for one in _codings(db, into.id)}
    for coding in _codings(db, row.id):
        if (coding.excerpt_id, coding.by) in there:
            act.change(coding, removed=True)
        else:
            act.change(coding, code_id=into.id)
    for example in db.scalars(select(CodeExample).where(CodeExample.code_id == row.id, ~CodeExample.removed)):
        act.change(example, code_id=into.id)
    for child in db.scalars(select(Code).where(Code.parent_id == row.id, ~Code.removed)):
        act.change(child, parent_id=into.id)
    act.change(row, merged_into=into.id, removed=True)
    act.keep()


def split_code(
    db: Session, who: Analyst, code_id: str, worded: Wording, coding_ids: Collection[str], *, why: str = ""
) -> Code:
    """Split some codings off a code into a new one beside it.

    Raises:
        InvalidInput: No coding of it was chosen; or see `add_code`.
    """
    row, clean = code_row(db, who.programme_id, code_id), _clean(worded)
    _check_name_is_free(db, who.programme_id, clean.name)
    seen = db.scalars(
        select(Coding).where(
            Coding.code_id == row.id, Coding.id.in_(sorted(coding_ids)), ~Coding.removed, may_see(who.by)
        )
    ).all()
    if not seen:
        raise InvalidInput("Please choose which excerpts go to the new code.", code="nothing_chosen")
    made = Code(
        id=who.ids(),
        programme_id=who.programme_id,
        parent_id=row.parent_id,
        wording=1,
        colour=_colour(db, who.programme_id, None, None),
        by=who.by,
        at=who.now,
    )
    act = Act(
        db, who, "code.split", thing_id=row.id, why=why, wording=row.wording, to=made.id, to_wording=1, count=len(seen)
    )
    act.make(made)
    _word(db, who, made.id, 1, clean)
    for coding in seen:
        act.change(coding, code_id=made.id)
    act.keep()
    return made


def remove_code(db: Session, who: Analyst, code_id: str, *, why: str = "") -> None:
    """Take a code out of the codebook, with its codings. The codes below it move up."""
    row = code_row(db, who.programme_id, code_id)
    act = Act(db, who, "code.removed", thing_id=row.id, why=why, wording=row.wording)
    for coding in _codings(db, row.id):
        act.change(coding, removed=True)
    for child in db.scalars(select(Code).where(Code.parent_id == row.id, ~Code.removed)):
        act.change(child, parent_id=row.parent_id)
    act.change(row, removed=True)
    act.keep()


def set_example(db: Session, who: Analyst, code_id: str, excerpt_id: str, kind: str) -> None:
    """Say that an excerpt shows what a code means, or where it ends; with an empty kind, that it no longer does.

    Raises:
        NotFound: This programme has no such excerpt.
    """
    row, excerpt = code_row(db, who.programme_id, code_id), db.get(Excerpt, excerpt_id)
    if excerpt is None or excerpt.programme_id != who.programme_id:
        raise NotFound()
    if kind not in (TYPICAL, NEAR_MISS, ""):
        raise InvalidInput("Please choose a typical or a near-miss example.", fields={"kind": "choose one"})
    held = db.scalars(
        select(CodeExample).where(
            CodeExample.code_id == row.id, CodeExample.excerpt_id == excerpt_id, ~CodeExample.removed
        )
    ).all()
    if [one.kind for one in held] == [kind]:
        return
    act = Act(db, who, "code.exampled", thing_id=row.id, wording=row.wording, excerpt=excerpt_id, example=kind)
    for one in held:
        act.change(one, removed=True)
    if kind:
        act.make(CodeExample(id=who.ids(), code_id=row.id, excerpt_id=excerpt_id, kind=kind, at=who.now, by=who.by))
    if not act.is_empty:
        act.keep()


def code_row(db: Session, programme_id: str, code_id: str) -> Code:
    """A code that is in the codebook.

    Raises:
        NotFound: There is none.
    """
    row = db.get(Code, code_id)
    if row is None or row.programme_id != programme_id or row.removed:
        raise NotFound("There is no such code in the codebook any more.", code="no_such_code")
    return row


def _codings(db: Session, code_id: str) -> list[Coding]:
    return list(db.scalars(select(Coding).where(Coding.code_id == code_id, ~Coding.removed, Coding.state != REFUSED)))


def count_of(db: Session, code_id: str) -> int:
    """How many codings it has, of everybody."""
    asked = select(func.count()).where(Coding.code_id == code_id, ~Coding.removed, Coding.state == HELD)
    return db.scalar(asked) or 0


def _above(db: Session, row: Code) -> set[str]:
    """A code with all above it."""
    found: set[str] = set()
    at: Code | None = row
    while at is not None and at.id not in found:
        found.add(at.id)
        at = db.get(Code, at.parent_id) if at.parent_id else None
    return found


def _clean(worded: Wording) -> Wording:
    return Wording(
        name=name_of(worded.name, "The name of the code"),
        meaning=long_text(worded.meaning, "meaning", "The meaning"),
        use_when=long_text(worded.use_when, "use_when", "“Use when”"),
        not_when=long_text(worded.not_when, "not_when", "“Do not use when”"),
    )


def _word(db: Session, who: Analyst, code_id: str, number: int, worded: Wording) -> None:
    db.flush()
    db.add(
        CodeWording(
            code_id=code_id,
            number=number,
            name=worded.name,
            meaning=worded.meaning,
            use_when=worded.use_when,
            not_when=worded.not_when,
            at=who.now,
            by=who.by,
        )
    )
    db.flush()


def _check_name_is_free(db: Session, programme_id: str, name: str, *, but: str = "") -> None:
    names = db.execute(
        select(Code.id, CodeWording.name)
        .join(CodeWording, (CodeWording.code_id == Code.id) & (CodeWording.number == Code.wording))
        .where(Code.programme_id == programme_id, ~Code.removed)
    )
    if any(found.casefold() == name.casefold() for code_id, found in names if code_id != but):
        raise Conflict(_NAME_TAKEN, code="name_taken", fields={"name": "is taken"})


def _colour(db: Session, programme_id: str, asked: str | None, parent: Code | None) -> str:
    """What was asked for; else as the code above it, else the next in turn."""
    if asked is not None:
        if asked not in COLOURS:
            raise InvalidInput("Please choose one of the colours.", fields={"colour": "choose one"})
        return asked
    if parent is not None:
        return parent.colour
    made = db.scalar(select(func.count(Code.id)).where(Code.programme_id == programme_id)) or 0
    return COLOURS[made % len(COLOURS)]
