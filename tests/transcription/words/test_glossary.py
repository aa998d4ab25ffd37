"""A name from the glossary is written where something like it was heard and heard again, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.transcription.make import words_of
from transcription.types import Word
from transcription.words.glossary import likenesses, sound_of, spelled

DUGUID = ("Adam Duguid",)


def heard(text: str, confidence: float = 0.4) -> list[Word]:
    """What a recogniser made of a stretch, none too sure."""
    return words_of(text, confidence=confidence)


def said(words: tuple[Word, ...] | list[Word]) -> str:
    """The words alone."""
    return " ".join(word.text for word in words)


def test_a_name_when_misheard_and_then_heard_right_then_it_stands_in_its_place_with_its_times() -> None:
    first = heard("My name's Adam Diggard. We're here.")

    written = spelled(first, likenesses(DUGUID, first), heard("So my name is Adam Duguid, we're here"))

    assert said(written) == "My name's Adam Duguid. We're here."
    assert [(word.start_ms, word.end_ms) for word in written] == [(word.start_ms, word.end_ms) for word in first]


def test_a_name_when_heard_as_more_words_than_it_has_then_it_takes_their_time() -> None:
    first = heard("Oh, Ebenezer at Demisoy. Right.")

    written = spelled(first, likenesses(["Ebenezer Ademesoye"], first), heard("oh Ebenezer Ademesoye right"))

    assert said(written) == "Oh, Ebenezer Ademesoye. Right."
    assert (written[1].start_ms, written[2].end_ms) == (first[1].start_ms, first[3].end_ms)
    assert written[1].end_ms <= written[2].start_ms


def test_a_name_when_the_second_hearing_does_not_confirm_it_then_nothing_changes() -> None:
    first = heard("My name's Adam Diggard.")

    assert spelled(first, likenesses(DUGUID, first), heard("my name's Adam Dickens")) == tuple(first)
    assert spelled(first, likenesses(DUGUID, first), []) == tuple(first)


def test_a_name_when_the_second_hearing_invents_it_elsewhere_then_it_is_not_taken() -> None:
    first = heard("We talked about Adam Diggard for a while and then we all went home to eat")

    written = spelled(first, likenesses(DUGUID, first), heard("we talked and went home to eat now Adam Duguid"))

    assert said(written) == said(first)


@pytest.mark.parametrize("words", ["We went to the shop", "And I'm in the good", ""])
def test_talk_without_anything_like_the_name_when_looked_through_then_it_is_not_heard_again(words: str) -> None:
    assert likenesses(["Adam Duguid", "Clackmannanshire"], heard(words)) == []


def test_words_heard_surely_when_they_only_resemble_a_term_then_they_are_not_doubted() -> None:
    assert likenesses(["Myfanwy"], heard("my fellow Americans", confidence=0.98)) == []
    assert likenesses(["Myfanwy"], heard("my fellow Americans")) != []


def test_a_name_that_stands_already_when_looked_for_then_there_is_nothing_to_do() -> None:
    assert likenesses(DUGUID, heard("my name's adam duguid.")) == []


def test_a_name_when_only_a_doubled_letter_differs_then_it_is_spelled_as_the_glossary_has_it() -> None:
    first = heard("myself and Marika, who's not here", confidence=0.9)

    assert said(spelled(first, likenesses(["Maarika"], first), [])) == "myself and Maarika, who's not here"


def test_a_name_with_a_possessive_when_confirmed_then_it_keeps_it() -> None:
    first = heard("that is Adam Diggard's idea")

    assert said(spelled(first, likenesses(DUGUID, first), heard("that is Adam Duguid's idea"))) == (
        "that is Adam Duguid's idea"
    )


def test_sounds_when_written_in_several_ways_then_their_keys_are_the_same() -> None:
    assert sound_of("Marika") == sound_of("Maarika")
    assert sound_of("Philip") == sound_of("Filip")
    assert sound_of("Müller") == sound_of("Mueller")


@given(
    st.lists(st.sampled_from(("Adam", "Diggard.", "at", "Demisoy", "the", "(", "…", "Duguid,")), max_size=12),
    st.lists(st.sampled_from(("Adam", "Duguid", "Ebenezer", "Ademesoye", "x")), max_size=12),
)
def test_any_two_hearings_when_joined_then_only_terms_are_new_and_time_runs_on(one: list[str], two: list[str]) -> None:
    first, again = heard(" ".join(one)), heard(" ".join(two))
    terms = ["Adam Duguid", "Ebenezer Ademesoye"]

    written = spelled(first, likenesses(terms, first), again)

    known = {word for term in terms for word in term.split()}
    assert {word.text.strip(".,") for word in written} <= {word.text.strip(".,") for word in first} | known
    assert all(word.start_ms < word.end_ms for word in written)
    assert [word.start_ms for word in written] == sorted(word.start_ms for word in written)
