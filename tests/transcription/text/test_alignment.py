"""A human transcript laid on its sound: not a letter is changed, and every word gets a time that can be played."""

from __future__ import annotations

import itertools
import random
import time
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.transcription.written import written
from transcription.text.alignment import OwnTimes, align
from transcription.text.matching import pairs_of, spoken_parts
from transcription.types import Passage, Transcript, Word


def heard(text: str, *, begins_ms: int = 0, step_ms: int = 500) -> list[Word]:
    """Words of a recogniser, one each half second, four fifths of it long."""
    return [
        Word(
            text=word,
            start_ms=begins_ms + n * step_ms,
            end_ms=begins_ms + n * step_ms + step_ms * 4 // 5,
            confidence=0.9,
        )
        for n, word in enumerate(text.split())
    ]


def starts(transcript: Transcript) -> dict[str, int]:
    return {word.text: word.start_ms for word in transcript.words}


def test_words_that_were_heard_when_aligned_then_they_take_the_recognisers_times() -> None:
    text = written(("Ana", "We were tired,"), ("Ben", "so were we!"))

    found = align(text, heard("we were tired so were we", begins_ms=1_000), duration_ms=10_000)

    assert [word.start_ms for word in found.transcript.words] == [1_000, 1_500, 2_000, 2_500, 3_000, 3_500]
    assert [(turn.speaker, turn.start_ms, turn.end_ms) for turn in found.transcript.turns] == [
        ("Ana", 1_000, 2_400),
        ("Ben", 2_500, 3_900),
    ]
    assert (found.words_found, found.words_to_find, found.fits) == (6, 6, True)


def test_words_written_otherwise_when_aligned_then_they_stand_where_they_were_said() -> None:
    text = written((None, "In nineteen – eighty-four (1984) the colour wasn’t gray"))

    found = align(text, heard("in 19 84 1984 the color wasn't grey"), duration_ms=9_000)

    assert starts(found.transcript)["the"] == 2_000
    assert starts(found.transcript)["colour"] == 2_500
    assert starts(found.transcript)["gray"] == 3_500


def test_a_word_nobody_heard_when_aligned_then_it_lies_between_its_neighbours() -> None:
    text = written((None, "we were terribly awfully tired then"))
    sound = heard("we were") + heard("tired then", begins_ms=3_000)

    found = align(text, sound, duration_ms=9_000).transcript

    assert 900 <= starts(found)["terribly"] < starts(found)["awfully"] < 3_000


def test_a_turn_nobody_heard_when_aligned_then_its_words_keep_to_the_pace_of_speech() -> None:
    text = written(("Ana", "we were tired"), ("Ben", "mm-hm"), ("Ana", "and then we left"))
    sound = heard("we were tired") + heard("and then we left", begins_ms=20_000)

    ben = align(text, sound, duration_ms=30_000).transcript.turns[1]

    assert 1_400 < ben.start_ms < ben.end_ms < 20_000
    assert ben.end_ms - ben.start_ms < 1_000


def test_a_long_text_with_errors_when_aligned_then_no_time_runs_back_or_outside_the_sound() -> None:
    chance = random.Random(7)
    vocabulary = [f"w{n}" for n in range(900)]
    spoken = [chance.choice(vocabulary) for _ in range(3_000)]
    sound = [word for word in heard(" ".join(spoken)) if chance.random() > 0.2]
    text = written(*(("A", " ".join(spoken[n : n + 10])) for n in range(0, 3_000, 10)))

    found = align(text, sound, duration_ms=1_490_000).transcript

    times = [word.start_ms for word in found.words]
    assert times == sorted(times)
    assert all(0 <= word.start_ms <= word.end_ms <= 1_490_000 for word in found.words)
    off = [abs(word.start_ms - n * 500) for n, word in enumerate(found.words)]
    assert sum(one <= 1_000 for one in off) > 0.98 * len(off)


def test_hours_of_talk_when_aligned_then_it_takes_seconds_and_little_memory() -> None:
    chance = random.Random(3)
    vocabulary = [f"w{n}" for n in range(4_000)]
    weights = [1 / (n + 1) for n in range(4_000)]
    spoken = chance.choices(vocabulary, weights, k=60_000)
    misheard = [word if chance.random() > 0.3 else chance.choice(vocabulary) for word in spoken]
    parts, others = spoken, [word for word in misheard if chance.random() > 0.1]

    tracemalloc.start()
    began = time.process_time()
    pairs = pairs_of(parts, others)
    spent_s, peak = time.process_time() - began, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert sum(pair.same for pair in pairs) > 0.55 * len(parts)
    assert spent_s < 60 and peak < 200 * 1024**2


