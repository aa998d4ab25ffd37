"""Decides what an operation does: whether it may happen, what is kept, who reads it. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from facilitation.facts import Actor, Decision, Refused, RoundFacts, Situation
from retreat.log.fields import Operation
from retreat.log.kinds import KINDS


def decide(
    decider: Callable[[Operation, Actor, Any, str, datetime], Decision],
    op: Operation,
    actor: Actor,
    now: Situation,
    *,
    written_at: datetime,
    stamp: Callable[[datetime], str],
) -> Decision:
    """Decide one operation: first what holds for every kind, then what its interaction says.

    Args:
        written_at: When its author did it, by the server's clock.
        stamp: Writes a time as on the wire.

    Raises:
        Refused: With one of ``REFUSALS``.
    """
    kind = KINDS[op.kind]
    if ("facilitator" if actor.role == "facilitator" else actor.role) not in kind.senders:
        raise Refused("not_permitted")
    if now.session_state == "planned":
        raise Refused(
            "round_closed", "The session has not begun yet. Your note is kept on your phone.", why="not_begun"
        )
    _check_texts(op)
    if kind.needs_notes_consent and actor.role == "participant" and not actor.keeps_notes:
        raise Refused("consent_missing")
    if kind.until == "session" and now.session_state == "ended":
        raise Refused("round_closed", "The session has ended.", why="session_ended")
    if kind.until != "always" and now.session_state == "closed":
        raise Refused("round_closed", "The event is over. What you wrote is kept on your phone.", why="event_over")
    if actor.role == "participant" and not kind.ones_own and now.round is not None and not _may_do(now.round):
        raise Refused("not_permitted", "In this step there is nothing to write or to place.")
    return decider(op, actor, now, stamp(written_at), written_at)


def _may_do(round_: RoundFacts) -> bool:
    return round_.step.who["participants"] == "do"


def _check_texts(op: Operation) -> None:
    kind = KINDS[op.kind]
    for name in kind.text_fields:
        longest = kind.takes[name].max_chars
        said = op.body.get(name) or ""
        if max(map(len, [said] if isinstance(said, str) else said), default=0) > longest:
            raise Refused("too_long", f"At most {longest:,} characters fit here. Nothing was cut.")
