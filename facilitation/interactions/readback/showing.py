"""What the phone's page without scripts shows of a read-back, as ``readback/phone.js`` does with them. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from facilitation.interactions.assumption.options import assumption_ids
from facilitation.interactions.assumption.words import PART_WORDS
from retreat.clock import from_text

# Parts of the board whose things are read back, the field with their words, and what they are called.
_PARTS = (
    ("notes", "text", ""),
    ("clusters", "title", "Heading"),
    ("gists", "text", "In short"),
    ("assumptions", "text", PART_WORDS["assumption"]),
    ("findings", "text", None),
)


def read_back_of(
    board: Mapping[str, Any], table_id: str | None, mine: Collection[str], *, now: datetime
) -> Mapping[str, Any] | None:
    """The latest read-back of a table, with its lines; None where it has had none.

    Args:
        board: As this reader may see it.
        mine: Ids of what is the reader's own.
    """
    readings = [one for one in board["readbacks"].values() if one["table_id"] == table_id]
    latest = max(readings, key=lambda one: str(one["at"]), default=None)
    if latest is None:
        return None
    ends_at = from_text(latest["at"]) + timedelta(minutes=latest["minutes"])
    lines = sorted(
        (line for line in board["lines"].values() if line["readback_id"] == latest["id"]),
        key=lambda line: (line["place"], line["id"]),
    )
    shown = [_line(board, line, mine) for line in lines]
    return {"is_running": now < ends_at, "ends_at": ends_at, "lines": [one for one in shown if one["text"] is not None]}


def _line(board: Mapping[str, Any], line: Mapping[str, Any], mine: Collection[str]) -> dict[str, Any]:
    called, text, version = _thing(board, line["id"])
    objections = (one for one in board["objections"].values() if one["line_id"] == line["id"] and one["id"] in mine)
    written = [one for one in board["gists"].values() if one["line_id"] == line["id"] and one["text"] is not None]
    return {
        **line,
        "called": called,
        "text": text,
        "version": version,
        "is_old": line["answer"] is not None and line["seen"] != version,
        "own_objection": next((one["id"] for one in objections), None),
        "corrections": [{**one, "is_mine": one["id"] in mine} for one in sorted(written, key=lambda one: one["at"])],
    }


def _thing(board: Mapping[str, Any], line_id: str) -> tuple[str, str | None, int]:
    """What sort of line it is, for people; its words; and their version."""
    for part, name, called in _PARTS:
        thing = board[part].get(line_id)
        if thing is not None:
            return _on(board, thing) if called is None else called, thing[name] or None, thing["version"]
    return "", None, 0


def _on(board: Mapping[str, Any], finding: Mapping[str, Any]) -> str:
    """What something that stands on an assumption is, and on which."""
    of = board["assumptions"].get(finding["assumption_id"])
    listed = (board["rounds"].get(finding["round_id"]) or {}).get("options", {}).get("assumptions", ())
    words = (
        of["text"]
        if of
        else dict(zip(assumption_ids({"assumptions": listed}), listed, strict=True)).get(finding["assumption_id"])
    )
    called = PART_WORDS[finding["part"]]
    return f"{called}: “{words}”" if words else called
