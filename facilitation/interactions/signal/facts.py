"""What one decision about a signal needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSituation(Situation):
    """The current state of a signal.

    Attributes:
        owner: Whose the operation's target is; None where there is no such signal any more.
        what: What the target is: ``done``, ``raise`` or ``pause``.
        waits: Whether the sender already has a signal of this kind in this round.
        called: Whether the target is a hand that has been called.
    """

    owner: str | None = None
    what: str = ""
    waits: bool = False
    called: bool = False
