"""Words corrected in place: what is unchanged keeps its time and number, and search follows; on both engines."""

from __future__ import annotations

import pytest

from retreat.errors import InvalidInput, NotFound
from retreat.transcripts.editing.held import TurnChanged
from retreat.transcripts.editing.reviewing import counts_of, review_turns
from tests.record.correcting import FIRST, Talk, talk
from tests.support.clock import HandClock

__all__ = ["talk"]


@pytest.mark.both_engines
def test_a_word_when_written_otherwise_then_its_time_and_number_stay_and_search_follows(talk: Talk) -> None:
    before = talk.words(0)

    talk.type(0, FIRST.replace("tired", "exhausted"))

    after = talk.words(0)
    assert [(word.n, word.start_ms, word.end_ms, word.place) for word in after] == [
        (word.n, word.start_ms, word.end_ms, word.place) for word in before
    ]
    changed = after[2]
    assert (changed.text, changed.heard) == ("exhausted", "tired")
    assert talk.hits("exhausted") and not talk.hits('"were tired"')
    assert talk.page()[0] == talk.turn(0).text == FIRST.replace("tired", "exhausted")


@pytest.mark.both_engines
def test_words_when_added_then_they_stand_and_sound_between_their_neighbours(talk: Talk) -> None:
    talk.type(0, "Well, " + FIRST.replace("every week", "every single blessed week") + " Truly.")

    words = talk.words(0)
    assert talk.text(0) == "Well, " + FIRST.replace("every week", "every single blessed week") + " Truly."
    new = [word for word in words if word.added]
    assert [word.text for word in new] == ["Well,", "single", "blessed", "Truly."]
    assert [word.place for word in words] == sorted({word.place for word in words})
    times = [(word.start_ms, word.end_ms) for word in words]
    assert times == sorted(times) and times[-1][1] <= talk.turn(0).end_ms
    assert {word.n for word in new}.isdisjoint(range(85))
    assert talk.hits("blessed")[0].startswith("Well, We were tired")
    assert talk.hits("Truly")


@pytest.mark.both_engines
def test_words_when_taken_out_then_neither_read_nor_found_and_put_back_as_they_were(talk: Talk) -> None:
    before = [(word.n, word.text, word.start_ms) for word in talk.words(0)]
    talk.type(0, FIRST.replace(" and nobody asked", ""))
    without = talk.hits('"nobody asked"'), talk.text(0)

    talk.restore(0, 0)

    assert without == ([], FIRST.replace(" and nobody asked", ""))
    assert [(word.n, word.text, word.start_ms) for word in talk.words(0)] == before
    assert talk.hits('"nobody asked"')


@pytest.mark.both_engines
def test_a_turn_when_typed_on_word_by_word_for_long_then_the_order_holds_and_no_passage_loses_a_word(
    talk: Talk,
) -> None:
    said = FIRST
    for n in range(45):
        said += f" more{n}"
        talk.type(0, said)

    assert talk.text(0) == said
    assert talk.page()[0] == said
    assert talk.page()[1].startswith("The waiting list")
    assert "more0 more1 more2" in talk.hits("more7")[0]


def test_words_when_typed_before_the_first_again_and_again_then_the_order_holds(talk: Talk) -> None:
    said = talk.text(2)
    for n in range(45):
        said = f"less{n} {said}"
        talk.type(2, said)

    assert talk.text(2) == talk.page()[2] == said


@pytest.mark.both_engines
def test_two_editors_when_both_typed_over_the_same_text_then_one_wins_and_the_other_sees_both(talk: Talk) -> None:
    talk.type(0, FIRST.replace("tired", "weary"), version=0)

    with pytest.raises(TurnChanged) as refused:
        talk.type(0, FIRST.replace("tired", "sleepy"), version=0)

    assert refused.value.now.text == FIRST.replace("tired", "weary")
    assert (refused.value.now.version, refused.value.status) == (1, 409)
    assert talk.type(0, FIRST.replace("tired", "weary"), version=0) == 1, "who typed the same collides with nobody"


def test_a_turn_when_corrected_and_restored_then_its_history_tells_who_did_what(talk: Talk) -> None:
    talk.type(0, FIRST.replace("tired", "worn out"))
    talk.review(0, "checked")
    talk.restore(0, 0)

    history = talk.history(0)
    assert [(one.number, one.kind) for one in history] == [
        (3, "restored"),
        (2, "reviewed"),
        (1, "edited"),
        (0, "heard"),
    ]
    marked = [(text, mark) for text, mark in history[2].parts if mark != "same"]
    assert marked == [("tired", "out"), ("worn out", "in")]
    assert [one.is_now for one in history] == [True, False, False, False]
    assert talk.text(0) == FIRST
    assert all(word.heard is None for word in talk.words(0)), "what the machine heard is what stands again"


def test_words_when_saved_by_themselves_while_one_types_then_they_are_one_entry_of_the_history(
    talk: Talk, clock: HandClock
) -> None:
    for more in ("So", "So we", "So we went."):
        talk.type(0, f"{FIRST} {more}", goes_on=True)
        clock.forward(seconds=5)
    clock.forward(seconds=600)
    talk.type(0, f"{FIRST} So we went home.", goes_on=True)

    history = talk.history(0)
    assert [one.text.removeprefix(FIRST).strip() for one in history] == ["So we went home.", "So we went.", ""]
    assert talk.turn(0).version == 4


def test_an_approved_turn_when_edited_then_it_is_only_checked_again(talk: Talk) -> None:
    talk.review(0, "approved")

    talk.type(0, FIRST + " Yes.")

    assert talk.turn(0).review == "checked"


@pytest.mark.both_engines
def test_a_page_of_turns_when_checked_at_once_then_those_changed_meanwhile_are_left(talk: Talk) -> None:
    talk.type(1, "The waiting list grew.")
    left = talk.house.database.write(
        lambda db: review_turns(db, talk.session_id, talk.id, {0: 0, 1: 0, 2: 0}, state="checked", who=talk.who())
    )

    with talk.house.database.read() as db:
        counts = counts_of(db, talk.id)
    assert left == [1]
    assert counts.said == "2 of 5 turns checked"


def test_bad_words_when_typed_then_each_is_refused_in_a_sentence_and_nothing_changes(talk: Talk) -> None:
    for text, code in ((" \n ", "all_taken_out"), ("a" * 256, "word_too_long"), ("a " * 5001, "too_many_words")):
        with pytest.raises(InvalidInput) as refused:
            talk.type(0, text)
        assert refused.value.code == code
    with pytest.raises(NotFound):
        talk.restore(0, 7)

    assert talk.text(0) == FIRST


def test_a_turn_when_all_taken_out_then_it_stands_empty_on_the_page_and_can_be_typed_into_again(talk: Talk) -> None:
    talk.type(1, "", may_be_empty=True)
    empty = talk.page()

    talk.type(1, "Something else altogether.")

    assert empty[1] == "" and len(empty) == 5
    assert talk.page()[1] == "Something else altogether."
    assert talk.hits("altogether")


@pytest.mark.both_engines
def test_control_characters_when_typed_then_they_are_only_spaces(talk: Talk) -> None:
    talk.type(0, "one\x00two\tthree\nfour")

    assert talk.text(0) == "one two three four"
