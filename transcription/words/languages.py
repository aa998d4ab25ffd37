"""Which language is spoken where, from a recogniser's opinions on several stretches of certain voice.

One short or mumbled stretch may sound like anything, but rarely do many together. Pure: the opinions come from the
caller, who alone knows a recogniser.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from transcription.sound.voice import SURE, Probabilities, Span, WindowRules, voice_spans, windows

# Stretches long enough to recognise a language, and short enough to hold only one.
_PIECE_RULES = WindowRules(longest_ms=8_000, longest_pause_ms=1_000, pad_ms=0)
_LONG_ENOUGH_MS = 2_000
_ASKED = 8
_AGREED_SHARE = 0.6
_CANDIDATES = 3
# What it takes for a stretch to count as another language than the file's.
_OTHER_SURE = 0.75
_OTHER_MS = 3_000
_OTHERS_MS = 8_000

Opinion = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class LanguageChange:
    """From this moment on, up to the next change, this language."""

    start_ms: int
    language: str


def pieces(voice: Probabilities, duration_ms: int) -> list[Span]:
    """Stretches of certain voice to ask about; short ones only if there are no others."""
    found = windows(voice_spans(voice, SURE), voice, duration_ms, _PIECE_RULES)
    return [piece for piece in found if piece.length_ms >= _LONG_ENOUGH_MS] or found


def spread(found: Sequence[Span], most: int = _ASKED) -> list[int]:
    """Indexes of a limited number of stretches from all over the file."""
    if len(found) <= most:
        return list(range(len(found)))
    return [round((number + 0.5) * len(found) / most - 0.5) for number in range(most)]


def likeliest(asked: Sequence[Span], opinions: Sequence[Opinion]) -> list[str]:
    """Languages worth trying, best first: one if the opinions agree well, otherwise up to three."""
    sums: dict[str, float] = {}
    for piece, opinion in zip(asked, opinions, strict=True):
        for language, probability in opinion.items():
            sums[language] = sums.get(language, 0.0) + probability * piece.length_ms
    ranked = sorted(sums, key=lambda language: -sums[language])
    whole_ms = sum(piece.length_ms for piece in asked)
    return ranked[:1] if ranked and sums[ranked[0]] >= _AGREED_SHARE * whole_ms else ranked[:_CANDIDATES]


def other_language(piece: Span, opinion: Opinion, language: str) -> str | None:
    """The language of a stretch that is surely not in its file's language."""
    best = max(opinion, key=lambda name: opinion[name], default=language)
    sure = best != language and piece.length_ms >= _OTHER_MS and opinion[best] >= _OTHER_SURE
    return best if sure else None


def language_changes(found: Sequence[Span], opinions: Sequence[Opinion], language: str) -> list[LanguageChange]:
    """Where the language changes, from the start of the file; one entry where it never does.

    Another language counts only if there is enough of it in the whole file: a single odd stretch is a mumble.
    """
    surely = [other_language(piece, opinion, language) for piece, opinion in zip(found, opinions, strict=True)]
    lengths_ms: dict[str | None, int] = {}
    for piece, spoken in zip(found, surely, strict=True):
        lengths_ms[spoken] = lengths_ms.get(spoken, 0) + piece.length_ms
    laid = [LanguageChange(start_ms=0, language=language)]
    for piece, spoken in zip(found, surely, strict=True):
        here = spoken if spoken and lengths_ms[spoken] >= _OTHERS_MS else language
        if here != laid[-1].language:
            laid.append(LanguageChange(start_ms=piece.start_ms, language=here))
    return laid


def by_language(laid: Sequence[Span], changes: Sequence[LanguageChange]) -> list[tuple[Span, str | None]]:
    """Windows with their language, cut where the language changes; without changes, as they are."""
    cut: list[tuple[Span, str | None]] = []
    for window in laid:
        start_ms = window.start_ms
        language = next((change.language for change in reversed(changes) if change.start_ms <= start_ms), None)
        for change in changes:
            if start_ms < change.start_ms < window.end_ms:
                cut.append((Span(start_ms=start_ms, end_ms=change.start_ms), language))
                start_ms, language = change.start_ms, change.language
        cut.append((Span(start_ms=start_ms, end_ms=window.end_ms), language))
    return cut
