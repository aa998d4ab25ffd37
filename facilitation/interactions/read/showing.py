"""What the phone's page without scripts shows of close reading. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from facilitation.interactions.read.options import meaning_ids, meaning_named, offers
from retreat.log.nouns.read import READINGS_MAX


def on_the_plain_page(board: Mapping[str, Any], shown: Mapping[str, Any], mine: Collection[str]) -> Mapping[str, Any]:
    """The narrative that the reader has before them, their own marks, and what was written on it."""
    narrative = narrative_now(board)
    options = shown["options"]
    found: dict[str, Any] = {
        "round_id": shown["id"],
        "narrative": narrative,
        "offers": [what for what in ("marks", "readings", "rewritings") if offers(options, what)],
        "meanings": list(zip(meaning_ids(options), options.get("meanings", ()), strict=True)),
    }
    if narrative is None:
        return found
    lines = narrative["lines"]
    marks = [_mark(board, one, lines) for one in _in_order(board["marks"]) if one["place"]["on"] == narrative["id"]]
    written = [one for one in _in_order(board["readings"]) if one["narrative_id"] == narrative["id"] and one["text"]]
    return found | {
        "own_marks": [one for one in marks if one["id"] in mine],
        "beside": _beside(marks),
        "readings": readings_by_place([one for one in written if one["form"] == "reading"], lines, mine),
        "rewritings": [_told(one, lines, mine) for one in written if one["form"] == "rewriting"],
    }


def narrative_now(board: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What was laid out last for this reader; None where nothing was, or it was erased. Twin of narrativeNow."""
    laid = [(place["at"], one["id"]) for one in board["narratives"].values() for place in one["laid"]]
    narrative = board["narratives"][max(laid)[1]] if laid else None
    return narrative if narrative and narrative["text"] is not None else None


def lines_at(lines: Sequence[Sequence[int]], place: Mapping[str, Any] | None) -> tuple[int, int] | None:
    """The first and the last line that a place touches; None for the whole. Twin of linesAt."""
    if place is None:
        return None
    touched = [n for n, (begins, ends, *_) in enumerate(lines, 1) if begins < place["to"] and place["from"] < ends]
    return (touched[0], touched[-1]) if touched else None


def readings_by_place(
    readings: Sequence[Mapping[str, Any]], lines: Sequence[Sequence[int]], mine: Collection[str]
) -> list[dict[str, Any]]:
    """Places in the order of the text, each with its authors in the order in which they began, and their readings."""
    by_first: dict[str, list[Mapping[str, Any]]] = {}
    for one in readings:
        by_first.setdefault(one["first_id"] or one["id"], []).append(one)
    places: dict[tuple[int, int], list[dict[str, Any]]] = {}
    for first_id, series in by_first.items():
        at = series[0]["place"] or {"from": 0, "to": 0}
        told = [_told(one, lines, mine) | {"number": n} for n, one in enumerate(series, 1)]
        goes_on = first_id in mine and series[0]["first_id"] is None and len(series) < READINGS_MAX
        places.setdefault((at["from"], at["to"]), []).append({"first_id": first_id, "series": told, "goes_on": goes_on})
    return [
        {"lines": authors[0]["series"][0]["lines"], "quote": authors[0]["series"][0]["quote"], "authors": authors}
        for _place, authors in sorted(places.items())
    ]


def _told(one: Mapping[str, Any], lines: Sequence[Sequence[int]], mine: Collection[str]) -> dict[str, Any]:
    return {**one, "lines": lines_at(lines, one["place"]), "is_mine": one["id"] in mine}


def _mark(board: Mapping[str, Any], one: Mapping[str, Any], lines: Sequence[Sequence[int]]) -> dict[str, Any]:
    of = board["rounds"].get(one["round_id"], {"options": {}})
    return {**one, "lines": lines_at(lines, one["place"]), "means": meaning_named(of["options"], one["meaning"])}


def _beside(marks: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """What the marks on each line mean; never how many there are."""
    said: dict[int, list[str]] = {}
    for one in marks:
        first, last = one["lines"] or (1, 0)
        for line in range(first, last + 1):
            if one["means"] and one["means"] not in said.setdefault(line, []):
                said[line].append(one["means"])
    return {line: ", ".join(means) for line, means in said.items() if means}


def _in_order(part: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return sorted(part.values(), key=lambda one: (one["at"], one["id"]))
