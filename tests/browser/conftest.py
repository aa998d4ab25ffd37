"""Browser tests: the system's Chromium, a real server in a process of its own, and pages that must not complain."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.support.needs import need

need(find_spec("playwright") is not None, "the package playwright is not installed")

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright  # noqa: E402 - if it is there

from tests.browser.chromium import launch, program  # noqa: E402 - likewise

ROOT = Path(__file__).resolve().parents[2]
# A busy machine is slow, not wrong: these are limits, not waits.
expect.set_options(timeout=20_000)
TIMEOUT_MS = 30_000
PHONE = {"width": 360, "height": 740}
LAPTOP = {"width": 1366, "height": 768}
PROJECTOR = {"width": 1920, "height": 1080}
# Refusals that a test provokes are said on the console by the browser itself.
EXPECTED = ("net::ERR_INTERNET_DISCONNECTED", "net::ERR_FAILED", "WebSocket connection to", "status of 4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A running server and who may use it."""

    port: int
    sign_in: str
    sessions: dict[str, Any]

    def at(self, path: str, host: str = "127.0.0.1") -> str:
        """An address on it."""
        return f"http://{host}:{self.port}{path}"


@pytest.fixture(scope="session")
def servers() -> Iterator[subprocess.Popen[str]]:
    """Where servers come from, one for each line that is written to it."""
    command = [sys.executable, "-m", "tests.browser.serve"]
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RETREAT_")}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True, "bufsize": 1}
    with subprocess.Popen(command, cwd=ROOT, env=environment, **pipes) as process:
        yield process


@pytest.fixture(scope="module")
def served(
    request: pytest.FixtureRequest, servers: subprocess.Popen[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    """A server of this module's own, with its ``SCENE``, or the live room's sessions."""
    need((ROOT / "static" / "vendor" / "preact.js").exists(), "the browser modules are not installed; run make setup")
    assert servers.stdin is not None and servers.stdout is not None
    scene = getattr(request.module, "SCENE", "live_server")
    servers.stdin.write(json.dumps({"scene": scene, "folder": str(tmp_path_factory.mktemp("served"))}) + "\n")
    said = json.loads(servers.stdout.readline())
    assert "broken" not in said, said["broken"]
    server = psutil.Process(said["pid"])
    yield Served(port=said["port"], sign_in=said["sign_in"], sessions=said["sessions"])
    server.terminate()
    server.wait(timeout=15)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for the whole run."""
    path = program()
    need(path is not None, "Chromium is not installed")
    assert path is not None
    with sync_playwright() as playwright:
        opened = launch(playwright.chromium, path)
        yield opened
        opened.close()


Open = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, served: Served) -> Iterator[Open]:
    """Open a page in a browser of its own; errors on its console fail the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def heard(kind: str, text: str) -> None:
        if not any(part in text for part in EXPECTED):
            complaints.append(f"{kind}: {text}")

    def opened(size: dict[str, int] | None = None, *, staff: bool = False, **options: Any) -> Page:
        context = browser.new_context(viewport=size or PHONE, **options)
        context.set_default_timeout(TIMEOUT_MS)
        contexts.append(context)
        if staff:
            context.add_cookies([{"name": "sign-in", "value": served.sign_in, "url": served.at("/")}])
        page = context.new_page()
        page.on("console", lambda said: heard("console", said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: heard("page", str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert complaints == []


def ready(page: Page) -> Page:
    """Wait until the live page has taken over and its line is up."""
    page.wait_for_selector("html[data-ready=yes]")
    return page


def answer(page: Page, *, notes: str = "yes", sound: str = "no") -> None:
    """The two questions of the door, ``yes`` or ``no`` to each."""
    page.locator(f"[name=notes][value={notes}]").check()
    page.locator(f"[name=sound][value={sound}]").check()


def come_in(
    page: Page, served: Served, session: str, *, notes: str = "yes", sound: str = "no", host: str = "127.0.0.1"
) -> Page:
    """Scan the picture, answer, go in."""
    page.goto(served.at(f"/join#{served.sessions[session]['letters']}", host))
    answer(page, notes=notes, sound=sound)
    page.get_by_role("button", name="Go in").click()
    return ready(page)


def told_of_sound(page: Page, recorded: str) -> Locator:
    """The line at the top of the phone, if it says whether this voice may be recorded: ``yes`` or ``no``."""
    icon = page.locator(f"use[href$='#{'sound' if recorded == 'yes' else 'sound-off'}']")
    return page.locator(".phone-bar__sound", has=icon)


def desk_of(page: Page, served: Served, session: str) -> Page:
    """The live desk of a session, signed in."""
    page.goto(served.at(f"/desk/sessions/{served.sessions[session]['id']}"))
    return ready(page)


def wall_of(page: Page, served: Served, session: str) -> Page:
    """The wall of a session, signed in."""
    page.goto(served.at(f"/desk/sessions/{served.sessions[session]['id']}/wall"))
    return ready(page)


def write_note(page: Page, text: str, *, share: str | None = None) -> None:
    """Write a note on the phone."""
    page.get_by_label("Your note", exact=True).fill(text)
    if share:
        page.locator(".composer").get_by_label(share).check()
    page.get_by_role("button", name="Add note").click()
