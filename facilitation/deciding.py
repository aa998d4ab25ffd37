"""What deciders of several interactions ask: who reads a share, and whether the round is open. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.facts import Actor, Refused, RoundFacts, Situation


def audience_of(share: str, actor: Actor) -> tuple[str, ...]:
    """The channels on which a note of this share is sent: every reader is on exactly one.

    Raises:
        Refused: A note for a table by somebody who sits at none.
    """
    if share == "everyone":
        return ("all",)
    if share == "table":
        if actor.table_id is None:
            raise Refused("not_permitted", "You are not at a table, so there is no table to share with.")
        return (f"table:{actor.table_id}",)
    if share == "facilitators":
        return ("facilitators",) if actor.role == "facilitator" else (f"person:{actor.id}", "facilitators")
    return (f"person:{actor.id}",)


def widened(audience: tuple[str, ...], added: tuple[str, ...]) -> tuple[str, ...]:
    """The channels of a note whose readers become more, with nobody on two of them."""
    if "all" in added or "all" in audience:
        return ("all",)
    together = dict.fromkeys((*audience, *added))
    covers_author = any(channel.startswith("table:") for channel in together)
    return tuple(channel for channel in together if not (covers_author and channel.startswith("person:")))


def round_is_open(now: Situation, written_at: datetime) -> RoundFacts:
    """The open round; a note written while it was open still counts when it arrives late."""
    if now.round is None:
        raise Refused("gone", "That question is no longer there. Your note is kept on your phone.")
    late = now.round.closed_at is not None and written_at < now.round.closed_at
    if now.round.state != "open" and not late:
        raise Refused("round_closed")
    return now.round
