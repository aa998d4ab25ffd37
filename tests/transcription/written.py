"""A transcript that a person wrote."""

from __future__ import annotations

from collections.abc import Sequence

from transcription.types import Transcript, Turn, Word


def written(*said: tuple[str | None, str], at: Sequence[tuple[int, int]] = ()) -> Transcript:
    """A transcript as it was imported; ``at`` are the spans of its turns."""
    words: list[Word] = []
    turns: list[Turn] = []
    for n, (speaker, text) in enumerate(said):
        first, parts = len(words), text.split()
        start, end = at[n] if at else (0, 0)
        step = (end - start) / max(1, len(parts))
        words += [
            Word(
                text=part,
                start_ms=start + round(k * step),
                end_ms=start + round((k + 1) * step),
                confidence=1.0,
                speaker=speaker,
            )
            for k, part in enumerate(parts)
        ]
        held = tuple(range(first, len(words)))
        turns.append(Turn(speaker=speaker, start_ms=start, end_ms=end, text=text, word_indexes=held))
    return Transcript(duration_s=0, language=None, model="text", words=tuple(words), turns=tuple(turns))
