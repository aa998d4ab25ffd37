"""Wrong passwords count before they are checked, also at once, by account and address, and on disk."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select

from retreat.database import Database
from retreat.ids import system_ids
from retreat.people.failures import SIGN_IN, count_try, give_back
from retreat.people.managing.operations import account_called, reset
from retreat.people.models import FailureCount
from tests.people.pages import PASSWORD, Browser, first_facilitator, make_app
from tests.support.clock import HandClock

WHO = {"everyone": "", "address": "192.0.2.1", "account": "ada", "account there": "ada 192.0.2.1"}


def sign_in(app: Flask, *, password: str = PASSWORD, address: str = "127.0.0.1", email: str = "ada@example.org") -> int:
    """What somebody is answered who signs in."""
    return Browser(app, address=address).send("/sign-in", email=email, password=password).status_code


@pytest.mark.both_engines
def test_twenty_wrong_passwords_at_one_moment_when_they_come_then_twenty_count_and_ten_are_checked(
    database: Database, clock: HandClock
) -> None:
    """Seen red with a count that is read before it is written."""

    def attempt(_n: int) -> bool:
        return database.write(lambda db: count_try(db, "sign_in", SIGN_IN, WHO, now=clock()))

    with ThreadPoolExecutor(8) as together:
        taken = list(together.map(attempt, range(20)))

    assert taken.count(True) == 10
    with database.read() as db:
        assert max(db.scalars(select(FailureCount.count))) == 20


def test_wrong_passwords_at_one_moment_when_they_come_to_the_page_then_ten_at_most_are_looked_at(
    app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red with a failure that is counted after the password was checked."""
    first_facilitator(browser)
    looked: list[str] = []
    monkeypatch.setattr(
        "retreat.people.signing_in.checking.password_is", lambda typed, _kept: looked.append(typed) is not None
    )

    with ThreadPoolExecutor(6) as together:
        told = list(together.map(lambda n: sign_in(app, password=f"wrong {n}"), range(20)))

    assert (told.count(401), told.count(429), len(looked)) == (10, 10, 10)


def test_failures_when_the_server_is_started_again_then_they_still_count(
    app: Flask, browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    first_facilitator(browser)
    for n in range(10):
        sign_in(app, password=f"wrong {n}")

    assert sign_in(make_app(sqlite_database, clock)) == 429


def test_one_account_when_guessed_at_from_many_addresses_then_it_waits_everywhere_and_others_do_not(
    app: Flask, browser: Browser
) -> None:
    first_facilitator(browser)
    told = [sign_in(app, password="wrong", address=f"127.0.0.{n // 9 + 10}") for n in range(51)]

    assert told == [401] * 50 + [429]
    assert sign_in(app, address="127.0.0.99") == 429
    assert sign_in(app, address="127.0.0.99", email="somebody", password="wrong") == 401


def test_somebody_honest_when_signing_in_again_and_again_then_it_never_counts(app: Flask, browser: Browser) -> None:
    """Whoever has an account must not be able to guess others' passwords in between, either."""
    first_facilitator(browser)

    told = [sign_in(app) for _ in range(25)]
    guesses = [sign_in(app, email=f"somebody{n}", password="wrong") for n in range(21)]

    assert set(told) == {303}
    assert guesses == [401] * 20 + [429]


def test_a_success_between_failures_when_it_comes_then_only_its_own_try_is_given_back(
    sqlite_database: Database, clock: HandClock
) -> None:
    def attempt() -> bool:
        return sqlite_database.write(lambda db: count_try(db, "sign_in", SIGN_IN, WHO, now=clock()))

    for _ in range(5):
        attempt()
    sqlite_database.write(lambda db: give_back(db, "sign_in", SIGN_IN, WHO))

    assert [attempt() for _ in range(7)] == [True] * 6 + [False]


def test_time_when_it_passes_then_a_new_count_begins_and_old_rows_go(
    sqlite_database: Database, clock: HandClock
) -> None:
    for n in range(12):
        who = WHO | {"account": f"a{n}", "account there": f"a{n}"}
        sqlite_database.write(lambda db, who=who: count_try(db, "sign_in", SIGN_IN, who, now=clock()))
    clock.forward(hours=2)

    assert sqlite_database.write(lambda db: count_try(db, "sign_in", SIGN_IN, WHO, now=clock()))
    with sqlite_database.read() as db:
        assert sorted(db.scalars(select(FailureCount.count))) == [1] * 4


def test_an_owner_who_is_shut_out_when_reset_at_the_machine_then_the_link_lets_them_in_at_once(
    app: Flask, browser: Browser, sqlite_database: Database, clock: HandClock
) -> None:
    first_facilitator(browser)
    for n in range(51):
        sign_in(app, password="wrong", address=f"127.0.0.{n // 9 + 10}")
    staff = sqlite_database.write(
        lambda db: reset(db, account_called(db, "Ada@example.org"), now=clock(), ids=system_ids)
    )

    used = Browser(app).send("/sign-in/again", token=staff[1], password="another tin roof")

    assert used.status_code == 303
    assert sign_in(app, password="another tin roof", address="127.0.0.99") == 303
