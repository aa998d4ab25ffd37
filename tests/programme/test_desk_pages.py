"""The desk's home: every empty place says what to do next, and every form leads on."""

from __future__ import annotations

import html
import re

import pytest
from flask import Flask

from retreat.database import Database
from retreat.programme.queries import programmes
from tests.people.make import make_session
from tests.people.pages import Browser, first_facilitator, make_app
from tests.support.clock import HandClock
from tests.support.marks import codes, wrong_fields


@pytest.fixture
def desk(browser: Browser) -> Browser:
    """A facilitator who has just made their account."""
    first_facilitator(browser)
    return browser


def test_a_new_facilitator_when_following_the_next_step_each_time_then_a_session_stands_on_the_desk(
    desk: Browser, sqlite_database: Database
) -> None:
    assert codes(desk.open("/desk").text) == ["no_programme"]

    event_form = desk.send("/desk/programmes/new", title="Meaningful accounts").location
    assert codes(desk.open("/desk").text) == ["no_event", "none"], "and there is no backup yet"
    session_form = desk.send(
        event_form, title="Spring retreat", kind="data_retreat", starts_on="2026-04-01", place="Leith"
    ).location
    assert "No session yet" in desk.open("/desk").text
    chosen = desk.open(session_form).text
    live = desk.send(session_form, activity="lifting_the_rock", title="", tables="3").location

    home = desk.open("/desk").text
    assert "Everyone knows that" in html.unescape(chosen) and "In plain words" in chosen
    assert live.startswith("/desk/sessions/") and f'href="{live}"' in home
    assert all(
        said in home
        for said in (
            "Meaningful accounts",
            "Data retreat",
            "1 April 2026",
            "Leith",
            "Lifting the rock",
            "Planned",
        )
    )
    with sqlite_database.read() as db:
        (programme,) = programmes(db)
    assert programme.events[0].sessions[0].people == 0


@pytest.mark.parametrize(
    "path,fields,field",
    [
        ("/desk/programmes/new", {"title": "  "}, "title"),
        (
            "/desk/programmes/{p}/events/new",
            {"title": "E", "kind": "workshop", "starts_on": "soon"},
            "starts_on",
        ),
        (
            "/desk/programmes/{p}/events/new",
            {"title": "E", "kind": "workshop", "starts_on": "0001-01-01"},
            "starts_on",
        ),
        (
            "/desk/programmes/{p}/events/new",
            {"title": "E", "kind": "party", "starts_on": "2026-04-01"},
            "kind",
        ),
        ("/desk/events/{e}/sessions/new", {"activity": "", "tables": "0"}, "activity"),
        ("/desk/events/{e}/sessions/new", {"activity": "brainstorm", "tables": "99"}, "tables"),
        ("/desk/events/{e}/sessions/new", {"activity": "brainstorm", "tables": "-1"}, "tables"),
        ("/desk/programmes/{p}", {"sectors": " \n "}, "sectors"),
        ("/desk/programmes/{p}", {"partner": " "}, "partner"),
    ],
)
def test_a_form_that_cannot_be_used_when_sent_then_it_comes_back_with_a_sentence_at_its_field(
    desk: Browser, sqlite_database: Database, clock: HandClock, path: str, fields: dict[str, str], field: str
) -> None:
    made = make_session(sqlite_database, clock)
    path = path.format(p=made.programme_id, e=made.event_id)

    refused = desk.send(path, **fields)

    assert refused.status_code == 422 and wrong_fields(refused.text) == [field]
    for value in (value for name, value in fields.items() if name == "title"):
        assert f'value="{value}"' in refused.text


def test_sectors_and_partners_when_edited_then_the_page_shows_them(
    desk: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    path = f"/desk/programmes/{make_session(sqlite_database, clock).programme_id}"

    desk.send(path, sectors="Carers\nCouncils")
    desk.send(path, partner="Carers’ Voice <b>")

    shown = desk.open(path).text
    assert "Carers\nCouncils</textarea>" in shown and "<li>Carers’ Voice &lt;b&gt;</li>" in shown


def test_both_posters_when_opened_then_they_can_be_scanned_read_and_typed(
    sqlite_database: Database, clock: HandClock
) -> None:
    app = make_app(
        sqlite_database, clock, RETREAT_ADDRESS="http://192.168.1.20:8000",
        RETREAT_WIFI_NAME="Hall <1>", RETREAT_WIFI_PASSWORD="quiet room",
    )  # fmt: skip
    desk = Browser(app)
    first_facilitator(desk)
    made = make_session(sqlite_database, clock, title="Evening")
    letters = made.join_pass or ""

    shown = desk.open(f"/desk/sessions/{made.id}/posters").text

    assert "unreachable" not in codes(shown)
    assert "no_internet" in codes(shown) and "Hall &lt;1&gt;" in shown and "quiet room" in shown
    assert "192.168.1.20:8000" in shown and f"{letters[:4]} {letters[4:]}" in shown
    assert shown.count("<svg") - shown.count('<svg class="icon"') == 2


def test_posters_when_no_phone_could_reach_the_address_then_the_page_says_so_before_they_are_printed(
    sqlite_database: Database, clock: HandClock
) -> None:
    desk = Browser(make_app(sqlite_database, clock, HOST="127.0.0.1"))
    first_facilitator(desk)

    shown = desk.open(f"/desk/sessions/{make_session(sqlite_database, clock).id}/posters").text

    assert "unreachable" in codes(shown)


def test_a_wifi_typed_on_the_page_when_sent_then_it_is_drawn_and_not_kept(
    desk: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    path = f"/desk/sessions/{make_session(sqlite_database, clock).id}/posters"
    assert "wifi_unsaid" in codes(desk.open(path).text)

    drawn = desk.send(path, wifi_name="Leith Hall", wifi_password="s;e:c")

    assert "Leith Hall" in drawn.text and "wifi_picture" in codes(drawn.text)
    assert "Leith Hall" not in desk.open(path).text


def test_the_join_picture_when_asked_for_by_a_stranger_or_after_the_end_then_it_is_not_given(
    desk: Browser, app: Flask, sqlite_database: Database, clock: HandClock
) -> None:
    made = make_session(sqlite_database, clock)
    path = f"/qr/join/{made.id}.svg"

    shown, stranger = desk.open(path), Browser(app).open(path)

    assert shown.mimetype == "image/svg+xml" and re.match(r"<svg [^>]*viewBox", shown.text)
    assert stranger.status_code == 303 and desk.open("/qr/join/nothing.svg").status_code == 404


def test_another_ones_session_when_its_id_is_invented_then_every_page_says_the_same(desk: Browser) -> None:
    paths = (
        "/desk/sessions/x/posters",
        "/desk/events/x/sessions/new",
        "/desk/programmes/x",
        "/desk/programmes/x/events/new",
    )

    assert {desk.open(path).status_code for path in paths} == {404}
