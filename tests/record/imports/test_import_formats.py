"""Transcripts as meeting tools, recognisers and people write them: the same words, speakers and times from each."""

from __future__ import annotations

import json

import pytest

from retreat.errors import InvalidInput
from retreat.imports.texts import read_text_transcript
from tests.record.import_files import WHISPER, WHISPERX, p, packed, word_file
from tests.record.scripted_speech import spoken

Turn = tuple[str | None, str, int]


def turns(content: str | bytes, name: str = "file") -> list[Turn]:
    read = read_text_transcript(name, content.encode() if isinstance(content, str) else content)
    return [(turn.speaker, turn.text, turn.start_ms) for turn in read.transcript.turns]


def table(*rows: tuple[str, ...]) -> str:
    cells = ["".join(f"<w:tc>{p(cell)}</w:tc>" for cell in row) for row in rows]
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


WANTED: list[Turn] = [("Ana Smith", "We were tired.", 3_000), ("Ben", "So were we: all of us.", 63_500)]


@pytest.mark.parametrize(
    "written",
    [
        "[00:00:03] Ana Smith: We were tired.\n[00:01:03.500] Ben: So were we: all of us.",
        "(00:03.000) Ana Smith: We were tired.\n(01:03.5) Ben: So were we: all of us.",
        "00:00:03 Ana Smith: We were tired.\n\n00:01:03.500 - Ben: So were we: all of us.",
        "Ana Smith (00:03): We were tired.\nBen (01:03.500): So were we: all of us.",
        "Ana Smith: [00:00:03] We were tired.\nBen: [00:01:03.500] So were we: all of us.",
        "Ana Smith  0:03\nWe were tired.\n\nBen  1:03.500\nSo were we: all of us.",
        "Ana Smith (00:03):\nWe were tired.\n\nBen (01:03.500):\nSo were we: all of us.",
        "[Ana Smith] 00:00:03\nWe were tired.\n\n[Ben] 00:01:03.500\nSo were we: all of us.",
        "00:00:03 Ana Smith\nWe were\ntired.\n\n00:01:03.500 Ben\nSo were we:\nall of us.",
        "[00:00:03]\nAna Smith: We were tired.\n[00:01:03.500]\nBen: So were we: all of us.",
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\nNOTE a --> b\n00:00:09.000 --> 00:00:10.000\n\n"
        "1 - x\n00:03.000 --> 00:04.000 line:0 position:20%\n<v.loud Ana Smith>We <c.x>were</c> tired.</v>\n\n"
        "00:01:03.500 --> 00:01:05.000\n<v Ben>So were we: all of us.",
        "\ufeff1\r\n00:00:03,000 --> 00:00:04,000\r\nAna Smith: <i>We were</i> tired.\r\n\r\n"
        "2\r\n00:01:03,500 --> 00:01:05,000\r\n{\\an8}Ben: So were we:\r\nall of us.\r\n",
        "1\n00:00:03,000 --> 00:00:04,000\nAna Smith: We were tired.\n"
        "2\n00:01:03,500 --> 00:01:05,000\nBen: So were we: all of us.",
    ],
)
def test_a_talk_when_written_by_any_tool_then_it_is_read_alike(written: str) -> None:
    read = read_text_transcript("x", written.encode())

    assert turns(written) == WANTED
    assert read.is_timed and read.own_times == "captions"


@pytest.mark.parametrize(
    "content",
    [
        word_file(p("[00:00:03] Ana Smith: We were tired."), p("[00:01:03.500] Ben: So were we: all of us.")),
        word_file(p("Ana Smith   0:03\nWe were tired."), p("Ben   1:03.500\nSo were we: all of us.")),
        word_file(p("Ana Smith\t0:03"), p("We were tired."), p("Ben\t1:03.500"), p("So were we: all of us.")),
        word_file(
            table(("00:00:03", "Ana Smith", "We were tired."), ("00:01:03.500", "Ben", "So were we: all of us."))
        ),
        word_file(table(("Ana Smith (0:03)", "We were tired."), ("Ben (1:03.500)", "So were we: all of us."))),
    ],
)
def test_a_word_document_when_read_then_speakers_and_times_are_those_of_the_page(content: bytes) -> None:
    assert turns(content, "talk.docx") == WANTED


