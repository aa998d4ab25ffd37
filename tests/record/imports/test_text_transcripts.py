"""Transcripts that come as text are read as people write them."""

from __future__ import annotations

import json

import pytest

from retreat.errors import InvalidInput
from retreat.imports.texts import read_text_transcript
from tests.record.scripted_speech import spoken
from transcription.types import Transcript

VTT = """WEBVTT

NOTE made by a caption tool

1
00:00:01.000 --> 00:00:03.000 align:start
<v Ana>We were <i>tired</i> &amp; cold.</v>

00:04.500 --> 00:06.000
Ben: So were we.
"""
SRT = (
    "1\r\n00:00:01,000 --> 00:00:02,500\r\nAna: Hello there.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nGood day.\r\n"
)


def turns(name: str, content: str) -> list[tuple[str | None, str, int, int]]:
    read = read_text_transcript(name, content.encode()).transcript
    return [(turn.speaker, turn.text, turn.start_ms, turn.end_ms) for turn in read.turns]


def test_web_captions_when_read_then_speakers_times_and_plain_words() -> None:
    assert turns("a.vtt", VTT) == [
        ("Ana", "We were tired & cold.", 1000, 3000),
        ("Ben", "So were we.", 4500, 6000),
    ]


def test_subtitles_when_read_then_the_same() -> None:
    assert turns("a.srt", SRT) == [("Ana", "Hello there.", 1000, 2500), (None, "Good day.", 3000, 4000)]


def test_lines_of_speakers_when_read_then_other_lines_go_on_and_times_are_not_claimed() -> None:
    read = read_text_transcript("a.txt", b"Ana: We began: at ten\nand ended late.\n\nBen: At 12:30.\n")

    assert [(turn.speaker, turn.text) for turn in read.transcript.turns] == [
        ("Ana", "We began: at ten and ended late."),
        ("Ben", "At 12:30."),
    ]
    assert not read.is_timed and len(read.transcript.words) == 9


def test_lines_without_speakers_when_read_then_each_is_a_turn() -> None:
    assert [turn[:2] for turn in turns("a.txt", "One thing.\nAnother thing.")] == [
        (None, "One thing."),
        (None, "Another thing."),
    ]


def test_our_own_json_when_read_then_it_is_what_was_written() -> None:
    written = spoken("Ana: We were tired of it all.\nBen: So were we.")

    read = read_text_transcript("a.json", json.dumps(written.to_json()).encode())

    assert read.transcript == written and read.is_timed and read.is_recognised


@pytest.mark.parametrize(
    "content",
    [b"{}", b"[]", b"null", b"{", b'{"duration_s": 1, "words": [{"text": 1}]}', b"\xff\xfe\x00"],
)
def test_other_json_when_read_then_it_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        read_text_transcript("a.json", content)


def test_json_that_points_nowhere_when_read_then_it_is_refused() -> None:
    data = spoken("Ana: We were tired of it all.").to_json()
    data["passages"][0]["last_word"] = 99

    with pytest.raises(InvalidInput, match="does not have"):
        read_text_transcript("a.json", json.dumps(data).encode())


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_letters_of_other_machines_when_read_then_they_are_right(encoding: str) -> None:
    read = read_text_transcript("a.txt", "Ana: Café – naïve".encode(encoding)).transcript

    assert isinstance(read, Transcript) and read.turns[0].text == "Café – naïve"
