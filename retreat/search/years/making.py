"""Made-up records of any size, in bulk: events, people, answers, passages with voices and meanings.

Words are drawn so that a few are very common and most are rare, as in real talk; there are no spoken words beneath the
passages, which search does not read before it shows a hit. The same ``seed`` makes the same record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

import numpy as np
from sqlalchemy import insert
from sqlalchemy.orm import Session

from retreat.consent.models import ConsentAnswer, ConsentWording
from retreat.database import Base, Database, table_of
from retreat.log.models import Note, Words
from retreat.people.models import Member, Participant, Staff
from retreat.programme.models import DialogueSession, Event, Programme, Prompt, Round
from retreat.search.lexical import Entry, lexical_of
from retreat.search.models import CURRENT, SPOKEN, WRITTEN, Passage, PassageVector, PassageVoice
from retreat.search.vectors import DIMENSIONS, packed
from retreat.transcripts.versions.models import TranscriptVersion

BEGAN = datetime(2026, 1, 5, 9, tzinfo=UTC)
YEARS = 10
STAFF_ID = "researcher"
SECTORS = ("Statutory adult", "Children and families", "Third sector", "Academic", "Lived experience")
ROLES = ("Carer", "Nurse", "Social worker", "Lecturer", "Manager")
YESES = {
    "notes_kept": "yes",
    "audio_recorded": "yes",
    "machine_transcription": "yes",
    "quotes": "role",
    "share_partners": "yes",
}
IN_A_SESSION = 200
SESSIONS_IN_AN_EVENT = 5
PEOPLE_AT_AN_EVENT = 24
SPOKEN_SHARE = 0.8
_WORDS_OF_PASSAGE = (60, 150)
_WORDS_OF_NOTE = (4, 25)
_DIFFERENT_WORDS = 30_000
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Talk:
    """Where passages come from: their session, and who was there."""

    number: int
    session_id: str
    people: Sequence[str]


def make_years(database: Database, passages: int, *, seed: int = 7) -> None:
    """Fill an empty database, whose tables exist, with about ``passages`` passages."""
    random = np.random.default_rng(seed)
    vocabulary = [f"{_syllables(n)}" for n in range(_DIFFERENT_WORDS)]
    weights = 1 / np.arange(2, _DIFFERENT_WORDS + 2)
    draw = _Draw(random, vocabulary, weights / weights.sum())
    talks = database.write(lambda db: _frame(db, -(-passages // IN_A_SESSION), random))
    rows = (row for talk in talks for row in _of_session(talk, draw, random))
    number = 0
    while some := list(islice(rows, _AT_ONCE)):
        some = some[: passages - number]
        if not some:
            break
        database.write(lambda db, some=some, first=number: _keep(db, some, first, random))  # type: ignore[misc]
        number += len(some)


def _syllables(n: int) -> str:
    """A word that can be spoken, one for each number."""
    parts = []
    while True:
        n, rest = divmod(n, 80)
        parts.append("bdfghklmnprstvwz"[rest % 16] + "aeiou"[rest // 16])
        if n == 0:
            return "".join(parts) + "n"


class _Draw:
    """Draws texts."""

    def __init__(self, random: np.random.Generator, vocabulary: Sequence[str], weights: Any) -> None:
        self._random, self._vocabulary = random, vocabulary
        self._cumulated = np.cumsum(weights)

    def text(self, least: int, most: int) -> str:
        """Some words."""
        count = int(self._random.integers(least, most))
        found = np.searchsorted(self._cumulated, self._random.random(count) * self._cumulated[-1])
        return " ".join(self._vocabulary[int(at)] for at in found)


def _frame(db: Session, sessions: int, random: np.random.Generator) -> list[_Talk]:
    """Everything but the passages."""
    events = -(-sessions // SESSIONS_IN_AN_EVENT)
    apart = timedelta(days=365 * YEARS) / max(events, 1)
    db.add(Programme(id="years", title="Ten years", created_at=BEGAN))
    db.add(
        Staff(
            id=STAFF_ID,
            name="Researcher",
            email="researcher@example.org",
            password_hash="-",  # noqa: S106 - nobody can sign in with it
            role="researcher",
            created_at=BEGAN,
        )
    )
    db.flush()
    db.add(Member(programme_id="years", staff_id=STAFF_ID, role="researcher", since=BEGAN, ended_at=None))
    wordings = [{"purpose": name, "version": 1, "text": "As asked."} for name in YESES]
    db.execute(insert(ConsentWording), wordings)
    db.flush()
    talks: list[_Talk] = []
    for number in range(events):
        at = BEGAN + number * apart
        people = [f"p{number}-{n}" for n in range(PEOPLE_AT_AN_EVENT)]
        _event(db, f"e{number}", at, people, random)
        for part in range(min(SESSIONS_IN_AN_EVENT, sessions - len(talks))):
            here = people[part % 3 :: 3]
            talk = _Talk(number=len(talks), session_id=f"e{number}-s{part}", people=here)
            _session(db, talk, f"e{number}", at + timedelta(hours=part))
            talks.append(talk)
    return talks


def _event(db: Session, event_id: str, at: datetime, people: Sequence[str], random: np.random.Generator) -> None:
    db.execute(
        insert(Event),
        {
            "id": event_id,
            "programme_id": "years",
            "title": f"Retreat of {at:%B %Y}",
            "kind": "data retreat",
            "starts_on": at.date(),
            "ends_on": at.date(),
            "closes_at": at + timedelta(days=1),
            "created_at": at,
        },
    )
    db.execute(
        insert(Participant),
        [
            {
                "id": person,
                "event_id": event_id,
                "kind": "participant",
                "name_choice": "chosen",
                "display_name": f"Person {n}",
                "sector": SECTORS[n % len(SECTORS)],
                "role": ROLES[(n // 2) % len(ROLES)],
                "token_hash": person,
                "joined_at": at,
            }
            for n, person in enumerate(people)
        ],
    )
    refused = random.random(len(people)) < 0.04
    db.execute(
        insert(ConsentAnswer),
        [
            {
                "id": f"{person}-{purpose}",
                "participant_id": person,
                "purpose": purpose,
                "number": 1,
                "answer": "no" if no and purpose != "notes_kept" else yes,
                "wording_version": 1,
                "how": "phone",
                "at": at,
            }
            for person, no in zip(people, refused.tolist(), strict=True)
            for purpose, yes in YESES.items()
        ],
    )


def _session(db: Session, talk: _Talk, event_id: str, at: datetime) -> None:
    session_id = talk.session_id
    db.execute(
        insert(DialogueSession),
        {
            "id": session_id,
            "event_id": event_id,
            "title": f"Session {talk.number}",
            "activity": "brainstorm",
            "activity_name": "Brainstorm",
            "attribution_ceiling": "named",
            "created_at": at,
        },
    )
    db.add(Round(id=f"{session_id}-r", session_id=session_id, position=0, step={"prompts": [{"text": "?"}]}))
    db.flush()
    db.add(
        Prompt(id=f"{session_id}-q", session_id=session_id, round_id=f"{session_id}-r", position=0, planned_text="?")
    )
    db.execute(
        insert(TranscriptVersion),
        {
            "id": f"{session_id}-t",
            "session_id": session_id,
            "state": CURRENT,
            "created_at": at,
            "started_at": at,
            "model": "made up",
        },
    )
    db.execute(
        insert(Base.metadata.tables["recorded_speaker"]),  # in use, the room of transcripts alone writes it
        [
            {
                "id": f"{session_id}-v{n}",
                "transcript_id": f"{session_id}-t",
                "label": f"Voice {n + 1}",
                "position": n,
                "participant_id": person,
            }
            for n, person in enumerate(talk.people)
        ],
    )


def _of_session(talk: _Talk, draw: _Draw, random: np.random.Generator) -> Iterator[dict[str, Any]]:
    spoken = int(IN_A_SESSION * SPOKEN_SHARE)
    for at in range(IN_A_SESSION):
        some = random.choice(len(talk.people), size=int(random.integers(1, 4)), replace=False)
        yield {
            "talk": talk,
            "position": at,
            "is_spoken": at < spoken,
            "text": draw.text(*(_WORDS_OF_PASSAGE if at < spoken else _WORDS_OF_NOTE)),
            "voices": [int(one) for one in some],
        }


def _keep(db: Session, rows: Sequence[dict[str, Any]], first: int, random: np.random.Generator) -> None:
    numbered = list(enumerate(rows, first + 1))
    notes = [(number, row) for number, row in numbered if not row["is_spoken"]]
    if notes:
        db.execute(insert(Words), [_words(number, row) for number, row in notes])
        db.execute(insert(Note), [_note(number, row) for number, row in notes])
    db.execute(insert(table_of(Passage)), [_passage(number, row) for number, row in numbered])
    db.execute(
        insert(PassageVoice),
        [
            {
                "number": number,
                "place": place,
                "label": f"Voice {voice + 1}",
                "participant_id": row["talk"].people[voice],
            }
            for number, row in numbered
            if row["is_spoken"]
            for place, voice in enumerate(row["voices"])
        ],
    )
    meanings = random.standard_normal((len(rows), DIMENSIONS), np.float32)
    meanings /= np.linalg.norm(meanings, axis=1, keepdims=True)
    vectors = (
        {"number": number, "vector": packed(meaning)} for (number, _), meaning in zip(numbered, meanings, strict=True)
    )
    db.execute(insert(PassageVector), list(vectors))
    lexical_of(db).add(db, [Entry(number=number, text=row["text"]) for number, row in numbered])


def _moment(row: dict[str, Any]) -> datetime:
    return BEGAN + timedelta(hours=8 * row["talk"].number, seconds=40 * row["position"])


def _words(number: int, row: dict[str, Any]) -> dict[str, Any]:
    talk = row["talk"]
    return {
        "id": f"w{number}",
        "session_id": talk.session_id,
        "target_id": f"n{number}",
        "participant_id": talk.people[row["voices"][0]],
        "version": 1,
        "texts": {"text": row["text"]},
        "at": _moment(row),
    }


def _note(number: int, row: dict[str, Any]) -> dict[str, Any]:
    talk = row["talk"]
    return {
        "id": f"n{number}",
        "session_id": talk.session_id,
        "prompt_id": f"{talk.session_id}-q",
        "round_id": f"{talk.session_id}-r",
        "participant_id": talk.people[row["voices"][0]],
        "note_kind": "note",
        "share": "everyone" if number % 5 else "facilitators",
        "audience": [],
        "version": 1,
        "words_id": f"w{number}",
        "written_at": _moment(row),
        "at": _moment(row),
    }


def _passage(number: int, row: dict[str, Any]) -> dict[str, Any]:
    talk, at = row["talk"], _moment(row)
    same = {
        "number": number,
        "id": f"passage-{number}",
        "session_id": talk.session_id,
        "state": CURRENT,
        "position": row["position"],
        "text": row["text"],
        "speakers": [],
        "at": at,
        "cut_away": False,
        "transcript_id": None,
        "note_id": None,
        "participant_id": None,
        "prompt_id": None,
        "turns": None,
    }
    if not row["is_spoken"]:
        author = talk.people[row["voices"][0]]
        its = {"kind": WRITTEN, "note_id": f"n{number}", "participant_id": author, "prompt_id": f"{talk.session_id}-q"}
        return same | its
    step = max(len(row["text"]) // len(row["voices"]), 1)
    turns = [[n * step, 3 * row["position"] + n, f"Voice {voice + 1}"] for n, voice in enumerate(row["voices"])]
    return same | {"kind": SPOKEN, "transcript_id": f"{talk.session_id}-t", "turns": turns}