def test_a_meeting_tools_document_with_arrows_when_read_then_names_are_not_words() -> None:
    cues = [
        (0, "Ana Smith", "We were tired."),
        (5, "Ben", "So were we."),
        (9, "Ana Smith", "Yes."),
        (12, "Ben", "Yes."),
    ]
    content = word_file(*(p(f"0:0:{at}.0 --> 0:0:{at + 2}.310\n{who}\n{words}") for at, who, words in cues))

    assert turns(content) == [(who, words, at * 1000) for at, who, words in cues]


def test_a_table_of_speakers_and_words_when_read_then_each_row_is_a_turn() -> None:
    content = word_file(p("Table 3"), table(("P1", "We were tired."), ("Facilitator:", "Who else?")))

    assert turns(content)[1:] == [("P1", "We were tired.", 0), ("Facilitator", "Who else?", 0)]


def test_what_was_deleted_under_review_when_read_then_it_is_not_there() -> None:
    deleted = "<w:p><w:r><w:t>Ana: kept </w:t></w:r><w:del><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>"

    assert turns(word_file(deleted)) == [("Ana", "kept", 0)]


def test_words_with_inline_times_when_read_then_each_begins_at_its_own() -> None:
    read = read_text_transcript(
        "a.vtt", b"WEBVTT\n\n00:01.000 --> 00:03.000\n<v Ana>We <00:01.500>were <00:02.000><c>tired now</c></v>"
    )

    assert [(word.text, word.start_ms, word.end_ms) for word in read.transcript.words] == [
        ("We", 1000, 1500),
        ("were", 1500, 2000),
        ("tired", 2000, 3000),
        ("now", 3000, 3000),
    ]
    assert read.own_times == "words"


def test_rolling_captions_when_read_then_no_line_comes_twice() -> None:
    rolling = (
        "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n \nwe<00:00:01.000><c> were</c>\n\n"
        "00:00:02.000 --> 00:00:02.010\nwe were\n \n\n"
        "00:00:02.010 --> 00:00:04.000\nwe were\ntired<00:00:03.000><c> then</c>\n"
    )

    assert " ".join(turn[1] for turn in turns(rolling)) == "we were tired then"


def test_a_sentence_with_a_colon_when_read_then_it_is_no_speaker() -> None:
    assert turns("Ana: We began.\nThe main thing to me is this: we were tired.\nBen: Yes.") == [
        ("Ana", "We began. The main thing to me is this: we were tired.", 0),
        ("Ben", "Yes.", 0),
    ]


def test_times_of_the_day_when_read_then_they_are_not_times_of_a_sound() -> None:
    read = read_text_transcript("a.txt", b"[14:02:11] Ana: We began.\n[14:05:00] Ben: Yes.")

    assert not read.is_timed and read.transcript.turns[0].start_ms == 0
    assert [turn.speaker for turn in read.transcript.turns] == ["Ana", "Ben"]


def test_paragraphs_that_say_when_they_end_when_read_then_the_marks_are_no_words() -> None:
    assert turns("Ana: We were tired. #00:00:04-5#\nBen: So were we. #00:00:09-0#") == [
        ("Ana", "We were tired.", 0),
        ("Ben", "So were we.", 4_500),
    ]


def test_json_of_whisper_when_read_then_words_times_and_sureness_are_kept() -> None:
    read = read_text_transcript("a.json", json.dumps(WHISPER).encode())

    assert [(w.text, w.start_ms, w.end_ms, w.confidence) for w in read.transcript.words] == [
        ("We", 1000, 1200, 0.9),
        ("were", 1200, 1500, 0.8),
        ("twenty-five", 1500, 2400, 0.7),
        ("then.", 2400, 3000, 0.5),
    ]
    assert read.is_recognised and read.own_times == "words" and read.transcript.language == "en"


