"""Whatever bytes a file holds: a transcript that can be kept, or one clear sentence; never a surprise."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from retreat.errors import RetreatError
from retreat.imports.said import TIME_MAX_MS
from retreat.imports.texts import TextTranscript, read_text_transcript
from retreat.transcripts.limits import NAME_MAX_CHARS, WORD_MAX_CHARS
from tests.record.import_files import WHISPER, WHISPERX, p, packed, word_file
from tests.record.scripted_speech import spoken

EASY = settings(max_examples=300)
ENDINGS = st.sampled_from(["a.txt", "a.vtt", "a.srt", "a.json", "a.docx", "a", "", "a.pdf"])
LINES = st.sampled_from(
    [
        "WEBVTT",
        "00:01.000 --> 00:02.000",
        "99999999999:00:00.000 --> 9:99:99,9",
        "Ana: we were tired",
        "<v Ana>words</v>",
        "<v ",
        "<00:00:01.500>x",
        "[00:03] Ben: yes",
        "Ana  0:03",
        "[999:59:59] Ana:",
        "#00:00:01-9#",
        "NOTE",
        "1",
        "",
        "&#0; &#xD800; &amp",
        "Ana:",
        "(1:00)",
        "::: --> :::",
        "[00:01 - 00:02] x",
        "ſﬁ\u2028\x1b\x00",
    ]
)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["\x00", "\ud800", 10**40, -1, "words"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def checked(name: str, content: bytes) -> TextTranscript | None:
    """Read, or refused in one sentence; what is read can be kept in both databases and shown."""
    try:
        read = read_text_transcript(name, content)
    except RetreatError as refused:
        assert refused.tell.endswith(".") and "\n" not in refused.tell and len(refused.tell) < 200
        return None
    transcript = read.transcript
    for word in transcript.words:
        assert read.came_as == "transcribe" or (word.text.split() == [word.text] and len(word.text) <= WORD_MAX_CHARS)
        assert "\0" not in word.text and word.text.encode()
        assert 0 <= word.start_ms <= TIME_MAX_MS * 2
        assert read.came_as == "transcribe" or word.start_ms <= word.end_ms
    for turn in transcript.turns:
        assert turn.text.encode() is not None and len(turn.speaker or "") <= NAME_MAX_CHARS
        assert read.came_as == "transcribe" or turn.start_ms <= turn.end_ms
    if read.came_as != "transcribe":
        held = [index for turn in transcript.turns for index in turn.word_indexes]
        assert held == list(range(len(transcript.words))) and held
    json.dumps(transcript.to_json(), allow_nan=False).encode()
    return read


@EASY
@given(name=ENDINGS, content=st.binary(max_size=400))
@example(name="", content=b"\xff\xfe\x00\xd8")
@example(name="", content=b"\x00\x00\xfe\xff\x00\x11\x00\x00")
def test_any_bytes_when_read_then_a_transcript_or_one_sentence(name: str, content: bytes) -> None:
    checked(name, content)


@EASY
@given(
    name=ENDINGS,
    lines=st.lists(LINES | st.text(max_size=20), max_size=12),
    end=st.sampled_from(["\n", "\r\n", "\r", "\n\n"]),
    encoding=st.sampled_from(["utf-8", "utf-16", "utf-8-sig"]),
)
def test_any_lines_when_read_then_a_transcript_or_one_sentence(
    name: str, lines: list[str], end: str, encoding: str
) -> None:
    checked(name, end.join(lines).encode(encoding, "replace"))


@EASY
@given(
    paragraphs=st.lists(LINES.map(lambda line: "".join(c for c in line if c >= " ").replace("<", "&lt;")), max_size=8)
)
def test_any_paragraphs_of_a_word_document_when_read_then_a_transcript_or_one_sentence(paragraphs: list[str]) -> None:
    checked("a.docx", word_file(*(p(line) for line in paragraphs)))


@EASY
@given(data=st.data(), flipped=st.binary(min_size=1, max_size=6))
def test_a_damaged_word_document_when_read_then_a_transcript_or_one_sentence(data: Any, flipped: bytes) -> None:
    whole = bytearray(word_file(p("Ana: we were tired"), p("Ben: so were we")))
    at = data.draw(st.integers(4, len(whole) - 1))
    whole[at : at + len(flipped)] = flipped

    checked("a.docx", bytes(whole[: data.draw(st.integers(4, len(whole)))]))


@EASY
@given(markup=st.text(alphabet="<>/wptr:cdel &;\"='ab![]-?", max_size=80))
def test_any_markup_in_a_word_document_when_read_then_a_transcript_or_one_sentence(markup: str) -> None:
    checked("a.docx", packed(markup))


def places(data: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [path, *(deeper for key, value in inside for deeper in places(value, (*path, key)))]


@EASY
@given(data=st.data(), value=VALUES)
def test_json_with_anything_anywhere_when_read_then_a_transcript_or_one_sentence(data: Any, value: Any) -> None:
    ours = spoken("Ana: We were tired of it all.\nBen: So were we.").to_json()
    whole = copy.deepcopy(data.draw(st.sampled_from([WHISPER, WHISPERX, ours, {"words": WHISPER["segments"]}])))
    path = data.draw(st.sampled_from(places(whole)))
    if path:
        inner = whole
        for key in path[:-1]:
            inner = inner[key]
        inner[path[-1]] = value
    else:
        whole = value

    checked("a.json", json.dumps(whole).encode())


@pytest.mark.parametrize("nothing", ["", " "])
def test_json_of_ours_when_a_word_is_empty_then_it_is_refused(nothing: str) -> None:
    ours = spoken("Ana: We were tired of it all.").to_json()
    ours["words"][0]["text"] = nothing

    assert checked("a.json", json.dumps(ours).encode()) is None
