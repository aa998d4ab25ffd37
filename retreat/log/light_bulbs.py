"""The light-bulbs of a session as they may be read. Every text passes the gate."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Gated, Reader, may_read
from retreat.log.labels import labels_of
from retreat.log.models import Lightbulb, Words
from retreat.log.nouns.lightbulb import BULB_TEXTS


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


def bulbs_among(db: Session, ids: Collection[str]) -> set[str]:
    """Which of these ids are light-bulbs'."""
    return set(db.scalars(select(Lightbulb.id).where(Lightbulb.id.in_(ids)))) if ids else set()