def test_two_talks_with_nothing_in_common_when_matched_then_memory_stays_bounded() -> None:
    tracemalloc.start()
    pairs = pairs_of(["a", "b"] * 10_000, ["c", "b"] * 10_000, cells_max=1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert pairs and peak < 60 * 1024**2


def test_another_talk_when_aligned_then_it_does_not_fit() -> None:
    other = (
        "the waiting list for home care grew longer and the money was gone before winter had begun so we wrote letters"
    )
    text = written(("Ana", "and so my fellow americans ask not what your country can do for you but the money for it"))

    assert not align(text, heard(other), duration_ms=60_000).fits
    assert align(text, heard(" ".join(word.text for word in text.words)), duration_ms=60_000).fits


def test_silence_when_aligned_then_it_does_not_fit_and_nothing_is_lost() -> None:
    found = align(written(("Ana", "We were tired.")), [], duration_ms=5_000)

    assert not found.fits and found.words_found == 0
    assert [word.text for word in found.transcript.words] == ["We", "were", "tired."]


def test_times_of_single_words_that_agree_when_aligned_then_they_are_kept() -> None:
    text = written((None, "we were so very tired of it"), at=[(1_100, 4_600)])

    found = align(text, heard("we were so merry tired of it", begins_ms=1_000), duration_ms=9_000, own="words")

    assert found.own_times
    assert [word.start_ms for word in found.transcript.words] == [word.start_ms for word in text.words]


def test_times_that_begin_elsewhere_when_aligned_then_they_are_moved_as_one() -> None:
    text = written((None, "we were so very tired of it"), at=[(100, 3_600)])

    found = align(text, heard("we were so very tired of it", begins_ms=61_000), duration_ms=90_000, own="words")

    assert found.own_times
    assert [word.start_ms for word in found.transcript.words] == [61_000 + n * 500 for n in range(7)]


def test_times_of_another_cut_of_the_sound_when_aligned_then_they_are_not_believed() -> None:
    text = written((None, "we were so very tired"), (None, "and then we left again"), at=[(0, 2_500), (2_500, 5_000)])
    sound = heard("we were so very tired", begins_ms=9_000) + heard("and then we left again", begins_ms=60_000)

    for own in ("words", "captions"):
        found = align(text, sound, duration_ms=90_000, own=own)  # type: ignore[arg-type]
        assert not found.own_times
        assert starts(found.transcript)["very"] == 10_500 and starts(found.transcript)["left"] == 61_500


def test_captions_that_fit_when_aligned_then_what_was_not_heard_stays_in_its_caption() -> None:
    text = written(
        ("A", "we were so very tired"),
        ("B", "mm"),
        ("A", "and then we left"),
        at=[(0, 2_500), (9_000, 9_500), (20_000, 22_000)],
    )
    sound = heard("we were so very tired") + heard("and then we left", begins_ms=20_000)

    found = align(text, sound, duration_ms=30_000, own="captions")

    assert found.own_times and found.transcript.turns[1].start_ms == 9_000


def test_passages_when_aligned_then_they_span_their_words() -> None:
    text = written(("Ana", "We were tired"))
    passage = Passage(
        text="We were tired",
        start_ms=0,
        end_ms=0,
        speakers=("Ana",),
        first_word=0,
        last_word=2,
        first_turn=0,
        last_turn=0,
    )
    whole = Transcript(duration_s=0, language=None, model="x", words=text.words, turns=text.turns, passages=(passage,))

    found = align(whole, heard("we were tired", begins_ms=700), duration_ms=9_000).transcript.passages[0]

    assert (found.start_ms, found.end_ms) == (700, 2_100)


def test_a_number_when_said_then_it_is_what_is_spoken() -> None:
    assert spoken_parts("25") == spoken_parts("twenty-five") == ["twenty", "five"]
    assert spoken_parts("—") == []


WORDS = st.lists(
    st.sampled_from(["we", "were", "tired", "then", "25", "—", "naïve", "don't", "Steve's", "x"]), max_size=25
)


@settings(max_examples=200)
@given(text=WORDS, sound=WORDS, own=st.sampled_from(["none", "captions", "words"]), length_ms=st.integers(0, 20_000))
def test_any_two_texts_when_aligned_then_words_are_kept_and_times_rise_within_the_sound(
    text: list[str], sound: list[str], own: OwnTimes, length_ms: int
) -> None:
    whole = written(("A", " ".join(text[:9])), ("B", " ".join(text[9:])), at=[(0, 900), (900, 5_000)])

    found = align(whole, heard(" ".join(sound)), duration_ms=length_ms, own=own).transcript

    assert [(word.text, word.speaker) for word in found.words] == [(word.text, word.speaker) for word in whole.words]
    assert [turn.word_indexes for turn in found.turns] == [turn.word_indexes for turn in whole.turns]
    times = [word.start_ms for word in found.words]
    assert times == sorted(times)
    assert all(0 <= one.start_ms <= one.end_ms <= length_ms for one in (*found.words, *found.turns))


@pytest.mark.parametrize("cells_max", [4, 30, 4_000_000])
def test_any_room_for_the_exact_alignment_when_matched_then_pairs_rise_in_both(cells_max: int) -> None:
    chance = random.Random(5)
    ours = [chance.choice("abcdefgh") for _ in range(90)]
    theirs = [letter for letter in ours if chance.random() > 0.2]

    pairs = pairs_of(ours, theirs, cells_max=cells_max)

    assert all(a.first < b.first and a.second < b.second for a, b in itertools.pairwise(pairs))
    assert all(ours[pair.first] == theirs[pair.second] for pair in pairs if pair.same)
