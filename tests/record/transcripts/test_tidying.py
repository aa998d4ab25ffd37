"""Tidied talk keeps its meaning; the house notation says how sure and how fast; an extract is in its own words."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retreat.transcripts.levels.notation import KEY, SpokenWord, inaudible, notated
from retreat.transcripts.levels.tidying import FILLERS, PHRASES, is_negation, most_central, tidied

SAID = st.lists(
    st.sampled_from(
        (
            *("Um,", "uh", "er...", "mm.", "I", "I,", "we", "We,", "the", "and", "it", "was", "it's", "you", "know,"),
            *("mean,", "no", "No,", "not", "don't", "never", "nobody.", "can't", "carers", "carers.", "house,", "very"),
            *("deskt-", "desktop", "th-", "no-", "[laughs]", "[inaudible", "00:12:31]", "(.)", "//yes//", "(4)", "had"),
            *("to", "of", "a", "What", "is", "that", "((door", "slams))", "**so**", "(word?)", "—", "…", "they’re"),
        )
    ),
    max_size=30,
)


def plain(text: str) -> list[str]:
    """Words alone, folded."""
    words = (token.replace("’", "'").replace("//", "").strip(".,?!;:…\"()-—'").casefold() for token in text.split())
    return [word for word in words if word]


@pytest.mark.parametrize(
    ("said", "tidy"),
    [
        ("Um, we, we had a, a long, er, problem.", "We had a long, problem."),
        ("I think, um, it was, it was the the house.", "I think, it was the house."),
        ("So, you know, she wanted to stay.", "So, she wanted to stay."),
        ("Put it on the deskt- desktop.", "Put it on the desktop."),
        ("We asked her, um. They didn't.", "We asked her. They didn't."),
        ("W- we're, we're here.", "We're here."),
        ("Well (.) I (4) //I// agree.", "Well I agree."),
    ],
)
def test_talk_when_tidied_then_fillers_false_starts_and_stammers_are_gone(said: str, tidy: str) -> None:
    assert tidied(said) == tidy


@pytest.mark.parametrize(
    "said",
    [
        "No, no, no, that is not it.",
        "It was very, very good.",
        "I don't, I don't know.",
        "What it is it is.",
        "She had had enough that that house gave.",
        "I like it, it works.",
        "We went in in the morning.",
        "As far as you know, and I know, it ended.",
        "Mm.",
        "Mm-hmm.",
        "Mm - hmm, that is so.",
        "[inaudible 00:12:31] I [laughs] agree.",
        "I said I. I went.",
        "day after day after day",
        "There is no- nothing there.",
    ],
)
def test_talk_that_means_what_it_repeats_when_tidied_then_it_stands_as_it_is(said: str) -> None:
    assert tidied(said) == said


@given(SAID)
def test_any_talk_when_tidied_then_nothing_is_invented_and_no_meaning_is_lost(tokens: list[str]) -> None:
    said = " ".join(tokens)

    tidy = tidied(said)

    before, after = plain(said), plain(tidy)
    rest = iter(before)
    assert all(word in rest for word in after), "the words that are left stand in their order"
    gone = Counter(before) - Counter(after)
    assert not any(is_negation(word) for word in gone)
    broken = {"deskt", "th", "no"}
    light = FILLERS | PHRASES | broken | {"know", "mean", "4", ""}
    assert set(gone) <= light, gone
    assert bool(after) == bool(before)


@given(SAID)
def test_any_talk_when_tidied_twice_then_the_second_time_changes_nothing(tokens: list[str]) -> None:
    once = tidied(" ".join(tokens))

    assert tidied(once) == once


def timed(text: str, *, unsure: str = "", overlapped: str = "") -> list[SpokenWord]:
    """A word a second, half of it silence of 200 ms; ``word@9000`` begins at 9 s."""
    words, at_ms = [], 0
    for token in text.split():
        word, _, at = token.partition("@")
        at_ms = int(at) if at else at_ms
        words.append(
            SpokenWord(
                text=word,
                start_ms=at_ms,
                end_ms=at_ms + 300,
                is_unsure=word.strip(".,") in unsure.split(),
                is_overlapped=word.strip(".,") in overlapped.split(),
            )
        )
        at_ms += 400
    return words


@pytest.mark.parametrize(
    ("words", "written"),
    [
        (timed("we asked@1000 her@6000"), "we (.) asked (5) her"),
        (timed("we asked the carers.", unsure="the carers"), "we asked (the carers?)."),
        (timed("yes, but no", unsure="yes but"), "(yes?), (but?) no"),
        (timed("we asked her then", overlapped="asked her"), "we //asked her// then"),
        (timed("the [inaudible 00:12:31] desk- (word?)", unsure="the [inaudible desk- (word?)"), None),
        (timed("one two@5000", unsure="one two"), "(one?) (5) (two?)"),
        ([SpokenWord(text="no"), SpokenWord(text="times")], "no times"),
    ],
)
def test_words_when_written_in_the_house_notation_then_it_says_what_is_known(
    words: list[SpokenWord], written: str | None
) -> None:
    assert notated(words) == (written or "(the?) [inaudible 00:12:31] (desk-?) (word?)")


def test_a_pause_between_two_speakers_when_it_is_long_then_it_opens_the_turn() -> None:
    words = timed("we@8000 asked")

    assert notated(words, after_ms=4_000) == "(4) we asked"
    assert notated(words, after_ms=7_000) == "we asked"
    assert inaudible(751_000) == "[inaudible 00:12:31]"
    assert {"(.)", "(word?)", "[[town A]]"} <= {sign for sign, _ in KEY}


def test_a_passage_when_its_most_central_sentence_is_asked_for_then_it_is_one_of_its_own() -> None:
    text = (
        "Right then. The carers waited for home care all winter. Home care never came to the carers. "
        "My cat is grey. The winter waiting list for home care grew."
    )

    found = most_central(text)

    assert found in text and "home care" in found.lower()
    assert most_central("") == "" and most_central("Yes.") == "Yes."
