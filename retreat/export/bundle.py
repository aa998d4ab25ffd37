"""Everything that one export holds, as frozen values: writers read this and nothing else. Pure.

Whatever is in here has passed the gate for its audience. Positions are code points from 0, half-open; times are
milliseconds in the sound.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from retreat.export.audiences import Audience
from retreat.export.ports import NO_ANALYSIS, Analysis
from retreat.export.report.document import Edits

Cell = str | int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How transcripts are written.

    Attributes:
        level: ``full``, ``intelligent`` or ``gist``.
        notation: Whether full verbatim has the house's signs for pauses, overlap and unsure words.
        line_numbers: Whether lines are numbered, where a format has lines.
        turn_numbers: Whether turns are numbered.
    """

    level: str = "full"
    notation: bool = False
    line_numbers: bool = False
    turn_numbers: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """One word, with its number in the transcript."""

    n: int
    text: str
    start_ms: int | None
    end_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Somebody who speaks in a transcript, as far as the audience may know.

    Attributes:
        key: Unique within the transcript; never the name or id of a person.
        name: The line under their words.
        case: The same for the same participant within one export; None for a voice that is nobody known.
    """

    key: str
    name: str
    sector: str | None = None
    role: str | None = None
    table: str | None = None
    case: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidTurn:
    """One turn, or a mark that something is left out.

    Attributes:
        n: Its number in the transcript; -1 where it has none.
        number: Its place among the turns of this export, from 1.
        voice: The key of its voice; None where nobody knows.
        words: At the full level only.
        question: What was asked last when it begins.
    """

    n: int
    number: int
    voice: str | None
    name: str
    start_ms: int | None
    end_ms: int | None
    text: str
    words: tuple[SpokenWord, ...] = ()
    question: str | None = None
    step: str | None = None
    review: str = ""
    is_left_out: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One transcript with its cover."""

    id: str
    session_id: str
    title: str
    table: str | None
    recording_id: str | None
    started_at: datetime
    duration_ms: int | None
    language: str | None
    cover: tuple[tuple[str, str], ...]
    signs: tuple[tuple[str, str], ...]
    voices: tuple[Voice, ...]
    turns: tuple[SaidTurn, ...]

    def voice(self, key: str | None) -> Voice | None:
        """The voice of this key."""
        return next((one for one in self.voices if one.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One thing that somebody wrote: a note, a light-bulb, a statement."""

    id: str
    noun: str
    title: str
    text: str
    at: datetime
    table: str | None
    question: str | None = None
    heading: str | None = None
    by: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One wording of an outcome narrative.

    Attributes:
        by: The partner or sector that brought it; empty where nobody said.
    """

    id: str
    title: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A table of rows, with what each column means."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caution: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that was asked, and the step that it belongs to."""

    id: str
    text: str
    step: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRun:
    """A step as it was planned and run; times are None where it never was."""

    title: str
    interaction: str
    planned_minutes: int | None
    opened_at: datetime | None
    closed_at: datetime | None
    instruction: str = ""
    prompts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedFor:
    """The words in which something was put to people for their agreement."""

    purpose: str
    version: int
    text: str


WALL = "Nothing about an outcome narrative in it may be used for a decision about the person in that narrative."


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeOrigin:
    """Where a narrative that a session read comes from; empty where nobody said.

    Attributes:
        out_of: From how many it was chosen.
        with_person: ``confirmed``, ``written`` or ``without``.
    """

    title: str
    out_of: int | None
    chosen_by: str
    because: str
    with_person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPart:
    """One session.

    Attributes:
        attendance: People by sector, as the audience may be told; None for groups too small to be named.
    """

    id: str
    event_id: str
    title: str
    activity: str
    state: str
    opened_at: datetime | None
    ended_at: datetime | None
    steps: tuple[StepRun, ...]
    questions: tuple[Question, ...]
    transcripts: tuple[Transcript, ...]
    written: tuple[Written, ...]
    sheets: tuple[Sheet, ...]
    attendance: tuple[tuple[str | None, int], ...]
    narratives: tuple[str, ...] = ()
    origins: tuple[NarrativeOrigin, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """The table of this name, if the audience may have it."""
        return next((one for one in self.sheets if one.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventPart:
    """One event with its sessions in the agenda's order."""

    id: str
    title: str
    kind: str
    starts_on: date
    ends_on: date
    place: str
    sessions: tuple[SessionPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Withheld:
    """How much of what the team may read is not in here, so that nobody takes this for everything.

    Attributes:
        accounts: How many outcome narratives.
        analysis: What of the team's work is not in it: ``codebook``, ``codings``, ``memos``.
    """

    transcripts: int = 0
    turns: int = 0
    written: int = 0
    tables: tuple[str, ...] = ()
    accounts: int = 0
    analysis: tuple[str, ...] = ()

    @property
    def is_nothing(self) -> bool:
        """Whether the team reads no more than this."""
        return self == Withheld()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """Everything that one export holds."""

    title: str
    programme: str
    audience: Audience
    shape: Shape
    made_at: datetime
    made_by: str
    events: tuple[EventPart, ...]
    withheld: Withheld
    sectors: tuple[str, ...] = ()
    accounts: tuple[Account, ...] = ()
    wordings: tuple[AskedFor, ...] = ()
    analysis: Analysis = NO_ANALYSIS
    version: str = ""
    edits: Edits = field(default_factory=Edits)
    facts: Mapping[str, str] = field(default_factory=dict)
    quotes: bool = False

    @property
    def needs(self) -> str:
        """What everybody in it has agreed to, and what it is not for, in sentences."""
        is_more = self.quotes and self.audience.is_outside and self.audience.use != "publish"
        quoted = " Nobody is quoted who has not agreed to it." if is_more else ""
        return f"{self.audience.needs}{quoted}{' ' + WALL if self.has_narratives else ''}"

    @property
    def has_narratives(self) -> bool:
        """Whether something in it was said about a person in an outcome narrative."""
        return bool(self.accounts) or any(one.narratives for event in self.events for one in event.sessions)

    @property
    def sessions(self) -> Sequence[SessionPart]:
        """Every session, event by event."""
        return [session for event in self.events for session in event.sessions]

    @property
    def transcripts(self) -> Sequence[Transcript]:
        """Every transcript, session by session."""
        return [one for session in self.sessions for one in session.transcripts]

    def event_of(self, session: SessionPart) -> EventPart:
        """The event of a session."""
        return next(event for event in self.events if event.id == session.event_id)
