"""Who asks for a page of analysis, in which programme."""

from __future__ import annotations

from flask import g

from retreat.analysis.acts.acting import Analyst
from retreat.people.guard import this_staff
from retreat.web.house import house


def analyst(programme_id: str) -> Analyst:
    """The signed-in person as somebody who codes in this programme."""
    here = house()
    return Analyst(programme_id=programme_id, by=this_staff().staff_id, now=here.clock(), ids=here.ids)


def can_code() -> bool:
    """Whether the signed-in person may change anything here."""
    return "codes" in (g.get("rights") or ())
