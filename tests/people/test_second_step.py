"""A second step: an app's code or a recovery code after the password, each once; by choice, or for everybody."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pyotp
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from retreat.database import Database
from retreat.ids import system_ids
from retreat.people.models import RecoveryCode, Staff
from retreat.people.second_step.operations import begin, check, confirm, secret_begun
from tests.people.make import make_staff
from tests.people.pages import PASSWORD, Browser, first_facilitator
from tests.support.clock import HandClock
from tests.support.marks import codes, slots

SECRET = "a secret of the tests"


class App:
    """Somebody's phone."""

    def __init__(self, letters: str, clock: HandClock) -> None:
        self._counted, self._clock = pyotp.TOTP(letters.replace(" ", "")), clock

    def code(self, *, later_s: int = 0) -> str:
        """What it shows."""
        return self._counted.at(self._clock().timestamp() + later_s)


def set_up(browser: Browser, clock: HandClock) -> tuple[App, list[str]]:
    """Turn it on by its page; the app, and the recovery codes."""
    browser.send("/account/second-step/begin", page="/account/second-step")
    (letters,) = slots(browser.open("/account/second-step").text, "secret")
    app = App(letters, clock)
    shown = browser.send("/account/second-step/confirm", page="/account/second-step", code=app.code()).text
    clock.forward(seconds=60)
    return app, slots(shown, "recovery_code")


def password_given(browser: Browser, password: str = PASSWORD) -> Browser:
    """A new browser in which the password was typed."""
    anew = Browser(browser.app)
    shown = anew.send("/sign-in", email="ada@example.org", password=password)
    assert shown.status_code == 200 and anew.open("/desk").status_code == 303
    anew.ticket = re.findall(r'name="ticket" value="([^"]+)"', shown.text)[0]  # type: ignore[attr-defined]
    return anew


def type_code(browser: Browser, code: str) -> TestResponse:
    return browser.send("/sign-in/code", page="/sign-in", ticket=browser.ticket, code=code)  # type: ignore[attr-defined]


@pytest.fixture
def phone(browser: Browser, clock: HandClock) -> App:
    """The phone of somebody whose second step is on."""
    first_facilitator(browser)
    return set_up(browser, clock)[0]


def test_a_code_of_the_app_when_typed_after_the_password_then_one_is_in(browser: Browser, phone: App) -> None:
    anew = password_given(browser)

    done = type_code(anew, f" {phone.code()[:3]} {phone.code()[3:]}")

    assert (done.status_code, done.location) == (303, "/desk") and anew.open("/desk").status_code == 200


@pytest.mark.parametrize("later_s, status", [(-60, 422), (-30, 303), (30, 303), (60, 422)])
def test_a_phone_whose_clock_is_off_when_half_a_minute_then_it_is_taken_and_more_is_not(
    browser: Browser, phone: App, clock: HandClock, later_s: int, status: int
) -> None:
    clock.forward(minutes=5)
    assert type_code(password_given(browser), phone.code(later_s=later_s)).status_code == status


def test_a_code_when_used_then_neither_it_nor_an_earlier_one_counts_again(browser: Browser, phone: App) -> None:
    """Whoever looks over a shoulder has half a minute else. Seen red without the number of the last one."""
    earlier, code = phone.code(later_s=-30), phone.code()

    assert type_code(password_given(browser), code).status_code == 303
    assert type_code(password_given(browser), code).status_code == 422
    assert type_code(password_given(browser), earlier).status_code == 422


@pytest.mark.both_engines
def test_one_code_when_two_send_it_at_the_same_moment_then_one_is_in(database: Database, clock: HandClock) -> None:
    staff_id, _sign_in = make_staff(database, clock)
    database.write(lambda db: begin(db, staff_id, secret_key=SECRET))
    with database.read() as db:
        begun = secret_begun(db, staff_id, secret_key=SECRET)
    assert begun
    app, now = App(begun[0], clock), clock()
    kept = database.write(lambda db: confirm(db, staff_id, app.code(), secret_key=SECRET, now=now, ids=system_ids))
    clock.forward(seconds=60)

    for typed, how in ((app.code(), "app"), (kept[0], "recovery")):
        with ThreadPoolExecutor(2) as together:
            found = list(
                together.map(
                    lambda _n, typed=typed: database.write(
                        lambda db: check(db, staff_id, typed, secret_key=SECRET, now=clock())
                    ),
                    range(2),
                )
            )
        assert sorted(found, key=str) == [None, how]


def test_a_recovery_code_when_used_then_it_signs_in_once_and_says_how_many_are_left(
    browser: Browser, clock: HandClock
) -> None:
    first_facilitator(browser)
    _app, kept = set_up(browser, clock)
    anew = password_given(browser)

    used = type_code(anew, kept[0].upper().replace("-", " "))

    assert len(kept) == 8 and used.status_code == 303
    assert "codes_left" in codes(anew.open("/desk").text)
    assert type_code(password_given(browser), kept[0]).status_code == 422


