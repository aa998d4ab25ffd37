"""Two models on the same turn: same or not, what differs, how it reads with the other's words; what has to be heard."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retreat.transcripts.opinions.differing import Doubtful, is_alike, parts_of, stretches, taken

OURS = ["The", "waiting", "list", "for", "home", "care", "grew", "longer,", "and", "the", "money", "was", "gone."]


def test_words_that_differ_in_marks_and_capitals_only_then_both_heard_the_same() -> None:
    alike = "the waiting list for home-care grew longer and the Money was gone"

    assert is_alike(OURS, alike.split())
    assert not is_alike(OURS, alike.replace("Money", "honey").split())
    assert is_alike([], [])
    assert not is_alike(OURS, [])


def test_words_of_another_model_when_taken_then_what_both_heard_keeps_our_spelling() -> None:
    theirs = "the waiting list for homes care grew longer and the honey was all gone"
    both = "The waiting list for homes care grew longer, and the honey was all gone."

    assert taken(OURS, theirs.split()) == both.split()
    assert taken(OURS, []) == []


def test_words_that_differ_when_shown_then_a_few_stand_around_each_and_the_rest_is_left_out() -> None:
    theirs = [word.replace("money", "honey") for word in OURS]

    assert parts_of(OURS, theirs) == (
        ("…", "gap"),
        ("longer, and the", "same"),
        ("money", "out"),
        ("honey", "in"),
        ("was gone.", "same"),
    )


_FEW = st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=12)


@given(_FEW, _FEW)
def test_any_two_hearings_when_taken_then_the_turn_reads_as_the_other_heard_it(
    ours: list[str], theirs: list[str]
) -> None:
    assert taken(ours, theirs) == theirs
    assert is_alike(ours, theirs) == (ours == theirs)


def test_doubtful_turns_that_lie_near_each_other_then_they_are_heard_in_one_go() -> None:
    turns = [
        Doubtful(n=7, start_ms=20_000, end_ms=24_000),
        Doubtful(n=2, start_ms=300, end_ms=4_000),
        Doubtful(n=9, start_ms=90_000, end_ms=91_000),
    ]

    assert [(one.start_ms, one.end_ms, one.turns) for one in stretches(turns)] == [
        (0, 25_000, (2, 7)),
        (89_000, 92_000, (9,)),
    ]


@given(st.lists(st.tuples(st.integers(0, 400_000), st.integers(0, 60_000)), max_size=20))
def test_any_turns_then_each_lies_in_one_stretch_and_no_two_overlap(spans: list[tuple[int, int]]) -> None:
    turns = [Doubtful(n=n, start_ms=start, end_ms=start + length) for n, (start, length) in enumerate(spans)]

    found = stretches(turns)

    assert sorted(n for one in found for n in one.turns) == list(range(len(spans)))
    assert all(before.end_ms <= after.start_ms for before, after in pairwise(found))
    assert all(one.start_ms <= turns[n].start_ms and turns[n].end_ms <= one.end_ms for one in found for n in one.turns)


@pytest.mark.parametrize("theirs", [["–"], ["..."]])
def test_marks_that_are_no_words_then_they_are_nothing_heard(theirs: list[str]) -> None:
    assert is_alike([], theirs)
