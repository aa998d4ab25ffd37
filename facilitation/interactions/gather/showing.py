"""What pages without scripts show of a call. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from retreat.clock import from_text


def gathered_now(board: Mapping[str, Any]) -> dict[str, Any] | None:
    """Where everyone was sent, until a round opens; a step needs no word. Twin: ``gatheredNow`` in select.js."""
    now = board["gathered"]
    if now is None or now["to"] == "step":
        return None
    if any((one.get("opened_at") or "") > now["at"] for one in board["rounds"].values()):
        return None
    ends = from_text(now["at"]) + timedelta(minutes=now["minutes"]) if now.get("minutes") else None
    return {"to": now["to"], "ends": ends}
