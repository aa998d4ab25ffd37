"""The queue in a real browser: it moves by itself, buttons keep the focus, and words appear while they are heard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.barriers import NARROWEST, barriers
from tests.browser.conftest import LAPTOP, PHONE, Open, Served
from tests.record.sound import wav

pytestmark = pytest.mark.browser

SCENE = "queue_server"


def step(served: Served, n: int) -> None:
    """Let the machine hear the next window."""
    (Path(served.sessions["busy"]["folder"]) / f"step-{n}").touch()


def test_the_queue_when_moved_and_paused_then_it_changes_in_place_and_the_focus_stays(
    served: Served, open_page: Open
) -> None:
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at("/queue"))
    expect(page.locator(".queued--running h3")).to_have_text("First table.wav")
    third = page.locator("[data-id]", has_text="Third table.wav")

    third.get_by_role("button", name="Up").focus()
    page.keyboard.press("Enter")

    expect(page.locator("[data-id] h3")).to_have_text(
        ["First table.wav", "Third table.wav", "Second table.wav", "Fourth table.wav"]
    )
    third.get_by_role("button", name="Down").focus()
    step(served, 0)
    expect(page.locator(".queued--running")).to_contain_text("33%")
    assert page.evaluate("document.activeElement.id").startswith("down-"), "news must not take the focus away"
    third.get_by_role("button", name="Pause").click()
    expect(third).to_have_attribute("data-state", "held")
    third.get_by_role("button", name="Resume").click()
    expect(third).to_have_attribute("data-state", "waiting")


def test_what_is_heard_when_its_page_is_open_then_it_grows_and_plays_from_a_word(
    served: Served, open_page: Open
) -> None:
    busy = served.sessions["busy"]
    step(served, 0)
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at(f"/sessions/{busy['id']}/recordings/{busy['ids'][0]}/so-far"))
    expect(page.locator("#book")).to_contain_text("We were tired")

    step(served, 1)

    expect(page.locator("#book li")).to_have_count(2)
    page.locator("#book").get_by_text("carers.").click()
    page.wait_for_function("document.getElementById('audio').currentTime > 10")
    assert barriers(page) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [NARROWEST, PHONE, LAPTOP])
def test_the_pages_when_looked_at_then_there_is_no_barrier_and_no_sideways_scrolling(
    served: Served, open_page: Open, scheme: str, size: dict[str, int]
) -> None:
    page = open_page(size, staff=True, color_scheme=scheme)
    ready = served.sessions["ready"]
    for path in ("/queue", f"/sessions/{ready['id']}/transcripts/{ready['transcript']}/again?turn=2"):
        page.goto(served.at(path))
        assert barriers(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_file_when_chosen_then_the_form_says_what_it_will_take(
    served: Served, open_page: Open, tmp_path: Path
) -> None:
    file = tmp_path / "talk.wav"
    file.write_bytes(wav(90.0))
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at(f"/sessions/{served.sessions['ready']['id']}/add"))

    page.locator("#f-audio").set_input_files(str(file))

    expect(page.locator("#add-estimate[data-code=estimate]")).not_to_be_empty()


def test_a_turn_when_it_is_to_be_heard_again_then_its_span_is_filled_in(served: Served, open_page: Open) -> None:
    ready = served.sessions["ready"]
    page = open_page(LAPTOP, staff=True)
    page.goto(served.at(f"/sessions/{ready['id']}/transcripts/{ready['transcript']}/again?turn=1"))

    expect(page.get_by_label("From")).not_to_have_value("")
    page.locator("form:has([name=kind][value=words]) button").click()

    expect(page.locator(".message--good")).to_be_visible()
    job = page.locator(".queued")
    expect(job).to_have_attribute("data-state", "sealed")
    job.get_by_role("button", name="Stop").click()
    expect(job).to_have_attribute("data-state", "set_aside")
