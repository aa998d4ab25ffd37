"""Levels of a transcript: tidied by rule, written otherwise by people, carried away with a cover."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from sqlalchemy import select, update

from retreat.database import Database
from retreat.house import House
from retreat.transcripts.levels.pages import EXTRACT_SIGN
from retreat.transcripts.models import CHECKED, RecordedTurn, RecordedWord, TurnWording
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.scripted_speech import ScriptedSpeech, spoken
from tests.support.clock import HandClock
from tests.support.marks import codes, slots, wrong_fields
from tests.support.meeting import Meeting
from tests.support.rooms import HeardTalk, all_words_are_of_one_who_said_no, make_app
from transcription.types import FLAG_OVERLAP, FLAG_SPEECH_WITHOUT_TEXT, Transcript, Turn

HESITANT = """Ana: Um, we, we were tired at the the end of every week and nobody asked the carers.
Ben: I don't, I don't know, er, the waiting list for home care grew longer.
Ana: She wanted to stay in her own house near the river with her garden.
"""


class HesitantSpeech(ScriptedSpeech):
    """Ana hesitates, Ben speaks into her end, somebody cannot be understood, and Ben's fourth word is unsure."""

    def transcribe(self, path, *, work, options, report) -> Transcript:  # type: ignore[no-untyped-def]
        said = spoken(HESITANT)
        first, second, third = said.turns
        begins = second.word_indexes[0]
        words = tuple(
            replace(word, start_ms=word.start_ms + 4_000, end_ms=word.end_ms + 4_000)
            if n >= third.word_indexes[0]
            else replace(word, confidence=0.2)
            if n == begins + 3
            else word
            for n, word in enumerate(said.words)
        )
        unheard = Turn(
            speaker="Cat",
            start_ms=words[third.word_indexes[0]].start_ms - 3_000,
            end_ms=words[third.word_indexes[0]].start_ms - 2_000,
            text="",
            flags=(FLAG_SPEECH_WITHOUT_TEXT,),
        )
        turns = (
            replace(first, end_ms=words[begins].end_ms, flags=(FLAG_OVERLAP,)),
            replace(second, flags=(FLAG_OVERLAP,)),
            unheard,
            replace(third, start_ms=third.start_ms + 4_000, end_ms=third.end_ms + 4_000),
        )
        versions = {"faster-whisper": "1.2.1"}
        return replace(said, words=words, turns=turns, versions=versions, options={"engine": "faster_whisper"})


@pytest.fixture
def speech() -> HesitantSpeech:
    return HesitantSpeech()


@pytest.fixture
def path(meeting: Meeting, heard: HeardTalk) -> str:
    return f"/sessions/{meeting.session_id}/levels?transcript={heard.transcript_id}"


def shown(browser: Browser, path: str) -> str:
    """The page's words as people read them."""
    answer = browser.open(path)
    assert answer.status_code == 200
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", answer.text)).split())


def marks_of(browser: Browser, path: str) -> list[str]:
    """What the page says, by its codes."""
    return codes(browser.open(path).text)


def write(browser: Browser, path: str, **fields: str):  # type: ignore[no-untyped-def]
    """Send the form of one turn or passage."""
    where, _, query = path.partition("?")
    asked = dict(one.split("=") for one in query.split("&"))
    return browser.send(where, page=path, **(asked | fields))


def first_item(page: str) -> str:
    """How a form names the first thing on a page."""
    return page.split('id="item-')[1].split('"')[0]


def change_words(database: Database, transcript_id: str) -> None:
    """A person corrected a word of the first turn."""

    def act(db) -> None:  # type: ignore[no-untyped-def]
        word = db.get_one(RecordedWord, (transcript_id, 4))
        word.heard, word.text = word.text, "weary"
        db.get_one(RecordedTurn, (transcript_id, 0)).version += 1

    database.write(act)


def test_talk_when_read_tidied_then_nothing_is_kept_yet_and_the_full_words_stay(
    ada: Browser, path: str, database: Database
) -> None:
    tidy, full = shown(ada, f"{path}&level=intelligent"), shown(ada, f"{path}&level=full")

    assert "We were tired at the end of every week" in tidy
    assert "I don't, I don't know, the waiting list" in tidy, "what is denied twice stays"
    assert "Um, we, we were tired at the the end" in full
    with database.read() as db:
        assert db.scalars(select(TurnWording)).all() == []


