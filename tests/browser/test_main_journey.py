"""The whole job, four real browsers at once, the real product, real Whisper: from sign-in to a hit that plays.

A mutant that answers with a written script or with a kept transcript instead of hearing fails here: the words come from
the sound alone, and how long it is silent before them is drawn by lot.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import INSECURE_HOST
from tests.browser.conftest import LAPTOP, PHONE, PROJECTOR, answer, ready, told_of_sound, write_note
from tests.support.needs import shared_file
from tests.support.server import Server, until
from tests.transcription.make import wav_bytes
from transcription.sound import audio, pcm_file

pytestmark = [pytest.mark.browser, pytest.mark.models]

HEARD_WITHIN_MS = 900_000
TAPS_MAX = 6
SPEECH_S = 11


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Server]:
    """The whole product, web and worker, on an empty data folder."""
    server = Server(data=tmp_path / "data").start()
    yield server
    server.stop()


@pytest.fixture
def contexts(browser: Browser) -> Iterator[list[BrowserContext]]:
    opened: list[BrowserContext] = []
    yield opened
    for context in opened:
        context.close()


def _open(browser: Browser, contexts: list[BrowserContext], size: dict[str, int]) -> Page:
    context = browser.new_context(viewport=size)
    context.set_default_timeout(60_000)
    contexts.append(context)
    return context.new_page()


def _first_link(server: Server) -> str:
    def said() -> str | None:
        lines = server.said.read_text().splitlines()
        return next((line.strip() for line in lines if "/sign-in/first#" in line), None)

    return str(until(said, what="the first sign-in link"))


def _sign_in_and_plan(desk: Page, server: Server) -> str:
    """A facilitator's first minutes: account, programme, event, session. The session's id."""
    desk.goto(_first_link(server))
    desk.get_by_label("Your name").fill("Ellen")
    desk.locator("[name=email]").fill("ellen")
    desk.get_by_label("Password").fill("quiet rooms hear more")
    desk.locator("form[action='/sign-in/first'] button").click()
    desk.get_by_role("link", name="Create a programme").click()
    desk.locator("[name=title]").fill("Meaningful outcomes")
    desk.get_by_role("button", name="Create the programme").click()
    desk.locator("[name=title]").fill("Retreat 1")
    desk.get_by_label("Data retreat").check()
    desk.get_by_role("button", name="Create the event").click()
    if "sessions/new" not in desk.url:
        desk.locator("main a[href*='sessions/new']").first.click()
    desk.get_by_label("Brainstorm").first.check()
    desk.get_by_role("button", name="Plan the session").click()
    desk.get_by_role("button", name="Open the session").click()
    ready(desk)
    return desk.url.rsplit("/", 1)[1]


def _walk_in(phone: Page, server: Server, host: str, letters: str, *, sound: str) -> int:
    """From the scanned picture to the room; how many taps it took. Nothing is typed."""
    phone.goto(f"http://{host}:{server.port}/join#{letters}")
    taps = [
        phone.locator("[name=notes][value=yes]"),
        phone.locator(f"[name=sound][value={sound}]"),
        phone.locator("[data-slot=about] > summary"),
        phone.get_by_label("No name", exact=True),
        phone.get_by_label("Third sector", exact=True),
        phone.get_by_role("button", name="Go in"),
    ]
    for tap in taps:
        tap.click()
    ready(phone)
    return len(taps)


def _after_silence(speech: Path, silent_s: int, folder: Path) -> Path:
    """The same speech, begun later than anybody could know before."""
    audio.decode(speech, folder / "speech.pcm")
    quiet = np.zeros(silent_s * pcm_file.RATE_HZ, np.int16)
    file = folder / "table.wav"
    file.write_bytes(wav_bytes(np.concatenate([quiet, pcm_file.samples(folder / "speech.pcm")])))
    return file


def test_retreat_when_run_by_four_browsers_then_what_was_said_is_found_and_plays(
    browser: Browser, product: Server, contexts: list[BrowserContext], tmp_path: Path
) -> None:
    desk = _open(browser, contexts, LAPTOP)
    session_id = _sign_in_and_plan(desk, product)
    letters = desk.evaluate("JSON.parse(document.getElementById('boot').textContent).join.pass")
    wall = contexts[0].new_page()
    wall.set_viewport_size(PROJECTOR)
    wall.goto(f"http://localhost:{product.port}/desk/sessions/{session_id}/wall")
    ready(wall)
    expect(wall.get_by_text(letters[:4]).first).to_be_visible()
    yes, no = _open(browser, contexts, PHONE), _open(browser, contexts, PHONE)

    taps = [
        _walk_in(yes, product, "localhost", letters, sound="yes"),
        _walk_in(no, product, INSECURE_HOST, letters, sound="no"),
    ]
    desk.get_by_role("button", name="Open the round").click()

    assert max(taps) <= TAPS_MAX
    for phone in (yes, no):
        expect(phone.get_by_role("heading", name="What comes to mind?")).to_be_visible()
    expect(told_of_sound(no, "no")).to_be_visible()

    write_note(yes, "We were tired")
    write_note(no, "Nobody asked us")
    for screen in (desk, wall, yes, no):
        expect(screen.get_by_text("We were tired").first).to_be_visible()
        expect(screen.get_by_text("Nobody asked us").first).to_be_visible()
    expect(no.get_by_text("Saved").first).to_be_visible()

    no.locator("a[href*='/answers']").first.click()
    answer(no, sound="yes")  # until now, sound would be held back
    no.locator("main form [type=submit]").last.click()
    expect(no).to_have_url(re.compile("/s/"))

    record = contexts[0].new_page()
    record.goto(f"http://localhost:{product.port}/sessions/{session_id}")
    record.locator("#add-to-it").click()
    silent_s = random.SystemRandom().randrange(13, 30)
    sound = _after_silence(shared_file("audio", "jfk_inaugural.flac"), silent_s, tmp_path)
    record.locator("#f-audio").set_input_files(sound)
    record.get_by_role("button", name="Add audio file", exact=True).click()
    record.locator("[data-slot=ready] a").click(timeout=HEARD_WITHIN_MS)
    expect(record.locator("#book")).to_contain_text("fellow Americans")

    record.locator("#add-to-it").click()
    minutes = {"name": "minutes.txt", "mimeType": "text/plain", "buffer": b"Ana: The minutes speak of pelicans."}
    record.locator("#f-transcript").set_input_files(minutes)
    record.locator("#bring-words [name=written_by][value=person]").dispatch_event("click")
    record.locator("#bring-words button[type=submit]").click()
    record.locator("[data-import] [data-slot=ready] a").click(timeout=HEARD_WITHIN_MS)
    expect(record.locator("#book")).to_contain_text("The minutes speak of pelicans.")

    record.goto(f"http://localhost:{product.port}/search?q=what+you+can+do+for+your+country")
    hit = record.locator("a[data-play]").first
    assert silent_s < float(hit.get_attribute("data-play") or 0) < silent_s + SPEECH_S
    hit.click()
    record.wait_for_function(
        f"() => {{ const s = document.getElementById('audio'); return s.currentTime > {silent_s} && !s.paused }}"
    )
    record.goto(f"http://localhost:{product.port}/search?q=tired")
    expect(record.locator(".hit__words")).to_contain_text("We were tired")
