"""Saying no to sound changes nothing that anybody else can see, but whether their table may be recorded.

That much everybody at a table is told, and it is the same whether somebody said no or has not answered.
"""

from __future__ import annotations

import re
from typing import Any

from facilitation.live.presence import Presence
from retreat.database import Database
from retreat.people.queries import people_by_sector
from tests.support.clock import HandClock
from tests.support.meeting import YES, Meeting, Person

SOUND = ("audio_recorded", "machine_transcription")
_MADE_ANEW = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b(?:op|note|target)-\d+\b")
_COUNTED = re.compile(r"'seq': \d+|'all': \d+|\d{4}-\d\d-\d\dT[\d:.]+Z")


def _what_others_receive(database: Database, clock: HandClock, answer: bool) -> str:
    """All that the facilitator and another phone are sent while somebody takes part, made-up ids left out."""
    began = clock()
    meeting = Meeting.open(database, clock)
    asked = meeting.join("Ana", consents=YES | dict.fromkeys(SOUND, answer), sector="Third sector")
    other = meeting.join("Ben", sector="Third sector")
    note = asked.note("We were tired")
    asked.send("note.edit", note, text="We were very tired")
    asked.send("vote.cast", note)
    asked.note("for the desk", share="facilitators")
    meeting.leader.send("notes.reveal", prompt_id=meeting.prompt_ids[0])
    presence = Presence()
    for person in (asked, other):
        seat = person.seat
        presence.arrive(seat.id, session_id="s", seat_id=seat.id, role=seat.role, now=clock())
    received: list[Any] = [told for person in (other, meeting.leader) for told in (_heard(person), _seen(person))]
    with database.read() as db:
        joined = people_by_sector(db, meeting.session_id)
    received += [presence.count("s"), presence.detail("s", {"all": 1}, joined, now=clock())]
    clock.at = began
    return _COUNTED.sub("…", _MADE_ANEW.sub("…", repr(received)))


def _heard(person: Person) -> list[dict[str, Any]]:
    return [op for op in person.heard() if op["kind"] != "sound.may"]


def _seen(person: Person) -> dict[str, Any]:
    return {name: part for name, part in person.board().items() if name != "recorded"}


def test_sound_refused_when_others_look_then_they_receive_the_same(database: Database, clock: HandClock) -> None:
    agreed, refused = (_what_others_receive(database, clock, answer) for answer in (True, False))

    assert agreed == refused
    assert "We were very tired" in refused


def test_sound_refused_or_not_answered_when_others_look_then_their_tables_are_told_the_same(
    database: Database, clock: HandClock
) -> None:
    told = []
    for answer in (False, None):
        meeting = Meeting.open(database, clock)
        answers = {} if answer is None else dict.fromkeys(SOUND, answer)
        meeting.join("Ana", consents=YES | answers)
        ben = meeting.join("Ben", consents=YES | dict.fromkeys(SOUND, True))
        told.append([op["body"] for op in ben.heard() if op["kind"] == "sound.may"])

    assert told[0] == told[1]
