"""The whole bundle as JSON, for programs. Pure."""

from __future__ import annotations

import dataclasses
import json
from datetime import date, datetime
from typing import Any

from retreat.export.bundle import Bundle
from retreat.export.writers.files import File, plain_name

FORMAT = "data-retreat-record"
VERSION = 1


def write(bundle: Bundle) -> list[File]:
    """One file; times are ISO 8601 in UTC, ``null`` is unknown or not told to this audience."""
    told: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "title": bundle.title,
        "programme": bundle.programme,
        "made_for": bundle.audience.name,
        "what_is_in_it": bundle.needs,
        "made_at": bundle.made_at,
        "made_by": bundle.made_by,
        "shape": dataclasses.asdict(bundle.shape),
        "left_out": dataclasses.asdict(bundle.withheld),
        "sectors": bundle.sectors,
        "events": [dataclasses.asdict(event) for event in bundle.events],
        "narratives": [dataclasses.asdict(one) for one in bundle.accounts],
        "analysis": dataclasses.asdict(bundle.analysis),
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, default=_plain)
    return [File(name=f"{plain_name(bundle.title, 'record')}.json", content=(text + "\n").encode("utf-8"))]


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no way to write {type(value).__name__}")
