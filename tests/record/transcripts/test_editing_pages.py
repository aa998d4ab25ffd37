"""Correcting as a browser without scripts meets it, and find and replace; on both engines."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy.orm import Session

from retreat.house import House
from retreat.transcripts.models import RecordedTurn
from tests.people.pages import Browser
from tests.record.correcting import FIRST, Talk, talk
from tests.support.clock import HandClock
from tests.support.forms import token_of
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import all_words_are_of_one_who_said_no, let_in, make_app

__all__ = ["talk"]


class Pages(Browser):
    """A browser on the pages of one transcript."""

    def __init__(self, house: House, talk: Talk) -> None:
        super().__init__(make_app(house))
        let_in(self, house)
        self.session = f"/sessions/{talk.session_id}"
        self.transcript = f"{self.session}/transcripts/{talk.id}"

    def turn(self, n: int) -> str:
        return f"{self.transcript}/turns/{n}"

    def fill(self, path: str, **fields: str):  # type: ignore[no-untyped-def]
        """Send a form from the page that it stands on, hidden fields and all."""
        shown = self.open(path).text
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', shown))
        return self.post(path, data={name: html.unescape(value) for name, value in hidden.items()} | fields)

    def at_once(self, path: str, **fields: str):  # type: ignore[no-untyped-def]
        """As the editor's script sends it."""
        headers = {"Accept": "application/json", "X-CSRFToken": token_of(self.open(self.session).text)}
        return self.post(path, data=fields, headers=headers)


@pytest.fixture
def ada(house: House, talk: Talk) -> Pages:
    """A facilitator who corrects."""
    return Pages(house, talk)


def test_a_turn_when_corrected_by_the_plain_form_then_the_record_reads_so_and_its_history_says_who(
    ada: Pages, talk: Talk
) -> None:
    answer = ada.fill(ada.turn(0), text=FIRST.replace("tired", "weary"), then="checked")

    assert answer.status_code == 303 and answer.location.endswith("#turn-0")
    assert talk.text(0) == FIRST.replace("tired", "weary")
    record, page = ada.open(answer.location).text, ada.open(ada.turn(0)).text
    assert "1 of 5 turns checked" in record
    assert re.search(r"<del>.*?tired</del> <ins>.*?weary</ins>", page)
    assert "edited" in codes(page) and "</strong> by Ada" in page


def test_an_older_text_when_put_back_by_the_plain_form_then_it_stands_again(ada: Pages, talk: Talk) -> None:
    ada.fill(ada.turn(0), text="Something else.")

    ada.post(ada.turn(0) + "/restore", data=_token(ada, talk, number="0"))

    assert talk.text(0) == FIRST


def _token(ada: Pages, talk: Talk, **fields: str) -> dict[str, str]:
    return {"csrf_token": token_of(ada.open(ada.turn(0)).text), "version": str(talk.turn(0).version)} | fields


def test_a_stale_form_when_sent_then_both_texts_stand_on_one_page_and_nothing_is_lost(ada: Pages, talk: Talk) -> None:
    stale = _token(ada, talk, text=FIRST + " Mine.")
    talk.type(0, FIRST + " Theirs.")

    answer = ada.post(ada.turn(0), data=stale)

    assert answer.status_code == 409
    assert FIRST + " Theirs." in answer.text and FIRST + " Mine." in answer.text
    assert 'name="version" value="1"' in answer.text
    assert talk.text(0) == FIRST + " Theirs."


def test_an_empty_form_when_sent_then_it_asks_first_and_takes_out_all_once_confirmed(ada: Pages, talk: Talk) -> None:
    asked = ada.fill(ada.turn(0), text="  ")
    before = talk.text(0)

    ada.fill(ada.turn(0), text="", all_out="yes")

    assert asked.status_code == 422 and "all_taken_out" in codes(asked.text)
    assert (before, talk.text(0)) == (FIRST, "")
    assert "no words" in ada.open(ada.session).text


def test_the_editor_when_it_saves_then_it_is_told_words_with_times_or_how_the_turn_stands_now(
    ada: Pages, talk: Talk
) -> None:
    saved = ada.at_once(ada.turn(0), version="0", text=FIRST.replace("tired", "weary"))
    stale = ada.at_once(ada.turn(0), version="0", text="x")
    wrong = ada.at_once(ada.turn(0), version="1", text="a" * 300)

    told = saved.get_json()
    assert (told["version"], told["by"], told["words"][2]["text"]) == (1, "Ada", "weary")
    assert told["words"][2]["start_ms"] == 1000
    assert stale.status_code == 409
    assert stale.get_json()["now"]["text"] == FIRST.replace("tired", "weary")
    assert wrong.status_code == 422 and wrong.get_json()["error"]["code"] == "word_too_long"


@pytest.mark.both_engines
def test_turns_on_which_notes_rest_when_asking_what_to_check_then_they_come_first(
    ada: Pages, talk: Talk, meeting: Meeting, clock: HandClock
) -> None:
    clock.forward(seconds=30)
    meeting.join("Bea").note("Carried letters!", share="everyone")

    page = ada.open(ada.transcript + "/checking").text
    first = ada.open(ada.transcript + "/next")
    second = ada.open(f"{ada.transcript}/next?after=3")

    assert page.index("tag--next") < page.index("We were tired")
    assert first.location.endswith("#turn-3")
    assert second.location.endswith("#turn-0")


