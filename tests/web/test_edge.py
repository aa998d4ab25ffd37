"""The edge that every page shares: headers everywhere, errors that help and tell nothing, forms that are ours."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask, Response, request

from retreat.database import Database
from retreat.errors import Conflict, DiskFull, TooMany
from retreat.web.forms import body_up_to
from retreat.web.guard import own_token, public, undeclared
from retreat.web.headers import content_policy
from tests.people.pages import Browser, first_facilitator, make_app
from tests.support.clock import HandClock
from tests.support.marks import codes

SECRET = "Margaret said she was frightened"


@pytest.fixture
def app(sqlite_database: Database, clock: HandClock) -> Flask:
    """The application with a few views that fail in every way."""
    app = make_app(sqlite_database, clock)
    errors: dict[str, Exception] = {
        "conflict": Conflict(fields={"version": "is older"}),
        "many": TooMany(),
        "full": DiskFull(),
        "crash": KeyError(SECRET),
    }

    @public
    def fails(kind: str) -> str:
        raise errors[kind]

    @own_token
    def takes() -> dict[str, int]:
        return {"bytes": len(request.get_data())}

    @own_token
    @body_up_to(600_000)
    def takes_more() -> dict[str, int]:
        return {"bytes": len(request.get_data())}

    def forgotten() -> str:
        return SECRET

    app.add_url_rule("/fails/<kind>", "fails", fails)
    app.add_url_rule("/api/fails/<kind>", "api_fails", fails)
    app.add_url_rule("/api/takes", "takes", takes, methods=["POST"])
    app.add_url_rule("/api/takes-more", "takes_more", takes_more, methods=["POST"])
    app.add_url_rule("/forgotten", "forgotten", forgotten)
    return app


def policy_of(response: Any) -> dict[str, str]:
    pairs = (part.split(" ", 1) for part in response.headers["Content-Security-Policy"].split("; "))
    return dict(pairs)


ANSWERS = [
    ("GET", "/sign-in", 200),
    ("GET", "/desk", 303),
    ("GET", "/nowhere", 404),
    ("DELETE", "/sign-in", 405),
    ("POST", "/sign-in", 400),
    ("GET", "/fails/crash", 500),
    ("GET", "/fails/full", 507),
    ("GET", "/api/fails/conflict", 409),
    ("POST", "/api/takes", 200),
    ("GET", "/static/css/base.css", 200),
    ("GET", "/static/no.css", 404),
    ("GET", "/forgotten", 403),
]


@pytest.mark.parametrize("method,path,status", ANSWERS)
def test_any_answer_when_it_leaves_then_it_carries_every_safety_header(
    app: Flask, method: str, path: str, status: int
) -> None:
    response = app.test_client().open(path, method=method)

    assert response.status_code == status
    policy = policy_of(response)
    assert policy["default-src"] == policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["form-action"] == "'self'" and policy["connect-src"].startswith("'self' ws://localhost")
    assert "unsafe" not in str(policy) and "*" not in str(policy)
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Server" not in response.headers
    if "/static/css" not in path:
        assert response.headers["Cache-Control"] == "no-store"


def test_a_page_when_shown_twice_then_its_scripts_carry_the_nonce_of_that_answer_alone(app: Flask) -> None:
    first, second = (app.test_client().get("/sign-in") for _ in range(2))

    for response in (first, second):
        nonce = re.search(r"'nonce-([^']+)'", policy_of(response)["script-src"])
        assert nonce and f'nonce="{nonce[1]}"' in response.text
        assert not re.search(r"<script(?![^>]*(nonce|src)=)", response.text)
        assert not re.search(r"\son[a-z]+=|\sstyle=|javascript:", response.text)
    assert policy_of(first)["script-src"] != policy_of(second)["script-src"]


@pytest.mark.parametrize("host", ["a;script-src *", "a b", "a\n", "", "[::1]x"])
def test_a_host_header_with_a_trick_when_sent_then_it_does_not_reach_the_policy(host: str) -> None:
    assert "connect-src 'self';" in content_policy("n", host)
    assert "connect-src 'self' ws://[::1]:8000 wss://[::1]:8000;" in content_policy("n", "[::1]:8000")


def test_a_program_when_something_fails_then_it_gets_the_stable_json(app: Flask) -> None:
    client = app.test_client()

    conflict, crash, missing = (client.get(f"/api/fails/{kind}") for kind in ("conflict", "crash", "x"))
    nowhere, asked = (
        client.get("/api/nowhere"),
        client.get("/nowhere", headers={"Accept": "application/json"}),
    )

    assert conflict.json == {"error": {"code": "conflict", "message": Conflict.tell, "fields": {"version": "is older"}}}
    assert crash.status_code == missing.status_code == 500
    assert nowhere.status_code == 404 and nowhere.json["error"]["code"] == "not_found"  # type: ignore[index]
    assert asked.is_json


def test_a_person_when_something_fails_then_a_page_says_what_to_do_and_nothing_about_the_cause(
    app: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    crash, many = app.test_client().get("/fails/crash"), app.test_client().get("/fails/many")
    printed = capsys.readouterr()

    assert crash.status_code == 500 and codes(crash.text) == ["failed"]
    assert 'class="button button--primary" href="/"' in crash.text, "one next step"
    assert many.status_code == 429 and many.headers["Retry-After"] == "60"
    for said in (crash.text, printed.out, printed.err):
        assert SECRET not in said and "Traceback" not in said
    line = json.loads(printed.err.splitlines()[0])
    assert (line["event"], line["error"], line["route"]) == ("broken", "KeyError", "/fails/<kind>")
    assert line["request_id"] in crash.text and "test_edge.py" in line["where"]


def test_a_wrong_method_when_refused_then_the_allowed_ones_are_named(app: Flask) -> None:
    response = app.test_client().delete("/sign-in")

    assert response.status_code == 405 and "GET" in response.headers["Allow"] and "POST" in response.headers["Allow"]


def test_a_view_that_says_nothing_of_itself_when_opened_then_it_is_refused_and_found_by_the_check(
    app: Flask,
) -> None:
    response = app.test_client().get("/forgotten")

    assert response.status_code == 403 and SECRET not in response.text
    assert undeclared(app) == ["forgotten"]


def test_a_body_too_large_when_sent_then_it_is_refused_and_a_view_may_take_more(app: Flask) -> None:
    client = app.test_client()
    body = b"x" * 500_000

    over, under, more = (
        client.post("/api/takes", data=body),
        client.post("/api/takes", data=body[:1000]),
        client.post("/api/takes-more", data=body),
    )

    assert over.status_code == 413 and over.json["error"]["code"] == "too_large"  # type: ignore[index]
    assert (under.json, more.json) == ({"bytes": 1000}, {"bytes": 500_000})


def test_every_way_to_change_something_when_sent_without_a_token_then_it_is_refused_and_nothing_changes(
    app: Flask, sqlite_database: Database
) -> None:
    browser = Browser(app)
    first_facilitator(browser)
    refused = {}
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}:
            if rule.endpoint.startswith("takes"):
                continue
            path = re.sub(r"<[^>]+>", "x", rule.rule)
            for data in ({}, {"csrf_token": "wrong", "title": "P", "email": "ada@example.org"}):
                refused[(method, path, len(data))] = browser.client.open(path, method=method, data=data).status_code

    assert len(refused) > 15
    assert set(refused.values()) <= {400, 404}
    assert codes(browser.open("/desk").text) == ["no_programme"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_our_own_form_when_another_site_sends_it_then_it_is_refused(app: Flask, headers: dict[str, str]) -> None:
    first_facilitator(Browser(app))
    browser = Browser(app)
    token = re.search(r'csrf_token" value="([^"]+)"', browser.open("/sign-in").text)
    assert token
    fields = {"csrf_token": token[1], "email": "a", "password": "b"}

    foreign = browser.post("/sign-in", data=fields, headers=headers)
    ours = [
        browser.post("/sign-in", data=fields, headers=fine)
        for fine in ({}, {"Origin": "null"}, {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"})
    ]

    assert foreign.status_code == 403
    assert [response.status_code for response in ours] == [401, 401, 401]


@pytest.mark.parametrize(
    "origin,status", [(None, 200), ("http://localhost", 200), ("https://evil.example", 403), ("null", 403)]
)
def test_a_program_with_its_own_token_when_it_names_an_origin_then_only_ours_or_none_is_taken(
    app: Flask, origin: str | None, status: int
) -> None:
    response = app.test_client().post("/api/takes", headers={"Origin": origin} if origin else {})

    assert response.status_code == status


def test_a_form_token_of_another_browser_when_used_then_it_is_refused(app: Flask) -> None:
    theirs = re.search(r'csrf_token" value="([^"]+)"', Browser(app).open("/sign-in").text)
    mine = Browser(app)
    mine.open("/sign-in")

    response = mine.post("/sign-in", data={"csrf_token": theirs[1] if theirs else ""})

    assert response.status_code == 400 and "reload the page" in response.text


def test_a_view_with_its_own_caching_when_answered_then_it_is_left_alone(app: Flask) -> None:
    @public
    def kept() -> Response:
        response = Response("x")
        response.headers["Cache-Control"] = "private, max-age=60"
        return response

    app.add_url_rule("/kept", "kept", kept)

    assert app.test_client().get("/kept").headers["Cache-Control"] == "private, max-age=60"


def test_an_icon_when_asked_for_then_it_may_be_kept_for_a_phone_that_loses_the_line(app: Flask) -> None:
    icons = app.test_client().get("/static/icons/sprite.svg")

    assert icons.status_code == 200
    assert icons.headers["Cache-Control"] == "max-age=3600"
