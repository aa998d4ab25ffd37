"""A light-bulb's current state, and what one decision about it needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class BulbFacts:
    """A light-bulb's current state. ``audience``: the channels on which it was marked."""

    author_id: str
    audience: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulbSituation(Situation):
    """What is known about a light-bulb that exists."""

    bulb: BulbFacts | None = None
