"""Words go to the right voice, and nothing is lost on the way."""

from __future__ import annotations

from tests.transcription.make import span, words_of
from transcription.speakers.attribution import attribute
from transcription.types import FLAG_OVERLAP


def test_two_turns_when_words_are_given_out_then_each_has_its_own() -> None:
    words = words_of("how are you") + words_of("quite well thanks", start_ms=1000)

    spoken, turns = attribute(words, [span("S1", 0, 900), span("S2", 1000, 2000)])

    assert [word.speaker for word in spoken] == ["S1"] * 3 + ["S2"] * 3
    assert [(turn.speaker, turn.text) for turn in turns] == [("S1", "how are you"), ("S2", "quite well thanks")]


def test_a_word_between_spans_when_near_one_then_it_joins_it() -> None:
    words = words_of("well", start_ms=1000)

    spoken, _ = attribute(words, [span("S1", 0, 900), span("S2", 5000, 6000)])

    assert spoken[0].speaker == "S1"


def test_words_far_from_any_voice_when_given_out_then_their_speaker_is_unknown() -> None:
    words = words_of("who said this", start_ms=10_000)

    spoken, turns = attribute(words, [span("S1", 0, 900)])

    assert [word.speaker for word in spoken] == [None] * 3
    assert [(turn.speaker, turn.text) for turn in turns] == [("S1", ""), (None, "who said this")]


def test_two_at_once_when_given_out_then_the_first_keeps_speaking_and_both_are_marked() -> None:
    words = words_of("one two three four five six")

    spoken, turns = attribute(words, [span("S1", 0, 1800), span("S2", 600, 1200)])

    assert [word.speaker for word in spoken] == ["S1"] * 6
    assert all(FLAG_OVERLAP in turn.flags for turn in turns)


def test_no_speakers_when_given_out_then_pauses_part_the_turns() -> None:
    words = words_of("first part") + words_of("second part", start_ms=9000)

    _, turns = attribute(words, [])

    assert [turn.text for turn in turns] == ["first part", "second part"]
    assert sum(len(turn.word_indexes) for turn in turns) == len(words)


def test_a_last_word_given_to_a_blip_when_settled_then_it_ends_its_own_sentence() -> None:
    words = words_of("it is to sleep through the night.") + words_of("Then the form counts visits.", start_ms=2600)

    spoken, turns = attribute(words, [span("S1", 0, 1800), span("S2", 1800, 2200), span("S3", 2600, 4200)])

    assert [word.speaker for word in spoken] == ["S1"] * 7 + ["S3"] * 5
    assert [turn.text for turn in turns][:2] == ["it is to sleep through the night.", ""]


def test_a_change_one_word_late_when_settled_then_it_stands_at_the_sentence_end() -> None:
    words = words_of("what did she say? I do not know that")

    spoken, _ = attribute(words, [span("S1", 0, 1500), span("S2", 1500, 3000)])

    assert [word.speaker for word in spoken] == ["S1"] * 4 + ["S2"] * 5


def test_a_short_answer_when_settled_then_it_stays_with_who_gave_it() -> None:
    words = words_of("do you agree?") + words_of("Yes.", start_ms=900) + words_of("Then we go on.", start_ms=1200)

    spoken, _ = attribute(words, [span("S1", 0, 890), span("S2", 900, 1190), span("S1", 1200, 2400)])

    assert [word.speaker for word in spoken] == ["S1"] * 3 + ["S2"] + ["S1"] * 4
