"""The time line: how far it reaches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from retreat.record.timeline import THE_ROOM, Thing, timeline

OPENED = datetime(2026, 5, 5, 9, 0, tzinfo=UTC)


def note(at: datetime, lane: str = THE_ROOM) -> Thing:
    """A note on the time line."""
    return Thing(id="n", lane=lane, at=at, words="words", what="Note", shape="dot")


def test_a_session_when_little_was_made_in_it_then_the_line_still_spans_all_of_it() -> None:
    ended, made = OPENED + timedelta(hours=2), OPENED + timedelta(hours=1)

    line = timeline([], [note(made)], session=(OPENED, ended))

    assert line is not None and (line.begins, line.ends) == (OPENED, ended)
    assert [dot.left for dot in line.lanes[0].dots] == [50.0]


def test_a_session_when_it_goes_on_then_the_line_ends_with_what_came_last() -> None:
    made = OPENED + timedelta(hours=1)

    line = timeline([], [note(made)], session=(OPENED, None))

    assert line is not None and (line.begins, line.ends) == (OPENED, made)
