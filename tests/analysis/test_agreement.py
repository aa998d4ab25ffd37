"""Measures of agreement against published worked examples."""

from __future__ import annotations

import pytest

from retreat.analysis.double.agreement import cohens_kappa, krippendorffs_alpha, percent_agreement

GAP = None


def test_two_coders_of_ten_units_when_measured_then_kappa_is_as_published() -> None:
    """Source: ATLAS.ti manual: 60 % agreement, 0.56 by chance, 0.09 beyond it."""
    first = [1, 1, 0, 0, 0, 0, 0, 0, 0, 0]
    second = [0, 1, 1, 0, 0, 1, 0, 1, 0, 0]

    assert percent_agreement(first, second) == pytest.approx(0.6)
    assert cohens_kappa(first, second) == pytest.approx(0.0909, abs=1e-4)
    assert cohens_kappa([1, 1], [1, 1]) is None


def test_coders_with_and_without_gaps_when_measured_then_alpha_is_as_published() -> None:
    """Source: Krippendorff (2011), examples A, B and C: 0.095, 0.692, 0.743."""
    binary = ([0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0])
    nominal = (list("aabbdcccedda"), [*list("babbbcccedd"), "d"])
    of_four = (
        [1, 2, 3, 3, 2, 1, 4, 1, 2, GAP, GAP, GAP],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, GAP, 3],
        [GAP, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, GAP],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, GAP],
    )

    assert krippendorffs_alpha(binary) == pytest.approx(0.095, abs=5e-4)
    assert krippendorffs_alpha(nominal) == pytest.approx(0.692, abs=5e-4)
    assert krippendorffs_alpha(of_four) == pytest.approx(0.743, abs=5e-4)
    assert krippendorffs_alpha([[1, GAP], [GAP, 1]]) is None