def test_wrong_codes_when_typed_then_ten_are_looked_at_from_wherever(browser: Browser, phone: App) -> None:
    anew = password_given(browser)

    told = [type_code(anew, "000000").status_code for _ in range(11)]

    assert told == [422] * 10 + [429]
    assert type_code(password_given(browser), phone.code()).status_code == 429


def test_the_ticket_of_a_password_when_it_is_old_or_forged_or_the_password_is_another_then_it_opens_nothing(
    browser: Browser, phone: App, clock: HandClock
) -> None:
    """Seen red with a ticket that names the account alone."""
    anew = password_given(browser)
    forged = Browser(browser.app)
    forged.ticket = anew.ticket[:-2] + "xx"  # type: ignore[attr-defined]
    assert type_code(forged, phone.code()).status_code == 410
    browser.send("/account", present=PASSWORD, password="a better tin roof")
    assert type_code(anew, phone.code()).status_code == 410
    late = password_given(browser, "a better tin roof")
    clock.forward(seconds=301)
    assert type_code(late, phone.code()).status_code == 410


def test_the_secret_when_the_database_is_copied_then_it_cannot_be_read(
    browser: Browser, clock: HandClock, sqlite_database: Database
) -> None:
    first_facilitator(browser)
    browser.send("/account/second-step/begin", page="/account/second-step")
    (letters,) = slots(browser.open("/account/second-step").text, "secret")
    app = App(letters, clock)
    shown = browser.send("/account/second-step/confirm", page="/account/second-step", code=app.code()).text
    again = browser.open("/account/second-step").text

    with sqlite_database.read() as db:
        kept = db.scalars(select(Staff.second_step_secret)).one()
        digests = set(db.scalars(select(RecoveryCode.code_hash)))
    assert kept and len(kept) == 64 and letters.replace(" ", "") not in kept
    assert not digests & {code.replace("-", "") for code in slots(shown, "recovery_code")}
    assert letters not in again and slots(again, "recovery_code") == []


def test_a_secret_that_the_data_folder_no_longer_opens_when_signing_in_then_nobody_is_let_in_by_it(
    database: Database, clock: HandClock
) -> None:
    staff_id, _sign_in = make_staff(database, clock)
    database.write(lambda db: begin(db, staff_id, secret_key=SECRET))
    with database.read() as db:
        begun = secret_begun(db, staff_id, secret_key=SECRET)
        assert begun and secret_begun(db, staff_id, secret_key="another") is None
    app = App(begun[0], clock)
    database.write(lambda db: confirm(db, staff_id, app.code(), secret_key=SECRET, now=clock(), ids=system_ids))
    clock.forward(seconds=60)

    assert database.write(lambda db: check(db, staff_id, app.code(), secret_key="another", now=clock())) is None


def test_the_second_step_when_turned_off_then_it_wants_the_password_and_the_next_sign_in_no_code(
    browser: Browser, phone: App
) -> None:
    wrong = browser.send("/account/second-step/off", page="/account/second-step", present="not my password")
    right = browser.send("/account/second-step/off", page="/account/second-step", present=PASSWORD)

    assert (wrong.status_code, right.status_code) == (422, 303)
    assert Browser(browser.app).send("/sign-in", email="ada@example.org", password=PASSWORD).status_code == 303


def test_new_recovery_codes_when_made_then_those_of_before_end(browser: Browser, clock: HandClock) -> None:
    first_facilitator(browser)
    _app, before = set_up(browser, clock)
    shown = browser.send("/account/second-step/codes", page="/account/second-step", present=PASSWORD).text
    after = slots(shown, "recovery_code")

    assert len(after) == 8 and not set(before) & set(after)
    assert type_code(password_given(browser), before[0]).status_code == 422
    assert type_code(password_given(browser), after[0]).status_code == 303


def test_everybody_when_asked_for_a_second_step_then_they_set_it_up_before_any_page(
    browser: Browser, clock: HandClock
) -> None:
    """Also whoever is signed in already. Seen red without the guard's look."""
    first_facilitator(browser)
    early = browser.send("/accounts/second-step", page="/accounts", wanted="yes")
    set_up(browser, clock)
    made = browser.send("/desk/programmes/new", page="/desk/programmes/new", title="Our work")
    people = made.location.removesuffix("/events/new") + "/members"
    (link,) = slots(browser.send(f"{people}/invite", page=people, role="researcher").text, "invitation")
    rhys = Browser(browser.app)
    rhys.send("/sign-in/first", token=link, name="Rhys", email="rhys", password=PASSWORD)
    assert rhys.open("/desk").status_code == 200

    browser.send("/accounts/second-step", page="/accounts", wanted="yes")

    assert early.status_code == 409 and codes(early.text) == ["own_first"]
    assert browser.open("/desk").status_code == 200
    assert rhys.open("/desk").location == "/account/second-step"
    refused = rhys.send("/account/sign-ins", page="/account")
    assert refused.status_code == 403 and codes(refused.text) == ["second_step_wanted"]
    assert "second_step_wanted" in codes(rhys.open("/account/second-step").text)
    set_up(rhys, clock)
    assert rhys.open("/desk").status_code == 200
    browser.send("/accounts/second-step", page="/accounts", wanted="no")
    assert "for_everyone" not in codes(browser.open("/accounts").text)
