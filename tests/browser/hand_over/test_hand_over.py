"""The machine is killed in the middle of a step, and a spare one goes on from the last copy at the same address."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import func, select

import tests.support.all_models  # noqa: F401 - the session is opened beside the server, as the command line does
from retreat.clock import system_clock
from retreat.consent.models import ConsentAnswer
from retreat.database import open_database
from tests.browser.conftest import LAPTOP, PHONE, TIMEOUT_MS, answer, ready, write_note
from tests.support.planning import sign_in
from tests.support.server import Server, app, running, until
from tests.wire.client import Live, open_live

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PASSPHRASE = {"RETREAT_BACKUP_PASSPHRASE": "five red lamps at noon"}
BACK_WITHIN_MS = 60_000


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def new_page(browser: Browser, contexts: list[BrowserContext], size: dict[str, int]) -> Page:
    context = browser.new_context(viewport=size)
    context.set_default_timeout(TIMEOUT_MS)
    contexts.append(context)
    return context.new_page()


def go_in(page: Page, live: Live) -> Page:
    page.goto(f"{live.server.url}/join#{live.join_pass}")
    answer(page)
    page.get_by_role("button", name="Go in").click()
    return ready(page)


def write(page: Page, text: str) -> None:
    write_note(page, text)
    expect(note(page, text).locator("[data-state=saved]")).to_be_visible()


def note(page: Page, text: str) -> Page:
    return page.locator("[data-note]", has_text=text)  # type: ignore[return-value]


def refusals(data: Path) -> int:
    database = open_database(sqlite_file=data / "retreat.db")
    try:
        with database.read() as db:
            asked = select(func.count()).where(ConsentAnswer.purpose == "notes_kept", ConsentAnswer.answer == "no")
            return db.scalar(asked) or 0
    finally:
        database.close()


def desk_of(page: Page, live: Live, data: Path) -> Page:
    database = open_database(sqlite_file=data / "retreat.db")
    _staff, token = database.write(lambda db: sign_in(db, system_clock()))
    database.close()
    page.context.add_cookies([{"name": "sign-in", "value": token, "url": live.server.url}])
    page.goto(f"{live.server.url}/desk/sessions/{live.session_id}")
    return ready(page)


def test_a_machine_when_killed_within_a_step_then_a_spare_one_goes_on_and_no_phone_loses_what_it_holds(
    browser: Browser, contexts: list[BrowserContext], tmp_path: Path
) -> None:
    with running(tmp_path / "first" / "data") as first:
        live = open_live(first)
        ana, ben, cem, dot, gone, fay = (go_in(new_page(browser, contexts, PHONE), live) for _ in range(6))
        write(ana, "before the copy")
        write(ben, "to be reworded")
        write(cem, "to be taken back")
        assert app(first.data, "backup", str(tmp_path / "disk"), **PASSPHRASE).returncode == 0

        write(ana, "after the copy")
        note(ben, "to be reworded").get_by_role("button", name="Edit").click()
        ben.locator("[data-note] textarea").fill("reworded since")
        ben.get_by_role("button", name="Save").click()
        expect(note(ben, "reworded since").locator("[data-state=saved]")).to_be_visible()
        note(cem, "to be taken back").get_by_role("button", name="Take back").click()
        cem.get_by_role("button", name="Take it back").click()
        expect(note(cem, "to be taken back")).to_have_count(0)
        fay.get_by_role("link", name="Change my answers").click()
        fay.locator("[name=notes][value=no]").check()
        fay.locator("form[action$='/answers'] button[type=submit]").click()
        ready(fay)
        expect(ready(fay).get_by_label("Your note", exact=True)).to_have_count(0)
        write(dot, "acknowledged, then out of reach")
        dot.context.set_offline(True)
        write_note(dot, "never sent at all")
        eva = go_in(new_page(browser, contexts, PHONE), live)
        write(eva, "came in after the copy")
        write(gone, "on a phone that stays away")
        gone.context.close()
        for one in first.family():
            one.kill()
        first.process.wait()

    spare = Server(
        tmp_path / "spare" / "data", port=first.port, more=PASSPHRASE, command=("take-over", str(tmp_path / "disk"))
    )
    spare.data.parent.mkdir()
    spare.start()
    try:
        desk = desk_of(new_page(browser, contexts, LAPTOP), live, spare.data)
        dot.context.set_offline(False)
        for text in ("before the copy", "after the copy", "reworded since", "acknowledged, then", "never sent at all"):
            expect(note(desk, text)).to_have_count(1, timeout=BACK_WITHIN_MS)
        expect(note(desk, "to be taken back")).to_have_count(0, timeout=BACK_WITHIN_MS)
        expect(desk.locator("[data-slot=hand_over][data-missing='1']")).to_be_visible(timeout=BACK_WITHIN_MS)

        until(lambda: refusals(spare.data) == 1, within_s=60, what="the “no” that was given after the copy")
        eva.locator("[data-code=left]").wait_for(timeout=BACK_WITHIN_MS)
        go_in(eva, live)
        expect(note(desk, "came in after the copy")).to_have_count(1, timeout=BACK_WITHIN_MS)
        expect(note(eva, "came in after the copy").locator("[data-state=saved]")).to_be_visible()

        desk.locator("[data-slot=hand_over] a").click()
        expect(desk.locator("[data-slot=missing]")).to_have_count(1)
        expect(desk.locator("[data-slot=back]")).to_contain_text("5")
        added = [op["target_id"] for op in live.leader.read() if op["kind"] == "note.add"]
        assert len(added) == len(set(added)) == 7
    finally:
        spare.stop()
