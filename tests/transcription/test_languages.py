"""The language of a file holds steady, and a second one is neither missed nor dreamt up."""

from __future__ import annotations

from transcription.languages import Part, by_language, likeliest, parts, spread
from transcription.voice import Span


def piece(start_s: float, end_s: float) -> Span:
    return Span(start_ms=round(start_s * 1000), end_ms=round(end_s * 1000))


def test_a_mumbled_start_when_weighed_with_the_rest_then_it_does_not_decide() -> None:
    asked = [piece(0, 3), piece(5, 13), piece(14, 22)]

    found = likeliest(asked, [{"cy": 0.9, "en": 0.1}, {"en": 0.8, "cy": 0.2}, {"en": 0.9, "cy": 0.1}])

    assert found == ["en"]


def test_opinions_that_disagree_when_weighed_then_several_are_worth_trying() -> None:
    opinions = [{"de": 0.4, "en": 0.35, "ar": 0.1, "cy": 0.1}]

    assert likeliest([piece(0, 2)], opinions) == ["de", "en", "ar"]
    assert likeliest([], []) == []


def test_a_second_language_when_sure_then_windows_are_cut_where_it_begins() -> None:
    found = [piece(0, 8), piece(8.5, 14), piece(15, 23)]
    changes = parts(found, [{"es": 0.98}, {"es": 0.9}, {"en": 0.99}], "es")

    laid = by_language([piece(0, 24)], changes)

    assert changes == [Part(start_ms=0, language="es"), Part(start_ms=15_000, language="en")]
    assert laid == [(piece(0, 15), "es"), (piece(15, 24), "en")]


def test_a_doubtful_or_tiny_stretch_when_laid_then_the_file_keeps_its_language() -> None:
    found = [piece(0, 8), piece(9, 11), piece(12, 20)]

    changes = parts(found, [{"en": 0.9}, {"cy": 0.99}, {"cy": 0.6, "en": 0.4}], "en")

    assert by_language([piece(0, 20)], changes) == [(piece(0, 20), "en")]


def test_many_stretches_when_sampled_then_they_come_from_all_over() -> None:
    chosen = spread([piece(number * 10, number * 10 + 8) for number in range(100)])

    assert len(chosen) == len(set(chosen)) == 8
    assert min(chosen) < 10
    assert max(chosen) > 90
