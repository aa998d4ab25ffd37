"""When an audio recording began, as people type it and programs write it."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest

from retreat.errors import InvalidInput
from retreat.recordings.started import as_typed, beginning_said, moment_said, outside

NOW = datetime(2026, 7, 14, 15, 0, tzinfo=UTC)


@pytest.fixture
def hall(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """This machine stands in London."""
    monkeypatch.setenv("TZ", "Europe/London")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("hall")
@pytest.mark.parametrize(
    ("typed", "utc"),
    [
        ("2026-07-14T14:05", "2026-07-14T13:05:00+00:00"),
        (" 2026-07-14 14:05:09 ", "2026-07-14T13:05:09+00:00"),
        ("2026-01-14T14:05", "2026-01-14T14:05:00+00:00"),
        ("2026-07-14T14:05:09.5Z", "2026-07-14T14:05:09.500000+00:00"),
        ("2026-07-14T14:05+02:00", "2026-07-14T12:05:00+00:00"),
    ],
)
def test_a_moment_when_typed_without_a_zone_then_it_is_by_the_clock_of_the_hall(typed: str, utc: str) -> None:
    assert moment_said(typed) == datetime.fromisoformat(utc)


@pytest.mark.usefixtures("hall")
def test_a_moment_when_shown_in_a_field_and_sent_back_then_it_is_the_same() -> None:
    assert moment_said(as_typed(NOW)) == NOW


@pytest.mark.parametrize("typed", [None, "", "   "])
def test_nothing_when_typed_then_nobody_said(typed: str | None) -> None:
    assert beginning_said(typed, now=NOW) is None


@pytest.mark.parametrize(
    "typed",
    ["soon", "14:05", "2026-07-14", "2026-13-14T14:05", "2026-02-30 10:00", "0001-01-01T00:00", "1026-07-14T14:05",
     "2026-07-14T14:05:09+99:99", "２０２６-07-14T14:05", "2026-07-14T14:05\x00", "9" * 5000],
)  # fmt: skip
def test_what_is_no_moment_when_typed_then_one_sentence_says_how_to_write_one(typed: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        beginning_said(typed, now=NOW)

    assert (refused.value.code, list(refused.value.fields)) == ("no_moment", ["began"])


def test_a_moment_to_come_when_typed_then_the_sentence_says_so() -> None:
    assert beginning_said("2026-07-14T15:00:00Z", now=NOW) == NOW
    with pytest.raises(InvalidInput) as refused:
        beginning_said("2026-07-14T15:00:01Z", now=NOW)
    assert refused.value.code == "to_come"


def test_a_beginning_when_it_lies_outside_its_session_then_it_is_told_and_to_the_second() -> None:
    opened, ended = NOW + timedelta(milliseconds=700), NOW + timedelta(hours=2)

    def told(at: datetime) -> str | None:
        return outside(at, opened=opened, ended=ended)

    assert told(NOW) is None and told(ended) is None
    assert (told(NOW - timedelta(seconds=1)) or "").startswith("before the session was opened (14 July 2026, ")
    assert (told(ended + timedelta(seconds=1)) or "").startswith("after the session had ended (14 July 2026, ")
    assert outside(NOW, opened=None, ended=None) is None
