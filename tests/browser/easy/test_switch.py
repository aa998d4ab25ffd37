"""Coming in, answering, placing and taking back with two keys of a switch, in easy words and pictures, at 320 px."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, Open, Served, desk_of, ready

pytestmark = pytest.mark.browser
SCENE = "easy.scene"
PRESSES_MAX = 80
# Where the mark is, seen from what is wanted: on it, on a group around it, or elsewhere.
WHERE = """wanted => {
  const marked = document.querySelector('[data-scanned]'), target = document.querySelector(wanted)
  if (!marked || !target) return 'nowhere'
  if (marked === target || marked === target.closest('label')) return 'there'
  return marked.dataset.scanned === 'group' && marked.contains(target) ? 'around' : 'elsewhere'
}"""


def by_switch(page: Page, wanted: str) -> None:
    """Move the mark with Space until it is on what is wanted, and choose with Enter: nothing else is pressed."""
    page.locator(wanted).first.wait_for()
    page.locator("[data-scanned]").wait_for()
    for _ in range(PRESSES_MAX):
        where = page.evaluate(WHERE, wanted)
        if where == "there":
            page.keyboard.press("Enter")
            return
        page.keyboard.press("Enter" if where == "around" else "Space")
        if where == "around":
            # The first in a group cannot be chosen by a hand that trembled.
            page.keyboard.press("Space")
    raise AssertionError(f"the switch never came to {wanted}")


def at_the_door(page: Page, served: Served, session: str) -> None:
    """Scan the picture on the wall."""
    page.goto(served.at(f"/join#{served.sessions[session]['letters']}"))
    page.wait_for_url("**/join/*-*")


def fits(page: Page, has: str) -> None:
    """Once the page with this has come: nobody is kept out of it, and it does not scroll sideways."""
    page.locator(has).first.wait_for()
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROWEST["width"]


def test_person_with_two_switches_when_they_come_in_answer_place_and_take_back_then_nothing_is_typed(
    served: Served, open_page: Open
) -> None:
    page = open_page(NARROWEST)
    at_the_door(page, served, "switch")
    page.locator("[data-slot=easier] a").click()
    page.locator("[name=switch][value=two]").click()
    by_switch(page, "[name=easy][value=yes]:not([aria-pressed=true])")
    fits(page, "[name=easy][value=yes][aria-pressed=true]")
    by_switch(page, "main [data-back]")

    answers = {"notes": "yes", "sound": "no", "name": "none", "sector": "Lived experience", "role": "", "needs": ""}
    for name, value in answers.items():
        by_switch(page, f"[data-question={name}] [value='{value}']")
        page.locator(f"[data-question={name}]").wait_for(state="detached")
    fits(page, "[data-question=ready]")
    assert page.locator("[data-said] strong").count() == 3
    by_switch(page, "[data-question=ready] button")
    ready(page)

    by_switch(page, "[data-quick=agree]")
    expect(page.locator("[data-quick=agree][aria-pressed=true]")).to_be_visible()
    by_switch(page, "[data-quick=light-bulb]")
    expect(page.locator("[data-note] [data-state=saved]")).to_have_count(1)
    fits(page, "[data-quick]")
    desk = desk_of(open_page(LAPTOP, staff=True), served, "switch")
    for act in ("close", "open"):
        desk.locator(f"[data-step={act}] .button--primary").click()
        expect(desk.locator(f"[data-step={act}]")).to_have_count(0)
    by_switch(page, "[data-card=card-1] [data-place='75']")
    expect(page.locator("[data-card=card-1] [data-place='75'][aria-pressed=true]")).to_be_visible()
    expect(page.locator("[data-card=card-1] [data-state=saved]")).to_be_visible()
    by_switch(page, "[data-card=card-1] [data-step=more]")
    fits(page, "[data-card=card-1] [data-place='75'][aria-pressed=true]")

    by_switch(page, f"main a[href='/e/{served.sessions['switch']['event']}']")
    fits(page, "[data-slot=easy_ways]")
    by_switch(page, "[data-slot=easy_ways] [href$='/take-back']")
    expect(page.locator("[data-thing]")).to_have_count(3)
    fits(page, "[data-thing]")
    by_switch(page, "[data-act=take]")
    by_switch(page, "[data-act=erase]")
    expect(page.locator("[data-code=erased]")).to_be_visible()
    by_switch(page, "[href$='take=all']")
    fits(page, "[data-question=sure]")
    by_switch(page, "[data-act=erase]")
    expect(page.locator("[data-code=all_erased]")).to_be_visible()
    expect(page.locator("[data-thing]")).to_have_count(0)
    by_switch(page, "[href$='/answers']")
    by_switch(page, "[data-question=notes] [value=no]")
    fits(page, "[data-question=notes] [value=no][aria-pressed=true]")
    page.goto(served.at(f"/e/{served.sessions['switch']['event']}/leave"))
    by_switch(page, "[data-act=leave]")
    page.locator("[data-letters]").wait_for()


def test_one_switch_when_time_passes_then_the_mark_moves_and_a_tap_anywhere_chooses(
    served: Served, open_page: Open
) -> None:
    page = open_page(NARROWEST)
    page.context.add_cookies([{"name": "switch", "value": "one-fast", "url": served.at("/")}])
    page.clock.install()
    page.goto(served.at("/easier"))
    page.locator("[data-scanned]").wait_for()
    assert barriers(page) == []
    first = page.evaluate("document.querySelector('[data-scanned]').outerHTML")

    page.clock.fast_forward(1_200)

    assert page.evaluate("document.querySelector('[data-scanned]').outerHTML") != first
    for _ in range(PRESSES_MAX):
        if page.evaluate(WHERE, "[data-stop=stop]") == "there":
            break
        page.clock.fast_forward(1_200)
    page.mouse.click(5, 5)
    expect(page.locator("[data-scanned]")).to_have_count(0)
    page.keyboard.press("Space")
    expect(page.locator("[data-scanned]")).to_have_count(1)


def test_pictures_when_there_are_no_scripts_then_they_are_plain_forms(served: Served, open_page: Open) -> None:
    page = open_page(NARROWEST, java_script_enabled=False)
    page.goto(served.at("/"))
    page.locator("#join_pass").fill(served.sessions["plain"]["letters"])
    page.locator("#letters button").click()
    page.locator("[data-act=easy]").click()
    page.locator("[data-question=notes] [value=yes]").click()
    page.locator("[href$='&ask']").click()
    expect(page.locator("[data-slot=asked]")).to_be_visible()
    page.locator("[data-back]").click()
    for name, value in {"sound": "no", "name": "none", "sector": "", "role": "Uses services", "needs": ""}.items():
        page.locator(f"[data-question={name}] [value='{value}']").click()
    page.locator("[data-question=ready] button").click()

    page.locator("[data-quick=matters]").click()

    expect(page.locator("[data-note]")).to_have_count(1)
    expect(page.locator("[data-quick=matters]")).to_be_disabled()
    desk = desk_of(open_page(LAPTOP, staff=True), served, "plain")
    for act in ("close", "open"):
        desk.locator(f"[data-step={act}] .button--primary").click()
        expect(desk.locator(f"[data-step={act}]")).to_have_count(0)
    page.reload()
    page.locator("[data-card=card-1] [data-place='100']").first.click()
    expect(page.locator("[data-card=card-1] [data-place='100']").first).to_have_attribute("aria-pressed", "true")
    page.goto(served.at(f"/e/{served.sessions['plain']['event']}/take-back?take=all"))
    page.locator("[data-act=erase]").click()
    expect(page.locator("[data-code=all_erased]")).to_be_visible()


def test_question_when_the_device_has_a_voice_of_its_own_then_it_can_be_read_aloud(
    served: Served, open_page: Open
) -> None:
    page = open_page(PHONE)
    page.add_init_script("""
      window.heard = []
      const voice = { lang: 'en-GB', localService: true, name: 'Own' }
      window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } }
      Object.defineProperty(window, 'speechSynthesis', { value: {
        getVoices: () => [voice], speak: (said) => heard.push(said.text), cancel() {},
        addEventListener() {}, removeEventListener() {} } })
    """)
    at_the_door(page, served, "aloud")
    page.locator("[data-act=easy]").click()

    page.locator("[data-act=aloud]").click()

    question = page.locator("h1").inner_text()
    assert page.evaluate("heard.length") == 1 and question in page.evaluate("heard[0]")
