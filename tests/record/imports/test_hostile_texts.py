"""Texts that are made to take for ever: read in seconds whatever they hold, and by a child alone."""

from __future__ import annotations

import json
import time
from contextlib import suppress
from pathlib import Path

import pytest

from retreat.errors import InvalidInput
from retreat.imports import reading
from retreat.imports.reading import check_transcript, read_transcript, register_confined
from retreat.imports.texts import read_text_transcript
from tests.record.import_files import WHISPER, p, packed, word_file
from tests.record.scripted_speech import TALK, spoken
from transcription.children.confined import read_confined

CAPTION = b"WEBVTT\n\n00:01.000 --> 00:02.000\n"
BLANKS = 5_000
OPEN = 300_000
# Each took a minute or more, or an hour: every way was tried to share out what could stand in several places.
SLOW = {
    "blanks between words": ("a.txt", b"a" + b" " * BLANKS + b"b"),
    "blanks before words": ("a.txt", b" " * 20 * BLANKS + b"x"),
    "blanks before a colon": ("a.txt", b"a" * 30 + b" " * 3 * BLANKS + b":"),
    "blanks in a document": ("a.docx", word_file(p("a" + " " * BLANKS + "b"))),
    "blanks in a cell": ("a.docx", word_file(f"<w:tr><w:tc>{p('a' + ' ' * BLANKS + 'b')}</w:tc><w:tc/></w:tr>")),
    "tags without an end": ("a.vtt", CAPTION + b"<" * OPEN),
    "styles without an end": ("a.vtt", CAPTION + b"{\\" * OPEN),
    "voices without an end": ("a.vtt", CAPTION + b"<v " * OPEN),
    "classes without an end": ("a.vtt", CAPTION + b"<v." * OPEN),
    "a voice of blanks": ("a.vtt", CAPTION + b"<v" + b" " * OPEN),
    "a turn of a million lines": (
        "a.txt",
        b"Ana: x\n" + (b"a" * 30 + b"\n") * 140_000,
    ),
}


@pytest.mark.parametrize("what", SLOW)
def test_a_text_that_is_made_to_take_long_when_read_then_it_is_read_in_seconds(what: str) -> None:
    name, content = SLOW[what]
    began = time.process_time()

    with suppress(InvalidInput):
        read_text_transcript(name, content)

    assert time.process_time() - began < 10


NINES = b"9" * 400
ODD = {
    "a number of thousands of digits for a letter": ("a.vtt", CAPTION + b"words &#" + b"9" * 5000 + b";"),
    "a time beyond every number": ("a.json", b'{"segments":[{"text":"words","start":' + NINES + b"}]}"),
    "a sureness beyond every number": ("a.json", b'{"words":[{"word":"words","score":' + NINES + b"}]}"),
}


@pytest.mark.parametrize("what", ODD)
def test_a_number_that_is_none_when_read_then_the_words_are_there(what: str) -> None:
    words = read_text_transcript(*ODD[what]).transcript.words

    assert words[0].text == "words" and words[0].start_ms < 2_001


def test_a_document_in_letters_that_no_child_can_load_when_read_then_it_is_damaged() -> None:
    odd = packed('<?xml version="1.0" encoding="nobodys-1252"?><w:document xmlns:w="w"/>')

    with pytest.raises(InvalidInput) as refused:
        read_text_transcript("a.docx", odd)

    assert refused.value.code == "damaged"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", TALK.encode()),
        ("a.txt", TALK.encode("utf-16")),
        ("a.txt", "Zoë: café – yes.".encode("cp1252")),
        ("a.json", json.dumps(WHISPER).encode()),
        ("a.json", json.dumps(spoken(TALK).to_json()).encode()),
        ("a.docx", word_file(p("Ana: we were tired"), p("Ben: so were we"))),
    ],
)
def test_a_transcript_when_a_child_reads_it_then_it_is_what_would_be_read_here(name: str, content: bytes) -> None:
    check_transcript(name, content)

    assert read_transcript(name, content) == read_text_transcript(name, content)


def test_what_is_no_transcript_when_a_child_reads_it_then_its_sentence_comes_back() -> None:
    with pytest.raises(InvalidInput) as refused:
        check_transcript("a.vtt", b"no cue")

    assert refused.value.code == "no_cues"


@pytest.mark.parametrize("said", [None, [], {"read": {"transcript": {}}}, {"read": {"transcript": []}}, {"read": None}])
def test_a_child_that_breaks_or_says_what_no_reader_says_when_asked_then_the_file_is_refused(said: object) -> None:
    register_confined(lambda _module, _content: said)
    try:
        with pytest.raises(InvalidInput) as refused:
            read_transcript("a.txt", b"Ana: yes")
    finally:
        register_confined(read_confined)

    assert refused.value.code == "too_much_work"


def test_the_rooms_that_take_transcripts_when_looked_at_then_none_parses_one_itself() -> None:
    folder = Path(reading.__file__).parent

    parsing = {file.name for file in folder.glob("*.py") if "read_text_transcript(" in file.read_text("utf-8")}

    assert parsing == {"texts.py"}
