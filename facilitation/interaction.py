"""What an interaction says of itself on the server: how each of its kinds is loaded, decided and kept in step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from facilitation.facts import Actor, Decision, Situation
from retreat.log.fields import Operation
from retreat.log.projections import Projector

# Called with the session's id and state; says what the decision needs to know.
Loader = Callable[[Session, str, str, Operation, Actor], Situation]
# Pure. Called with what its loader said, and when the author did it, as text and as a moment by the server's clock.
Decider = Callable[[Operation, Actor, Any, str, datetime], Decision]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interaction:
    """One kind of talk.

    Attributes:
        decide: One function a kind; whatever has none is not taken from clients.
        load: For kinds whose decision needs to know more than the session's state.
        project: For kinds that change rows besides the log.
    """

    name: str
    decide: Mapping[str, Decider]
    load: Mapping[str, Loader] = field(default_factory=dict)
    project: Mapping[str, Projector] = field(default_factory=dict)
