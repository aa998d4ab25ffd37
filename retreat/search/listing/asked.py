"""What the address of a search says: the query, filters, and the page. Pure but for the day's own clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from retreat.errors import InvalidInput
from retreat.people.schemas import described
from retreat.search.filters import Filters

QUERY_MAX_CHARS = 500
PAGES_MAX = 100_000


def typed_in(asked: Mapping[str, str]) -> str:
    """What was typed into the search field."""
    return asked.get("q", "").strip()[:QUERY_MAX_CHARS]


def filters_in(asked: Mapping[str, str]) -> Filters:
    """What the page's form says."""
    return Filters(
        event_id=asked.get("event") or None,
        session_id=asked.get("session") or None,
        table_id=asked.get("table") or None,
        activity=asked.get("activity") or None,
        prompt_id=asked.get("prompt") or None,
        kind=asked.get("kind") if asked.get("kind") in ("spoken", "written") else None,
        sector=described(asked.get("sector"), field="sector"),
        role=described(asked.get("role"), field="role"),
        speaker=asked.get("speaker", "").strip() or None,
        since=_day(asked.get("since")),
        until=_day(asked.get("until"), is_last=True),
    )


def page_number(asked: Mapping[str, str]) -> int:
    """Which page of the list is asked for, from 1."""
    text = asked.get("page", "")
    return min(max(int(text), 1), PAGES_MAX) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _day(text: str | None, *, is_last: bool = False) -> datetime | None:
    """When a day begins by this machine's clock or, for the last day, when it ends."""
    if not text:
        return None
    try:
        day = datetime.strptime(text, "%Y-%m-%d") + timedelta(days=is_last)  # noqa: DTZ007 - a day, not yet a moment
        return day.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise InvalidInput(f"“{text[:20]}” is not a day. Please write it like 2026-11-28.") from error