def test_json_of_whisperx_when_read_then_a_turn_ends_where_another_speaks_and_no_word_is_lost() -> None:
    read = read_text_transcript("no-ending", json.dumps(WHISPERX).encode())

    assert [(t.speaker, t.text, t.start_ms, t.end_ms) for t in read.transcript.turns] == [
        ("SPEAKER_00", "In 1984 we left.", 1000, 2600),
        ("SPEAKER_01", "Yes.", 3500, 4000),
    ]
    assert (read.transcript.words[1].start_ms, read.transcript.words[1].end_ms) == (1200, 2000)


@pytest.mark.parametrize(
    "data",
    [
        {"text": "We were", "segments": [{"start": 1.0, "end": 2.0, "text": " We were"}]},
        [{"start": 1.0, "end": 2.0, "text": " We were"}],
        {"word_segments": [{"word": "We", "start": 1.0, "end": 1.5}, {"word": "were", "start": 1.5, "end": 2.0}]},
        {
            "text": "We were",
            "words": [{"word": "We", "start": 1, "end": 1.5}, {"word": "were", "start": 1.5, "end": 2}],
        },
        {"transcription": [{"offsets": {"from": 1000, "to": 2000}, "text": " We were"}]},
    ],
)
def test_json_of_their_kin_when_read_then_it_is_the_same(data: object) -> None:
    read = read_text_transcript("a.json", json.dumps(data).encode())

    assert [(turn.text, turn.start_ms, turn.end_ms) for turn in read.transcript.turns] == [("We were", 1000, 2000)]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "cp1252", "latin-1"])
def test_letters_of_any_machine_when_read_then_they_are_right(encoding: str) -> None:
    assert turns("Ana: Café naïve\r\nBen: Ünder".encode(encoding)) == [("Ana", "Café naïve", 0), ("Ben", "Ünder", 0)]


def test_a_file_with_the_wrong_ending_when_read_then_what_it_holds_counts() -> None:
    captions = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ana>We were tired."

    assert (
        turns(captions, "x.txt")
        == turns(captions, "x.docx")
        == turns(captions, "x.srt")
        == [("Ana", "We were tired.", 1000)]
    )


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "no_words"),
        (b"\n \n", "no_words"),
        (b"%PDF-1.7 x", "pdf"),
        (b"{\\rtf1 Ana: x}", "rich_text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_word"),
        (b"\x00\x01\x02\x03" * 50, "not_text"),
        (b"WEBVTT\n\nNOTE nothing", "no_cues"),
        (b'{"segments": [1]}', "no_transcript"),
        (b"[" * 100_000, "no_words"),
        (packed("<x/>", "xl/workbook.xml"), "not_word"),
        (packed("<w:document"), "damaged"),
        (packed('<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "damaged"),
        (b"PK\x03\x04 and no more", "damaged"),
        (packed("<x>" + " " * (65 * 1024**2) + "</x>"), "too_long"),
        (b"yes " * 150_001, "too_long"),
    ],
)
def test_what_is_no_transcript_when_read_then_one_sentence_says_what_to_do(content: bytes, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_text_transcript("file", content)

    assert refused.value.code == code
    assert "\n" not in refused.value.tell and refused.value.tell.endswith(".")


@pytest.mark.parametrize(("indexes", "code"), [(None, "no_transcript"), (3, "no_transcript"), ([99], "points_nowhere")])
def test_our_json_whose_turns_point_at_nothing_when_read_then_one_sentence_says_so(indexes: object, code: str) -> None:
    data = spoken("Ana: We were tired.").to_json()
    data["turns"][0]["word_indexes"] = indexes

    with pytest.raises(InvalidInput) as refused:
        read_text_transcript("a.json", json.dumps(data).encode())
    assert refused.value.code == code


def test_half_letters_and_zeros_when_read_then_what_is_left_can_be_kept() -> None:
    data = {"segments": [{"start": 0, "end": 1, "text": " we\ud800 we\x00re \udfff", "speaker": "A\x00na\ud800"}]}

    assert turns(json.dumps(data)) == [("A na", "we we re", 0)]
