"""What kinds of operation are made of: their fields, who sends them, and an operation as it was sent.

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
    "definition",
    "quote",
    "action",
    "message",
    "feeling",
    "dissent",
    "note",
)

# Answers that are chosen by their pictures, without typing. Their words are CHOSEN_WORDS in note_words.
CHOSEN: tuple[str, ...] = ("agree", "disagree", "question", "matters")

FieldType = Literal["text", "texts", "id", "choice", "number", "ids", "rank", "span", "day"]
Sender = Literal["participant", "facilitator", "server"]
# How long something may be done: while the session is open, until its event closes, or as long as there is a record.
Until = Literal["session", "event", "always"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a body as a client sends it.

    A ``span`` is ``{"on": id, "from": number, "to": number}``: the code points of a text from one up to another.
    A ``day`` is a date without a time, such as ``2027-03-31``; it is no words, so it is kept in the log.

    Attributes:
        max_chars: Of a text, or of each of several.
        least: Of a number.
        most: Of a number.
        most_items: Of ``texts`` and ``ids``.
    """

    type: FieldType
    required: bool = True
    max_chars: int = ID_MAX_CHARS
    choices: tuple[str, ...] = ()
    nullable: bool = False
    may_be_empty: bool = False
    least: int = 0
    most: int = 1_000
    most_items: int = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of operation.

    Attributes:
        says: What it means, who may send it, what readers receive in ``body``.
        senders: Who may send it; ``server`` alone means clients may not.
        takes: Fields of the body as sent. Fields of type ``text`` and ``texts`` are words: they are kept
            once in a words row and hydrated on reading, never stored in the log itself.
        shows: Texts kept earlier that its readers get with it, some for the first time; it has none of its own.
        needs_notes_consent: Refused with ``consent_missing`` unless ``notes_kept`` is yes.
        ones_own: Whether it changes only one's own things, so that it is accepted whatever the step allows.
        until: Whether it is still accepted when the session has ended, and when its event is closed.
    """

    name: str
    says: str
    senders: frozenset[Sender]
    takes: Mapping[str, Field] = field(default_factory=dict)
    shows: tuple[str, ...] = ()
    needs_notes_consent: bool = False
    ones_own: bool = False
    until: Until = "session"

    @property
    def text_fields(self) -> tuple[str, ...]:
        """Names of the fields that hold words."""
        return tuple(name for name, spec in self.takes.items() if spec.type in ("text", "texts"))


ANYONE: frozenset[Sender] = frozenset({"participant", "facilitator"})
PARTICIPANTS: frozenset[Sender] = frozenset({"participant"})
LEADS: frozenset[Sender] = frozenset({"facilitator"})
SERVER: frozenset[Sender] = frozenset({"server"})

TEXT = Field(type="text", max_chars=NOTE_MAX_CHARS)
TITLE = Field(type="text", max_chars=TITLE_MAX_CHARS)
SHARE = Field(type="choice", choices=SHARES, required=False)
RANK = Field(type="rank", required=False)


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
