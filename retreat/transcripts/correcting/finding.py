"""Finds words in one transcript, a session or a whole programme, each match with its context."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.errors import InvalidInput, NotFound
from retreat.programme.models import DialogueSession, Event
from retreat.programme.queries import sessions_in
from retreat.transcripts.editing.held import HeldTurn, hold_turn
from retreat.transcripts.models import RecordedTurn
from retreat.transcripts.sight import sight_of
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion

FIND_MAX_CHARS = 200
PLACES_MAX = 300
_AROUND_CHARS = 60
Scope = Literal["transcript", "session", "programme"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """What to look for, and where.

    Attributes:
        session_id: The session, or one of the programme.
        transcript_id: Only with the scope ``transcript``.
    """

    text: str
    session_id: str
    scope: Scope = "session"
    transcript_id: str | None = None
    whole_words: bool = True
    match_case: bool = False

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern that finds it in the text of a turn.

        Raises:
            InvalidInput: There is nothing to look for, or it is too long.
        """
        words = self.text.split()
        if not words:
            raise InvalidInput("Please enter what to look for.", code="nothing_to_find", fields={"find": "is empty"})
        if len(self.text) > FIND_MAX_CHARS:
            raise InvalidInput(
                f"Please look for at most {FIND_MAX_CHARS} characters.", code="too_long", fields={"find": "is too long"}
            )
        said = r"\s+".join(re.escape(word) for word in words)
        whole = rf"(?<!\w){said}(?!\w)" if self.whole_words else said
        return re.compile(whole, 0 if self.match_case else re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One match; ``ordinal`` counts the matches within the turn from 0."""

    session_id: str
    session_title: str
    transcript_id: str
    turn: int
    version: int
    ordinal: int
    start_ms: int | None
    before: str
    match: str
    after: str

    @property
    def key(self) -> str:
        """Its name in a form."""
        return f"{self.transcript_id}:{self.turn}:{self.version}:{self.ordinal}"


def find_places(db: Session, reader: Reader, find: Find) -> tuple[list[Place], bool]:
    """The first matches, in the order in which they were said, and whether there are more."""
    pattern = find.pattern
    found: list[Place] = []
    for transcript, title in db.execute(_transcripts(find)):
        candidates = db.execute(
            select(RecordedTurn.n, RecordedTurn.text)
            .where(RecordedTurn.transcript_id == transcript.id, RecordedTurn.text != "")
            .order_by(RecordedTurn.start_ms, RecordedTurn.n)
        )
        numbers = [n for n, text in candidates if pattern.search(text)]
        sight = sight_of(db, reader, transcript.id) if numbers else None
        for n in numbers:
            try:
                held = hold_turn(db, reader, transcript, n, sight=sight)
            except NotFound:
                continue
            found += _places(held, title, pattern)
            if len(found) > PLACES_MAX:
                return found[:PLACES_MAX], True
    return found, False


def _transcripts(find: Find) -> Select[TranscriptVersion, str]:
    asked = (
        select(TranscriptVersion, DialogueSession.title)
        .join(DialogueSession, DialogueSession.id == TranscriptVersion.session_id)
        .where(TranscriptVersion.state == CURRENT)
        .order_by(DialogueSession.created_at, TranscriptVersion.started_at, TranscriptVersion.id)
    )
    if find.scope == "transcript":
        return asked.where(TranscriptVersion.id == find.transcript_id, TranscriptVersion.session_id == find.session_id)
    if find.scope == "session":
        return asked.where(TranscriptVersion.session_id == find.session_id)
    return asked.where(DialogueSession.id.in_(beside(find.session_id)))


def is_in_scope(db: Session, find: Find, transcript_id: str) -> bool:
    """Whether the search covers this transcript, because a form may name any."""
    return db.scalar(_transcripts(find).where(TranscriptVersion.id == transcript_id).limit(1)) is not None


def beside(session_id: str) -> Select[str]:
    """The sessions of the programme that a session belongs to, itself too."""
    programme = (
        select(Event.programme_id)
        .join(DialogueSession, DialogueSession.event_id == Event.id)
        .where(DialogueSession.id == session_id)
    )
    return sessions_in(programme)


def _places(held: HeldTurn, title: str, pattern: re.Pattern[str]) -> list[Place]:
    text = held.text
    return [
        Place(
            session_id=held.transcript.session_id,
            session_title=title,
            transcript_id=held.transcript.id,
            turn=held.turn.n,
            version=held.turn.version,
            ordinal=ordinal,
            start_ms=held.turn.start_ms,
            before=_ahead(text[: match.start()]),
            match=match[0],
            after=_behind(text[match.end() :]),
        )
        for ordinal, match in enumerate(pattern.finditer(text))
    ]


def _ahead(text: str) -> str:
    return text if len(text) <= _AROUND_CHARS else "… " + text[-_AROUND_CHARS:].split(" ", 1)[-1]


def _behind(text: str) -> str:
    return text if len(text) <= _AROUND_CHARS else text[:_AROUND_CHARS].rsplit(" ", 1)[0] + " …"
