"""Reading the log as its readers receive it: their channel's numbers, words put back, names as attribution allows.

Words of people who have since said no to keeping notes are left out, and so is whose they were.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.consent.queries import refused_among
from retreat.database import table_of
from retreat.log.kinds import KINDS, SIGNED
from retreat.log.labels import Labels, labels_of
from retreat.log.makings import nameless_among
from retreat.log.models import ChannelOperation, LogOperation, Words
from retreat.people.queries import taken_out_among

PAGE_MAX = 2_000

# Handed-in notes are moderated on this channel, without knowing whose they are.
_DESK = "facilitators"

# These show earlier words again. Everything else is sent as it is written, which requires a “yes” anyway.
_SHOWS_EARLIER = frozenset({"notes.reveal", *(name for name, kind in KINDS.items() if kind.shows)})


# What is done later with a thing that is there, which may be one whose author nobody is told. Light-bulbs have a rule
# of their own: only a program can share one with everyone, and then it is signed as that activity allows.
_CHANGES = frozenset(
    name
    for name, kind in KINDS.items()
    if (kind.ones_own or kind.shows) and not name.startswith(("vote.", "lightbulb."))
)


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


# Built once: every reader runs these, and building them costs more than running them.
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
        _words.c.participant_id.label("writer"),
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


def read_channel(
    db: Session, session_id: str, channel: str, *, after: int, for_whom: str, limit: int = PAGE_MAX
) -> list[Sent]:
    """The operations of one channel with numbers above ``after``, in order, at most ``limit``.

    Args:
        for_whom: The participant who reads, whose own words are there whatever they answered.
    """
    asked = {"session": session_id, "channel": channel, "after": after, "most": limit}
    return _hydrated(db, session_id, db.connection().execute(_ONE_CHANNEL, asked).all(), for_whom)


def read_channels(db: Session, session_id: str, channels: Sequence[str], *, for_whom: str) -> list[Sent]:
    """Everything ever sent on these channels, in order, for one participant."""
    asked = {"session": session_id, "channels": list(channels)}
    return _hydrated(db, session_id, db.connection().execute(_SOME_CHANNELS, asked).all(), for_whom)


def read_session(db: Session, session_id: str, *, after: int, limit: int = PAGE_MAX) -> list[Sent]:
    """What to send live on every channel after session number ``after``, in order."""
    rows = db.connection().execute(_GROWTH, {"session": session_id, "after": after, "most": limit}).all()
    if len(rows) == limit:
        # An operation on several channels is never split.
        whole = [row for row in rows if row.seq != rows[-1].seq]
        rows = whole or rows
    return _hydrated(db, session_id, rows, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """What is filled into outgoing operations.

    Attributes:
        labels: The names that may be shown under things.
        refused: People other than the reader who have since said no or were taken out.
        revealed: Words that reveals carry, by their id.
        nameless: Things that are read without a name, of those that are changed here, such as handed-in notes.
        unnamed: The labels, without names, that may be shown under these.
    """

    labels: Labels
    refused: frozenset[str]
    nameless: frozenset[str]
    unnamed: Labels
    revealed: Mapping[str, Words]


def _hydrated(db: Session, session_id: str, rows: Sequence[Any], for_whom: str | None) -> list[Sent]:
    if not rows:
        return []
    revealed = _revealed(db, rows)
    shown = {found.participant_id for found in revealed.values()}
    senders = {row.participant_id for row in rows}
    whose = {_whose(row) for row in rows}
    asked = whose if for_whom is not None else {_whose(row) for row in rows if row.kind in _SHOWS_EARLIER}
    nameless = _read_without_name(db, rows)
    # Most operations do not come from people who handed something in.
    unnamed = labels_of(db, session_id, senders | shown, nameless=True) if shown or nameless else {}
    others = {found for found in asked | shown if found and found != for_whom}
    beside = _Beside(
        labels=labels_of(db, session_id, senders | shown),
        refused=refused_among(db, others, "notes_kept") | taken_out_among(db, others),
        revealed=revealed,
        nameless=nameless,
        unnamed=unnamed,
    )
    return [Sent(session_seq=row.seq, channel=row.channel, wire=_wire(row, beside)) for row in rows]


def _wire(row: Any, beside: _Beside) -> dict[str, Any]:
    body = dict(row.body)
    if row.kind == "notes.reveal":
        body["notes"] = [_shown(note, beside) for note in body["notes"]]
    refused = _whose(row) in beside.refused and _has_words_for_others(row)
    for name in KINDS[row.kind].text_fields or KINDS[row.kind].shows:
        readable = row.texts is not None and not refused and not row.withheld and row.erased_at is None
        body[name] = row.texts.get(name, _none_of(row.kind, name)) if readable else None
    signed = SIGNED[row.kind]
    unsigned = refused or signed == "never" or (signed == "not_to_desk" and row.channel == _DESK)
    labels = beside.unnamed if row.target_id in beside.nameless else beside.labels
    return {
        "op_id": row.op_id,
        "seq": row.channel_seq,
        "kind": row.kind,
        "target_id": row.target_id,
        "actor": None if unsigned else labels.get(row.participant_id),
        "at": to_text(row.at),
        "body": body,
    }


def _whose(row: Any) -> str | None:
    """Whose words it bears: what a table brings to everyone is sent by somebody else than its author."""
    whose: str | None = row.writer if KINDS[row.kind].shows and row.writer is not None else row.participant_id
    return whose


def _has_words_for_others(row: Any) -> bool:
    """Of what goes out live, nobody but its author reads what is on their own channel."""
    return row.texts is not None and row.channel != f"person:{_whose(row)}"


def _shown(note: Mapping[str, Any], beside: _Beside) -> dict[str, Any]:
    """One note of a reveal, with its words and signature: a name only where it was not handed in, but brought back."""
    words = beside.revealed[note["words_id"]]
    refused = words.participant_id in beside.refused
    hidden = refused or words.withheld or words.erased_at is not None
    labels = beside.unnamed if note["id"] in beside.nameless else beside.labels
    return {
        **{name: value for name, value in note.items() if name != "words_id"},
        "text": None if hidden else words.texts.get("text"),
        "actor": None if refused else labels.get(words.participant_id),
    }


def _read_without_name(db: Session, rows: Sequence[Any]) -> frozenset[str]:
    """Targets that are read without a name: later operations of their authors on them show no name either."""
    changed = {row.target_id for row in rows if row.kind in _CHANGES}
    changed |= {note["id"] for row in rows if row.kind == "notes.reveal" for note in row.body["notes"]}
    return nameless_among(db, changed)


def _none_of(kind: str, name: str) -> str | list[str]:
    field = KINDS[kind].takes.get(name)
    return [] if field is not None and field.type == "texts" else ""


def _revealed(db: Session, rows: Sequence[Any]) -> dict[str, Words]:
    """Words of the notes that the reveals among ``rows`` carry, by their id."""
    ids = {note["words_id"] for row in rows if row.kind == "notes.reveal" for note in row.body["notes"]}
    return {found.id: found for found in db.scalars(select(Words).where(Words.id.in_(ids)))} if ids else {}
