"""The registry of operation kinds: what a client may send and what every reader receives.

Pure: standard library only. It must never know a database, a clock or a person's words.
Wire shape of one operation: ``{"op_id", "seq", "kind", "target_id", "actor", "at", "body"}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

NOTE_MAX_CHARS = 2_000
TITLE_MAX_CHARS = 300
PROMPT_MAX_CHARS = 1_000
BATCH_MAX_OPS = 20
FRAME_MAX_BYTES = 64 * 1024
ID_MAX_CHARS = 64

Share = Literal["me", "facilitators", "table", "everyone"]
SHARES: tuple[Share, ...] = ("me", "facilitators", "table", "everyone")
NOTE_KINDS: tuple[str, ...] = (
    "observation",
    "interpretation",
    "assumption",
    "evidence",
    "question",
    "tension",
    "light-bulb",
    "definition",
    "quote",
    "action",
    "message",
    "feeling",
    "dissent",
    "note",
)

FieldType = Literal["text", "id", "choice", "number", "ids", "rank"]
Sender = Literal["participant", "facilitator", "server"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a body as a client sends it."""

    type: FieldType
    required: bool = True
    max_chars: int = ID_MAX_CHARS
    choices: tuple[str, ...] = ()
    nullable: bool = False
    may_be_empty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of operation.

    Attributes:
        says: What it means, who may send it, what readers receive in ``body``.
        senders: Who may send it; ``server`` alone means clients may not.
        takes: Fields of the body as sent. Fields of type ``text`` are words: they are kept
            once in a words row and hydrated on reading, never stored in the log itself.
        needs_notes_consent: Refused with ``consent_missing`` unless ``notes_kept`` is yes.
    """

    name: str
    says: str
    senders: frozenset[Sender]
    takes: Mapping[str, Field] = field(default_factory=dict)
    needs_notes_consent: bool = False

    @property
    def text_fields(self) -> tuple[str, ...]:
        """Names of the fields that hold words."""
        return tuple(name for name, spec in self.takes.items() if spec.type == "text")


_ANYONE: frozenset[Sender] = frozenset({"participant", "facilitator"})
_LEADS: frozenset[Sender] = frozenset({"facilitator"})
_SERVER: frozenset[Sender] = frozenset({"server"})

_PROMPT = Field(type="id")
_TEXT = Field(type="text", max_chars=NOTE_MAX_CHARS)
_TITLE = Field(type="text", max_chars=TITLE_MAX_CHARS)
_SHARE = Field(type="choice", choices=SHARES, required=False)
_RANK = Field(type="rank", required=False)

_ALL: tuple[Kind, ...] = (
    Kind(
        name="session.open",
        says="The live room opens. Readers: {title, activity}.",
        senders=_SERVER,
    ),
    Kind(
        name="session.end",
        says="The facilitator ends the session. Readers: {}.",
        senders=_LEADS,
    ),
    Kind(
        name="session.next",
        says="Another session of the event (target_id) opens; phones and walls follow. Readers: {session_id, title}.",
        senders=_SERVER,
    ),
    Kind(
        name="seat.changed",
        says="Somebody's own answers or table changed, perhaps on another phone of theirs; load again. Readers: {}.",
        senders=_SERVER,
    ),
    Kind(
        name="round.open",
        says=(
            "A planned round (target_id) opens. base_version compares and sets. Readers: {title, instruction, "
            "shares, default_share, note_kinds, note_budget, vote_budget, ends_at, version}."
        ),
        senders=_LEADS,
        takes={"minutes": Field(type="number", required=False, nullable=True)},
    ),
    Kind(
        name="round.close",
        says="An open round (target_id) closes. base_version compares and sets. Readers: {version}.",
        senders=_LEADS,
    ),
    Kind(
        name="prompt.ask",
        says="A prompt (target_id) is put to everyone. Readers: {round_id, text, version}.",
        senders=_LEADS,
        takes={"round_id": Field(type="id"), "text": Field(type="text", max_chars=PROMPT_MAX_CHARS)},
    ),
    Kind(
        name="prompt.reword",
        says="A prompt (target_id) gets another wording; earlier wordings are kept. Readers: {text, version}.",
        senders=_LEADS,
        takes={"text": Field(type="text", max_chars=PROMPT_MAX_CHARS)},
    ),
    Kind(
        name="note.add",
        says=(
            "A note (target_id) is written. Readers: {prompt_id, text, note_kind, share, version, written_at}; "
            "a note for a table also carries {table}."
        ),
        senders=_ANYONE,
        takes={
            "prompt_id": _PROMPT,
            "text": _TEXT,
            "note_kind": Field(type="choice", choices=NOTE_KINDS, required=False),
            "share": _SHARE,
        },
        needs_notes_consent=True,
    ),
    Kind(
        name="note.edit",
        says="The author rewords a note; base_version guards against a stale edit. Readers: {text, version}.",
        senders=_ANYONE,
        takes={"text": _TEXT},
        needs_notes_consent=True,
    ),
    Kind(
        name="note.move",
        says="A note goes into a cluster, or out of one (null), at a rank. Readers: {cluster_id, rank}.",
        senders=_LEADS,
        takes={"cluster_id": Field(type="id", nullable=True), "rank": _RANK},
    ),
    Kind(
        name="note.share",
        says=(
            "The author lets more people read a note; it never narrows. Readers, some of whom see the note for the "
            "first time: the whole note as in note.add, with {cluster_id, rank}."
        ),
        senders=_ANYONE,
        takes={"share": Field(type="choice", choices=SHARES)},
        needs_notes_consent=True,
    ),
    Kind(
        name="note.remove",
        says=(
            "The author takes a note back (its words are erased), also one that was set aside; or a facilitator sets "
            "it aside. Readers: {}."
        ),
        senders=_ANYONE,
    ),
    Kind(
        name="notes.reveal",
        says=(
            "Handed-in notes are shown to everyone, by prompt_id or note_ids. Readers: {notes: [{id, prompt_id, text, "
            "note_kind, version, written_at, cluster_id, rank, actor, at}]}."
        ),
        senders=_LEADS,
        takes={
            "prompt_id": Field(type="id", required=False),
            "note_ids": Field(type="ids", required=False),
        },
    ),
    Kind(
        name="cluster.add",
        says="A cluster (target_id) with a title. Readers: {title, prompt_id, rank, version}.",
        senders=_LEADS,
        takes={
            "title": _TITLE,
            "prompt_id": Field(type="id", required=False, nullable=True),
            "rank": _RANK,
        },
    ),
    Kind(
        name="cluster.rename",
        says="A cluster gets another title; earlier titles are kept. Readers: {title, version}.",
        senders=_LEADS,
        takes={"title": _TITLE},
    ),
    Kind(
        name="cluster.merge",
        says="A cluster (target_id) is merged into another; its notes move. Readers: {into}.",
        senders=_LEADS,
        takes={"into": Field(type="id")},
    ),
    Kind(
        name="vote.cast",
        says="One dot on a note or cluster (target_id). Readers: {}; whose dot it is, is never sent.",
        senders=_ANYONE,
    ),
    Kind(
        name="vote.retract",
        says="One dot is taken back from target_id. Readers: {}.",
        senders=_ANYONE,
    ),
    Kind(
        name="lightbulb.mark",
        says=(
            "A self-declared shift of understanding (target_id), perhaps on a note or prompt. "
            "Readers: {on, text, share, version}."
        ),
        senders=_ANYONE,
        takes={
            "text": Field(type="text", max_chars=NOTE_MAX_CHARS, required=False, may_be_empty=True),
            "on": Field(type="id", required=False, nullable=True),
            "share": _SHARE,
        },
        needs_notes_consent=True,
    ),
    Kind(
        name="lightbulb.remove",
        says="The author takes a light-bulb (target_id) back; its words are erased. Readers: {}.",
        senders=_ANYONE,
    ),
    Kind(
        name="position.set",
        says=(
            "A placing (target_id, the position's own id) on a scale, 0 to 100; set again to move it. "
            "Readers, its author and the facilitators: {scale_id, value}."
        ),
        senders=_ANYONE,
        takes={"scale_id": Field(type="id"), "value": Field(type="number")},
        needs_notes_consent=True,
    ),
    Kind(
        name="wall.show",
        says="What the wall shows: join, prompt or notes. Readers, walls and facilitators: {view, prompt_id}.",
        senders=_LEADS,
        takes={
            "view": Field(type="choice", choices=("join", "prompt", "notes")),
            "prompt_id": Field(type="id", required=False, nullable=True),
        },
    ),
    Kind(
        name="words.erased",
        says="Every wording of these things was erased; clients erase theirs. Readers: {targets}.",
        senders=_SERVER,
    ),
)

KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _ALL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One operation as a client sent it, its shape already checked."""

    op_id: str
    kind: str
    target_id: str
    body: Mapping[str, Any]
    base_version: int | None = None
    client_at: datetime | None = None
    device_seq: int | None = None
