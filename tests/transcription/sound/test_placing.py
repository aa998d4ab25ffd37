"""A recogniser's pieces become words: whole, in order, inside their window."""

from __future__ import annotations

from transcription.engines.placing import placed
from transcription.sound.voice import Span

WINDOW = Span(start_ms=1000, end_ms=9000)


def test_a_word_in_pieces_when_placed_then_it_is_one_word() -> None:
    pieces = [
        (" a", 0.0, 0.2, 0.9),
        (" self", 0.2, 0.5, 0.9),
        ("-substantial", 0.5, 1.1, 0.6),
        (" fuel", 1.1, 1.4, 0.9),
    ]

    words = placed(pieces, WINDOW)

    assert [word.text for word in words] == ["a", "self-substantial", "fuel"]
    assert (words[1].start_ms, words[1].end_ms, words[1].confidence) == (1200, 2100, 0.6)


def test_a_dash_between_words_when_placed_then_it_joins_nothing() -> None:
    words = placed([(" well", 0.0, 0.2, 0.9), (" -", 0.2, 0.3, 0.5), (" no", 0.3, 0.5, 0.9)], WINDOW)

    assert [word.text for word in words] == ["well", "-", "no"]


def test_times_beyond_the_window_when_placed_then_they_are_brought_inside() -> None:
    words = placed([(" one", -0.5, 0.1, 1.2), (" two", 7.99, 12.0, 0.5), (" ", 0.0, 1.0, 0.5)], WINDOW)

    assert [(word.start_ms, word.end_ms, word.confidence) for word in words] == [(1000, 1100, 1.0), (8980, 9000, 0.5)]
