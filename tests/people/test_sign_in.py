"""Sign-in: the first link once, then a password; a new token each time; nothing learnt from a refusal."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import PasswordHasher
from flask import Flask
from sqlalchemy import select, update

from retreat.database import Database
from retreat.errors import Gone, Unavailable
from retreat.ids import system_ids
from retreat.people.accounts import IDLE_S, new_first_link, use_first_link
from retreat.people.models import FirstLink, SignIn, Staff
from tests.people.pages import PASSWORD, Browser, first_facilitator
from tests.support.clock import HandClock
from tests.support.marks import codes, slots, wrong_fields


def sign_in(browser: Browser, *, email: str = "ada@example.org", password: str = PASSWORD):  # type: ignore[no-untyped-def]
    return browser.send("/sign-in", email=email, password=password)


def is_in(browser: Browser) -> bool:
    return browser.open("/desk").status_code == 200


def test_an_empty_machine_when_the_first_link_is_used_then_one_is_signed_in_and_it_works_no_more(
    browser: Browser, sqlite_database: Database, app: Flask, clock: HandClock
) -> None:
    house = app.extensions["retreat"]
    stale = sqlite_database.write(lambda db: new_first_link(db, now=clock(), ids=house.ids))
    token = sqlite_database.write(lambda db: new_first_link(db, now=clock(), ids=house.ids))
    assert "prints a link" in browser.open("/sign-in").text

    fields = {"name": "Ada", "email": "Ada@Example.org", "password": PASSWORD}
    earlier = browser.send("/sign-in/first", token=stale, **fields)
    used = browser.send("/sign-in/first", token=f"http://localhost/sign-in/first#{token}", **fields)
    again = Browser(app).send("/sign-in/first", token=token, **(fields | {"email": "b@example.org"}))

    assert earlier.status_code == 410
    assert (used.status_code, used.location) == (303, "/desk")
    assert is_in(browser) and "Ada" in browser.open("/desk").text
    assert again.status_code == 410 and "has been used" in again.text
    assert sqlite_database.write(lambda db: new_first_link(db, now=clock(), ids=house.ids)) is None
    with sqlite_database.read() as db:
        kept = db.scalars(select(Staff)).one()
        assert kept.email == "ada@example.org" and kept.password_hash.startswith("$argon2id$")


def test_a_first_link_that_is_a_week_old_when_used_then_it_has_ended(
    browser: Browser, sqlite_database: Database, app: Flask, clock: HandClock
) -> None:
    token = sqlite_database.write(lambda db: new_first_link(db, now=clock(), ids=app.extensions["retreat"].ids))
    clock.forward(days=8)

    late = browser.send("/sign-in/first", token=token or "", name="A", email="a", password=PASSWORD)

    assert late.status_code == 410


@pytest.mark.parametrize("field,value", [("name", ""), ("email", " "), ("password", "short"), ("email", "a b")])
def test_a_form_with_a_gap_when_sent_then_it_comes_back_filled_and_the_link_still_works(
    browser: Browser, sqlite_database: Database, app: Flask, clock: HandClock, field: str, value: str
) -> None:
    token = sqlite_database.write(lambda db: new_first_link(db, now=clock(), ids=app.extensions["retreat"].ids))
    fields = {"token": token or "", "name": "Ada", "email": "ada", "password": PASSWORD}

    refused = browser.send("/sign-in/first", **(fields | {field: value}))
    mended = browser.send("/sign-in/first", **fields)

    assert refused.status_code == 422 and wrong_fields(refused.text) == [field] and (token or "") in refused.text
    assert PASSWORD not in refused.text
    assert 'id="f-token"' not in refused.text, "the link is kept out of sight"
    assert mended.status_code == 303


def test_a_stranger_when_opening_the_desk_then_the_sign_in_page_leads_back(browser: Browser, app: Flask) -> None:
    first_facilitator(browser)
    other = Browser(app)

    turned = other.open("/desk/programmes/new?title=x")
    signed = other.send(
        "/sign-in",
        page=turned.location,
        email="ADA@example.org",
        password=PASSWORD,
        next="/desk/programmes/new",
    )

    assert (turned.status_code, turned.location) == (303, "/sign-in?next=%2Fdesk%2Fprogrammes%2Fnew")
    assert (signed.status_code, signed.location) == (303, "/desk/programmes/new")
    assert is_in(other)


@pytest.mark.parametrize(
    "bad", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:x", "/\tx", ""]
)
def test_a_way_on_that_leads_elsewhere_when_signing_in_then_the_desk_comes_instead(
    browser: Browser, app: Flask, bad: str
) -> None:
    first_facilitator(browser)

    signed = Browser(app).send("/sign-in", email="ada@example.org", password=PASSWORD, next=bad)

    assert signed.location == "/desk"


def test_a_wrong_name_or_password_when_signing_in_then_both_say_the_same(browser: Browser, app: Flask) -> None:
    first_facilitator(browser)

    wrong_password, wrong_name = (
        sign_in(Browser(app), password="not the password"),
        sign_in(Browser(app), email="bob"),
    )

    def said(response):  # type: ignore[no-untyped-def]
        return response.status_code, codes(response.text)

    assert said(wrong_password) == said(wrong_name) == (401, ["not_signed_in"])


def test_unknown_and_known_names_when_timed_then_neither_is_told_by_the_clock(browser: Browser, app: Flask) -> None:
    first_facilitator(browser)

    def took_ms(email: str) -> float:
        stranger = Browser(app)
        stranger.open("/sign-in")
        began = time.perf_counter()
        assert sign_in(stranger, email=email, password="a wrong password").status_code in (401, 429)
        return (time.perf_counter() - began) * 1000

    both = [(took_ms("ada@example.org"), took_ms("nobody@example.org")) for _ in range(5)]
    known, unknown = min(pair[0] for pair in both), min(pair[1] for pair in both)

    # One hash takes tens of milliseconds; without the dummy one the difference would be most of the whole.
    assert abs(known - unknown) < 0.5 * max(known, unknown)


def test_ten_failures_when_one_more_comes_then_it_waits_but_another_address_gets_in(
    browser: Browser, app: Flask, clock: HandClock
) -> None:
    first_facilitator(browser)
    attacker = Browser(app, address="127.0.0.9")

    tries = [sign_in(attacker, password=f"wrong number {n}").status_code for n in range(12)]
    locked = sign_in(attacker)
    owner = sign_in(Browser(app, address="127.0.0.2"))
    clock.forward(seconds=301)
    later = sign_in(attacker)

    assert tries == [401] * 10 + [429] * 2
    assert locked.status_code == 429 and "wait a minute" in locked.text
    assert owner.status_code == 303
    assert later.status_code == 303


def test_a_sign_in_when_made_again_signed_out_or_left_idle_then_the_old_token_is_worth_nothing(
    browser: Browser, app: Flask, clock: HandClock
) -> None:
    first_facilitator(browser)
    first = browser.client.get_cookie("sign-in")
    assert first and first.http_only and first.same_site == "Lax"

    browser.send("/account", present=PASSWORD, password="a better tin roof")
    second = browser.client.get_cookie("sign-in")
    assert second and second.value != first.value
    thief = Browser(app)
    thief.client.set_cookie("sign-in", first.value)
    assert not is_in(thief) and is_in(browser)

    browser.send("/sign-out", page="/desk")
    thief.client.set_cookie("sign-in", second.value)
    assert not is_in(thief) and not is_in(browser)

    assert sign_in(browser, password="a better tin roof").status_code == 303
    clock.forward(seconds=IDLE_S - 1)
    assert is_in(browser)
    clock.forward(seconds=IDLE_S - 1)
    assert is_in(browser)
    clock.forward(seconds=IDLE_S)
    assert not is_in(browser)


def test_a_sign_in_used_every_hour_when_a_week_has_passed_then_it_ends(browser: Browser, clock: HandClock) -> None:
    first_facilitator(browser)

    hours = 0
    while is_in(browser) and hours < 400:
        clock.forward(hours=4)
        hours += 4

    assert hours == 7 * 24


def test_a_password_changed_when_other_browsers_come_back_then_they_are_signed_out(
    browser: Browser, app: Flask
) -> None:
    first_facilitator(browser)
    other = Browser(app)
    sign_in(other)
    assert is_in(other)

    wrong = browser.send("/account", present="not my password", password="a better tin roof")
    weak = browser.send("/account", present=PASSWORD, password="password1234")
    right = browser.send("/account", present=PASSWORD, password="a better tin roof")

    assert (wrong.status_code, weak.status_code, right.status_code) == (422, 422, 303)
    assert is_in(browser) and not is_in(other)


def members_page(browser: Browser) -> str:
    """Of a programme that this facilitator begins."""
    made = browser.send("/desk/programmes/new", page="/desk/programmes/new", title="Our work")
    return made.location.removesuffix("/events/new") + "/members"


def test_a_colleague_invited_when_the_link_is_used_then_they_have_the_role(
    browser: Browser, app: Flask, sqlite_database: Database
) -> None:
    first_facilitator(browser)
    people = members_page(browser)
    shown = browser.send(f"{people}/invite", page=people, role="researcher").text
    (link,) = slots(shown, "invitation")
    colleague = Browser(app)

    made = colleague.send("/sign-in/first", token=link, name="Rhys", email="rhys", password=PASSWORD)
    refused = colleague.send(f"{people}/invite", page="/account", role="facilitator")

    assert made.status_code == 303 and is_in(colleague)
    assert refused.status_code == 403
    with sqlite_database.read() as db:
        assert {row.email: row.role for row in db.scalars(select(Staff))} == {
            "ada@example.org": "facilitator",
            "rhys": "researcher",
        }


@pytest.mark.parametrize("page", ["/sign-in", "/sign-in/first", "/desk", "/account"])
def test_plain_http_from_another_machine_when_staff_pages_are_opened_then_one_sentence_says_where(
    app: Flask, page: str
) -> None:
    phone = Browser(app, address="192.0.2.77")
    proxied = app.test_client().get(page, headers={"X-Forwarded-For": "192.0.2.77"})
    over_tls = Browser(app, address="192.0.2.77", base_url="https://hall.example")

    refused = phone.open(page)

    assert refused.status_code == 403 and codes(refused.text) == ["insecure"]
    assert proxied.status_code == 403
    assert over_tls.open(page).status_code in (200, 303)


def test_a_stolen_cookie_when_used_over_plain_http_from_elsewhere_then_it_opens_nothing(
    browser: Browser, app: Flask
) -> None:
    first_facilitator(browser)
    cookie = browser.client.get_cookie("sign-in")
    thief = Browser(app, address="192.0.2.77")
    thief.client.set_cookie("sign-in", cookie.value if cookie else "")

    assert thief.open("/desk").status_code == 403


def test_tls_when_signing_in_then_every_cookie_is_secure_and_bound_to_the_host(app: Flask, browser: Browser) -> None:
    first_facilitator(browser)
    far = Browser(app, address="192.0.2.77", base_url="https://hall.example")

    signed = sign_in(far)

    assert signed.status_code == 303 and is_in(far)
    named = [value.split("=")[0] for value in signed.headers.getlist("Set-Cookie")]
    assert named == ["__Host-sign-in"]
    assert all("Secure" in value and "HttpOnly" in value for value in signed.headers.getlist("Set-Cookie"))
    form = far.open("/account").headers.getlist("Set-Cookie")
    assert all(value.startswith("__Host-form=") and "Secure" in value for value in form)


def test_the_database_when_read_by_a_thief_then_it_holds_no_token_that_works(
    sqlite_database: Database, browser: Browser, clock: HandClock
) -> None:
    first_facilitator(browser)
    cookie = browser.client.get_cookie("sign-in")

    with sqlite_database.read() as db:
        kept = [row.token_hash for row in db.scalars(select(SignIn))] + [
            r.token_hash for r in db.scalars(select(FirstLink))
        ]

    assert cookie and all(cookie.value not in one and len(one) == 64 for one in kept)


@pytest.mark.both_engines
def test_one_link_when_two_use_it_at_the_same_moment_then_one_account_is_made(
    database: Database, clock: HandClock
) -> None:
    token = database.write(lambda db: new_first_link(db, now=clock(), ids=system_ids)) or ""

    def use(email: str) -> bool:
        try:
            database.write(
                lambda db: use_first_link(
                    db, token=token, name="A", email=email, password_hash="$", now=clock(), ids=system_ids
                )
            )
        except Gone:
            return False
        return True

    with ThreadPoolExecutor(2) as together:
        made = list(together.map(use, ["a", "b"]))

    assert sorted(made) == [False, True]


def test_a_database_that_cannot_be_read_when_a_page_is_opened_then_it_says_so_on_a_page(
    browser: Browser, sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first_facilitator(browser)

    def cannot() -> None:
        raise Unavailable()

    monkeypatch.setattr(sqlite_database, "read", cannot)
    shown = browser.open("/desk")

    assert shown.status_code == 503 and codes(shown.text) == ["unavailable"]


def test_a_password_kept_in_a_weaker_form_when_its_owner_signs_in_then_it_is_kept_in_todays(
    browser: Browser, app: Flask, sqlite_database: Database
) -> None:
    first_facilitator(browser)
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    sqlite_database.write(lambda db: db.execute(update(Staff).values(password_hash=weak)) and None)

    first, second = sign_in(Browser(app)), sign_in(Browser(app))

    assert first.status_code == second.status_code == 303
    with sqlite_database.read() as db:
        kept = db.scalars(select(Staff.password_hash)).one()
    assert "m=19456,t=3,p=1" in kept and "m=19456" not in weak
