"""Which new words belong to which turn, and the names of voices after speakers were worked out again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retreat.transcripts.editing.rehearing import Old, allotted, flags_of, same_voices, voice_of
from transcription.types import Turn, Word


def word(start_ms: int, text: str = "a") -> Word:
    return Word(text=text, start_ms=start_ms, end_ms=start_ms + 100, confidence=0.9)


def said(*moments: int) -> tuple[tuple[int, str], ...]:
    return tuple((at, "other") for at in moments)


def span(speaker: str, start_ms: int, end_ms: int) -> Turn:
    return Turn(speaker=speaker, start_ms=start_ms, end_ms=end_ms, text="")


def test_two_who_spoke_at_once_when_heard_again_then_each_word_goes_to_who_said_the_nearest_one() -> None:
    turns = [
        Old(n=0, start_ms=0, end_ms=3000, words=said(100, 1000, 2900)),
        Old(n=1, start_ms=1400, end_ms=2000, words=said(1500, 1900)),
    ]

    found = allotted([word(0), word(900), word(1450), word(1800), word(2800)], turns, start_ms=0, end_ms=9000)

    assert found == {0: [0, 1, 4], 1: [2, 3]}


def test_a_word_at_the_edge_of_a_turn_when_it_is_heard_a_little_later_then_it_stays_with_its_turn() -> None:
    turns = [
        Old(n=0, start_ms=0, end_ms=1000, words=((900, "gone."),)),
        Old(n=1, start_ms=1000, end_ms=3000, words=((1300, "She"), (1700, "was"))),
    ]

    found = allotted([word(1150, "Gone"), word(1350, "she"), word(1900, "is")], turns, start_ms=0, end_ms=9000)

    assert found == {0: [0], 1: [1, 2]}


def test_a_silent_turn_when_words_are_heard_in_it_now_then_they_are_its() -> None:
    turns = [
        Old(n=0, start_ms=0, end_ms=500, words=said(100, 400)),
        Old(n=1, start_ms=1000, end_ms=3000, words=()),
    ]

    assert allotted([word(2000)], turns, start_ms=0, end_ms=9000) == {1: [0]}


def test_words_at_the_edge_when_only_a_span_was_asked_for_then_they_are_left_out() -> None:
    turns = [Old(n=0, start_ms=0, end_ms=5000, words=said(100, 4900))]

    assert allotted([word(900), word(1000), word(2000)], turns, start_ms=1000, end_ms=2000) == {0: [1]}


@given(
    st.lists(st.integers(0, 60_000), max_size=30).map(sorted),
    st.lists(st.lists(st.integers(0, 60_000), max_size=6), max_size=6),
)
def test_any_words_and_turns_then_each_word_has_one_turn_at_most_and_order_is_kept(
    starts: list[int], moments: list[list[int]]
) -> None:
    turns = [Old(n=n, start_ms=None, end_ms=None, words=said(*sorted(one))) for n, one in enumerate(moments)]

    found = allotted([word(at) for at in starts], turns, start_ms=0, end_ms=70_000)

    given_out = [index for indexes in found.values() for index in indexes]
    assert sorted(given_out) == (list(range(len(starts))) if any(moments) else [])
    assert all(indexes == sorted(indexes) for indexes in found.values())


def test_voices_told_apart_again_when_they_spoke_at_the_same_time_as_before_then_they_keep_their_labels() -> None:
    before = [("S1", 0, 5000), ("S2", 5000, 9000), (None, 9000, 9500)]
    spans = [span("X", 5100, 9000), span("Y", 0, 4000), span("Z", 4000, 5100)]

    called = same_voices(before, spans)

    assert called == {"Y": "S1", "X": "S2", "Z": "S3"}
    assert [voice_of(start, end, spans, called) for start, end in [(0, 5000), (4200, 5000), (20_000, 20_001)]] == [
        "S1",
        "S3",
        None,
    ]


def test_flags_when_most_of_a_turns_new_words_have_them_then_they_are_the_turns() -> None:
    heard = [
        Turn(speaker=None, start_ms=0, end_ms=1, text="", flags=("repetition",), word_indexes=(0, 1, 2)),
        Turn(speaker=None, start_ms=1, end_ms=2, text="", flags=("low_confidence",), word_indexes=(3,)),
    ]

    assert flags_of([0, 1, 3], heard) == ["repetition"]
