"""Words that a plain form could not send come back on the page, which keeps nothing otherwise and must not claim so."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest

from app import create_app
from facilitation.facts import REFUSALS
from facilitation.unsent import said_of, status_of
from retreat.database import Database
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import make_house

ANSWERS = {"notes": "yes", "sound": "no", "name_choice": "none"}
SAID = "Half a thought,\nnot sent"


def in_box(page: str) -> str:
    """What the box for unsent words holds."""
    found = re.search(r'<form[^>]*data-slot="unsent".*?<textarea[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return html.unescape(found[1]).replace("\r\n", "\n") if found else ""


def phone_in(database: Database, clock: HandClock, folder: Path, activity: str) -> tuple[Meeting, Browser, str]:
    meeting = Meeting.open(database, clock, activity)
    phone = Browser(create_app(make_house(database, clock, folder)), address="10.0.0.7")
    phone.send("/join", join_pass=meeting.join_pass)
    phone.send(f"/join/{meeting.event_id}", **ANSWERS)
    return meeting, phone, f"/s/{meeting.session_id}"


def test_note_when_its_round_has_closed_then_its_words_wait_in_a_box_until_an_open_question_takes_them(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    meeting, phone, at = phone_in(sqlite_database, clock, tmp_path, "brainstorm")
    meeting.leader.send("round.close", meeting.round_ids[0])
    clock.forward(seconds=5)

    late = phone.send(f"{at}/notes", page=at, prompt_id=meeting.prompt_ids[0], text=SAID)
    again = phone.send(f"{at}/unsent", page=at, text=in_box(late.text))

    assert (late.status_code, codes(late.text)[0]) == (409, "round_closed")
    assert in_box(late.text) == in_box(again.text) == SAID

    meeting.leader.send("round.add", "asked-now")
    meeting.leader.send("prompt.ask", "and-now", round_id="asked-now", text="And now?")
    offered = phone.send(f"{at}/unsent", page=at, text=in_box(again.text)).text
    (prompt,) = re.findall(r'data-slot="unsent".*?name="prompt_id" value="([^"]+)"', offered, re.DOTALL)
    phone.send(f"{at}/notes", page=at, prompt_id=prompt, text=in_box(offered))

    page = phone.open(at).text
    assert SAID in page and page.count("data-note=") == 1 and in_box(page) == ""


def test_sides_and_changes_when_refused_then_their_words_come_back_too(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    meeting, phone, at = phone_in(sqlite_database, clock, tmp_path, "holding a tension")
    side = {"kind": "tension.side", "round_id": meeting.round_ids[0], "tension_id": "tension-1"}

    empty = phone.send(f"{at}/acts", page=at, protects="What it guards", **side)
    bulb = phone.send(f"{at}/light-bulbs/nowhere/edit", page=at, now="A shift", base_version="1")
    meeting.leader.send("round.close", meeting.round_ids[0])
    clock.forward(seconds=5)
    late = phone.send(f"{at}/acts", page=at, text=SAID, protects="What it guards", **side)

    assert (empty.status_code, in_box(empty.text)) == (422, "What it guards")
    assert (bulb.status_code, in_box(bulb.text)) == (410, "A shift")
    assert (late.status_code, in_box(late.text)) == (409, f"{SAID}\n\nWhat it guards")


@pytest.mark.parametrize("code", sorted(REFUSALS))
def test_refusal_when_told_by_a_page_that_keeps_nothing_then_it_does_not_speak_of_the_phone(code: str) -> None:
    refused = {"code": code, "message": REFUSALS[code]}

    assert "phone" not in said_of(refused) and status_of(refused) >= 400


def test_note_when_too_long_then_its_own_box_has_it_again(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    meeting, phone, at = phone_in(sqlite_database, clock, tmp_path, "brainstorm")

    long = phone.send(f"{at}/notes", page=at, prompt_id=meeting.prompt_ids[0], text="w" * 2_001)

    assert (long.status_code, in_box(long.text)) == (422, "")
    assert "w" * 2_001 in long.text
