"""What other rooms see of the work: frozen views, never live rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from retreat.people.members import Right
from retreat.programme.steps import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptView:
    """A prompt of the plan."""

    id: str
    round_id: str
    position: int
    planned_text: str
    version: int
    asked_at: datetime | None
    words_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """A step as it is run, with its prompts."""

    id: str
    position: int
    step: Step
    state: str
    version: int
    opened_at: datetime | None
    closed_at: datetime | None
    ends_at: datetime | None
    prompts: tuple[PromptView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A table; ``without_sound`` where nothing is recorded, whoever sits there."""

    id: str
    number: int
    name: str
    without_sound: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionView:
    """A session with its whole plan. ``join_pass`` is None once its event is closed."""

    id: str
    event_id: str
    event_title: str
    programme_id: str
    title: str
    activity: str
    activity_name: str
    state: str
    attribution_ceiling: str
    tables_open: bool
    tables_given: bool
    audio_on: bool
    created_at: datetime
    opened_at: datetime | None
    ended_at: datetime | None
    join_pass: str | None
    tables: tuple[TableView, ...]
    rounds: tuple[RoundView, ...]
    without_sound: bool = False

    @property
    def quiet_table(self) -> TableView | None:
        """The table without sound that is open to everybody, in a session that may otherwise be recorded."""
        if self.without_sound:
            return None
        return next((table for table in self.tables if table.without_sound), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionLine:
    """A session in a list."""

    id: str
    title: str
    activity_name: str
    state: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventView:
    """An event with its sessions. ``join_pass`` is None once it is closed."""

    id: str
    programme_id: str
    title: str
    kind: str
    kind_name: str
    starts_on: date
    ends_on: date
    closes_at: datetime
    closed_at: datetime | None
    join_pass: str | None
    place: str
    sessions: tuple[SessionLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeView:
    """A programme with what it holds, and what whoever looks may do in it."""

    id: str
    title: str
    rights: frozenset[Right]
    sectors: tuple[str, ...]
    partners: tuple[str, ...]
    events: tuple[EventView, ...]
