"""Themes as they are read: the list of a programme, and one with everything that it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.behind.sureness import UNKNOWN, Sure, sureness_of
from retreat.analysis.excerpts.reading import ReadExcerpt, read_excerpts
from retreat.analysis.memos.quoting import HIDDEN, Quoting
from retreat.analysis.themes.models import (
    CONTRARY,
    DISSENTS,
    SEARCHED,
    SUPPORTING,
    Theme,
    ThemeExcerpt,
    ThemeNote,
    ThemeWording,
)
from retreat.analysis.themes.returning import VoiceView, voices_on
from retreat.consent.gate import Reader
from retreat.errors import NotFound
from retreat.transcripts.naming import staff_names

ERASED = "What this theme said was erased together with words that it repeated."


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """An excerpt on a theme."""

    id: str
    side: str
    excerpt: ReadExcerpt
    sure: Sure
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteView:
    """What somebody of the team wrote about a theme."""

    id: str
    kind: str
    text: str
    by: str
    by_id: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One wording of a theme."""

    number: int
    statement: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ThemeView:
    """A theme as it is read now.

    Attributes:
        excerpts: Those that may be read; ``withheld``: how many more there are.
        back: The number of the wording that participants read; 0 where it was not given back.
    """

    id: str
    programme_id: str
    statement: str
    wording: int
    state: str
    back: int
    by: str
    at: datetime
    excerpts: tuple[Laid, ...]
    withheld: int
    notes: tuple[NoteView, ...]
    voices: tuple[VoiceView, ...]

    @property
    def address(self) -> str:
        """Its permanent address."""
        return f"/themes/{self.id}"

    @property
    def supporting(self) -> tuple[Laid, ...]:
        """What supports it."""
        return tuple(one for one in self.excerpts if one.side == SUPPORTING)

    @property
    def contrary(self) -> tuple[Laid, ...]:
        """What speaks against it."""
        return tuple(one for one in self.excerpts if one.side == CONTRARY)

    @property
    def searches(self) -> tuple[NoteView, ...]:
        """Where people looked for what speaks against it."""
        return tuple(one for one in self.notes if one.kind == SEARCHED)

    @property
    def is_untested(self) -> bool:
        """Whether nothing speaks against it, and nobody has written that they looked."""
        return not self.contrary and not self.searches

    @property
    def dissents(self) -> int:
        """How many participants dissent from it."""
        return sum(one.answer == DISSENTS for one in self.voices)


def themes_of(db: Session, reader: Reader, programme_id: str) -> tuple[ThemeView, ...]:
    """The themes of a programme, in the order in which they were proposed."""
    rows = db.execute(
        select(Theme, ThemeWording)
        .join(ThemeWording, (ThemeWording.theme_id == Theme.id) & (ThemeWording.number == Theme.wording))
        .where(Theme.programme_id == programme_id, ~Theme.removed)
        .order_by(Theme.at, Theme.id)
    ).all()
    ids = [row.id for row, _said in rows]
    laid = db.scalars(
        select(ThemeExcerpt)
        .where(ThemeExcerpt.theme_id.in_(ids), ~ThemeExcerpt.removed)
        .order_by(ThemeExcerpt.at, ThemeExcerpt.id)
    ).all()
    notes = db.scalars(
        select(ThemeNote).where(ThemeNote.theme_id.in_(ids), ~ThemeNote.removed).order_by(ThemeNote.at, ThemeNote.id)
    ).all()
    read = read_excerpts(db, reader, (one.excerpt_id for one in laid))
    sure = sureness_of(db, reader, list(read.values()))
    people = staff_names(db, [*(row.by for row, _ in rows), *(one.by for one in laid), *(one.by for one in notes)])
    quoting, voices = Quoting(db, reader, programme_id), voices_on(db, reader, ids)
    excerpts: dict[str, list[Laid]] = defaultdict(list)
    withheld: dict[str, int] = defaultdict(int)
    for one in laid:
        if one.excerpt_id not in read:
            withheld[one.theme_id] += 1
            continue
        excerpts[one.theme_id].append(
            Laid(
                id=one.id,
                side=one.side,
                excerpt=read[one.excerpt_id],
                sure=sure.get(one.excerpt_id, UNKNOWN),
                by=people.get(one.by or "", ""),
                at=one.at,
            )
        )
    written: dict[str, list[NoteView]] = defaultdict(list)
    for each in notes:
        written[each.theme_id].append(
            NoteView(
                id=each.id,
                kind=each.kind,
                text=quoting.shown(each.text) or HIDDEN,
                by=people.get(each.by or "", ""),
                by_id=each.by,
                at=each.at,
            )
        )
    return tuple(
        ThemeView(
            id=row.id,
            programme_id=programme_id,
            statement=quoting.shown(said.statement) or ERASED,
            wording=row.wording,
            state=row.state,
            back=row.back,
            by=people.get(row.by or "", ""),
            at=row.at,
            excerpts=tuple(excerpts[row.id]),
            withheld=withheld[row.id],
            notes=tuple(written[row.id]),
            voices=tuple(_shown(one, quoting) for one in voices[row.id]),
        )
        for row, said in rows
    )


def theme_view(db: Session, reader: Reader, theme_id: str) -> ThemeView:
    """One theme, by its permanent address.

    Raises:
        NotFound: There is none.
    """
    row = db.get(Theme, theme_id)
    known = {} if row is None else {one.id: one for one in themes_of(db, reader, row.programme_id)}
    if theme_id not in known:
        raise NotFound("There is no such theme any more.", code="no_such_theme")
    return known[theme_id]


def wordings_of_theme(db: Session, reader: Reader, theme_id: str) -> Sequence[Said]:
    """Every wording that a theme has had, the latest first."""
    programme_id = db.scalar(select(Theme.programme_id).where(Theme.id == theme_id)) or ""
    rows = db.scalars(
        select(ThemeWording).where(ThemeWording.theme_id == theme_id).order_by(ThemeWording.number.desc())
    ).all()
    quoting, people = Quoting(db, reader, programme_id), staff_names(db, (row.by for row in rows))
    return [
        Said(
            number=row.number,
            statement=quoting.shown(row.statement) or ERASED,
            by=people.get(row.by or "", ""),
            at=row.at,
        )
        for row in rows
    ]


def themes_on(db: Session, excerpt_id: str) -> list[tuple[str, str]]:
    """The themes that rest on an excerpt, with the side."""
    asked = (
        select(ThemeExcerpt.theme_id, ThemeExcerpt.side)
        .join(Theme, Theme.id == ThemeExcerpt.theme_id)
        .where(ThemeExcerpt.excerpt_id == excerpt_id, ~ThemeExcerpt.removed, ~Theme.removed)
        .order_by(ThemeExcerpt.at)
    )
    return [(theme_id, side) for theme_id, side in db.execute(asked)]


def _shown(one: VoiceView, quoting: Quoting) -> VoiceView:
    """Its words, unless they repeat what may not be read."""
    return replace(one, text=quoting.shown(one.text), reply=quoting.shown(one.reply))
