"""Passages of texts that were taken back: they are never written to a restored copy."""

from __future__ import annotations

from typing import Any

from retreat.keeping.gone import Lines, Sieve, sift


def _left_out(lines: Lines) -> dict[str, Sieve]:
    """Passages of other wordings of the same thing are made again from these."""
    targets = {line[1] for line in lines}
    ids: set[str] = set()
    numbers: set[int] = set()

    def passage(row: dict[str, Any]) -> dict[str, Any] | None:
        if row["note_id"] is None or row["note_id"] not in targets:
            return row
        ids.add(row["id"])
        numbers.add(row["number"])
        return None

    def by_number(row: dict[str, Any]) -> dict[str, Any] | None:
        return None if row["number"] in numbers else row

    def by_id(row: dict[str, Any]) -> dict[str, Any] | None:
        return None if row["passage_id"] in ids else row

    return {"passage": passage, "passage_vector": by_number, "passage_voice": by_number, "grouped_passage": by_id}


sift("words", _left_out)
