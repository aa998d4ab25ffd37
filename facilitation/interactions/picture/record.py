"""Pictures on the record's page: each at its time, table and question, with what was typed from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from retreat.log.panel import Section
from retreat.pictures.queries import has_pictures, pictures_of
from retreat.web.panels import Visit


def _gather(visit: Visit) -> Mapping[str, Any]:
    return {"pictures": pictures_of(visit.db, visit.reader, visit.session_id)}


SECTION = Section(
    name="picture",
    has=lambda visit: has_pictures(visit.db, visit.reader, visit.session_id),
    gather=_gather,
    styles=("interactions/picture.css",),
)
