"""What every readable export says of itself: for whom it was made, when, by whom, and what is not in it. Pure."""

from __future__ import annotations

from datetime import date

from retreat.export.bundle import Bundle


def cover_lines(bundle: Bundle) -> list[tuple[str, str]]:
    """The fields of the first page."""
    made = bundle.made_at.astimezone()
    events = "; ".join(f"{one.title} ({days(one.starts_on, one.ends_on)})" for one in bundle.events)
    fields = [
        ("Programme", bundle.programme),
        ("Event", events),
        ("Made for", bundle.audience.title),
        ("What is in it", bundle.needs),
        ("Made on", f"{made.day} {made.strftime('%B %Y, %H:%M')}"),
        ("Made by", bundle.made_by),
    ]
    return [(name, value) for name, value in fields if value]


def days(first: date, last: date) -> str:
    """One day or two, as people write them."""
    one, other = (f"{day.day} {day.strftime('%B %Y')}" for day in (first, last))
    return one if one == other else f"{one} to {other}"


def withheld_said(bundle: Bundle) -> list[str]:
    """Sentences about what the team has and this export does not; none if it is everything."""
    lacks = bundle.withheld
    told = [
        _counted(lacks.turns, "spoken turn", "spoken turns"),
        _counted(lacks.written, "written contribution", "written contributions"),
    ]
    some = " and ".join(filter(None, told))
    found = []
    if some:
        found.append(f"Left out: {some}, because the people have not agreed to this use.")
    if lacks.tables:
        found.append(f"Tables that stay within the team: {', '.join(lacks.tables)}.")
    accounts = _counted(lacks.accounts, "outcome narrative", "outcome narratives")
    kept = [*([accounts] if accounts else []), *lacks.analysis]
    if kept:
        *first, last = kept
        found.append(f"Also within the team: {', '.join(first)}{' and ' if first else ''}{last}.")
    return found


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}" if count > 0 else ""
