"""Easy words: the step's title goes, and kinds of note have names that nobody stumbles over."""

from __future__ import annotations

from pathlib import Path

from app import create_app
from facilitation.easy_words import COOKIE as EASY
from facilitation.seat_cookie import COOKIE
from retreat.database import Database
from retreat.log.note_words import EASY_KIND_WORDS, KIND_WORDS
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import make_house


def test_a_phone_when_it_asks_for_easy_words_then_title_and_kinds_are_easy_too(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    meeting = Meeting.open(sqlite_database, clock, "lifting_the_rock", tables=1)
    phone = Browser(create_app(make_house(sqlite_database, clock, tmp_path)))
    phone.client.set_cookie(COOKIE, f"{meeting.event_id}.{meeting.join('Ana', table=1).token}")
    path = f"/s/{meeting.session_id}"
    title = next(iter(meeting.leader.board()["rounds"].values()))["title"]
    (hard, easy) = (f"{words['assumption']}</span>" for words in (KIND_WORDS, EASY_KIND_WORDS))

    def main() -> str:
        return phone.open(path).text.partition("<main")[2].partition("application/json")[0]

    assert hard in main() and f"<span>{title}</span>" in main()
    phone.client.set_cookie(EASY, "1")
    assert easy in main() and hard not in main() and f"<span>{title}</span>" not in main()
