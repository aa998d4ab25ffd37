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
