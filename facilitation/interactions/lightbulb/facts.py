"""A light-bulb as it stands, and what one decision about it needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class BulbFacts:
    """A light-bulb as it stands, and the channels on which it was told."""

    author_id: str
    audience: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BulbSituation(Situation):
    """How things stand for a light-bulb that is there."""

    bulb: BulbFacts | None = None