def test_a_turn_when_written_otherwise_then_it_stands_with_its_author_and_bulk_never_replaces_it(
    ada: Browser, path: str, database: Database
) -> None:
    level = f"{path}&level=intelligent"

    sent = write(ada, level, item="0", number="-1", text="We were tired, and nobody asked.")
    kept = write(ada, level, act="keep_all")
    change_words(database, path.split("transcript=")[1])
    again = write(ada, level, act="keep_all")

    page, told = shown(ada, level), marks_of(ada, level)
    assert (sent.status_code, kept.status_code, again.status_code) == (303, 303, 303)
    assert "We were tired, and nobody asked." in page and "by Ada" in page
    assert {"by_person", "of_earlier_words"} <= set(told) and told.count("by_machine") == 2
    with database.read() as db:
        rows = db.scalars(select(TurnWording).order_by(TurnWording.turn, TurnWording.number)).all()
    assert [(row.turn, row.number, row.by is None) for row in rows] == [(0, 0, False), (1, 0, True), (3, 0, True)]


@pytest.mark.both_engines
def test_machine_words_of_an_earlier_day_when_kept_again_then_a_new_version_is_added(
    ada: Browser, path: str, heard: HeardTalk, database: Database
) -> None:
    level = f"{path}&level=intelligent"
    write(ada, level, act="keep_all")
    change_words(database, heard.transcript_id)
    earlier, earlier_marks = shown(ada, level), marks_of(ada, level)

    write(ada, level, act="keep_all")

    later, later_marks = shown(ada, level), marks_of(ada, level)
    assert "of_earlier_words" in earlier_marks and "were tired at the end" in earlier
    assert "of_earlier_words" not in later_marks and "were weary at the end" in later


def test_a_persons_wording_when_the_machines_is_asked_for_instead_then_both_are_kept(
    ada: Browser, path: str, database: Database
) -> None:
    level = f"{path}&level=intelligent"
    write(ada, level, item="0", number="-1", text="Mine.")

    taken = write(ada, f"{level}&edit=0", item="0", number="0", act="anew", text="")

    assert taken.status_code == 303 and "We were tired at the end" in shown(ada, level)
    with database.read() as db:
        assert next(row.text for row in db.scalars(select(TurnWording).order_by(TurnWording.number))) == "Mine."


@pytest.mark.both_engines
def test_two_people_when_they_write_the_same_turn_then_the_second_sees_both_and_loses_nothing(
    ada: Browser, path: str
) -> None:
    level = f"{path}&level=intelligent"
    write(ada, level, item="0", number="-1", text="The first wording.")

    late = write(ada, level, item="0", number="-1", text="The second wording.")

    text = html.unescape(late.text)
    assert late.status_code == 409
    assert "The first wording." in text and "The second wording.</textarea>" in text
    assert codes(late.text)[-1] == "written_meanwhile" and wrong_fields(late.text) == ["text"]
    assert "The second wording." not in shown(ada, level)


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"item": "0", "number": "-1", "text": " "}, 422, "no_words"),
        ({"item": "0", "number": "-1", "text": "x" * 20_001}, 422, "too_long"),
        ({"item": "77", "number": "-1", "text": "x"}, 404, "no_such_turn"),
        ({"item": "x", "number": "-1", "text": "x"}, 422, "form_not_whole"),
    ],
)
def test_what_cannot_be_kept_when_sent_then_one_sentence_says_why(
    ada: Browser, path: str, fields: dict[str, str], status: int, code: str
) -> None:
    refused = write(ada, f"{path}&level=intelligent", **fields)

    assert refused.status_code == status and code in codes(refused.text)


def test_a_passage_without_a_note_when_read_then_the_machine_offers_an_extract_and_a_person_writes_the_gist(
    ada: Browser, path: str
) -> None:
    level = f"{path}&level=gist"
    before = ada.open(level).text

    write(ada, level, item=first_item(before), number="-1", text="Tired teams; nobody asked the carers.")

    after = ada.open(level).text
    assert "extract" in codes(before) and "edit=0" in before
    assert "Tired teams; nobody asked the carers." in after and "by Ada" in after
    assert "extract" not in codes(after)


