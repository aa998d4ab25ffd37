"""Reads the catalogue of activities and refuses a data file that says nonsense. Knows files, never the database."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from retreat.errors import InvalidInput
from retreat.log.fields import NOTE_KINDS, PROMPT_MAX_CHARS, SHARES
from retreat.programme.models import CEILINGS, TITLE_MAX_CHARS

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundTemplate:
    """One timed part of an activity. No minutes means untimed; no budget means no limit."""

    title: str
    instruction: str
    prompts: tuple[str, ...]
    note_kinds: tuple[str, ...]
    shares: tuple[str, ...]
    default_share: str
    minutes: int | None = None
    note_budget: int | None = None
    vote_budget: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityTemplate:
    """A structured method, ready to be run in a session.

    Attributes:
        attribution_ceiling: The most that others may learn about a note's author.
        audio: Whether the activity is usually run with an audio recording.
        cautions: What a facilitator should know before choosing it.
        easy_read: The same activity in the plainest words.
    """

    key: str
    name: str
    purpose: str
    group_shape: str
    attribution_ceiling: str
    audio: bool
    outputs: tuple[str, ...]
    cautions: tuple[str, ...]
    easy_read: tuple[str, ...]
    rounds: tuple[RoundTemplate, ...]
    order: int

    @property
    def minutes(self) -> int | None:
        """How long the whole takes; None if any part is untimed."""
        timed = [part.minutes for part in self.rounds if part.minutes is not None]
        return sum(timed) if len(timed) == len(self.rounds) else None


@cache
def load_catalogue() -> Mapping[str, ActivityTemplate]:
    """Every activity by its key, in the order in which they are offered."""
    found = [read_template(path) for path in FOLDER.glob("*.toml")]
    return MappingProxyType({one.key: one for one in sorted(found, key=lambda one: (one.order, one.name))})


def find_activity(asked: str) -> ActivityTemplate:
    """An activity by its key or name; capitals, dashes and underscores make no difference.

    Raises:
        InvalidInput: There is none; the sentence lists those there are.
    """
    catalogue = load_catalogue()
    for template in catalogue.values():
        if _plain(asked) in (_plain(template.key), _plain(template.name)):
            return template
    raise InvalidInput(
        f"There is no activity “{asked}”; there are: {', '.join(catalogue)}.",
        fields={"activity": "not known"},
    )


def read_template(path: Path) -> ActivityTemplate:
    """One activity from its file.

    Raises:
        ValueError: A field is missing, unknown or has a value that cannot be used; the file is named.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        rounds = tuple(_round(part) for part in data.pop("rounds"))
        template = ActivityTemplate(key=path.stem, rounds=rounds, **_tuples(data))
    except (KeyError, TypeError, tomllib.TOMLDecodeError) as error:
        raise ValueError(f"{path.name}: {error}") from error
    for wrong in _nonsense(template):
        raise ValueError(f"{path.name}: {wrong}")
    return template


def _round(part: dict[str, Any]) -> RoundTemplate:
    return RoundTemplate(**_tuples(part))


def _tuples(data: dict[str, Any]) -> dict[str, Any]:
    return {name: tuple(value) if isinstance(value, list) else value for name, value in data.items()}


def _nonsense(template: ActivityTemplate) -> list[str]:
    wrong: list[str] = []
    if template.attribution_ceiling not in CEILINGS:
        wrong.append(f"attribution_ceiling must be one of {', '.join(CEILINGS)}")
    if not template.rounds:
        wrong.append("there are no rounds")
    for part in template.rounds:
        wrong += [f"unknown note kind {kind}" for kind in part.note_kinds if kind not in NOTE_KINDS]
        wrong += [f"unknown share {share}" for share in part.shares if share not in SHARES]
        wrong += [f"a prompt is too long: {text}" for text in part.prompts if len(text) > PROMPT_MAX_CHARS]
        if part.default_share not in part.shares:
            wrong.append(f"the default share of “{part.title}” is not among its shares")
        if not part.prompts or not part.note_kinds or len(part.title) > TITLE_MAX_CHARS:
            wrong.append(f"“{part.title}” needs a short title, prompts and note kinds")
    return wrong


def _plain(name: str) -> str:
    return re.sub(r"[\s_\-–—]+", " ", name).strip().casefold()
