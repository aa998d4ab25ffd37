"""Every route of the whole application says who may open it, and none can be used from another site."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from retreat.database import Database
from retreat.house import House
from retreat.ids import system_ids
from retreat.settings import load_settings
from retreat.web.guard import access_of, undeclared
from tests.people.pages import Browser, first_facilitator
from tests.support.clock import HandClock

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SAFE = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture
def app(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> Flask:
    """The whole application, as it is served."""
    return create_app(
        House(
            settings=load_settings({"RETREAT_DATA": str(tmp_path)}),
            database=sqlite_database,
            clock=clock,
            ids=system_ids,
            storage=tmp_path,
            secret_key="a secret of the tests",
            nudge=lambda _session_id: None,
            enqueue=lambda _recording_id: None,
            offload=lambda act: act(),
        )
    )


def routes(app: Flask) -> list[tuple[str, str, str]]:
    """Endpoint, method and an address for every way in."""
    return [
        (rule.endpoint, method, re.sub(r"<[^>]+>", "1", rule.rule))
        for rule in app.url_map.iter_rules()
        for method in sorted(rule.methods or ())
        if method not in ("HEAD", "OPTIONS")
    ]


def test_every_route_when_asked_who_may_open_it_then_it_says_so(app: Flask) -> None:
    assert undeclared(app) == []
    assert len(routes(app)) > 40


def test_the_desk_and_the_record_when_a_stranger_asks_then_only_the_sign_in_page_answers(app: Flask) -> None:
    stranger = app.test_client()
    staff = [(method, path) for endpoint, method, path in routes(app) if access_of(app, endpoint) == "staff"]

    answers = {(method, path): stranger.open(path, method=method).status_code for method, path in staff}

    assert len(staff) > 15 and ("GET", "/desk") in answers and ("GET", "/search") in answers
    assert {status for (method, _), status in answers.items() if method == "GET"} <= {303, 401}
    assert {status for (method, _), status in answers.items() if method not in SAFE} <= {400, 401, 403}


def test_every_form_when_sent_without_its_token_then_it_is_refused(app: Flask) -> None:
    browser = Browser(app)
    first_facilitator(browser)
    forms = [
        (method, path)
        for endpoint, method, path in routes(app)
        if method not in SAFE and access_of(app, endpoint) != "own_token"
    ]

    answers = {(method, path): browser.client.open(path, method=method).status_code for method, path in forms}

    assert len(forms) > 10
    # What is named there belongs to no programme of theirs, which is said before anything else is looked at.
    assert {path for (_method, path), status in answers.items() if status == 404} == {
        path
        for _method, path in forms
        if "/1" in path and not path.startswith(("/account", "/e/", "/join", "/s/", "/searches"))
    }
    assert set(answers.values()) == {400, 404}, answers


def written_forms() -> list[tuple[str, str, str]]:
    """File, method and address of every form in the templates; where a part is chosen, each choice."""
    found = []
    for file in sorted(TEMPLATES.rglob("*.html")):
        for tag in re.findall(r"<(?:form|button)\b(?:{{.*?}}|[^>])*>", file.read_text("utf-8")):
            address = re.search(r"\b(?:form)?action=\"((?:{{.*?}}|[^\"])*)\"", tag)
            if address is None or not address[1].startswith("/"):
                continue  # to the page itself, or to an address that the view gives
            method = "POST" if 'method="post"' in tag or "formaction" in tag else "GET"
            for choice in (0, 1):
                literal = re.sub(r'{{ "([^"]*)" if .*? else "([^"]*)" }}', rf"\{choice + 1}", address[1])
                # What stands after "#" is where the browser comes back to, and is sent to nobody.
                found.append((file.name, method, re.sub(r"{{.*?}}", "1", literal).partition("#")[0]))
    return found


def test_every_form_when_its_address_is_looked_up_then_a_view_takes_it(app: Flask) -> None:
    """Whoever has no JavaScript, or an old page, would meet a dead end. Seen failing with one letter changed."""
    addresses = app.url_map.bind("hall")

    lost = [form for form in written_forms() if not addresses.test(form[2], method=form[1])]

    assert lost == []
    assert len(written_forms()) > 60


def test_every_way_by_token_when_only_a_sign_in_cookie_comes_then_it_opens_nothing(app: Flask) -> None:
    browser = Browser(app)
    first_facilitator(browser)
    ways = [
        (method, path)
        for endpoint, method, path in routes(app)
        if access_of(app, endpoint) == "own_token" and method not in SAFE
    ]

    by_cookie = {way: browser.client.open(way[1], method=way[0], json={}).status_code for way in ways}
    foreign = {
        way: browser.client.open(way[1], method=way[0], json={}, headers={"Origin": "https://evil.example"}).status_code
        for way in ways
    }

    assert ways and all(400 <= status < 500 for status in by_cookie.values()), by_cookie
    assert set(foreign.values()) == {403}
