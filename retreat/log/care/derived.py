"""What care keeps, for the register of derived words: choices and states, and what the lead wrote for the team."""

from __future__ import annotations

from retreat.consent.derived import holds_none

holds_none("care_request.wants", why="one of two things; deleted when it is met, and when the event closes")
holds_none("care_request.state", "held_note.state", why="how far the facilitators have come")
holds_none("care_contacts.text", why="whom to phone, written by the lead")