def test_full_words_when_written_in_the_house_notation_then_pauses_overlap_and_doubt_are_signs(
    ada: Browser, path: str
) -> None:
    page = shown(ada, f"{path}&level=full&notation=1")

    assert "//I// don't, I (don't?) know," in page
    assert re.search(r"\[inaudible 00:00:1\d\]", page)
    assert slots(ada.open(f"{path}&level=full&notation=1").text, "signs")
    assert "(2) She wanted" in page


def test_a_doubtful_word_when_its_turn_was_checked_then_it_is_a_sign_no_more(
    ada: Browser, path: str, database: Database
) -> None:
    database.write(lambda db: db.execute(update(RecordedTurn).values(review=CHECKED)))

    assert "(don't?)" not in shown(ada, f"{path}&level=full&notation=1")


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("level", "says"),
    [
        ("full&notation=1", ("Signs:", "//I//")),
        ("intelligent", ("We were tired at the end of every week", "intelligent verbatim")),
        ("gist", (EXTRACT_SIGN, "gist")),
    ],
)
def test_a_level_when_carried_away_then_its_cover_tells_what_it_is(
    ada: Browser, path: str, level: str, says: tuple[str, ...]
) -> None:
    sent = ada.open(f"{path.replace('/levels?', '/levels/text?')}&level={level}")

    text = sent.text
    assert sent.mimetype == "text/plain" and "attachment" in sent.headers["Content-Disposition"]
    for field in (
        "Programme:",
        "Event:",
        "Session:",
        "Date:",
        "Duration:",
        "Speakers:",
        "Language:",
        "Consent limits:",
    ):
        assert field in text, field
    assert re.search(r"Status: +raw, as the machine wrote it", text)
    assert re.search(r"Transcriber: +machine: faster-whisper, model scripted, faster-whisper 1.2.1", text)
    assert all(part in " ".join(text.split()) or part in text for part in says)
    cover, words = text.split("-" * 96)
    assert "\r" not in text and all(len(line) <= 96 for line in cover.splitlines())
    assert all(paragraph.count("\n") == 0 for paragraph in words.strip().split("\n\n"))


def test_a_voice_matched_to_somebody_who_said_no_when_levels_are_read_then_no_wording_of_theirs_is_left(
    ada: Browser, path: str, meeting: Meeting, house: House
) -> None:
    write(ada, f"{path}&level=intelligent", item="0", number="-1", text="Tired people, said Ana.")
    gist = f"{path}&level=gist"
    write(ada, gist, item=first_item(ada.open(gist).text), number="-1", text="A gist of tired people.")
    all_words_are_of_one_who_said_no(house, meeting)

    for level in ("full", "full&notation=1", "intelligent", "gist"):
        assert "ired" not in ada.open(f"{path}&level={level}").text
        assert "ired" not in ada.open(f"{path.replace('/levels?', '/levels/text?')}&level={level}").text
    assert write(ada, f"{path}&level=intelligent", item="0", number="0", text="x").status_code == 404


def test_words_of_another_language_when_read_tidied_then_they_stand_as_they_are(
    ada: Browser, path: str, database: Database
) -> None:
    database.write(lambda db: db.execute(update(TranscriptVersion).values(language="de")))

    page = shown(ada, f"{path}&level=intelligent")
    assert "Um, we, we were tired" in page and "untidied" in marks_of(ada, f"{path}&level=intelligent")


def test_strangers_and_other_sessions_when_levels_are_asked_for_then_they_get_nothing(
    ada: Browser, path: str, heard: HeardTalk, house: House, meeting: Meeting, clock: HandClock
) -> None:
    other = Meeting.open(meeting.database, clock)

    assert Browser(make_app(house)).open(path).status_code == 303
    assert ada.open(f"/sessions/{other.session_id}/levels?transcript={heard.transcript_id}").status_code == 404
    assert ada.open(f"{path}&level=nonsense").status_code == 404
    assert ada.open(f"/sessions/{other.session_id}/levels/text?transcript={heard.transcript_id}").status_code == 404
