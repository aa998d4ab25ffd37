"""What deciders of several interactions ask: who reads a share, and whether the round is open. Pure."""

from __future__ import annotations

from collections.abc import Iterable
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


def readers_of(share: str, actor: Actor, round_: RoundFacts | None) -> tuple[str, ...]:
    """The same for what is written in a round, in whose step the desk may read what is written for a table.

    Raises:
        Refused: As ``audience_of``.
    """
    channels = audience_of(share, actor)
    reads = share == "table" and round_ is not None and round_.step.who["desk"] == "read"
    return (*channels, "facilitators") if reads else channels


_WIDTH = {"me": 0, "facilitators": 1, "table": 2, "everyone": 3}


def is_wider(share: str, than: str) -> bool:
    """Whether more people read one share than another."""
    return _WIDTH[share] > _WIDTH[than]


def is_offered(share: str, offered: Iterable[str]) -> bool:
    """Whether a share is one of those that are offered, or one that fewer people read: nobody has to tell more."""
    return any(share == one or is_wider(one, share) for one in offered)


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
