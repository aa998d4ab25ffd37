"""What a role is shown: no page leads anybody to what their role is refused."""

from __future__ import annotations

import html
import re
from collections import deque

import pytest

from tests.people.pages import Browser
from tests.people.world import ALL_YES, World
from tests.record.sound import wav
from tests.support.forms import token_of
from tests.support.rooms import send_sound

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+")
_LEFT_ALONE = ("/static", "/sign-out")

# What a coder works on.
_CODES = re.compile(
    r"/(desk/programmes/#/(codebook|groupings|memos|projects|sets|themes)|(codes|codings|excerpts|grouping-runs|groupings|memos|projects|sets|themes)/#"
    r"|sessions/#/code)\b"
)


class Walk:
    """Somebody follows every link, one of each kind of address, and notes every button on the way."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.opened: dict[str, int] = {}
        self.buttons: dict[str, str] = {}
        self._ahead = deque(["/desk", "/queue", "/search?q=pelicans", "/search?q=garden"])
        while self._ahead:
            self._open(self._ahead.popleft())

    def _open(self, path: str) -> None:
        kind = _ID.sub("#", path)
        if kind in self.opened or path.startswith(_LEFT_ALONE):
            return
        answer = self.browser.open(path, follow_redirects=True)
        self.opened[kind] = answer.status_code
        if answer.mimetype != "text/html":
            return
        for form in re.findall(r'<form[^>]*method="post"[^>]*>', answer.text):
            action = re.search(r'action="([^"]+)"', form)
            to = html.unescape(action[1]) if action else path
            if not to.startswith(_LEFT_ALONE):
                self.buttons.setdefault(_ID.sub("#", to), to)
        for found in re.findall(r'(?:href|src)="([^"]+)"', answer.text):
            link = html.unescape(found).split("#")[0]
            if link.startswith("?"):
                link = path.split("?")[0] + link
            if link.startswith("/"):
                self._ahead.append(link)

    def pressed(self) -> dict[str, int]:
        """What each button answers, pressed with nothing filled in."""
        token = token_of(self.browser.open("/account").text)
        return {
            kind: self.browser.post(to, data={"csrf_token": token}).status_code for kind, to in self.buttons.items()
        }


@pytest.fixture
def lively(world: World) -> World:
    """Sound that waits, sound that was set aside, a transcript that could not be joined, words shared with partners."""
    world.meeting.join("Bea", consents=ALL_YES | {"share_partners": True}).note("Pelicans for all", share="everyone")
    for name in ("waits.wav", "stopped.wav"):
        send_sound(world.ada, world.meeting.session_id, wav(20.0 + len(name)), name)
    queue = world.ada.open("/queue").text
    stopped = re.findall(r'action="(/queue/[^"]+/cancel)"', queue)[-1]
    world.ada.post(stopped, data={"csrf_token": token_of(queue)})
    return world


@pytest.mark.parametrize("role", ["lead", "facilitator", "researcher", "coder", "reader", "partner"])
def test_a_colleague_when_they_follow_every_link_and_press_every_button_then_none_is_refused_them(
    lively: World, role: str
) -> None:
    _id, browser = lively.colleague(role)

    walk = Walk(browser)

    assert {kind for kind, status in walk.opened.items() if status in (403, 404)} == set()
    if role in ("coder", "reader", "partner"):
        own = {"/account", "/account/sign-ins", "/account/second-step/begin", "/citation", "/searches"}
        codes = {kind for kind in walk.buttons if _CODES.match(kind)} if role == "coder" else set()
        assert set(walk.buttons) <= own | codes | {"/desk/programmes/new"}
        assert bool(codes) is (role == "coder")
    assert {kind for kind, status in walk.pressed().items() if status == 403} == set()
