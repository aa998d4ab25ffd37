"""A light-bulb as it stands, and what one decision about it needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class BulbFacts:
    """A light-bulb as it stands. ``audience`` are the channels on which it was marked."""

    author_id: str
    audience: tuple[str, ...]
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BulbSituation(Situation):
    """How things stand for a light-bulb that is there."""

    bulb: BulbFacts | None = None
