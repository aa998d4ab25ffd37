"""The player on a phone: everything in it can be touched, and the words keep nearly all of the height."""

from __future__ import annotations

import pytest

from tests.browser.conftest import LAPTOP, PHONE, Open, Served

pytestmark = pytest.mark.browser

SCENE = "record_server"


@pytest.mark.parametrize(("size", "share"), [(PHONE, 0.1), (LAPTOP, 0.15)])
def test_a_record_with_sound_when_read_then_its_player_leaves_the_height_to_the_words(
    served: Served, open_page: Open, size: dict[str, int], share: float
) -> None:
    looked_at = served.sessions["looked_at"]
    page = open_page(size, staff=True)

    page.goto(served.at(f"/sessions/{looked_at['id']}?transcript={looked_at['transcript']}"))
    page.locator(".player__more:not([hidden])").wait_for(state="attached")
    page.evaluate("document.getElementById('wave').hidden = false")

    player = page.locator(".player").bounding_box()
    assert player and player["height"] <= share * size["height"]
