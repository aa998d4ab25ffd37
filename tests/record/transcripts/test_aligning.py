"""Whose words are whose in another version: by voice if most of a voice's words are theirs, otherwise word by word."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from retreat.transcripts.carrying.aligning import Aligned, Word, align, labels_of, words_of
from transcription.text import matching


def said(*turns: tuple[str, str]) -> list[Word]:
    """Words of turns, each of somebody who is known, and whose voice is called so."""
    words = [(word, who, turn) for turn, (who, text) in enumerate(turns) for word in text.split()]
    return [
        Word(n=n, text=word, turn=turn, label=who, people=frozenset({who})) for n, (word, who, turn) in enumerate(words)
    ]


OLD = said(("ana", "the harbour wall kept the ferry dry"), ("ben", "nobody wrote down what mattered to them"))


def laid(new: Sequence[Word], *, is_one_sound: bool = False) -> Aligned:
    return align(OLD, new, matching, is_one_sound=is_one_sound)


def hers(text: str) -> str:
    """Which of these words of one turn are Ana's."""
    new = said(("?", text))
    found = words_of("ana", OLD, new, laid(new))
    return " ".join(word.text for word in new if word.n in found)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the harbour wall kept the ferry dry nobody wrote", "the harbour wall kept the ferry dry"),
        ("the harbour wall well um kept the ferry dry nobody wrote", "the harbour wall well um kept the ferry dry"),
        ("the harbour wall kept the ferry dry and safe nobody wrote", "the harbour wall kept the ferry dry and safe"),
        ("so the harbour wall kept the ferry dry nobody wrote", "so the harbour wall kept the ferry dry"),
        ("nobody wrote down um what mattered to them", ""),
    ],
)
def test_a_word_that_nobody_is_known_to_have_said_when_beside_hers_then_it_is_hers(text: str, expected: str) -> None:
    assert hers(text) == expected


def test_a_voice_when_most_of_its_words_are_hers_then_it_is_hers_and_a_few_words_are_not_enough() -> None:
    voice = said(("X", "the harbour wall kept the ferry dry nobody"), ("Y", "wrote down what mattered to them"))
    few = said(("X", "the harbour wall kept"), ("Y", "nobody wrote down what mattered to them"))

    assert labels_of("ana", OLD, voice, laid(voice)) == {"X"}
    assert labels_of("ben", OLD, voice, laid(voice)) == {"Y"}
    assert labels_of("ana", OLD, few, laid(few)) == frozenset()


def test_two_texts_when_only_small_words_are_alike_then_they_are_not_of_one_talk() -> None:
    other = said(("X", "the cat down by the barn was what they kept to the end of it all"))

    assert not laid(other).is_same_talk and laid(OLD).is_same_talk


def test_the_same_words_of_one_sound_when_far_apart_in_time_then_they_are_not_the_same() -> None:
    early = [Word(n=0, text="harbour", start_ms=0, people=frozenset({"ana"}))]
    late = [Word(n=0, text="harbour", start_ms=4_001)]

    assert align(early, late, matching, is_one_sound=True).old_of == {}
    assert align(early, late, matching, is_one_sound=False).old_of == {0: (0, True)}
