"""The record's part about what is left out: a neutral mark where words are missing, for everybody the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.recordings.left_out.queries import left_out_in
from retreat.web.panels import Panel, Visit, register


def _has(visit: Visit) -> bool:
    return any(one.state != "stays" for one in left_out_in(visit.db, visit.session_id))


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {"stretches": [one for one in left_out_in(visit.db, visit.session_id) if one.state != "stays"]}


LEFT_OUT = register(
    Panel(
        page="record",
        name="left_out",
        title="Left out",
        place=90,
        template="record/_left_out.html",
        has=_has,
        gather=_gather,
    )
)
