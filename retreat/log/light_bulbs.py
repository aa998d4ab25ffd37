"""The light-bulbs of a session as they may be read, through the gate; and telling the rooms above of their words."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Gated, Reader, may_read
from retreat.log import listeners, store
from retreat.log.labels import labels_of
from retreat.log.models import Lightbulb, Words
from retreat.log.nouns.lightbulb import BULB_TEXTS
from retreat.programme.models import Prompt


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBulb:
    """A light-bulb as it may be read now. ``texts`` are those with words, by name."""

    id: str
    texts: Mapping[str, str]
    label: str | None
    at: datetime

    @property
    def text(self) -> str:
        """All its words."""
        return text_of(self.texts)


_GATED = Gated(
    author=Lightbulb.participant_id,
    session=Lightbulb.session_id,
    purpose="notes_kept",
    share=Lightbulb.share,
    erased=or_(Words.erased_at.is_not(None), Words.withheld),
)


def text_of(texts: Mapping[str, str]) -> str:
    """All the words of a light-bulb as one text, a line for each answer; empty where there are none."""
    return "\n".join(texts[name] for name in BULB_TEXTS if texts.get(name))


def has_bulbs(db: Session, reader: Reader, session_id: str) -> bool:
    """Whether a session has a light-bulb that may be read."""
    one = select(Lightbulb.id).join(Words, Words.id == Lightbulb.words_id)
    return db.scalar(one.where(Lightbulb.session_id == session_id, may_read(reader, _GATED)).limit(1)) is not None


def bulbs_of(db: Session, reader: Reader, session_id: str) -> list[ReadBulb]:
    """The light-bulbs of a session that may be read, in the order in which they were marked."""
    rows = db.execute(
        select(Lightbulb, Words.texts)
        .join(Words, Words.id == Lightbulb.words_id)
        .where(Lightbulb.session_id == session_id, may_read(reader, _GATED))
        .order_by(Lightbulb.at, Lightbulb.id)
    ).all()
    labels = labels_of(db, session_id, {bulb.participant_id for bulb, _texts in rows})
    return [
        ReadBulb(
            id=bulb.id,
            texts={name: texts[name] for name in BULB_TEXTS if texts.get(name)},
            label=labels.get(bulb.participant_id),
            at=bulb.at,
        )
        for bulb, texts in rows
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnBulb:
    """A light-bulb for its author's own eyes."""

    id: str
    session_id: str
    texts: Mapping[str, str]


def own_bulbs(db: Session, participant_id: str) -> list[OwnBulb]:
    """What somebody marked at their event and has not taken back, whoever may read it."""
    rows = db.execute(
        select(Lightbulb.id, Lightbulb.session_id, Words.texts)
        .join(Words, Words.id == Lightbulb.words_id)
        .where(Lightbulb.participant_id == participant_id, Words.erased_at.is_(None))
        .order_by(Lightbulb.at, Lightbulb.id)
    )
    return [OwnBulb(id=row.id, session_id=row.session_id, texts=row.texts) for row in rows]


def bulbs_among(db: Session, ids: Collection[str]) -> set[str]:
    """Which of these ids are light-bulbs'."""
    return set(db.scalars(select(Lightbulb.id).where(Lightbulb.id.in_(ids)))) if ids else set()


def tell_kept(db: Session, bulb_id: str, *, is_new: bool = False) -> None:
    """Tell who derives something from what people write, unless it is its author's alone or erased."""
    bulb = db.get(Lightbulb, bulb_id)
    words = db.get(Words, bulb.words_id) if bulb else None
    if bulb is None or words is None or bulb.share == "me" or words.erased_at is not None:
        return
    text = text_of(words.texts)
    if not text:
        listeners.notes_erased(db, [] if is_new else [bulb_id])
        return
    prompt = db.get(Prompt, bulb.on_id) if bulb.on_id else None
    channels = store.channels_of(db, bulb.session_id, bulb_id, "lightbulb.mark")
    tables = (channel.removeprefix("table:") for channel in channels if channel.startswith("table:"))
    listeners.note_kept(
        db,
        listeners.KeptNote(
            session_id=bulb.session_id,
            note_id=bulb_id,
            participant_id=bulb.participant_id,
            prompt_id=prompt.id if prompt and prompt.session_id == bulb.session_id else None,
            table_id=next(tables, None),
            text=text,
            at=bulb.at,
            is_new=is_new,
        ),
    )
