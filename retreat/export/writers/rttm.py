"""Who spoke when, as NIST's RTTM, for programs that compare speakers. Pure."""

from __future__ import annotations

from retreat.export.bundle import Bundle
from retreat.export.writers.files import File, plain_name, told_apart


def write(bundle: Bundle) -> list[File]:
    """A file per transcript with sound; speakers as ``V1``, ``V2`` …, never by name."""
    timed = [one for one in bundle.transcripts if any(turn.start_ms is not None for turn in one.turns)]
    names = told_apart(plain_name(one.title, "transcript") for one in timed)
    found = []
    for name, one in zip(names, timed, strict=True):
        lines = [
            f"SPEAKER {name} 1 {turn.start_ms / 1000:.3f} {max(0, turn.end_ms - turn.start_ms) / 1000:.3f}"
            f" <NA> <NA> {turn.voice or 'UNK'} <NA> <NA>\n"
            for turn in one.turns
            if turn.start_ms is not None and turn.end_ms is not None
        ]
        found.append(File(name=f"{name}.rttm", content="".join(lines).encode("utf-8")))
    return found
