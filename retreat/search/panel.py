"""What the machine suggests belongs together, on the record's page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.search.found import hrefs_of
from retreat.search.groupings import groupings_of, has_groupings
from retreat.web.panels import Panel, Visit, register


def _has(visit: Visit) -> bool:
    return has_groupings(visit.db, visit.reader, visit.session_id)


def _gather(visit: Visit) -> Mapping[str, Any]:
    found = groupings_of(visit.db, visit.reader, visit.session_id)
    passages = [one for _transcript, groupings in found for grouping in groupings for one, _text in grouping.passages]
    return {"of_transcripts": found, "hrefs": hrefs_of(visit.db, passages)}


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
