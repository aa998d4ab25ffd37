"""The maps between versions: made with the plan of one that is to be read, kept in the transaction that lets it be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from retreat.transcripts.anchors.laying import pack
from retreat.transcripts.anchors.models import WordMap
from retreat.transcripts.carrying.aligning import Aligned, Word


def map_of(old: Sequence[Word], new: Sequence[Word], laid: Aligned) -> bytes:
    """The map from one version to another, by the numbers of their words."""
    pairs: dict[int, tuple[int, bool]] = {}
    for after, (before, same) in sorted(laid.old_of.items()):
        known = pairs.get(old[before].n)
        if known is None or (same and not known[1]):
            pairs[old[before].n] = new[after].n, same
    return pack(pairs)


def keep_maps(db: Session, to_id: str, maps: Mapping[str, bytes]) -> None:
    """From now on what other versions have is found in this one; a map of before is of how it was then."""
    if not maps:
        return
    db.execute(delete(WordMap).where(WordMap.to_id == to_id, WordMap.from_id.in_(sorted(maps))))
    db.execute(insert(WordMap), [{"from_id": one, "to_id": to_id, "pairs": maps[one]} for one in sorted(maps)])
