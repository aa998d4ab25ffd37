"""Common needs, as people are asked about them and as the team reads them. Pure."""

from __future__ import annotations

from collections.abc import Mapping

NEEDS: Mapping[str, str] = {
    "step_free": "A way in without steps",
    "wheelchair": "Room for a wheelchair",
    "hearing": "Help to hear",
    "sight": "Large print",
    "signing": "Somebody who signs",
    "writing": "Somebody to write for me",
    "quiet": "A quiet place",
    "breaks": "More breaks",
}
# The same in easy words, each with its picture (a symbol of static/icons/pictures.svg).
EASY_NEEDS: Mapping[str, tuple[str, str]] = {
    "step_free": ("I cannot use stairs", "building"),
    "wheelchair": ("I use a wheelchair", "lived"),
    "hearing": ("I do not hear well", "listen"),
    "sight": ("I need big letters", "words"),
    "signing": ("I use sign language", "people"),
    "writing": ("Somebody writes for me", "note"),
    "quiet": ("I need a quiet place", "leave"),
    "breaks": ("I need more breaks", "slow"),
}
