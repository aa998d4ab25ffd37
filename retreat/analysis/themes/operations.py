"""Making themes, wording them, laying excerpts and notes on them, and saying what they are. Each is one act."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.codebook.limits import long_text
from retreat.analysis.excerpts.reading import read_excerpt
from retreat.analysis.models import Excerpt
from retreat.analysis.themes.models import (
    NOTES,
    SEARCHED,
    SIDES,
    STATES,
    Theme,
    ThemeExcerpt,
    ThemeNote,
    ThemeVoice,
    ThemeWording,
)
from retreat.errors import Conflict, InvalidInput, NotFound

STATEMENT_MAX_CHARS = 1_000


class ThemeChanged(Conflict):
    """Somebody has reworded it since it was read."""

    code = "changed_since"
    tell = "Somebody has reworded this theme in the meantime. Read the new wording below, then change it again."


def make_theme(db: Session, who: Analyst, statement: str) -> Theme:
    """Propose a theme.

    Raises:
        InvalidInput: It says nothing, or too much.
    """
    said = _statement(statement)
    row = Theme(id=who.ids(), programme_id=who.programme_id, wording=1, by=who.by, at=who.now)
    act = Act(db, who, "theme.proposed", thing_id=row.id, theme_wording=1)
    act.make(row)
    db.flush()
    db.add(ThemeWording(theme_id=row.id, number=1, statement=said, at=who.now, by=who.by))
    act.keep()
    return row


def word_theme(db: Session, who: Analyst, theme_id: str, statement: str, *, seen: int, why: str = "") -> Theme:
    """Say it in other words; the earlier wording is kept.

    Raises:
        ThemeChanged: Somebody else has reworded it since.
    """
    row, said = theme_row(db, who.programme_id, theme_id), _statement(statement)
    if row.wording != seen:
        raise ThemeChanged()
    if said == db.get_one(ThemeWording, (row.id, row.wording)).statement:
        return row
    number = 1 + (db.scalar(select(func.max(ThemeWording.number)).where(ThemeWording.theme_id == row.id)) or 0)
    db.add(ThemeWording(theme_id=row.id, number=number, statement=said, at=who.now, by=who.by))
    act = Act(db, who, "theme.worded", thing_id=row.id, why=why, theme_wording=number)
    act.change(row, wording=number)
    act.keep()
    return row


def lay(db: Session, who: Analyst, theme_id: str, excerpt_id: str, side: str) -> None:
    """Lay an excerpt on a theme, as support or against it; on the other side it moves over.

    Raises:
        InvalidInput: There is no such side.
        NotFound: The theme or the excerpt is not there, or may not be read.
    """
    row, excerpt = theme_row(db, who.programme_id, theme_id), db.get(Excerpt, excerpt_id)
    if side not in SIDES:
        raise InvalidInput("Please say whether it supports the theme or speaks against it.", code="no_side")
    if excerpt is None or excerpt.programme_id != who.programme_id or not read_excerpt(db, who.reader, excerpt_id):
        raise NotFound("This excerpt is not there any more.", code="no_such_excerpt")
    on = (ThemeExcerpt.theme_id == row.id, ThemeExcerpt.excerpt_id == excerpt_id, ~ThemeExcerpt.removed)
    held = db.scalars(select(ThemeExcerpt).where(*on).limit(1)).first()
    act = Act(db, who, "theme.laid", thing_id=row.id, theme_wording=row.wording, side=side, excerpt=excerpt_id)
    if held is None:
        act.make(ThemeExcerpt(id=who.ids(), theme_id=row.id, excerpt_id=excerpt_id, side=side, by=who.by, at=who.now))
    else:
        act.change(held, side=side)
    if not act.is_empty:
        act.keep()


def take_off(db: Session, who: Analyst, theme_id: str, laid_id: str, *, why: str = "") -> None:
    """Take an excerpt off a theme."""
    row, laid = theme_row(db, who.programme_id, theme_id), db.get(ThemeExcerpt, laid_id)
    if laid is None or laid.theme_id != row.id or laid.removed:
        raise NotFound("This excerpt is no longer part of the theme.", code="not_laid")
    act = Act(db, who, "theme.taken_off", thing_id=row.id, why=why, theme_wording=row.wording, excerpt=laid.excerpt_id)
    act.change(laid, removed=True)
    act.keep()


def note(db: Session, who: Analyst, theme_id: str, kind: str, text: str) -> ThemeNote:
    """Write a dissent, a minority reading, or where somebody looked for what speaks against it.

    Raises:
        InvalidInput: It is empty, or of no known kind.
    """
    row = theme_row(db, who.programme_id, theme_id)
    if kind not in NOTES:
        raise InvalidInput("Please choose what kind of note it is.", code="no_kind", fields={"kind": "choose one"})
    said = long_text(text, "text", "What you looked for" if kind == SEARCHED else "The note", needed=True)
    made = ThemeNote(id=who.ids(), theme_id=row.id, kind=kind, text=said, by=who.by, at=who.now)
    act = Act(db, who, "theme.noted", thing_id=row.id, theme_wording=row.wording, note=kind)
    act.make(made)
    act.keep()
    return made


def take_note_back(db: Session, who: Analyst, theme_id: str, note_id: str) -> None:
    """Take one's own note back. Nobody can take back another's.

    Raises:
        NotFound: There is no such note of theirs.
    """
    row, made = theme_row(db, who.programme_id, theme_id), db.get(ThemeNote, note_id)
    if made is None or made.theme_id != row.id or made.removed or made.by != who.by:
        raise NotFound("There is no such note of yours.", code="no_such_note")
    act = Act(db, who, "theme.note_taken_back", thing_id=row.id, theme_wording=row.wording, note=made.kind)
    act.change(made, removed=True)
    act.keep()


def state_theme(db: Session, who: Analyst, theme_id: str, state: str, *, why: str) -> Theme:
    """Say what a theme is now: proposed, contested, held, set aside. The reason is needed, and kept.

    Raises:
        InvalidInput: There is no such state, or no reason.
    """
    row = theme_row(db, who.programme_id, theme_id)
    if state not in STATES:
        raise InvalidInput("Please choose what the theme is now.", code="no_state", fields={"state": "choose one"})
    if row.state == state:
        return row
    reason = long_text(why, "why", "The reason", needed=True)
    act = Act(db, who, "theme.stated", thing_id=row.id, why=reason, theme_wording=row.wording, state=state)
    act.change(row, state=state)
    act.keep()
    return row


def remove_theme(db: Session, who: Analyst, theme_id: str, *, why: str = "") -> None:
    """Take a theme away; it can be undone.

    Raises:
        Conflict: A participant has answered it: it can be set aside, but their answer is not made to vanish.
    """
    row = theme_row(db, who.programme_id, theme_id)
    answered = select(ThemeVoice.id).where(ThemeVoice.theme_id == row.id, ThemeVoice.taken_back_at.is_(None))
    if db.execute(answered.limit(1)).first() is not None:
        raise Conflict(
            "A participant has answered this theme, so it cannot be removed. You can set it aside.", code="answered"
        )
    act = Act(db, who, "theme.removed", thing_id=row.id, why=why, theme_wording=row.wording)
    act.change(row, removed=True)
    act.keep()


def theme_row(db: Session, programme_id: str, theme_id: str) -> Theme:
    """A theme of this programme.

    Raises:
        NotFound: There is none.
    """
    row = db.get(Theme, theme_id)
    if row is None or row.programme_id != programme_id or row.removed:
        raise NotFound("There is no such theme any more.", code="no_such_theme")
    return row


def _statement(text: str) -> str:
    return long_text(text, "statement", "What the theme says", needed=True, most=STATEMENT_MAX_CHARS)
