"""Many notes and long ones on the projector: nothing is cut off, and the wall turns its pages by itself."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.request import Request, urlopen
from uuid import uuid4

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LAPTOP, PROJECTOR, Open, Served, desk_of, wall_of

pytestmark = pytest.mark.browser

NOTES_AT_ONCE = 20
LONGEST_STAY_MS = 20_000
LONG = "We were told that the form comes first, and so the story came last. " * 29
# Every box of every word of the notes, in the sheet's own coordinates, and the sheet's size.
BOXES = """() => {
  const sheet = document.querySelector('.wall__sheet'), home = sheet.getBoundingClientRect(), boxes = []
  for (const words of sheet.querySelectorAll('.note__words, h2')) {
    const range = document.createRange()
    range.selectNodeContents(words)
    for (const box of range.getClientRects()) {
      boxes.push([box.left - home.left, box.right - home.left, box.top - home.top, box.bottom - home.top])
    }
  }
  const read = [...document.querySelectorAll('#wall *')]
    .filter((each) => !each.closest('.wall__turn') && each.childNodes[0]?.nodeType === Node.TEXT_NODE)
  const smallest = Math.min(...read.map((each) => parseFloat(getComputedStyle(each).fontSize)))
  return { boxes, width: home.width, height: home.height, smallest }
}"""
# Whether people in the hall can see it: inside the sheet, not merely in the document.
IN_SIGHT = """(text) => {
  const sheet = document.querySelector('.wall__sheet').getBoundingClientRect()
  const note = [...document.querySelectorAll('.note__words')].find((each) => each.textContent === text)
  const box = note?.getClientRects()[0]
  return !!box && box.left >= sheet.left - 1 && box.right <= sheet.right + 1 && box.bottom <= sheet.bottom + 1
}"""
TURNING = "(calls) => import('/static/js/wall/turning.js').then((turning) => { %s })"


def _post(served: Served, path: str, body: Any, token: str = "") -> Any:
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    with urlopen(Request(served.at(path), json.dumps(body).encode(), headers), timeout=30) as answer:
        return json.load(answer)


def _write(served: Served, session: str, texts: list[str], *, share: str = "everyone") -> list[str]:
    """Notes of several people, none of them faster than one may write; the notes' ids."""
    told = served.sessions[session]
    ids = []
    for first in range(0, len(texts), NOTES_AT_ONCE):
        answers = {"attend": True, "notes_kept": True}
        seat = _post(served, "/api/join", {"join_pass": told["letters"], "consents": answers})
        batch = [
            {
                "op_id": str(uuid4()),
                "kind": "note.add",
                "target_id": str(uuid4()),
                "body": {"prompt_id": told["prompts"][0], "text": text, "share": share},
            }
            for text in texts[first : first + NOTES_AT_ONCE]
        ]
        answer = _post(served, f"/api/sessions/{told['id']}/ops", {"v": 1, "batch": batch}, seat["token"])
        assert answer["refused"] == []
        ids += [op["target_id"] for op in batch]
    return ids


def _perform(served: Served, session: str, kind: str, target: str, body: dict[str, Any]) -> None:
    told = served.sessions[session]
    op = {"op_id": str(uuid4()), "kind": kind, "target_id": target, "body": body}
    assert not _post(served, f"/api/sessions/{told['id']}/ops", {"v": 1, "batch": [op]}, told["token"])["refused"]


def _pages(wall: Page) -> int:
    return int(wall.locator(".wall__page").inner_text().split(" of ")[1])


