"""Makes the README's picture again, from the product as it is: ``readme_picture.py [PNG]``.

Everything in it is invented: the sample programme's record, and a brainstorm that is played here. It needs Chromium
and Playwright, which the set-up for testing brings, and takes two or three minutes, mostly for transcribing the sample.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "static" / "readme" / "picture.png"
ADDRESS = "http://192.168.1.20:8000"
TITLE = "What gets lost in the form?"
YES = {"attend": True, "notes_kept": True, "audio_recorded": True, "machine_transcription": True}
HEADINGS = ("What the form can hold", "Numbers that open doors", "In the person’s own words")
# Who wrote it, of which kind, what, and under which heading.
NOTES = (
    ("Carys", "question", "What could we stop asking for?", 0),
    ("Isla", "note", "Our form has no place for sleep, only for visits.", 0),
    ("Morag", "note", "“Maintained independence” says nothing about her garden.", 0),
    ("Huw", "note", "The box is two lines long, so we write two lines.", 0),
    ("Nia", "action", "Leave the first page empty, and ask what matters.", 0),
    ("Isla", "note", "Without the figures there would be no service to tell stories about.", 1),
    ("Tomos", "question", "Who chose what we count?", 1),
    ("Dev", "note", "An average is nobody.", 1),
    ("Morag", "note", "She read it and said: yes, that is me.", 2),
    ("Carys", "note", "My words got shorter every time somebody copied them.", 2),
    ("Nia", "action", "Read the account back before we file it.", 2),
)
# Left, top and width of each screenshot on the sheet, in pixels.
PLACES = {"wall": (30, 30, 760), "desk": (816, 30, 554), "record": (90, 490, 760), "phone": (1000, 300, 280)}
SHEET = (1400, 994)


def main(arguments: list[str]) -> int:
    """Play the session, photograph it, and put the pictures on one sheet."""
    target = Path(arguments[0]) if arguments else PICTURE
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        env = os.environ | {"RETREAT_DATA": folder, "HOST": "127.0.0.1", "PORT": str(port), "RETREAT_ADDRESS": ADDRESS}
        _command(env, "demo")
        opened = json.loads(_command(env, "session", "open", "--activity", "brainstorm", "--title", TITLE, "--json"))
        found = json.loads(_command(env, "search", "the story is the evidence", "--json"))
        opened["record"] = found[0]["session_id"]
        program = [sys.executable, str(ROOT / "app.py"), "serve"]
        with subprocess.Popen(program, env=env, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
            try:
                link = _first_link(server)
                base = f"http://localhost:{port}"
                _play(base, opened)
                with sync_playwright() as playwright:
                    browser = playwright.chromium.launch(executable_path=shutil.which("chromium-headless-shell"))
                    shots = _shots(browser, base, opened, link)
                    _sheet(browser, shots, target)
                    browser.close()
            finally:
                server.terminate()
    return 0


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _command(env: dict[str, str], *words: str) -> str:
    program = [sys.executable, str(ROOT / "app.py"), *words]
    return subprocess.run(program, env=env, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def _first_link(server: subprocess.Popen[str]) -> str:
    for line in server.stdout or ():
        if "/sign-in/first#" in line:
            return line.strip()
    raise RuntimeError("the server did not print a sign-in link")


def _post(url: str, token: str, body: dict[str, Any]) -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with urlopen(Request(url, json.dumps(body).encode(), headers)) as answer:  # noqa: S310 - our own server
        return json.load(answer)


def _play(base: str, opened: dict[str, Any]) -> None:
    session, desk = opened["session_id"], opened["facilitator_token"]
    tokens: dict[str, str] = {}

    def perform(token: str, kind: str, body: dict[str, Any], target: str) -> None:
        op = {"op_id": str(uuid.uuid4()), "device_seq": 1, "kind": kind, "target_id": target, "body": body}
        answer = _post(f"{base}/api/sessions/{session}/ops", token, {"v": 1, "batch": [op]})
        if answer["refused"]:
            raise RuntimeError(answer["refused"][0]["message"])

    headings = [str(uuid.uuid4()) for _ in HEADINGS]
    for heading, title in zip(headings, HEADINGS, strict=True):
        perform(desk, "cluster.add", {"title": title, "prompt_id": opened["prompt_ids"][0]}, heading)
    for name, kind, text, heading in NOTES:
        if name not in tokens:
            who = {"join_pass": opened["join_pass"], "display_name": name, "consents": YES}
            tokens[name] = _post(f"{base}/api/join", "", who)["token"]
        note = str(uuid.uuid4())
        written = {"prompt_id": opened["prompt_ids"][0], "text": text, "note_kind": kind, "share": "everyone"}
        perform(tokens[name], "note.add", written, note)
        perform(desk, "note.move", {"cluster_id": headings[heading]}, note)


def _shots(browser: Browser, base: str, opened: dict[str, Any], link: str) -> dict[str, bytes]:
    staff = _context(browser, 1280, 720)
    page = staff.new_page()
    page.goto(link)
    page.fill("[name=name]", "Ellen")
    page.fill("[name=email]", "ellen")
    page.fill("[name=password]", "four-invented-words-here")
    page.click("main form button[type=submit]")
    page.wait_for_url("**/desk")
    shots = {"wall": _shot(page, f"{base}/desk/sessions/{opened['session_id']}/wall", "[data-note]")}
    page.set_viewport_size({"width": 1100, "height": 720})
    shots["desk"] = _shot(page, f"{base}/desk/sessions/{opened['session_id']}", "[data-step]")
    page.set_viewport_size({"width": 1180, "height": 740})
    shots["record"] = _shot(page, f"{base}/sessions/{opened['record']}", ".turn__words", scroll_px=392)
    phone = _context(browser, 390, 903).new_page()
    phone.goto(f"{base}/join#{opened['join_pass']}")
    phone.locator("input[name=notes][value=yes]").check(force=True)
    phone.locator("input[name=sound][value=yes]").check(force=True)
    phone.locator("main form button[type=submit]").last.click()
    phone.wait_for_selector("#note-text")
    phone.fill("#note-text", "She laughed when I read it back to her.")
    phone.wait_for_timeout(1_000)
    shots["phone"] = phone.screenshot()
    return shots


def _context(browser: Browser, width: int, height: int) -> BrowserContext:
    return browser.new_context(viewport={"width": width, "height": height}, device_scale_factor=2, color_scheme="light")


def _shot(page: Page, url: str, ready: str, *, scroll_px: int = 0) -> bytes:
    page.goto(url)
    page.wait_for_selector(ready)
    page.mouse.wheel(0, scroll_px)
    page.wait_for_timeout(2_000)
    return page.screenshot()


def _sheet(browser: Browser, shots: dict[str, bytes], target: Path) -> None:
    width, height = SHEET
    images = "".join(
        f'<img style="left:{left}px;top:{top}px;width:{wide}px" '
        f'src="data:image/png;base64,{base64.b64encode(shots[name]).decode()}">'
        for name, (left, top, wide) in PLACES.items()
    )
    looks = "body{margin:0;background:#e6ddd2}img{position:absolute;border-radius:10px;box-shadow:0 2px 10px #0003}"
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(f"<style>{looks}</style>{images}")
    page.screenshot(path=target)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
