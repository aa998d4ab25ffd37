"""What is given away: made by one, approved by a lead, called back when somebody in it says no."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from sqlalchemy import update

from app import create_app
from facilitation.seats.taking_out import take_out
from retreat.consent import derived
from retreat.consent.derived import Whose
from retreat.errors import Conflict
from retreat.export.releases import operations
from retreat.export.releases.derived import empty_recalled
from retreat.export.releases.gone import _bury, _collect
from retreat.export.releases.operations import content_of
from retreat.house import House
from retreat.recordings.left_out.ports import tell_followers
from retreat.transcripts.models import RecordedWord
from tests.people.pages import Browser
from tests.record.export.kit import SHARED
from tests.support.clock import HandClock
from tests.support.forms import token_of
from tests.support.marks import codes
from tests.support.meeting import Meeting, Person
from tests.support.rooms import HeardTalk, answer, browser_of, match, say_no, signed_in_as

STATE = re.compile(r'data-state="(made|approved|recalled|ended)"')


@pytest.fixture
def team(house: House, meeting: Meeting) -> Iterator[dict[str, Browser]]:
    app = create_app(house)
    yield {
        role: browser_of(app, signed_in_as(house, meeting, role))
        for role in ("lead", "researcher", "reader", "partner")
    }


@pytest.fixture
def ana(meeting: Meeting) -> Person:
    ana = meeting.join("Ana", consents=SHARED | {"quotes": "role"})
    ana.note("Ask the carers first", share="everyone")
    return ana


def form(browser: Browser, meeting: Meeting, **fields: str) -> dict[str, str]:
    page = browser.open(f"/sessions/{meeting.session_id}/export").text
    return {
        "csrf_token": token_of(page),
        "audience": "partners",
        "format": "txt",
        "holder": "Northtown council",
        "until": "2030-01-01",
    } | fields


def release(browser: Browser, meeting: Meeting, **fields: str) -> str:
    """Make one; its address."""
    answer = browser.post(f"/sessions/{meeting.session_id}/releases", data=form(browser, meeting, **fields))
    assert answer.status_code == 303, codes(answer.text)
    page = browser.open(f"/events/{meeting.event_id}/export").text
    return re.findall(r"(/events/[^\"]+/releases/[^\"/]+)/file", page)[0]


def do(browser: Browser, meeting: Meeting, address: str) -> int:
    page = browser.open(f"/events/{meeting.event_id}/export").text
    return browser.post(address, data={"csrf_token": token_of(page)}).status_code


def test_release_when_made_and_approved_then_it_is_frozen_and_a_no_calls_it_back(
    house: House, meeting: Meeting, team: dict[str, Browser], ana: Person, clock: HandClock
) -> None:
    lead, researcher, reader = (team[name] for name in ("lead", "researcher", "reader"))
    bea = meeting.join("Bea", consents=SHARED | {"share_partners": False})
    bea.note("Not for partners", share="everyone")

    address = release(researcher, meeting)
    first = researcher.open(f"{address}/file")
    assert "Ask the carers first" in first.text and "Not for partners" not in first.text and "Ana" not in first.text
    assert first.headers["Cache-Control"] == "no-store" and "attachment" in first.headers["Content-Disposition"]
    assert reader.open(f"{address}/file").status_code == 403
    assert do(researcher, meeting, f"{address}/approve") == 403

    assert do(lead, meeting, f"{address}/approve") == 303
    ana.note("Written later", share="everyone")
    assert reader.open(f"{address}/file").get_data() == first.get_data()
    say_no(house, bea, "share_partners")
    assert STATE.findall(lead.open(f"/sessions/{meeting.session_id}/export").text) == ["approved"]

    say_no(house, ana, "share_partners")
    page = lead.open(f"/sessions/{meeting.session_id}/export").text
    assert STATE.findall(page) == ["recalled"] and "recalled" in codes(page)
    assert lead.open(f"{address}/file").status_code == 409
    assert empty_recalled(house) and not empty_recalled(house)
    assert list((house.settings.data / "releases").iterdir()) == []


def test_release_when_its_time_has_passed_or_its_bytes_changed_then_nobody_gets_it(
    house: House, meeting: Meeting, team: dict[str, Browser], ana: Person, clock: HandClock
) -> None:
    address = release(team["researcher"], meeting, until=clock().astimezone().date().isoformat())
    (file,) = (house.settings.data / "releases").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600

    whole = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(whole + b".")
    assert team["lead"].open(f"{address}/file").status_code == 409
    file.write_bytes(whole)
    assert team["lead"].open(f"{address}/file").status_code == 200
    clock.forward(days=2)
    with pytest.raises(Conflict):
        content_of(house, meeting.event_id, address.rpartition("/")[2])


def test_words_of_somebody_when_erased_then_what_holds_them_goes_also_from_a_restored_copy(
    house: House, meeting: Meeting, team: dict[str, Browser], ana: Person
) -> None:
    address = release(team["researcher"], meeting)
    (file,) = (house.settings.data / "releases").iterdir()

    theirs = house.database.write(lambda db: derived.erase(db, Whose(participant_id=ana.seat.id, at=house.clock())))
    derived.erase_files(house, theirs)
    assert not file.exists() and team["lead"].open(f"{address}/file").status_code == 409

    with house.database.read() as db:
        lines = _collect(db, ())
    assert len(lines) == 1
    assert house.database.write(lambda db: _bury(db, house, lines)) == 0


def test_a_note_when_its_author_takes_it_back_then_what_holds_it_is_called_back(
    house: House, meeting: Meeting, team: dict[str, Browser], ana: Person
) -> None:
    note = ana.note("A word too many", share="everyone")
    address = release(team["researcher"], meeting)
    other = ana.note("Not in it", share="everyone")
    assert "seq" in ana.send("note.remove", other)
    assert team["lead"].open(f"{address}/file").status_code == 200

    assert "seq" in ana.send("note.remove", note)

    assert team["lead"].open(f"{address}/file").status_code == 409
    assert empty_recalled(house)
    assert list((house.settings.data / "releases").iterdir()) == []


@pytest.mark.parametrize("how", ["set_aside", "left_out", "taken_out"])
def test_what_is_in_a_release_when_the_room_takes_it_away_then_it_is_called_back(
    house: House, meeting: Meeting, team: dict[str, Browser], ana: Person, how: str
) -> None:
    """Seen red for each, with its follower taken away."""
    note = ana.note("Her brother hits her", share="everyone")
    address = release(team["researcher"], meeting)
    assert team["lead"].open(f"{address}/file").status_code == 200

    if how == "set_aside":
        assert "seq" in meeting.leader.send("note.remove", note)
    elif how == "taken_out":
        take_out(house.database, meeting.event_id, [ana.seat.id], now=house.clock(), ids=house.ids)
    else:
        house.database.write(lambda db: tell_followers(db, meeting.session_id, None))

    assert team["lead"].open(f"{address}/file").status_code == 409


@pytest.mark.parametrize(
    ("first", "then", "state"),
    [(None, "role", "made"), (None, "none", "made"), ("role", "named", "made"), ("named", "role", "recalled"),
     ("role", "none", "recalled"), ("named", "none", "recalled")],
)  # fmt: skip
def test_choice_about_quotes_when_made_or_changed_then_only_less_than_before_calls_a_release_back(
    house: House, meeting: Meeting, team: dict[str, Browser], first: str | None, then: str, state: str
) -> None:
    """Seen red for the first answers: whoever had not chosen was not told about, and lost the release all the same."""
    eve = meeting.join("Eve", consents=SHARED | ({"quotes": first} if first else {}))
    eve.note("Ask the carers first", share="everyone")
    release(team["researcher"], meeting)

    answer(house, eve, quotes=then)

    assert STATE.findall(team["lead"].open(f"/sessions/{meeting.session_id}/export").text) == [state]


@pytest.mark.parametrize(
    ("agrees", "known", "state"), [(False, True, "recalled"), (True, True, "made"), (True, False, "recalled")]
)
def test_words_in_a_release_when_found_to_be_anothers_then_called_back_unless_that_person_agrees_too(
    house: House, meeting: Meeting, team: dict[str, Browser], heard: HeardTalk, agrees: bool, known: bool, state: str
) -> None:
    """Seen red without the follower: labels err, and the file kept the words of somebody who had said no."""
    ana, bea = (meeting.join(name, consents=SHARED | {"quotes": "role"}) for name in ("Ana", "Bea"))
    match(house, meeting, heard.transcript_id, "Ana", ana)
    if not agrees:
        say_no(house, bea, "share_partners")
    release(team["researcher"], meeting)

    match(house, meeting, heard.transcript_id, "Ana", bea if known else None)

    states = partial(team["lead"].open, f"/sessions/{meeting.session_id}/export")
    assert STATE.findall(states().text) == [state]
    if state == "made":
        say_no(house, bea, "share_partners")
        assert STATE.findall(states().text) == ["recalled"]


@pytest.mark.parametrize("how", ["takes_back", "says_no"])
def test_somebody_when_they_take_back_or_say_no_while_a_release_is_made_then_none_is_made(
    house: House, meeting: Meeting, team: dict[str, Browser], monkeypatch: pytest.MonkeyPatch, ana: Person, how: str
) -> None:
    """Seen red for what is taken back: the answers alone were looked at again."""
    note = ana.note("Only for a moment", share="everyone")
    real = operations.people_in

    def meanwhile(*asked: Any) -> frozenset[str]:
        found = real(*asked)
        if how == "says_no":
            say_no(house, ana, "share_partners")
        else:
            assert "seq" in ana.send("note.remove", note)
        return found

    monkeypatch.setattr(operations, "people_in", meanwhile)
    told = team["researcher"].post(f"/sessions/{meeting.session_id}/releases", data=form(team["researcher"], meeting))

    assert (told.status_code, "changed" in codes(told.text)) == (409, True)
    assert STATE.findall(told.text) == []


def test_single_words_of_another_in_a_turn_when_that_person_says_no_then_the_release_is_called_back(
    house: House, meeting: Meeting, team: dict[str, Browser], heard: HeardTalk
) -> None:
    """Seen red with the people of whole voices alone."""
    ana, bea = (meeting.join(name, consents=SHARED | {"quotes": "role"}) for name in ("Ana", "Bea"))
    match(house, meeting, heard.transcript_id, "Ana", ana)
    its = (RecordedWord.transcript_id == heard.transcript_id, RecordedWord.n < 2)
    house.database.write(lambda db: db.execute(update(RecordedWord).where(*its).values(said_by=bea.seat.id)))
    release(team["researcher"], meeting)

    say_no(house, bea, "share_partners")

    assert STATE.findall(team["lead"].open(f"/sessions/{meeting.session_id}/export").text) == ["recalled"]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("audience", "team", "no_audience"),
        ("holder", "  ", "no_holder"),
        ("until", "2001-01-01", "past"),
        ("until", "soon", "no_day"),
        ("audience", "everyone", "no_such_audience"),
        ("format", "telex", "no_such_format"),
        ("audience", "public", "nothing_to_release"),
    ],
)
def test_release_that_cannot_be_made_when_asked_for_then_the_form_says_why(
    meeting: Meeting, team: dict[str, Browser], ana: Person, field: str, value: str, code: str
) -> None:
    asked = form(team["researcher"], meeting, **{field: value})

    answer = team["researcher"].post(f"/sessions/{meeting.session_id}/releases", data=asked)

    assert answer.status_code in (404, 422) and code in codes(answer.text)
    assert STATE.findall(answer.text) == []


def test_team_file_when_downloaded_then_readers_have_it_and_partners_and_audiences_do_not(
    meeting: Meeting, team: dict[str, Browser], ana: Person
) -> None:
    address = f"/sessions/{meeting.session_id}/export/file?format=txt"

    assert "Ask the carers first" in team["reader"].open(address).text
    assert team["partner"].open(address).status_code == 403
    assert team["reader"].open(f"{address}&for=public").status_code == 403
    assert team["reader"].open(f"/sessions/{meeting.session_id}/export/file?format=vtt").status_code == 422
    assert team["reader"].open(f"/events/{meeting.event_id}/export/file?format=csv").data.startswith(b"PK")
    assert do(team["reader"], meeting, f"/sessions/{meeting.session_id}/releases") == 403


def test_report_for_partners_when_somebody_no_longer_wants_to_be_quoted_then_it_is_called_back(
    house: House, meeting: Meeting, team: dict[str, Browser], ana: Person
) -> None:
    say_it = meeting.join("Ben", consents=SHARED | {"quotes": "none"})
    say_it.note("Never quote me at all", share="everyone")
    address = release(team["lead"], meeting, format="report-html")
    held = team["lead"].open(f"{address}/file").text

    answer(house, ana, quotes="none")

    assert "Ask the carers first" in held and "Never quote me at all" not in held
    assert STATE.findall(team["lead"].open(f"/sessions/{meeting.session_id}/export").text) == ["recalled"]
