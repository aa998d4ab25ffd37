"""Word errors, and those of words said over somebody else apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.needs import shared_file
from transcription.scoring.words import OVERLAPPED, SOLO, reference_of, said_alone, utterances, word_errors

STM = """;; a comment
talk 1 ben 4.00 5.00 indeed they
talk 1 ana 0.00 4.50 we were so tired
"""


def test_a_timed_reference_when_read_then_words_are_in_order_and_those_said_over_somebody_are_known() -> None:
    said = said_alone(utterances(STM))

    assert [word for word, _ in said] == ["we", "were", "so", "tired", "indeed", "they"]
    assert [kind for _, kind in said] == [SOLO] * 4 + [OVERLAPPED, SOLO]


@pytest.mark.parametrize(
    ("found", "errors", "solo", "overlapped"),
    [
        ("We were so tired, indeed they.", 0, (0, 4), (0, 2)),
        ("We were so tired.", 2, (0, 4), (2, 2)),
        ("We were very tired. Indeed too they", 2, (1, 4), (1, 2)),
        ("Uh, oh we were so tired indeed they", 1, (1, 4), (0, 2)),
        ("", 6, (4, 4), (2, 2)),
    ],
)
def test_what_was_heard_when_compared_then_each_error_counts_where_it_stands(
    found: str, errors: int, solo: tuple[int, int], overlapped: tuple[int, int]
) -> None:
    reference = [(word, SOLO) for word in ("we", "were", "so", "tired")]
    reference += [(word, OVERLAPPED) for word in ("indeed", "they")]

    wrong = word_errors(reference, found)

    assert (wrong.errors, wrong.words, wrong.solo, wrong.overlapped) == (errors, 6, solo, overlapped)
    assert wrong.errors == wrong.solo[0] + wrong.overlapped[0]


def test_a_reference_in_which_nothing_is_said_then_nothing_is_wrong() -> None:
    assert word_errors([], "").errors == word_errors([("um", SOLO)], "").errors == 0


def test_shared_references_when_read_then_the_timed_one_holds_the_words_of_the_plain_one() -> None:
    folder = shared_file("audio")
    overlapped = 0
    for timed in sorted(folder.glob("*.stm")):
        words = reference_of(timed.with_suffix(".wav")) or []
        plain = timed.with_name(timed.stem + ".reference.txt").read_text("utf-8").split()
        assert [word for word, _ in words] == plain, timed.name
        overlapped += sum(kind == OVERLAPPED for _, kind in words)

    assert overlapped > 20
    assert reference_of(folder / "jfk_inaugural.flac") == [
        (word, SOLO) for word in (folder / "jfk_inaugural.reference.txt").read_text("utf-8").split()
    ]


def test_a_sound_without_a_reference_then_there_is_none(tmp_path: Path) -> None:
    assert reference_of(tmp_path / "talk.wav") is None
