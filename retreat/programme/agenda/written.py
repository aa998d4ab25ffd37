"""One line of an agenda as somebody typed it, checked. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from retreat.errors import InvalidInput
from retreat.programme.agenda.laying import WHATS, minutes_of
from retreat.programme.models import TITLE_MAX_CHARS

MINUTES_MAX = 720
TEXT_MAX_CHARS = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a line says; see ``AgendaItem``."""

    what: str
    title: str
    minutes: int
    at: int | None = None
    is_beside: bool = False
    place: str = ""
    lead: str = ""
    hosts: str = ""
    materials: str = ""
    notes: str = ""
    activity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenDay:
    """When a day begins and should end, in minutes since midnight, and notes for the team."""

    starts_at: int
    ends_at: int | None = None
    notes: str = ""


def read_item(
    form: Mapping[str, str], *, name_of: Mapping[str, str], minutes_by_activity: Mapping[str, int]
) -> Written:
    """A line from the fields of a form. A session without title or minutes takes those of its activity.

    Args:
        name_of: The names of the activities that can be chosen, by their keys.
        minutes_by_activity: How long they take, where that is known.

    Raises:
        InvalidInput: Something is missing or cannot be used; each field at fault has a sentence.
    """
    wrong: dict[str, str] = {}
    what = form.get("what", "")
    if what not in WHATS:
        wrong["what"] = "Please choose what it is."
    chosen = form.get("activity", "") if what == "session" else ""
    if chosen and chosen not in name_of:
        wrong["activity"] = "Please choose one of the activities."
    texts = {name: _text(form, name, wrong) for name in ("title", "place", "lead", "hosts", "materials", "notes")}
    texts["title"] = texts["title"] or name_of.get(chosen, "") or (WHATS[what] if what in ("break", "slack") else "")
    if not texts["title"]:
        wrong.setdefault("title", "Please write a title.")
    minutes = _minutes(form.get("minutes", ""), minutes_by_activity.get(chosen))
    if minutes is None:
        wrong["minutes"] = f"Please write how many minutes it takes, from 1 to {MINUTES_MAX}."
    typed_at = form.get("at", "").strip()
    at = minutes_of(typed_at)
    if typed_at and at is None:
        wrong["at"] = "Please write a time such as 12:45, or leave this empty."
    is_beside = bool(form.get("is_beside"))
    if typed_at and is_beside:
        wrong["at"] = "It begins with the line before it, so leave this empty or untick that."
    if wrong or minutes is None:
        raise InvalidInput("Please correct the fields that are marked.", fields=wrong)
    return Written(what=what, minutes=minutes, at=at, is_beside=is_beside, activity=chosen or None, **texts)


def read_day(form: Mapping[str, str]) -> WrittenDay:
    """A day from the fields of a form.

    Raises:
        InvalidInput: A time cannot be read, or the day would end before it begins.
    """
    wrong: dict[str, str] = {}
    starts_at, typed_end = minutes_of(form.get("starts_at", "")), form.get("ends_at", "").strip()
    ends_at = minutes_of(typed_end)
    notes = _text(form, "notes", wrong)
    if starts_at is None:
        wrong["starts_at"] = "Please write a time such as 09:30."
    if typed_end and ends_at is None:
        wrong["ends_at"] = "Please write a time such as 17:00, or leave this empty."
    elif starts_at is not None and ends_at is not None and ends_at <= starts_at:
        wrong["ends_at"] = "The day has to end after it begins."
    if wrong or starts_at is None:
        raise InvalidInput("Please correct the fields that are marked.", fields=wrong)
    return WrittenDay(starts_at=starts_at, ends_at=ends_at, notes=notes)


def _text(form: Mapping[str, str], name: str, wrong: dict[str, str]) -> str:
    is_long = name in ("materials", "notes")
    typed = form.get(name, "").replace("\r\n", "\n").replace("\0", "")
    clean = typed.strip() if is_long else " ".join(typed.split())
    most = TEXT_MAX_CHARS if is_long else TITLE_MAX_CHARS
    if len(clean) > most:
        wrong[name] = f"Please write at most {most:,} characters."
    return clean


def _minutes(typed: str, otherwise: int | None) -> int | None:
    clean = typed.strip()
    if not clean:
        return otherwise
    found = int(clean) if clean.isascii() and clean.isdecimal() and len(clean) <= 4 else 0
    return found if 1 <= found <= MINUTES_MAX else None
