"""The shape of the plan that this room receives for a session: an activity template, wherever it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from retreat.programme.steps import Step


class SessionPlan(Protocol):
    """What a session is made from."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def attribution_ceiling(self) -> str: ...
    @property
    def audio(self) -> bool: ...
    @property
    def steps(self) -> Sequence[Step]: ...
