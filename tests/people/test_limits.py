"""Limits count failures only, by address and in all, and forget."""

from __future__ import annotations

import pytest
from flask import Flask

from retreat.database import Database
from retreat.errors import NotFound, TooMany
from retreat.people.door import open_door
from retreat.people.limits import JOIN_LIMITS, Failures, Limit
from tests.people.make import make_session
from tests.support.clock import HandClock


def test_guessed_letters_when_they_come_in_masses_then_they_wait_while_right_ones_always_open(
    app: Flask, sqlite_database: Database, clock: HandClock
) -> None:
    session = make_session(sqlite_database, clock)

    def knock(letters: str | None, address: str = "192.0.2.1") -> str:
        with app.test_request_context("/join", method="POST", environ_base={"REMOTE_ADDR": address}):
            try:
                return open_door(letters)
            except (NotFound, TooMany) as error:
                return error.code

    guesses = [knock("22222222") for _ in range(70)]
    honest = [knock(session.join_pass) for _ in range(200)]
    elsewhere = knock("22222222", address="192.0.2.2")
    many = [knock("22222222", address=f"2001:db8::{number:x}") for number in range(70)]
    clock.forward(seconds=61)

    assert guesses == ["not_found"] * 60 + ["slow_down"] * 10
    assert honest == [session.event_id] * 200
    assert elsewhere == "not_found"
    assert many == guesses  # seen red: one machine had an address of its own for every guess
    assert knock("22222222") == "not_found"


def test_many_addresses_when_together_they_guess_too_often_then_the_limit_of_all_holds(
    clock: HandClock,
) -> None:
    failures = Failures(JOIN_LIMITS)

    for number in range(600):
        failures.count({"address": f"10.0.{number // 250}.{number % 250}", "everyone": ""}, now=clock())

    with pytest.raises(TooMany):
        failures.refuse_if_many({"address": "10.9.9.9", "everyone": ""}, now=clock())
    clock.forward(seconds=60)
    failures.refuse_if_many({"address": "10.9.9.9", "everyone": ""}, now=clock())


def test_a_flood_of_keys_when_they_are_old_then_they_are_forgotten(clock: HandClock) -> None:
    failures = Failures((Limit(name="address", failures=3, per_s=60),))

    for number in range(20_001):
        failures.count({"address": str(number)}, now=clock())
    clock.forward(seconds=61)
    failures.count({"address": "last"}, now=clock())

    assert len(failures._seen) == 1
