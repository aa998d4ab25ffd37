"""Agendas to start from, one readable file each, in the folder ``ready``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from retreat.errors import InvalidInput
from retreat.programme.agenda.laying import minutes_of
from retreat.programme.agenda.written import Written

FOLDER = Path(__file__).parent / "ready"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyItem:
    """A line of a ready-made day.

    Attributes:
        seating: ``mixed`` or ``chosen`` at tables, empty without tables.
        question: What the first step of its session asks, in place of what the activity asks; empty for that.
    """

    written: Written
    seating: str = ""
    question: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyDay:
    """A day; times are minutes since midnight."""

    starts_at: int
    ends_at: int | None
    notes: str
    items: tuple[ReadyItem, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyAgenda:
    """An agenda to start from."""

    key: str
    name: str
    says: str
    order: int
    days: tuple[ReadyDay, ...]


@cache
def ready_agendas() -> Mapping[str, ReadyAgenda]:
    """All of them by their key, in the order in which they are offered."""
    found = sorted((_agenda(path) for path in FOLDER.glob("*.toml")), key=lambda one: one.order)
    return MappingProxyType({one.key: one for one in found})


def ready_agenda(key: str) -> ReadyAgenda:
    """One of them.

    Raises:
        InvalidInput: There is none with this key.
    """
    found = ready_agendas().get(key)
    if found is None:
        raise InvalidInput("Please choose one of the agendas.", fields={"agenda": "choose one"})
    return found


def _agenda(path: Path) -> ReadyAgenda:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return ReadyAgenda(key=path.stem, **{**data, "days": tuple(map(_day, data["days"]))})


def _day(data: Mapping[str, Any]) -> ReadyDay:
    starts_at = minutes_of(data["starts"])
    assert starts_at is not None, data
    return ReadyDay(
        starts_at=starts_at,
        ends_at=minutes_of(data["ends"]),
        notes=data.get("notes", ""),
        items=tuple(map(_item, data["items"])),
    )


def _item(data: Mapping[str, Any]) -> ReadyItem:
    others = {name: value for name, value in data.items() if name not in ("tables", "at", "beside", "question")}
    written = Written(at=minutes_of(data.get("at", "")), is_beside=data.get("beside", False), **others)
    return ReadyItem(written=written, seating=data.get("tables", ""), question=data.get("question", ""))
