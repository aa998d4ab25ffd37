"""Saying no to sound changes nothing that anybody else can see: not a frame, not a board, not a count."""

from __future__ import annotations

import re
from typing import Any

from facilitation.live.presence import Presence
from retreat.database import Database
from retreat.people.queries import people_by_sector
from tests.support.clock import HandClock
from tests.support.meeting import YES, Meeting

SOUND = ("audio_recorded", "machine_transcription")
_MADE_ANEW = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\b(?:op|note|target)-\d+\b")


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
    received: list[Any] = [other.heard(), other.snapshot(), meeting.leader.heard(), meeting.leader.snapshot()]
    with database.read() as db:
        joined = people_by_sector(db, meeting.session_id)
    received += [presence.count("s"), presence.detail("s", {"all": 1}, joined, now=clock())]
    clock.at = began
    return _MADE_ANEW.sub("…", repr(received))


def test_sound_refused_when_others_look_then_they_receive_the_same(database: Database, clock: HandClock) -> None:
    agreed, refused = (_what_others_receive(database, clock, answer) for answer in (True, False))

    assert agreed == refused
    assert "We were very tired" in refused
