"""Which words survive an edit: by example, and for whatever people may type."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retreat.transcripts.editing.diffing import aligned
from retreat.transcripts.editing.spreading import spoken_between, spread

words = st.lists(st.sampled_from(["we", "were", "tired", "tired.", "We", "gonna", "go", "x"]), max_size=12)


def became(old: str, new: str) -> list[tuple[str, str | None, str | None]]:
    """Every step but the words kept."""
    olds, news = old.split(), new.split()
    return [
        (step.kind, None if step.old is None else olds[step.old], None if step.new is None else news[step.new])
        for step in aligned(olds, news)
        if step.kind != "kept"
    ]


def test_a_word_when_written_otherwise_then_only_it_changes() -> None:
    assert became("we were tied at the end", "we were tired at the end") == [("changed", "tied", "tired")]
    assert became("we were tired", "We were tired.") == [("changed", "we", "We"), ("changed", "tired", "tired.")]


def test_one_word_when_it_became_two_then_the_first_keeps_its_place_and_the_second_is_new() -> None:
    assert became("I was gonna say", "I was going to say") == [("changed", "gonna", "going"), ("added", None, "to")]


def test_words_when_taken_out_in_the_middle_then_those_around_stay() -> None:
    assert became("so um you know we went", "so we went") == [
        ("removed", "um", None),
        ("removed", "you", None),
        ("removed", "know", None),
    ]


def test_a_like_word_when_its_neighbour_goes_then_it_is_the_one_that_changes() -> None:
    assert became("the hospitle er sent her", "the hospital sent her") == [
        ("changed", "hospitle", "hospital"),
        ("removed", "er", None),
    ]


@given(words, words)
def test_any_two_texts_when_aligned_then_every_word_is_accounted_for_once_and_in_order(
    old: list[str], new: list[str]
) -> None:
    steps = aligned(old, new)

    assert [step.old for step in steps if step.old is not None] == list(range(len(old)))
    assert [step.new for step in steps if step.new is not None] == list(range(len(new)))
    assert all(old[s.old] == new[s.new] for s in steps if s.kind == "kept")
    assert all(old[s.old] != new[s.new] for s in steps if s.kind == "changed")


def test_five_thousand_words_when_all_written_anew_then_it_takes_no_longer_than_anyone_waits() -> None:
    old = [f"word{n % 700}" for n in range(5000)]
    new = [f"other{n % 900}" for n in range(4990)]

    steps = aligned(old, new)

    assert sum(step.kind == "changed" for step in steps) == 4990


@given(st.integers(-50, 50), st.integers(0, 60), st.integers(1, 20))
def test_places_when_there_is_room_then_they_rise_strictly_between(low: int, width: int, count: int) -> None:
    places = spread(low, low + width, count)

    if places is None:
        assert width - 1 < count
    else:
        assert places == sorted(set(places)) and len(places) == count
        assert low < places[0] and places[-1] < low + width


def test_words_added_between_two_when_timed_then_longer_ones_take_longer_and_none_leaves_the_gap() -> None:
    assert spoken_between(1000, 2000, ["a", "longword"]) == [(1000, 1181), (1181, 2000)]
    assert spoken_between(1000, 900, ["a"]) == [(1000, 1000)]
    assert spoken_between(None, 900, ["a", "b"]) == [(None, None)] * 2