def test_all_turns_when_checked_then_next_says_that_nothing_is_left(ada: Pages, talk: Talk) -> None:
    shown = ada.open(ada.session).text
    turns = re.findall(r'name="turn" value="([^"]+)"', shown)

    answer = ada.post(ada.transcript + "/review", data=_token(ada, talk) | {"state": "approved", "turn": turns})

    counts = re.search(r'id="counts">([^<]*)<', ada.open(answer.location).text)
    assert counts and re.findall(r"\d+", counts[1]) == ["5", "5", "5"]
    gone = ada.open(ada.transcript + "/next")
    assert "all_checked" in codes(ada.open(gone.location).text)


@pytest.mark.both_engines
def test_a_name_when_replaced_everywhere_then_each_place_was_seen_and_all_is_undone_as_one(
    ada: Pages, talk: Talk
) -> None:
    found = ada.open(f"{ada.session}/replace?find=health&with=the+ward&scope=session&whole=yes").text
    places = re.findall(r'name="place" value="([^"]+)"', found)
    fields = {"find": "health", "with": "the ward", "scope": "session", "whole": "yes"}

    ada.post(f"{ada.session}/replace", data=_token(ada, talk) | fields | {"place": places[1:]})
    replaced, hits = talk.text(4), talk.hits('"the ward"')
    act = re.search(r"/replace/([^/]+)/undo", ada.open(f"{ada.session}/replace").text)[1]
    talk.type(4, talk.text(4).replace("letters", "letters about"))
    ada.post(f"{ada.session}/replace/{act}/undo", data=_token(ada, talk))

    assert len(places) == 2
    assert replaced.startswith("Housing would not talk to health, and the ward would not")
    assert hits
    assert talk.text(4) == (
        "Housing would not talk to health, and health would not talk to housing, so we carried letters about."
    ), "what somebody changed since stays"
    assert "undone" in ada.open(f"{ada.session}/replace").text


def test_a_transcript_that_is_not_there_when_words_are_to_be_replaced_in_it_then_it_is_not_found(ada: Pages) -> None:
    assert ada.open(f"{ada.session}/replace?transcript=nope").status_code == 404


def test_a_place_when_changed_since_it_was_seen_then_it_is_left_as_found(ada: Pages, talk: Talk) -> None:
    found = ada.open(f"{ada.session}/replace?find=carers&scope=session&whole=yes").text
    places = re.findall(r'name="place" value="([^"]+)"', found)
    talk.type(0, FIRST.replace("carers", "carers, all of them,"))

    answer = ada.post(
        f"{ada.session}/replace",
        data=_token(ada, talk) | {"find": "carers", "with": "x", "whole": "yes", "place": places},
    )

    assert "left_as_found" in codes(ada.open(answer.location).text)
    assert "carers" in talk.text(0)


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("options", "places"), [("whole=yes", 0), ("", 1), ("whole=yes&case=yes&find=Ana", 0), ("find=WERE+TIRED", 1)]
)
def test_a_search_for_places_when_narrowed_then_only_those_are_shown(ada: Pages, options: str, places: int) -> None:
    wanted = options if "find=" in options else f"find=nob&{options}" if options else "find=arers"

    page = ada.open(f"{ada.session}/replace?scope=programme&{wanted}").text

    assert page.count('name="place"') == places


def test_nothing_to_look_for_when_asked_then_it_says_so(ada: Pages) -> None:
    answer = ada.open(f"{ada.session}/replace?find=+&scope=session")

    assert answer.status_code == 422 and "nothing_to_find" in codes(answer.text)


def test_nobody_signed_in_when_a_turn_is_asked_for_then_it_is_refused(house: House, talk: Talk) -> None:
    stranger = Browser(make_app(house))
    session = f"/sessions/{talk.session_id}"

    for path in ("/transcripts/x/turns/0", "/transcripts/x/checking", "/transcripts/x/next", "/replace"):
        assert stranger.open(session + path).location.startswith("/sign-in")


def test_anothers_transcript_when_asked_for_under_this_session_then_it_is_not_there(
    ada: Pages, talk: Talk, meeting: Meeting, clock: HandClock
) -> None:
    other = Meeting.open(meeting.database, clock)

    assert ada.open(f"/sessions/{other.session_id}/transcripts/{talk.id}/turns/0").status_code == 404
    assert ada.open(ada.turn(99)).status_code == 404


def test_words_of_somebody_who_said_no_when_corrected_or_sought_then_they_are_not_there(
    ada: Pages, talk: Talk, meeting: Meeting, house: House
) -> None:

    all_words_are_of_one_who_said_no(house, meeting)

    assert ada.open(ada.turn(0)).status_code == 404
    assert "not_found" in codes(ada.open(f"{ada.session}/replace?find=carers&scope=session").text)
    assert "tired" not in ada.open(ada.transcript + "/checking").text


def test_a_turn_when_its_first_word_begins_after_it_then_its_own_page_says_the_time_that_the_record_says(
    ada: Pages, talk: Talk, house: House
) -> None:
    def later(db: Session) -> None:
        turn = db.get_one(RecordedTurn, (talk.id, 1))
        turn.start_ms = (turn.start_ms or 0) + 61_000

    house.database.write(later)

    record, page = ada.open(ada.session).text, ada.open(ada.turn(1)).text

    title = re.search(r"<h1>.*, (\d+:\d\d)</h1>", page)
    block = re.search(r'id="turn-1".*?data-play="\d+".*?</span>(\d+:\d\d)</a>', record, re.DOTALL)
    assert title and block and title[1] == block[1]
