"""How far to trust a transcript: figures that people can follow to the words behind them."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from retreat.consent.gate import StaffReader
from retreat.database import Database
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.programme.glossary import keep_glossary
from retreat.programme.queries import session_view
from retreat.transcripts.models import CHECKED, RecordedTurn, RecordedWord, TurnRevision
from retreat.transcripts.quality import figures_behind
from retreat.transcripts.quality.mistakes import plain_words, wrong_words
from retreat.transcripts.quality.queries import QualityView, quality_of
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.scripted_speech import TALK, ScriptedSpeech, spoken
from tests.record.sound import wav
from tests.support.clock import HandClock
from tests.support.marks import codes, slots
from tests.support.meeting import Meeting
from tests.support.rooms import HeardTalk, all_words_are_of_one_who_said_no, make_app
from transcription.types import Quality, Transcript


class MeasuredSpeech(ScriptedSpeech):
    """Says the talk, unsure of two words, and knows where somebody spoke."""

    def transcribe(self, path, *, work, options, report) -> Transcript:  # type: ignore[no-untyped-def]
        self.options = dict(options)
        said = spoken(TALK)
        words = tuple(replace(word, confidence=0.2) if n in (3, 30) else word for n, word in enumerate(said.words))
        quality = Quality(
            voice_ms=100_000,
            voice_with_words_ms=94_900,
            silence_ms=120_000,
            words=len(words),
            words_over_silence=1,
            over_silence=(5,),
            unheard_ms=5_000,
            unheard=((61_000, 66_000),),
        )
        return replace(said, words=words, quality=quality, model_digest="ab" * 32, versions={"faster-whisper": "1.2"})


@pytest.fixture
def speech() -> MeasuredSpeech:
    return MeasuredSpeech(TALK)


def figures(database: Database, transcript_id: str) -> QualityView:
    with database.read() as db:
        found = quality_of(db, db.get_one(TranscriptVersion, transcript_id))
    assert found is not None
    return found


def checked(database: Database, transcript_id: str, *turns: int, minutes: float = 0.0) -> None:
    """These turns were checked; the first lasted so long."""

    def write(db) -> None:  # type: ignore[no-untyped-def]
        where = (RecordedTurn.transcript_id == transcript_id, RecordedTurn.n.in_(turns))
        db.execute(update(RecordedTurn).where(*where).values(review=CHECKED))
        if minutes:
            first = db.get_one(RecordedTurn, (transcript_id, turns[0]))
            first.end_ms = first.start_ms + round(minutes * 60_000)

    database.write(write)


def corrected(database: Database, transcript_id: str, n: int, text: str) -> None:
    """A person wrote another word in place of this one."""

    def write(db) -> None:  # type: ignore[no-untyped-def]
        word = db.get_one(RecordedWord, (transcript_id, n))
        word.heard, word.text = word.text, text

    database.write(write)


@pytest.mark.both_engines
def test_a_transcript_nobody_checked_when_measured_then_the_machines_figures_stand_and_no_error_rate(
    database: Database, heard: HeardTalk
) -> None:
    found = figures(database, heard.transcript_id)

    assert (found.coverage, found.doubtful, found.over_silence) == (94, 2, 1)
    assert found.over_silence_a_minute == 0.5
    assert found.wrong_in_100 is None and found.corrected_ms == 0


@pytest.mark.both_engines
def test_words_when_corrected_and_checked_then_the_error_rate_tells_of_how_many_minutes(
    database: Database, heard: HeardTalk
) -> None:
    corrected(database, heard.transcript_id, 3, "weary")
    corrected(database, heard.transcript_id, 6, "OF,")
    checked(database, heard.transcript_id, 0, minutes=0.9)
    early = figures(database, heard.transcript_id)

    checked(database, heard.transcript_id, 0, 1, minutes=2.0)

    found = figures(database, heard.transcript_id)
    assert early.wrong_in_100 is None and early.wrong == 1
    assert found.wrong == 1, "a capital letter is no error"
    assert found.wrong_in_100 == 3 and found.corrected_words == 37
    assert found.corrected_ms >= 120_000
    assert found.doubtful == 0, "what was checked is in doubt no more"


def test_a_turn_that_was_only_edited_when_measured_then_added_and_removed_words_count(
    database: Database, heard: HeardTalk, clock: HandClock
) -> None:
    def edit(db) -> None:  # type: ignore[no-untyped-def]
        db.get_one(RecordedWord, (heard.transcript_id, 0)).removed = True
        db.add(RecordedWord(transcript_id=heard.transcript_id, n=9_000, turn=0, place=1, text="They", added=True))
        db.add(
            TurnRevision(
                transcript_id=heard.transcript_id,
                turn=0,
                number=1,
                at=clock(),
                by="ada",
                kind="edited",
                speaker=None,
                words=[],
            )
        )
        db.get_one(RecordedTurn, (heard.transcript_id, 0)).end_ms = 90_000

    database.write(edit)

    found = figures(database, heard.transcript_id)
    assert (found.wrong, found.corrected_ms) == (1, 90_000)


def test_the_record_when_read_then_the_panel_says_in_plain_words_how_far_to_trust_it(
    ada: Browser, meeting: Meeting, heard: HeardTalk, database: Database
) -> None:
    path = f"/sessions/{meeting.session_id}"
    before = ada.open(path).text
    corrected(database, heard.transcript_id, 3, "weary")
    checked(database, heard.transcript_id, 0, 1, minutes=2.0)

    after = ada.open(path).text

    assert slots(before, "coverage")[0].startswith("94%") and "unproved" in codes(before)
    assert "show=unheard" in before
    assert re.findall(r"\d+", slots(after, "proved")[0])[:2] == ["3", "2"] and "proved" in codes(after)
    assert "ab" * 32 in after and "faster-whisper" in after


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("which", "says"),
    [
        ("doubtful", "quality__unsure"),
        ("silence", "In the transcript"),
        ("unheard", "Play 1:01 to 1:06"),
        ("corrected", 'data-code="empty"'),
    ],
)
def test_a_figure_when_followed_then_the_words_behind_it_can_be_read_and_heard(
    ada: Browser, meeting: Meeting, heard: HeardTalk, which: str, says: str
) -> None:
    page = ada.open(f"/sessions/{meeting.session_id}/quality?transcript={heard.transcript_id}&show={which}")

    assert page.status_code == 200 and says in page.text


@pytest.mark.parametrize(("most", "is_cut"), [(2, False), (1, True)])
def test_a_figure_when_followed_then_a_list_says_that_it_is_cut_only_where_it_is(
    house: House, heard: HeardTalk, monkeypatch: pytest.MonkeyPatch, most: int, is_cut: bool
) -> None:
    monkeypatch.setattr(figures_behind, "LISTED_MAX", most)

    with house.database.read() as db:
        row = db.get_one(TranscriptVersion, heard.transcript_id)
        found = figures_behind.behind(db, StaffReader(staff_id="ada", as_asked=True), row, figures_behind.DOUBTFUL)

    assert (len(found.turns), found.is_cut) == (most, is_cut)


def test_a_voice_matched_to_somebody_who_said_no_when_figures_are_followed_then_their_words_are_not_shown(
    ada: Browser, meeting: Meeting, heard: HeardTalk, house: House
) -> None:
    path = f"/sessions/{meeting.session_id}/quality?transcript={heard.transcript_id}&show=doubtful"
    before = ada.open(path).text

    all_words_are_of_one_who_said_no(house, meeting)

    assert "nobody asked" in before and "nobody asked" not in ada.open(path).text


def test_what_is_not_there_when_asked_for_then_it_says_so_and_strangers_are_sent_away(
    ada: Browser, meeting: Meeting, heard: HeardTalk, house: House, clock: HandClock
) -> None:
    other = Meeting.open(meeting.database, clock)
    path = f"/sessions/{meeting.session_id}/quality"

    assert ada.open(f"{path}?transcript={heard.transcript_id}&show=nonsense").status_code == 404
    assert ada.open(path).status_code == 404
    assert ada.open(f"/sessions/{other.session_id}/quality?transcript={heard.transcript_id}").status_code == 404
    assert Browser(make_app(house)).open(f"{path}?transcript={heard.transcript_id}").status_code == 303


def test_a_transcript_of_an_earlier_version_or_from_a_file_when_read_then_the_page_still_stands(
    ada: Browser, meeting: Meeting, heard: HeardTalk, database: Database, house: House, tmp_path: Path
) -> None:
    database.write(lambda db: db.execute(update(TranscriptVersion).values(quality={})))
    shown = ada.open(f"/sessions/{meeting.session_id}").text
    text = tmp_path / "talk.txt"
    text.write_text(TALK)
    ingest(house, text, session_id=meeting.session_id, table=None, speech=ScriptedSpeech(TALK))
    with database.read() as db:
        came = db.scalars(select(TranscriptVersion).where(TranscriptVersion.recording_id.is_(None))).one()
        assert quality_of(db, came) is None

    assert "unmeasured" in codes(shown) and not slots(shown, "coverage")
    assert 'id="quality"' not in ada.open(f"/sessions/{meeting.session_id}?transcript={came.id}").text


def test_the_names_of_a_programme_when_its_sound_is_worked_on_then_the_recogniser_is_told_them(
    house: House, meeting: Meeting, speech: MeasuredSpeech, tmp_path: Path
) -> None:
    with house.database.read() as db:
        programme_id = session_view(db, meeting.session_id).programme_id
    house.database.write(lambda db: keep_glossary(db, programme_id, "Siobhan McGinty\nOban"))
    file = tmp_path / "talk.wav"
    file.write_bytes(wav(60.0))

    ingest(house, file, session_id=meeting.session_id, table=None, speech=speech)

    assert speech.options["glossary"] == ["Siobhan McGinty", "Oban"]


@pytest.mark.parametrize(
    ("heard_words", "right", "wrong"),
    [
        ("We were tired.", "we were, tired", 0),
        ("home-care", "home care", 0),
        ("it’s", "It's", 0),
        ("we were tired", "we are tired", 1),
        ("we were", "we were very tired", 2),
        ("", "tired", 1),
        ("a b c d", "b c d a", 2),
        ("Zoë", "zoe", 0),
    ],
)
def test_words_when_compared_then_only_words_count(heard_words: str, right: str, wrong: int) -> None:
    assert wrong_words(plain_words(heard_words.split()), plain_words(right.split())) == wrong


@given(st.lists(st.sampled_from("abcd"), max_size=9), st.lists(st.sampled_from("abcd"), max_size=9))
def test_any_two_texts_when_compared_then_the_count_is_the_least_there_is(one: list[str], other: list[str]) -> None:
    def least(a: list[str], b: list[str]) -> int:
        if not a or not b:
            return len(a) + len(b)
        rest = [least(a[1:], b) + 1, least(a, b[1:]) + 1] if a[0] != b[0] else []
        return min([*rest, least(a[1:], b[1:]) + (a[0] != b[0])])

    one, other = one[:6], other[:6]
    assert wrong_words(one, other) == least(one, other) == wrong_words(other, one)
