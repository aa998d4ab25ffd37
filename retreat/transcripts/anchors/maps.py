"""The maps between versions: planned before a version becomes current, stored in the transaction that makes it so."""

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
    """From now on, words of other versions are found in this one; earlier maps describe how it was then."""
    if not maps:
        return
    db.execute(delete(WordMap).where(WordMap.to_id == to_id, WordMap.from_id.in_(sorted(maps))))
    db.execute(insert(WordMap), [{"from_id": one, "to_id": to_id, "pairs": maps[one]} for one in sorted(maps)])
