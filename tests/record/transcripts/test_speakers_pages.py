"""The speaker bench as a browser without scripts meets it."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from retreat.house import House
from retreat.transcripts.models import RecordedTurn
from retreat.transcripts.speakers.state import SpeakersChanged
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, Table, talk_of
from tests.support.clock import HandClock
from tests.support.marks import codes, slots, wrong_fields
from tests.support.meeting import Meeting
from tests.support.rooms import make_app


@pytest.fixture
def table(house: House, meeting: Meeting, tmp_path: Path) -> Table:
    """A talk of three voices, worked on."""
    return talk_of(house, meeting, tmp_path)


class Desk:
    """A facilitator at the bench, who fills in its forms as they stand."""

    def __init__(self, browser: Browser, table: Table) -> None:
        self.browser = browser
        self.table = table
        self.base = f"/sessions/{table.meeting.session_id}/speakers"

    def bench(self) -> str:
        return self.browser.open(f"{self.base}?transcript={self.table.transcript_id}").text

    def send(self, act: str, page: str | None = None, **fields: object):  # type: ignore[no-untyped-def]
        page = self.bench() if page is None else page
        hidden = {name: re.search(rf'name="{name}" value="([^"]*)"', page)[1] for name in ("csrf_token", "seen")}
        form = {**hidden, "transcript": self.table.transcript_id, **fields}
        return self.browser.post(f"{self.base}/{act}", data=form)


@pytest.fixture
def desk(ada: Browser, table: Table) -> Desk:
    """A facilitator who is signed in."""
    return Desk(ada, table)


def test_a_bench_when_opened_then_each_voice_has_its_share_and_samples_that_play_without_scripts(desk: Desk) -> None:
    page = desk.bench()

    assert re.findall(r'<li class="voices__voice sheet" id="voice-(\w+)"', page) == ["S1", "S2", "S3"]
    shares = [int(share) for share in re.findall(r"(\d+)% of the talk", page)]
    assert "Voice 1" in page and shares == sorted(shares, reverse=True) and 99 <= sum(shares) <= 101
    links = re.findall(r'href="(/sessions/[^"]+/audio/[^"#]+)#t=([\d.]+),([\d.]+)"', page)
    assert len(links) == 5 and all(float(start) < float(end) for _, start, end in links)
    assert desk.browser.open(links[0][0], headers={"Range": "bytes=0-9"}).status_code == 206


@pytest.mark.both_engines
def test_a_voice_when_named_by_the_form_then_record_and_search_say_so(desk: Desk) -> None:
    answer = desk.send("name", voice="S1", name="Ana & Co <b>")

    assert answer.status_code == 303 and answer.location.endswith("#voice-S1")
    session = desk.browser.open(f"/sessions/{desk.table.meeting.session_id}").text
    assert session.count(">Ana &amp; Co &lt;b&gt;<") >= 2 and ">Voice 1<" not in session
    assert "Ana &amp; Co &lt;b&gt;" in desk.browser.open("/search?q=garden").text


def test_two_facilitators_when_both_change_a_voice_then_the_second_sees_the_new_state_and_loses_nothing(
    desk: Desk,
) -> None:
    old = desk.bench()
    desk.send("name", old, voice="S1", name="Ana")

    late = desk.send("name", old, voice="S2", name="Ben of the north")

    assert late.status_code == 409
    assert SpeakersChanged.code in codes(late.text) and 'value="Ana"' in late.text
    assert "You wanted to call Voice 2 “Ben of the north”." in html.unescape(late.text)
    again = re.search(r'<form class="sheet voices__again".*?</form>', late.text, re.S)[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', again))
    assert desk.browser.post(f"{desk.base}/name", data=fields).status_code == 303
    assert desk.table.voices()[1] == "Ben of the north"


def test_a_voice_with_a_name_when_what_was_done_or_wanted_is_said_then_it_is_called_by_it(
    desk: Desk, meeting: Meeting
) -> None:
    bea = meeting.join("Bea", consents=SOUND_YES).seat.id
    old = desk.bench()
    desk.send("name", voice="S1", name="Ana")
    desk.send("name", voice="S2", name="Ben")

    late = desk.send("merge", old, voice="S1", into="S2")
    desk.send("name", voice="S1", name="Anna")
    renamed = html.unescape(desk.bench())
    desk.send("match", voice="S2", person=bea)
    matched = html.unescape(desk.bench())

    assert late.status_code == 409 and "You wanted to merge Ana with Ben." in html.unescape(late.text)
    assert "Ana is called Anna everywhere." in renamed
    assert "Ben is matched." in matched


def test_turns_when_chosen_on_their_page_then_they_become_a_voice_of_their_own(desk: Desk) -> None:
    page = desk.browser.open(f"{desk.base}/turns?transcript={desk.table.transcript_id}&voice=S1").text
    assert page.count('type="checkbox"') == 2

    nobody = desk.send("turns", page, voice="S1", to="new", name="Cara")
    nowhere = desk.send("turns", page, voice="S1", turn=["2"])
    given = desk.send("turns", page, voice="S1", turn=["2"], to="new", name="Cara")

    assert (nobody.status_code, nowhere.status_code, given.status_code) == (422, 422, 303)
    assert "no_turn" in codes(nobody.text) and 'value="Cara"' in nobody.text
    assert "no_voice" in codes(nowhere.text) and "checked" in nowhere.text
    assert desk.table.voices()[2] == "Cara"
    assert "by_person" in codes(desk.browser.open(f"{desk.base}/turns?voice=S4").text)


def test_turns_when_given_to_a_voice_with_a_name_then_what_is_said_and_the_history_use_it(desk: Desk) -> None:
    desk.send("name", voice="S2", name="Joan")
    page = desk.browser.open(f"{desk.base}/turns?transcript={desk.table.transcript_id}&voice=S1").text

    desk.send("turns", page, voice="S1", turn=["2"], to="voice:S2", seen="1")

    after = html.unescape(desk.bench())
    assert "That is Joan now." in after and "One turn went to Joan" in after
    assert "Voice 2 is called “Joan”" in after


def test_a_part_of_a_turn_when_chosen_by_two_lists_then_the_record_shows_three_turns(desk: Desk) -> None:
    path = f"{desk.base}/turns/0?transcript={desk.table.transcript_id}"
    page = desk.browser.open(path).text

    wrong = desk.send("span", page, turn=0, first=7, last=4, to="unknown")
    desk.send("span", page, turn=0, first=4, last=7, to="unknown")

    assert wrong.status_code == 422 and "no_span" in codes(wrong.text)
    session = desk.browser.open(f"/sessions/{desk.table.meeting.session_id}").text
    names = re.findall(r'class="turn__speaker">([^<]+)<', session)
    assert names[:3] == ["Voice 1", "A voice", "Voice 1"]
    assert 'id="voice-unknown"' in desk.bench()


def test_a_change_when_taken_back_by_the_form_then_the_history_says_both(desk: Desk) -> None:
    desk.send("merge", voice="S3", into="S2")
    assert "Voice 3 was merged with Voice 2" in desk.bench()

    desk.send("undo")

    assert "was undone" in desk.bench() and desk.table.voices()[3] == "S3"
    assert desk.send("undo").status_code == 404


@pytest.mark.both_engines
def test_people_when_offered_then_only_who_agreed_stand_there_and_nothing_tells_of_others(
    desk: Desk, meeting: Meeting
) -> None:
    meeting.join("Ana", consents=SOUND_YES)
    before = desk.bench()
    bea = meeting.join("Bea", consents={**SOUND_YES, "audio_recorded": False})
    meeting.join("Cleo")

    after = desk.bench()

    plain = [re.sub(r'(csrf_token" value|nonce)="[^"]*"', "", text) for text in (before, after)]
    assert plain[0] == plain[1] and bea.seat.id not in after
    assert desk.send("match", voice="S1", person=bea.seat.id).status_code == 404


def test_a_match_when_its_person_says_no_later_then_their_words_are_on_no_page(desk: Desk, meeting: Meeting) -> None:
    ana = meeting.join("Ana", consents=SOUND_YES)
    assert desk.send("name", voice="S1", name="Ana Ferreira").status_code == 303
    assert desk.send("match", voice="S1", person=ana.seat.id).status_code == 303
    session = f"/sessions/{meeting.session_id}"
    base = f"{session}/transcripts/{desk.table.transcript_id}"
    asked = f"transcript={desk.table.transcript_id}"
    at_levels = [f"{at}?{asked}&level={level}" for at in ("", "/text") for level in ("intelligent", "gist")]
    levels = [f"{session}/levels{rest}" for rest in at_levels]
    figures = ("doubtful", "silence", "unheard", "corrected")
    quality = [f"{session}/quality?{asked}&show={show}" for show in figures]
    pages = (
        *("/search?q=garden+cat", session, desk.base, f"{desk.base}/turns?voice=S1", f"{base}/checking"),
        *levels,
        *quality,
    )
    assert ">garden<" in desk.browser.open(session).text

    desk.table.answer(ana.seat.id, audio_recorded=False, machine_transcription=False)

    for path in pages:
        answer = desk.browser.open(path)
        seen = answer.text.replace("garden cat", "what was looked for")
        assert "garden" not in seen and "Ana" not in seen and answer.status_code == 200, path
    assert ">waiting<" in desk.browser.open(session).text
    assert desk.browser.open(f"{desk.base}/turns/0").status_code == 404
    assert desk.browser.open(f"{base}/turns/2").status_code == 404


def offered_in(page: str, name: str) -> list[str]:
    """What is offered while somebody types in a field."""
    offered = re.search(rf'<datalist id="{name}">(.*?)</datalist>', page, re.S)[1]
    return [html.unescape(value) for value in re.findall(r'<option value="([^"]+)"></option>', offered)]


def test_names_given_at_a_table_when_the_next_session_of_the_event_has_it_too_then_they_are_offered(
    ada: Browser, house: House, clock: HandClock, tmp_path: Path
) -> None:
    morning = Meeting.open(house.database, clock, tables=2)
    noon = Meeting.open(house.database, clock, tables=2, event_id=morning.event_id)
    first = Desk(ada, talk_of(house, morning, tmp_path, number="1"))
    first.send("name", voice="S1", name="Ana")
    first.send("name", voice="S2", name="Refuser")
    other = Desk(ada, talk_of(house, morning, tmp_path, number="2"))
    other.send("name", voice="S1", name="Of another table")
    noon.join("Refuser", consents={"attend": True, "notes_kept": True, "audio_recorded": False})
    later = Desk(ada, talk_of(house, noon, tmp_path, number="1"))

    offered = offered_in(later.bench(), "names")

    assert offered == ["Ana"]
    assert "Voice 1" in later.bench(), "a name is offered, never given"


def test_a_voice_when_described_by_the_form_then_its_sheet_the_record_and_search_have_it(desk: Desk) -> None:
    assert "Third sector" in offered_in(desk.bench(), "sectors")

    answer = desk.send("describe", voice="S1", sector="third sector", role="Nurse & <b>")

    assert answer.status_code == 303 and answer.location.endswith("#voice-S1")
    assert slots(desk.bench(), "case") == ["Nurse & <b>, Third sector"]
    assert offered_in(desk.bench(), "roles") == ["Nurse & <b>"]
    session = desk.browser.open(f"/sessions/{desk.table.meeting.session_id}").text
    assert slots(session, "case") == ["Nurse & <b>, Third sector"], "where it first speaks, not at every turn"
    found = desk.browser.open("/search?q=garden&sector=Third+sector").text
    assert '<option value="Third sector" selected>' in found and '<li class="hit">' in found
    assert '<li class="hit">' not in desk.browser.open("/search?q=garden&sector=Nobody").text
    assert desk.browser.open(f"/search?q=garden&role={'x' * 121}%00").status_code == 422


def test_a_sector_that_is_too_long_when_sent_then_its_field_says_so_and_nothing_typed_is_lost(desk: Desk) -> None:
    wrong = desk.send("describe", voice="S2", sector="x" * 121, role="Nurse")

    assert wrong.status_code == 422 and wrong_fields(wrong.text) == ["sector-S2"]
    assert f'value="{"x" * 121}"' in wrong.text and wrong.text.count('value="Nurse"') == 1
    assert slots(desk.bench(), "case") == []


def test_a_sector_when_sent_late_then_it_can_be_sent_again_as_it_was(desk: Desk) -> None:
    old = desk.bench()
    desk.send("name", old, voice="S1", name="Ana")

    late = desk.send("describe", old, voice="S2", sector="Academic", role="")

    assert late.status_code == 409 and SpeakersChanged.code in codes(late.text)
    again = re.search(r'<form class="sheet voices__again".*?</form>', late.text, re.S)[0]
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', again))
    assert desk.browser.post(f"{desk.base}/describe", data=fields).status_code == 303
    assert slots(desk.bench(), "case") == ["Academic"]


def test_a_matched_voice_when_its_sheet_is_opened_then_it_is_not_asked_for_a_sector(
    desk: Desk, meeting: Meeting
) -> None:
    ana = meeting.join("Ana", consents=SOUND_YES, sector="Regulator", role="Inspector")
    desk.send("describe", voice="S1", sector="Academic")

    desk.send("match", voice="S1", person=ana.seat.id)

    assert slots(desk.bench(), "case") == ["Inspector, Regulator"]
    assert 'id="sector-S1"' not in desk.bench() and 'id="sector-S2"' in desk.bench()
    desk.table.answer(ana.seat.id, audio_recorded=False)
    for path in (desk.base, f"/sessions/{meeting.session_id}", "/search?q=waiting"):
        page = desk.browser.open(path).text
        assert slots(page, "case") == []
        assert "Inspector" not in page and 'value="Academic">Academic' not in page and "“Academic”" not in page


def test_doubtful_turns_when_shown_then_a_word_and_a_sign_say_so_until_a_person_has_said_who(desk: Desk) -> None:
    def doubt(db):  # type: ignore[no-untyped-def]
        db.get_one(RecordedTurn, (desk.table.transcript_id, 2)).speaker_confidence = 0.55
        db.get_one(RecordedTurn, (desk.table.transcript_id, 0)).speaker_confidence = 0.95

    desk.table.house.database.write(doubt)
    path = f"{desk.base}/turns?voice=S1&only=doubtful"

    page = desk.browser.open(path).text
    session = desk.browser.open(f"/sessions/{desk.table.meeting.session_id}").text
    assert page.count("perhaps somebody else") == 1 and "1 doubtful turn<" in desk.bench()
    assert session.count("perhaps somebody else") == 1

    desk.send("turns", page, voice="S1", turn=["2"], to="voice:S3")
    assert "perhaps somebody else" not in desk.browser.open(f"/sessions/{desk.table.meeting.session_id}").text


def test_nobody_signed_in_when_the_bench_is_asked_for_then_it_is_refused(desk: Desk, house: House) -> None:
    stranger = Browser(make_app(house))

    for path in ("", "/turns?voice=S1", "/turns/0"):
        assert stranger.open(desk.base + path).location.startswith("/sign-in")
    assert desk.browser.open("/sessions/nowhere/speakers").status_code == 404
    assert desk.browser.open(f"{desk.base}?transcript=another").status_code == 404


def test_a_session_without_sound_when_its_bench_is_opened_then_it_says_what_to_do(
    desk: Desk, house: House, clock: HandClock
) -> None:
    empty = Meeting.open(house.database, clock)

    page = desk.browser.open(f"/sessions/{empty.session_id}/speakers")

    assert page.status_code == 200 and "No voices yet" in page.text
