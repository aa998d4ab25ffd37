"""What one decision about close reading needs to know. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from facilitation.facts import Actor, RoundFacts, Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeFacts:
    """A wording of a narrative, as somebody in the session may use it.

    Attributes:
        lines: Its numbered lines: from, to, and 1 where a paragraph begins.
        until: From when nobody may read it or mark it; None where no day is set.
        words_id: Its words in this session's log; None before it was first laid out there.
    """

    id: str
    title: str
    text: str
    lines: Sequence[Sequence[int]]
    words_id: str | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenFacts:
    """A reading or a rewriting as it stands. ``audience`` are the channels on which it was said."""

    id: str
    form: str
    narrative_id: str
    place: Mapping[str, Any] | None
    first_id: str | None
    author_id: str
    audience: tuple[str, ...]
    version: int
    set_aside: bool

    def is_read_by(self, actor: Actor) -> bool:
        """Whether it was sent to somebody."""
        theirs = {"all", f"person:{actor.id}", f"table:{actor.table_id}"}
        if actor.role == "facilitator":
            theirs = {"all", f"person:{actor.id}", "facilitators"}
        return not theirs.isdisjoint(self.audience)


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkFacts:
    """A mark as it stands."""

    author_id: str
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSituation(Situation):
    """How things stand for something on a narrative.

    Attributes:
        round: The round that the operation names.
        narrative: What it is on, where its sender may read that.
        table_there: The table that is named is one of this session's.
        written: What is removed; or the first reading, of which this is to be a later one.
        later: How many later readings that one has.
        audience: The channels on which the narrative was laid out.
        spread: Where it was marked, as everyone may be told.
    """

    narrative: NarrativeFacts | None = None
    table_there: bool = False
    written: WrittenFacts | None = None
    later: int = 0
    mark: MarkFacts | None = None
    audience: tuple[str, ...] = ()
    spread: Sequence[Mapping[str, Any]] = field(default_factory=tuple)

    @property
    def origin(self) -> RoundFacts | None:
        """The round, where it is one of close reading."""
        return self.round if self.round is not None and self.round.step.interaction == "read" else None
