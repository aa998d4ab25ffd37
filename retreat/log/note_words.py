"""The kinds of note, and what a light-bulb asks, as people read them, on every page and in every browser alike."""

from __future__ import annotations

from collections.abc import Mapping

# A note of kind light-bulb can no longer be written; older ones are still read.
KIND_WORDS: Mapping[str, str] = {
    "note": "Note",
    "observation": "What I see",
    "interpretation": "What it may mean",
    "assumption": "Assumption",
    "evidence": "Evidence",
    "question": "Question",
    "tension": "Tension",
    "light-bulb": "Light-bulb",
    "definition": "Definition",
    "quote": "Quote",
    "action": "Action",
    "message": "Message",
    "feeling": "Feeling",
    "dissent": "I see it differently",
}

# Kinds whose name somebody may stumble over, for phones that asked for easy words.
EASY_KIND_WORDS: Mapping[str, str] = {
    "interpretation": "What I think it means",
    "assumption": "We just believe this",
    "evidence": "How I know",
    "tension": "Two sides",
    "definition": "What a word means",
    "quote": "What somebody said",
    "action": "Something to do",
    "dissent": "I do not agree",
}

# What a note says that was chosen by its picture. Twin of ANSWERS in static/js/phone/quick.js.
CHOSEN_WORDS: Mapping[str, str] = {
    "agree": "I agree.",
    "disagree": "I do not agree.",
    "question": "I have a question.",
    "matters": "This matters to me.",
}

# By the names that they have on the wire.
BULB_WORDS: Mapping[str, str] = {
    "used": "I used to think",
    "now": "Now I think",
    "because": "Because",
    "set_off": "What set it off",
    "text": "In your own words",
}

# Who could read a note in the room, as the record says it.
READ_BY_WORDS: Mapping[str, str] = {
    "me": "Only its author",
    "facilitators": "Handed in",
    "table": "For a table",
    "everyone": "For everyone",
}
