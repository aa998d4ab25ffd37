"""The light-bulbs of a session as they may be read, through the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, true
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader, may_read
from retreat.log import store
from retreat.log.labels import labels_of
from retreat.log.makings import Making, register
from retreat.log.models import Lightbulb, Words
from retreat.log.note_words import BULB_WORDS
from retreat.log.nouns.lightbulb import BULB_TEXTS


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBulb:
    """A light-bulb as it may be read now. ``texts`` are those with words, by name; ``label`` is never a name."""

    id: str
    texts: Mapping[str, str]
    label: str | None
    at: datetime


def _table_of(db: Session, bulb: Lightbulb) -> str | None:
    channels = store.channels_of(db, bulb.session_id, bulb.id, "lightbulb.mark")
    tables = (channel.removeprefix("table:") for channel in channels if channel.startswith("table:"))
    return next(tables, None)


LIGHT_BULBS = register(
    Making(
        noun="lightbulb",
        title="Light bulb",
        called="a light-bulb",
        many="light bulbs",
        icon="kind-light-bulb",
        row=Lightbulb,
        texts={name: BULB_WORDS[name] for name in BULB_TEXTS},
        at=Lightbulb.at,
        version=Words.version,
        shape="diamond",
        weight=3,
        prompt=Lightbulb.on_id,
        table=_table_of,
        nameless=true(),
    )
)


def bulbs_of(db: Session, reader: Reader, session_id: str) -> list[ReadBulb]:
    """The light-bulbs of a session that may be read, in the order in which they were marked."""
    rows = db.execute(
        select(Lightbulb, Words.texts)
        .join(Words, Words.id == Lightbulb.words_id)
        .where(Lightbulb.session_id == session_id, may_read(reader, LIGHT_BULBS.gated))
        .order_by(Lightbulb.at, Lightbulb.id)
    ).all()
    labels = labels_of(db, session_id, {bulb.participant_id for bulb, _texts in rows}, nameless=True)
    return [
        ReadBulb(
            id=bulb.id,
            texts={name: texts[name] for name in BULB_TEXTS if texts.get(name)},
            label=labels.get(bulb.participant_id),
            at=bulb.at,
        )
        for bulb, texts in rows
    ]
