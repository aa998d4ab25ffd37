"""Passages hold every word once, have a readable length, and part where the talk parts."""

from __future__ import annotations

import numpy as np

from tests.transcription.make import span, words_of
from transcription.speakers.attribution import attribute
from transcription.text.groupings import group
from transcription.text.passages import FEWEST_WORDS, MOST_WORDS, cut

SENTENCE = "the respite house by the river was closed in the spring. "


def test_a_long_talk_when_cut_then_every_word_stands_in_one_passage_of_right_length() -> None:
    words, turns = attribute(words_of(SENTENCE * 60), [span("S1", 0, 90_000), span("S2", 90_000, 300_000)])

    passages = cut(words, turns)

    covered = [index for passage in passages for index in range(passage.first_word, passage.last_word + 1)]
    assert covered == list(range(len(words)))
    assert all(len(passage.text.split()) <= MOST_WORDS for passage in passages)
    assert all(len(passage.text.split()) >= FEWEST_WORDS for passage in passages[:-1])
    assert passages[0].speakers == ("S1",)


def test_a_topic_shift_when_cut_then_the_passage_ends_there() -> None:
    words, turns = attribute(words_of(SENTENCE * 20), [span("S1", 0, 300_000)])
    shifted_after = 8  # of twenty sentences

    passages = cut(words, turns, lambda texts: [1.0 if index == shifted_after else 0.0 for index in range(len(texts))])

    assert passages[0].last_word + 1 == (shifted_after + 1) * len(SENTENCE.split())


def test_no_words_when_cut_then_no_passages() -> None:
    assert cut([], []) == ()


def test_words_without_punctuation_when_cut_then_passages_still_end() -> None:
    words, turns = attribute(words_of("and so on " * 200), [])

    assert all(len(passage.text.split()) <= MOST_WORDS for passage in cut(words, turns))


def test_alike_passages_when_grouped_then_they_are_together_under_their_own_words() -> None:
    texts = ["the bus never comes", "the bus was late again", "my carer changed", "my carer left us", "cold soup"]
    vectors = np.eye(3, dtype=np.float32)[[0, 0, 1, 1, 2]]

    found = group(texts, vectors)

    assert [grouping.passages for grouping in found] == [(0, 1), (2, 3)]
    assert "bus" in found[0].words
    assert "carer" in found[1].words
    assert group([], np.zeros((0, 3), np.float32)) == ()
