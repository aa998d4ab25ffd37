"""Between two rounds there is only what was written: phones and wall show it, and say which question it answers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PROJECTOR, Open, Served, come_in, desk_of, wall_of, write_note

pytestmark = pytest.mark.browser

QUESTIONS = ("Finish the sentence: “Everyone knows that …”", "Which word in this document could two of us")


def test_handed_in_notes_when_shown_after_their_round_then_every_phone_reads_them_under_their_question(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "between")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "between")
    writer, reader = (come_in(open_page(), served, "between") for _ in range(2))
    plain = open_page(storage_state=reader.context.storage_state(), java_script_enabled=False)
    write_note(writer, "said to the first question", share="Handed in")
    writer.get_by_role("button", name="Next").click()
    write_note(writer, "אמרתי לשאלה השנייה!", share="Handed in")
    expect(writer.locator("[data-state=saved]")).to_have_count(1)
    desk.locator("[data-opens=ask]").click()
    desk.get_by_label("The question").fill("What else?")
    desk.get_by_role("button", name="Ask it now").click()

    desk.get_by_role("button", name="Close the round").click()
    expect(wall.get_by_role("heading", name=QUESTIONS[0])).to_be_visible()
    expect(wall.get_by_role("heading", name="What else?")).to_be_visible()
    desk.locator(".desk__next").get_by_role("button", name="Show to everyone").click()

    expect(reader.get_by_text(QUESTIONS[1])).to_be_visible()
    expect(reader.get_by_text("אמרתי לשאלה השנייה!")).to_have_css("unicode-bidi", "plaintext")
    reader.locator("#phone details", has=reader.locator("[data-note]")).locator("summary").click()
    expect(reader.get_by_text(QUESTIONS[0])).to_be_visible()
    expect(reader.get_by_text("said to the first question")).to_be_visible()
    expect(wall.get_by_text("אמרתי לשאלה השנייה!")).to_be_visible()
    expect(writer.get_by_text("Your notes (2)")).to_be_visible()
    plain.goto(reader.url)
    listed = plain.locator("section", has_text="From others").get_by_role("listitem")
    said = [QUESTIONS[1], "אמרתי לשאלה השנייה!", QUESTIONS[0], "said to the first question"]
    expect(listed).to_contain_text(said)


def test_next_round_when_it_closes_without_notes_then_the_wall_does_not_go_back_to_the_first(
    served: Served, open_page: Open
) -> None:
    desk = desk_of(open_page(LAPTOP, staff=True), served, "between")
    wall = wall_of(open_page(PROJECTOR, staff=True), served, "between")
    desk.get_by_role("button", name="Open the round").click()
    expect(wall.get_by_role("heading", name="who would object")).to_be_visible()

    desk.get_by_role("button", name="Close the round").click()

    expect(desk.locator("[data-step=open]").get_by_role("heading", name="At the table")).to_be_visible()
    expect(wall.get_by_role("heading", name="who would object")).to_be_visible()
