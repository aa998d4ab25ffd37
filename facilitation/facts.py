"""What one decision is about: who acts, the current state, what is decided. Pure: standard library only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from retreat.log.fields import Operation
from retreat.programme.steps import Step

REFUSALS: Mapping[str, str] = {
    "round_closed": "This round is closed. Your note is kept on your phone.",
    "budget_spent": "You have used everything you had for this round.",
    "consent_missing": "You chose not to have your notes kept. You can change your answer at any time.",
    "too_long": "That is too long. Please shorten it. Nothing was cut.",
    "slow_down": "That was very quick. It is saved on your phone and will be sent in a moment.",
    "not_permitted": "That is not something you can do here.",
    "gone": "It is no longer there.",
    "stale": "Somebody changed it in the meantime. Please look again.",
}

# Why an act was refused of which everything holds already, such as a second dot on the same note: nothing is wrong.
ALREADY = "already"


class Refused(Exception):
    """The operation may not happen."""

    def __init__(
        self, code: str, message: str | None = None, *, retry_after_ms: int | None = None, why: str | None = None
    ) -> None:
        """``why`` says what has closed if it is not the round; the message then explains it fully. Or ``ALREADY``."""
        self.code = code
        self.why = why
        self.message = message or REFUSALS[code]
        self.retry_after_ms = retry_after_ms
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does it. ``keeps_notes`` is the answer to ``notes_kept``."""

    id: str
    role: str
    table_id: str | None
    keeps_notes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts:
    """The current state of a round: its step, and whether it is open."""

    id: str
    step: Step
    state: str
    version: int
    closed_at: datetime | None = None
    ends_at: datetime | None = None
    paused_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What one decision needs to know; whatever is not there is None. Interactions know more.

    Attributes:
        round: The round of the operation's prompt, note, or target; its step says whether participants may do anything.
        locked_at: When a later step locked what was written in the round; None where none has.
        target_version: The version of a prompt or cluster that the operation changes.
        target_taken: The target id of an add is already in use.
    """

    session_state: str
    round: RoundFacts | None = None
    locked_at: datetime | None = None
    target_there: bool = False
    target_taken: bool = False
    target_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to be kept of it, and who reads it."""

    body: dict[str, Any]
    channels: tuple[str, ...]
    version: int = 1
    texts: dict[str, Any] | None = None
    shows_words_id: str | None = None
    keep: dict[str, Any] = field(default_factory=dict)


def compare(op: Operation, version: int) -> None:
    """Refuse an act that was aimed at an earlier version.

    Raises:
        Refused: ``stale``.
    """
    if op.base_version is not None and op.base_version != version:
        raise Refused("stale")
