"""What the machine suggests belongs together, on the record's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.search.groupings import groupings_of, has_groupings
from retreat.web.panels import Panel, Visit, register


def _has(visit: Visit) -> bool:
    return has_groupings(visit.db, visit.reader, visit.session_id)


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {"of_transcripts": groupings_of(visit.db, visit.reader, visit.session_id)}


GROUPINGS = register(
    Panel(
        page="record",
        name="groupings",
        title="Groupings",
        place=30,
        template="record/_groupings.html",
        has=_has,
        gather=_gather,
    )
)
