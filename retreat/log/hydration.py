"""Reading the log as its readers receive it: their channel's numbers, words put back, names as attribution allows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.database import table_of
from retreat.log.kinds import KINDS, SIGNED
from retreat.log.labels import Labels, labels_of
from retreat.log.models import ChannelOperation, LogOperation, Words

PAGE_MAX = 2_000

# On this channel what was handed in is moderated, and that is done without knowing whose it is.
_DESK = "facilitators"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One operation as it goes out on one channel.

    Attributes:
        session_seq: Its number in the whole session: for the server's own ordering, never sent.
        wire: ``{"op_id", "seq", "kind", "target_id", "actor", "at", "body"}``.
    """

    session_seq: int
    channel: str
    wire: dict[str, Any]


# Made once: every reader runs these, and building them anew costs more than running them.
_on, _op, _words = table_of(ChannelOperation), table_of(LogOperation), table_of(Words)
_SENT = (
    select(
        _on.c.channel,
        _on.c.channel_seq,
        _op.c.seq,
        _op.c.op_id,
        _op.c.kind,
        _op.c.target_id,
        _op.c.participant_id,
        _op.c.at,
        _op.c.body,
        _words.c.texts,
        _words.c.withheld,
        _words.c.erased_at,
    )
    .join(_op, (_op.c.session_id == _on.c.session_id) & (_op.c.seq == _on.c.seq))
    .outerjoin(_words, _words.c.id == _op.c.words_id)
    .where(_on.c.session_id == bindparam("session"))
)
_ONE_CHANNEL = (
    _SENT.where(_on.c.channel == bindparam("channel"), _on.c.channel_seq > bindparam("after"))
    .order_by(_on.c.channel_seq)
    .limit(bindparam("most"))
)
_SOME_CHANNELS = _SENT.where(_on.c.channel.in_(bindparam("channels", expanding=True))).order_by(
    _on.c.seq, _on.c.channel
)
_GROWTH = _SENT.where(_on.c.seq > bindparam("after")).order_by(_on.c.seq, _on.c.channel).limit(bindparam("most"))


def read_channel(db: Session, session_id: str, channel: str, *, after: int, limit: int = PAGE_MAX) -> list[Sent]:
    """The operations of one channel with numbers above ``after``, in order, at most ``limit``."""
    asked = {"session": session_id, "channel": channel, "after": after, "most": limit}
    return _hydrated(db, session_id, db.connection().execute(_ONE_CHANNEL, asked).all())


def read_channels(db: Session, session_id: str, channels: Sequence[str]) -> list[Sent]:
    """Everything ever sent on these channels, in the order in which it happened."""
    asked = {"session": session_id, "channels": list(channels)}
    return _hydrated(db, session_id, db.connection().execute(_SOME_CHANNELS, asked).all())


def read_session(db: Session, session_id: str, *, after: int, limit: int = PAGE_MAX) -> list[Sent]:
    """What was sent on every channel after session number ``after``, in the order in which it happened."""
    rows = db.connection().execute(_GROWTH, {"session": session_id, "after": after, "most": limit}).all()
    if len(rows) == limit:
        # An operation that stands on several channels is never cut in two.
        whole = [row for row in rows if row.seq != rows[-1].seq]
        rows = whole or rows
    return _hydrated(db, session_id, rows)


def _hydrated(db: Session, session_id: str, rows: Sequence[Any]) -> list[Sent]:
    if not rows:
        return []
    labels = labels_of(db, session_id, {row.participant_id for row in rows})
    shown = _revealed(db, session_id, rows)
    return [Sent(session_seq=row.seq, channel=row.channel, wire=_wire(row, labels, shown)) for row in rows]


def _wire(row: Any, labels: Labels, shown: dict[str, dict[str, Any]]) -> dict[str, Any]:
    body = dict(row.body)
    if row.kind == "notes.reveal":
        body["notes"] = [_without_words_id(note) | shown[note["id"]] for note in body["notes"]]
    for name in KINDS[row.kind].text_fields or _text_fields_of_share(row.kind):
        readable = row.texts is not None and not row.withheld and row.erased_at is None
        body[name] = row.texts.get(name, _none_of(row.kind, name)) if readable else None
    signed = SIGNED[row.kind]
    unsigned = signed == "never" or (signed == "not_to_desk" and row.channel == _DESK)
    return {
        "op_id": row.op_id,
        "seq": row.channel_seq,
        "kind": row.kind,
        "target_id": row.target_id,
        "actor": None if unsigned else labels.get(row.participant_id),
        "at": to_text(row.at),
        "body": body,
    }


def _none_of(kind: str, name: str) -> str | list[str]:
    field = KINDS[kind].takes.get(name)
    return [] if field is not None and field.type == "texts" else ""


def _text_fields_of_share(kind: str) -> tuple[str, ...]:
    """Sharing carries the note's words to readers who see them for the first time."""
    return ("text",) if kind == "note.share" else ()


def _without_words_id(note: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in note.items() if name != "words_id"}


def _revealed(db: Session, session_id: str, rows: Iterable[Any]) -> dict[str, dict[str, Any]]:
    """Words and signatures of the notes that the reveals among ``rows`` carry, by note."""
    words_ids = {
        note["id"]: note["words_id"] for row in rows if row.kind == "notes.reveal" for note in row.body["notes"]
    }
    if not words_ids:
        return {}
    words = {found.id: found for found in db.scalars(select(Words).where(Words.id.in_(set(words_ids.values()))))}
    labels = labels_of(db, session_id, {found.participant_id for found in words.values()})
    return {
        note_id: {
            "text": None if _is_hidden(words[words_id]) else words[words_id].texts.get("text"),
            "actor": labels.get(words[words_id].participant_id),
        }
        for note_id, words_id in words_ids.items()
    }


def _is_hidden(wording: Words) -> bool:
    return wording.withheld or wording.erased_at is not None
