"""The home page says how old the last backup is, or why the last one did not work."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask

from retreat.keeping.standing import note
from tests.people.pages import Browser, first_facilitator
from tests.support.clock import HandClock


def test_the_home_page_when_backups_are_fresh_old_missing_or_failing_then_it_says_which(
    app: Flask, browser: Browser, clock: HandClock
) -> None:
    first_facilitator(browser)
    house = app.extensions["retreat"]

    def said() -> str:
        found = re.search(r'data-slot="backup" data-code="(\w+)"', browser.open("/desk").text)
        return found[1] if found else ""

    def kept(**values: object) -> None:
        house.database.write(lambda db: note(db, house.ids, **values))

    assert said() == ""
    browser.send("/desk/programmes/new", title="Carers and nights")
    assert said() == "none"
    kept(backup_at=clock() - timedelta(hours=3))
    assert said() == "fresh"
    kept(backup_at=clock() - timedelta(days=3))
    assert said() == "old"
    kept(trouble="full")
    assert said() == "trouble"
