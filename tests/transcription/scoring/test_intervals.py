"""Rates over files, and between what they may lie."""

from __future__ import annotations

from statistics import mean

import numpy as np
import pytest

from transcription.scoring.intervals import difference, interval, mean_of, rate


def test_files_when_pooled_then_words_count_and_not_files() -> None:
    assert rate([(1, 10), (30, 90)]) == 0.31
    assert rate([]) is None and rate([(0, 0)]) is None


def test_an_interval_when_drawn_twice_then_it_is_the_same_and_holds_the_rate() -> None:
    parts = [(float(errors), 100.0) for errors in (5, 12, 9, 30, 22, 8, 14, 17)]

    low, high = interval(parts) or (1, 0)

    assert interval(parts) == [low, high] and low < (rate(parts) or 0) < high


def test_an_interval_of_many_files_then_it_is_as_wide_as_theory_says() -> None:
    """Of files of one size the rate is a mean, whose interval is known: 1.96 standard errors to either side."""
    errors = np.random.default_rng(1).normal(20, 5, 400)

    low, high = interval([(float(one), 100.0) for one in errors]) or (0, 0)

    width = 2 * 1.96 * errors.std() / 100 / 400**0.5
    assert high - low == pytest.approx(width, rel=0.1) and (low + high) / 2 == pytest.approx(
        mean(errors) / 100, abs=1e-3
    )


def test_files_that_are_all_alike_then_nothing_is_left_to_chance_and_one_file_alone_says_nothing() -> None:
    assert interval([(2, 10)] * 5) == [0.2, 0.2]
    assert interval([(2, 10)]) is None and interval([]) is None and interval([(0, 0), (0, 0)]) is None
    assert interval([(2, 10), (0, 0), (2, 10)]) == [0.2, 0.2], "nor does one in which there is nothing to count"


def test_two_recognisers_on_the_same_files_then_what_is_hard_for_both_does_not_hide_which_is_better() -> None:
    ours = [(float(errors), 100.0) for errors in (5, 40, 9, 60, 22, 8)]
    theirs = [(errors + 3, of) for errors, of in ours]

    found = difference(ours, theirs)

    assert found == {"mean": -0.03, "interval": [-0.03, -0.03]}
    assert (interval(ours) or [0, 0])[1] > (interval(theirs) or [0, 0])[0], (
        "though each alone may lie where the other does"
    )
    assert difference([(1, 10)], [(1, 10)]) is None


def test_rows_of_several_copies_then_numbers_are_means_and_the_rest_is_the_first_ones() -> None:
    rows = [
        {"file": "a.wav", "words": 10, "word_errors": 1, "stages": {"words": 1.0}, "language": "en", "of": 9},
        {"file": "a.wav", "words": 11, "word_errors": 4, "stages": {"words": 2.0}, "language": None, "of": 9},
    ]

    expected = {"file": "a.wav", "words": 10.5, "word_errors": 2.5, "stages": {"words": 1.5}, "language": "en", "of": 9}
    assert mean_of(rows) == expected and isinstance(mean_of(rows)["of"], int)
