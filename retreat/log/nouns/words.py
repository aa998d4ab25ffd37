"""Words that were erased, of whatever noun. Pure."""

from __future__ import annotations

from retreat.log.fields import SERVER, Kind
from retreat.log.folding import Noun

NOUN = Noun(
    name="words",
    kinds=(
        Kind(
            name="words.erased",
            says="Every wording of these things was erased; clients erase theirs. Readers: {targets}.",
            senders=SERVER,
        ),
    ),
)
