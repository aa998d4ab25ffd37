"""Into which stretches a transcript is cut to be found and read: the room that cuts it says so."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

# First and last heard word of each, in order.
Stretches = Callable[[Session, str], Sequence[tuple[int, int]]]
_known: list[Stretches] = []


def register_stretches(tell: Stretches) -> None:
    """Register once, when the upper room is imported."""
    _known[:] = [tell]


def stretches_of(db: Session, transcript_id: str) -> Sequence[tuple[int, int]]:
    """The stretches of a transcript as it is cut today."""
    if not _known:
        raise RuntimeError("retreat.search was never imported")
    return _known[0](db, transcript_id)
