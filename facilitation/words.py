"""The words of the live pages, defined once for templates and browser (they are sent in the page's data).

Pure: standard library and the registry of kinds only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.log.note_words import EASY_KIND_WORDS, KIND_WORDS

SHARE_WORDS: Mapping[str, str] = {
    "me": "Only me",
    "facilitators": "Handed in",
    "table": "My table",
    "everyone": "Everyone",
}

SHARE_HINTS: Mapping[str, str] = {
    "me": "Nobody else can read it. It is erased when the event closes, unless you hand it in.",
    "facilitators": "The facilitators can read it, without your name. They may show it to everyone.",
    "table": "People at your table can read it. The facilitators can count it, and read it later in the record.",
    "everyone": "Everybody here can read it.",
}

# Where a scribe writes: what is for one person alone is seen by two.
FOR_OTHER_WORDS: Mapping[str, str] = {"me": "Only them"}
FOR_OTHER_HINTS: Mapping[str, str] = {
    "me": "Only they and their scribe can read it. It is erased when the event closes, unless you hand it in for them.",
    "facilitators": "The facilitators can read it, without their name. They may show it to everyone.",
}

# Of a table's words, where the step says so: the first in place of the sentence above, the second after it. Twin of
# HINTS in static/js/board/tables.js.
TABLE_HINTS: Mapping[str, str] = {
    "read": "People at your table can read it. The facilitators can read it too, without your name.",
    "bring": "Anybody at your table can bring it to everyone, without your name.",
}

# Who can see something, said to its author.
SEES_WORDS: Mapping[str, str] = {
    "me": "Only you can see this.",
    "facilitators": "The facilitators can see this, without your name.",
    "table": "People at your table can see this, and the facilitators in the record.",
    "everyone": "Everybody here can see this.",
}
SET_ASIDE_SEES = "Set aside by the facilitators: nobody here can see this any more. The record still has it."

# What people are asked to agree to, and their answers, said to them.
ASKED_WORDS: Mapping[str, str] = {
    "notes_kept": "Keep my notes",
    "audio_recorded": "Record my voice",
    "machine_transcription": "Turn the audio recording into text",
    "quotes": "Quote my words",
    "share_partners": "Show my words to partners",
    "public_outputs": "Use my words in public",
    "archive_transcript": "Keep the transcript in an archive",
    "archive_audio": "Keep the audio recording in an archive",
    "teaching": "Use my words in teaching",
    "recontact": "Contact me again",
}
ANSWERS_SAID: Mapping[str, str] = {
    "yes": "Yes",
    "no": "No",
    "named": "With my name",
    "role": "With my role and sector",
    "none": "Not at all",
}

# For refused acts whose words stay on the phone; otherwise the server's own sentences are used.
REFUSAL_TITLES: Mapping[str, str] = {
    "round_closed": "The round had closed",
    "budget_spent": "All used for this round",
    "consent_missing": "Not kept, as you asked",
    "too_long": "Too long",
    "not_permitted": "Not possible here",
    "gone": "No longer there",
    "stale": "Somebody else changed it first",
}

__all__ = [
    "EASY_KIND_WORDS",
    "KIND_WORDS",
    "REFUSAL_TITLES",
    "SHARE_HINTS",
    "SHARE_WORDS",
    "TABLE_HINTS",
    "page_words",
    "share_hint",
]


def share_hint(share: str, who: Mapping[str, str], *, for_other: bool = False) -> str:
    """Who will read it, in a step with these rules. Twin of ``hintOf`` in board/tables.js."""
    if share != "table":
        return FOR_OTHER_HINTS.get(share, SHARE_HINTS[share]) if for_other else SHARE_HINTS[share]
    reads = TABLE_HINTS["read"] if who.get("desk") == "read" else SHARE_HINTS[share]
    return f"{reads} {TABLE_HINTS['bring']}" if who.get("tables") == "bring" else reads


def page_words(*, for_other: bool = False) -> dict[str, Any]:
    """All of it, in the form of the pages' data; ``for_other`` where a scribe writes for somebody."""
    return {
        "kinds": dict(KIND_WORDS),
        "easy_kinds": dict(EASY_KIND_WORDS),
        "shares": {**SHARE_WORDS, **(FOR_OTHER_WORDS if for_other else {})},
        "share_hints": {**SHARE_HINTS, **(FOR_OTHER_HINTS if for_other else {})},
        "refusals": dict(REFUSAL_TITLES),
    }
