"""Pictures as they may be seen, with what was typed from them. Everything passes the gate."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Gated, Reader, may_read
from retreat.errors import NotFound
from retreat.log.models import Note, Words
from retreat.log.written import NOTES
from retreat.pictures.models import Picture, PictureAgreement
from retreat.pictures.sharing import preferred_share, shares_of
from retreat.programme.models import Prompt, Round, TableGroup

GATED = Gated(
    author=Picture.participant_id,
    session=Picture.session_id,
    share=Picture.share,
    table=Picture.table_id,
    erased=or_(Picture.removed_at.is_not(None), Picture.left_out_at.is_not(None)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A note that was typed from a picture."""

    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A picture as it may be seen now.

    Attributes:
        question: What it answers; None where that is not known.
        takes_notes: Whether what is on it can be typed as notes on that question.
        share: Who reads these if nobody chooses, of ``shares``; empty where nobody would.
        mine: Whether the reader took it.
        agreed_at: When it was confirmed that it may be taken.
    """

    id: str
    table_id: str | None
    table: str | None
    prompt_id: str | None
    question: str | None
    takes_notes: bool
    shares: tuple[str, ...]
    share: str
    width: int
    height: int
    taken_at: datetime
    agreed_at: datetime
    typed: Sequence[Typed]
    mine: bool = False

    @property
    def described(self) -> str:
        """What it shows, for people who cannot see it."""
        said = "; ".join(one.text for one in self.typed)
        return said or "A picture of paper that nobody has typed yet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A picture that somebody at its table would have left out: where and when, and nothing of it."""

    id: str
    table: str | None
    taken_at: datetime
    left_out_at: datetime


def pictures_of(db: Session, reader: Reader, session_id: str, *, own_id: str = "") -> list[Seen]:
    """The pictures of a session that may be seen, in the order in which they were taken."""
    rows = db.execute(
        select(Picture, PictureAgreement.at, TableGroup.name, Prompt.planned_text, Words.texts, Round.step)
        .join(PictureAgreement, PictureAgreement.id == Picture.agreement_id)
        .outerjoin(TableGroup, TableGroup.id == Picture.table_id)
        .outerjoin(Prompt, Prompt.id == Picture.prompt_id)
        .outerjoin(Round, Round.id == Prompt.round_id)
        .outerjoin(Words, (Words.id == Prompt.words_id) & Words.erased_at.is_(None))
        .where(Picture.session_id == session_id, may_read(reader, GATED))
        .order_by(Picture.taken_at, Picture.id)
    ).all()
    typed = _typed(db, reader, session_id)
    return [
        Seen(
            id=row.id,
            table_id=row.table_id,
            table=table,
            prompt_id=row.prompt_id,
            question=(texts or {}).get("text") or planned,
            takes_notes=bool(step and step.get("note_kinds")),
            shares=tuple(shares_of(step, row.table_id)),
            share=preferred_share(step, row.table_id) or "",
            width=row.width,
            height=row.height,
            taken_at=row.taken_at,
            agreed_at=agreed_at,
            typed=typed.get(row.id, ()),
            mine=row.participant_id == own_id,
        )
        for row, agreed_at, table, planned, texts, step in rows
    ]


def has_pictures(db: Session, reader: Reader, session_id: str) -> bool:
    """Whether there is one that may be seen."""
    return db.scalar(select(Picture.id).where(Picture.session_id == session_id, may_read(reader, GATED))) is not None


def picture_seen(db: Session, reader: Reader, session_id: str, picture_id: str) -> Picture:
    """One that this reader may see.

    Raises:
        NotFound: There is none, or not for them: the two look the same.
    """
    asked = select(Picture).where(Picture.id == picture_id, Picture.session_id == session_id, may_read(reader, GATED))
    row = db.scalars(asked).first()
    if row is None:
        raise NotFound
    return row


def hidden_in(db: Session, session_id: str) -> list[Hidden]:
    """What was left out and is not erased yet, for the facilitators."""
    rows = db.execute(
        select(Picture, TableGroup.name)
        .outerjoin(TableGroup, TableGroup.id == Picture.table_id)
        .where(Picture.session_id == session_id, Picture.removed_at.is_(None), Picture.left_out_at.is_not(None))
        .order_by(Picture.left_out_at, Picture.id)
    )
    return [
        Hidden(id=row.id, table=table, taken_at=row.taken_at, left_out_at=row.left_out_at)
        for row, table in rows
        if row.left_out_at is not None
    ]


def own_pictures(db: Session, participant_id: str) -> list[tuple[str, str, datetime]]:
    """Id, session and time of what somebody took and has not taken back, also if it is left out."""
    asked = select(Picture.id, Picture.session_id, Picture.taken_at).where(
        Picture.participant_id == participant_id, Picture.removed_at.is_(None)
    )
    return list(db.execute(asked.order_by(Picture.taken_at, Picture.id)).tuples())


def from_pictures(db: Session, reader: Reader, session_id: str) -> Mapping[str, str | None]:
    """Notes of a session that came from paper, each with its picture; None where that cannot be seen any more."""
    seen = select(Picture.id).where(Picture.session_id == session_id, may_read(reader, GATED))
    there = set(db.scalars(seen))
    notes = select(Note.id, Note.picture_id).where(Note.session_id == session_id, Note.picture_id.is_not(None))
    return {note: picture if picture in there else None for note, picture in db.execute(notes)}


def notes_from(db: Session, picture_id: str) -> list[str]:
    """Ids of the notes that were typed from a picture and are still there."""
    here = (Note.picture_id == picture_id, Note.removed_at.is_(None))
    return list(db.scalars(select(Note.id).where(*here).order_by(Note.at, Note.id)))


def _typed(db: Session, reader: Reader, session_id: str) -> dict[str, list[Typed]]:
    found: dict[str, list[Typed]] = defaultdict(list)
    rows = db.execute(
        select(Note.picture_id, Note.id, Words.texts)
        .join(Words, Words.id == Note.words_id)
        .where(Note.session_id == session_id, Note.picture_id.is_not(None), may_read(reader, NOTES.gated))
        .order_by(Note.at, Note.id)
    )
    for picture_id, note_id, texts in rows:
        found[picture_id or ""].append(Typed(id=note_id, text=texts.get("text", "")))
    return dict(found)
