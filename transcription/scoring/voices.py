"""Speaker errors against a reference of who spoke when (needs pyannote.metrics)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from transcription.types import Turn

TURNS = ".rttm"


def _as_it_is(at_s: float) -> float:
    return at_s


def speaker_errors(
    rttm: str, turns: Sequence[Turn], *, duration_s: float, moved: Callable[[float], float] = _as_it_is
) -> tuple[float, float]:
    """Seconds in error and seconds of speech, no collar, overlap scored.

    Args:
        moved: Maps a time of the reference to the sound that was transcribed.
    """
    from pyannote.core import Annotation, Segment, Timeline
    from pyannote.metrics.diarization import DiarizationErrorRate

    wanted, got = Annotation(), Annotation()
    for number, line in enumerate(rttm.splitlines()):
        if line.strip():
            _, _, _, start, length, _, _, who, *_ = line.split()
            wanted[Segment(moved(float(start)), moved(float(start) + float(length))), number] = who
    for number, turn in enumerate(turns):
        got[Segment(turn.start_ms / 1000, turn.end_ms / 1000), number] = turn.speaker or "?"
    whole = Timeline([Segment(0, duration_s)])
    parts = DiarizationErrorRate(collar=0, skip_overlap=False)(wanted, got, uem=whole, detailed=True)
    wrong = parts["missed detection"] + parts["false alarm"] + parts["confusion"]
    return float(wrong), float(parts["total"])
