"""Who may read what is typed from paper: it hung on a wall, so it was never for one person alone. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_NEXT_BEST = ("table", "everyone", "facilitators")


def shares_of(step: Mapping[str, Any] | None, table_id: str | None) -> Sequence[str]:
    """What a step, as it is kept, offers for paper of a table, or of the whole room.

    The table can always read it, whatever the step offers: it has the paper before it, and sees its picture.
    """
    offered: Sequence[str] = (step or {}).get("shares", ())
    others = [share for share in offered if share not in ("me", "table")]
    return ["table", *others] if table_id is not None else others


def preferred_share(step: Mapping[str, Any] | None, table_id: str | None) -> str | None:
    """Who reads it where nobody chose; None if the step offers nothing that fits."""
    offered, usual = shares_of(step, table_id), (step or {}).get("default_share")
    return usual if usual in offered else next((share for share in _NEXT_BEST if share in offered), None)
