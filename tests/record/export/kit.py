"""A session with a talk and notes, and bundles of it."""

from __future__ import annotations

from typing import Any

from retreat.consent.gate import Owner
from retreat.export.audiences import audience_named
from retreat.export.bundle import Bundle, Shape
from retreat.export.gathering import bundle_of
from retreat.house import House
from tests.support.meeting import Meeting

SHARED = {"attend": True, "notes_kept": True, "audio_recorded": True, "machine_transcription": True} | {
    "share_partners": True
}


def bundle(house: House, meeting: Meeting, audience: str = "team", *, quotes: bool = False, **shape: Any) -> Bundle:
    """The meeting's session as an audience may have it."""
    with house.database.read() as db:
        return bundle_of(
            db,
            Owner(),
            audience_named(audience),
            [meeting.session_id],
            shape=Shape(**shape),
            now=house.clock(),
            made_by="Ellen",
            quotes=quotes,
        )


def words_of(made: Bundle) -> str:
    """Everything that was said and written in it."""
    said = [turn.text for one in made.transcripts for turn in one.turns if not turn.is_left_out]
    return "\n".join([*said, *(one.text for session in made.sessions for one in session.written)])