def test_sixty_notes_and_a_long_one_when_on_the_wall_then_every_word_stands_whole_on_one_of_its_pages(
    served: Served, open_page: Open
) -> None:
    texts = [f"Thought {n}: the letter came before the visit, and nobody had asked which" for n in range(60)]
    ids = _write(served, "crowd", [*texts, LONG.strip()[:2_000]])
    cluster = str(uuid4())
    body = {"title": "Letters before visits", "prompt_id": served.sessions["crowd"]["prompts"][0], "rank": "V"}
    _perform(served, "crowd", "cluster.add", cluster, body)
    for place, note in enumerate(ids[:24]):
        _perform(served, "crowd", "note.move", note, {"cluster_id": cluster, "rank": f"V{place:02}"})
    _write(served, "crowd", ["a quiet hedgehog for the desk alone"], share="facilitators")

    wall = wall_of(open_page(PROJECTOR, staff=True), served, "crowd")
    expect(wall.locator(".wall__page")).to_have_text(re.compile(r"^1 of \d+$"))
    wall.keyboard.press(" ")
    pages, seen = _pages(wall), set()
    for page in range(pages):
        expect(wall.locator(".wall__page")).to_have_text(f"{page + 1} of {pages}")
        found = wall.evaluate(BOXES)
        assert found["boxes"]
        assert found["smallest"] >= 24
        for place, (left, right, top, bottom) in enumerate(found["boxes"]):
            assert top >= -1, "cut off above"
            assert bottom <= found["height"] + 1, "cut off below"
            if left >= -1 and right <= found["width"] + 1:
                seen.add(place)
            assert right <= 1 or left >= found["width"] - 1 or place in seen, "cut off at the side"
        if page == 1:
            expect(wall.locator(".wall__goes-on")).to_contain_text("Letters before visits")
        wall.keyboard.press("ArrowRight")

    assert 3 <= pages <= 9
    assert len(seen) == len(found["boxes"])
    assert "hedgehog" not in wall.content()


def test_pages_when_nobody_touches_the_wall_then_it_turns_and_goes_to_a_new_note_by_itself(
    served: Served, open_page: Open
) -> None:
    _write(served, "flood", [f"Remark {n} that was written by somebody at the second table" for n in range(40)])
    page = open_page(PROJECTOR, staff=True, reduced_motion="reduce")
    page.clock.install()
    wall = wall_of(page, served, "flood")
    place = wall.locator(".wall__page")
    expect(place).to_have_text(re.compile(r"^\d+ of \d+$"))

    first = place.inner_text()
    wall.clock.fast_forward(LONGEST_STAY_MS)
    expect(place).not_to_have_text(first)
    assert (
        float(wall.evaluate("parseFloat(getComputedStyle(document.querySelector('.wall__flow')).animationDuration)"))
        < 0.01
    )
    _write(served, "flood", ["the newest of all"])
    wall.wait_for_function(IN_SIGHT, arg="the newest of all")
    wall.get_by_role("button", name="Next").click()
    wall.get_by_role("button", name="Stay here").click()
    expect(wall.locator(".wall__turn--held")).to_be_visible()
    assert not wall.evaluate(IN_SIGHT, "the newest of all")


def test_a_new_question_when_notes_are_on_the_wall_then_the_wall_asks_it(served: Served, open_page: Open) -> None:
    _write(served, "open_wall", ["ready for the next question"])
    desk = desk_of(open_page(LAPTOP, staff=True), served, "open_wall")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "open_wall")
    expect(wall.get_by_text("ready for the next question")).to_be_visible()

    desk.locator("[data-opens=ask]").click()
    desk.get_by_label("The question").fill("And what would you keep?")
    desk.get_by_role("button", name="Ask it now").click()

    expect(wall.get_by_role("heading", name="And what would you keep?")).to_be_visible()


def test_turning_when_new_notes_flood_in_then_every_page_still_gets_its_turn(served: Served, open_page: Open) -> None:
    page = open_page()
    page.goto(served.at("/"))
    run = """
      let turn = turning.begin(0), seen = []
      for (let now = 0; now < 120_000; now += 250) {
        const fresh = turn.page === 0 ? null : 0
        const next = turning.turned(turn, { pages: 4, words: [60, 60, 60, 60], fresh: calls.flood ? fresh : null }, now)
        if (next.page !== turn.page) seen.push([next.page, now - turn.since_ms])
        turn = next
      }
      return seen"""

    calm = page.evaluate(TURNING % run, {"flood": False})
    flood = page.evaluate(TURNING % run, {"flood": True})

    assert [each[0] for each in calm][:8] == [1, 2, 3, 0, 1, 2, 3, 0]
    assert min(each[1] for each in calm) >= 8_000
    assert [each[0] for each in flood][:6] == [1, 0, 2, 0, 3, 0]
    assert min(each[1] for each in flood) >= 3_000
