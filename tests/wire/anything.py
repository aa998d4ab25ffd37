"""Anything that somebody might do, made up from the registry of kinds: a new kind is tried without a line here."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from typing import Any

from facilitation.activities import load_catalogue
from facilitation.interactions import OPTIONS
from retreat.log.fields import Field, Kind
from retreat.log.nouns import NOUNS
from retreat.programme.steps import Step, seat_ids

# What opens or ends something is the script's own: after it, everything else would only be refused.
NOT_AT_RANDOM = {"session.end", "round.open", "round.close"}
NOUN_OF = {kind.name: noun for noun in NOUNS for kind in noun.kinds}


def kinds_of(role: str) -> list[str]:
    """The kinds that a participant or a facilitator may send at any moment."""
    return [kind.name for noun in NOUNS for kind in noun.kinds if role in kind.senders]


def anything(dice: random.Random, board: Mapping[str, Any], role: str, step: Step) -> dict[str, Any]:
    """One operation, without an ``op_id``: mostly about something that its sender sees."""
    name = dice.choice([each for each in kinds_of(role) if each not in NOT_AT_RANDOM])
    noun = NOUN_OF[name]
    kind = next(each for each in noun.kinds if each.name == name)
    seen = _ids(board, noun.parts if dice.random() < 0.8 else board)
    return {"kind": name, "target_id": _id(dice, seen), "body": _body(dice, board, kind, step)}


def _body(dice: random.Random, board: Mapping[str, Any], kind: Kind, step: Step) -> dict[str, Any]:
    takes = {name: field for name, field in kind.takes.items() if field.required or dice.random() < 0.6}
    return {name: _value(dice, board, name, field, step) for name, field in takes.items()}


def _value(dice: random.Random, board: Mapping[str, Any], name: str, field: Field, step: Step) -> object:
    if field.type == "choice":
        return dice.choice(list(step.options.get(f"{name}s") or field.choices))
    if field.type == "number":
        return dice.randint(field.least, min(field.most, 100))
    if field.type == "texts":
        return [_word(dice) for _ in range(dice.randint(1, 3))]
    if field.type == "span":
        begins = dice.randint(0, 20)
        return {"on": _id(dice, _ids(board, board)), "from": begins, "to": begins + dice.randint(1, 20)}
    if field.type in ("id", "ids"):
        of_that_name = [part for part in board if part.startswith(name.removesuffix("_ids").removesuffix("_id"))]
        listed = [each for each in places(step) if each.startswith(f"{name}-")]
        if field.nullable and not listed and not of_that_name:
            return None
        found = _id(dice, _ids(board, of_that_name) or listed or places(step) or _ids(board, board), new=0.1)
        return found if field.type == "id" else [found]
    return {"text": _word(dice), "rank": "m", "day": f"2027-03-{dice.randint(10, 28)}"}[field.type]


def places(step: Step) -> list[str]:
    """What is told by its place in a step: the second of its options' ``cards`` is ``card-2``."""
    lists = ((name.removesuffix("s"), value) for name, value in step.options.items() if isinstance(value, list | tuple))
    return seat_ids(step.speaking_as) + [f"{name}-{place}" for name, value in lists for place, _ in enumerate(value, 1)]


def _ids(board: Mapping[str, Any], parts: Any) -> list[str]:
    return sorted(key for part in parts if isinstance(board[part], dict) for key in board[part] if len(key) > 8)


def _id(dice: random.Random, known: list[str], new: float = 0.4) -> str:
    return str(uuid.UUID(int=dice.getrandbits(128))) if not known or dice.random() < new else dice.choice(known)


def _word(dice: random.Random) -> str:
    return f"w{dice.getrandbits(40):x}"


def steps() -> dict[str, tuple[str, int]]:
    """For every interaction that can be a step, an activity that has one, and its place there."""
    found: dict[str, tuple[str, int]] = {}
    for one in load_catalogue().values():
        # First those in which people do something.
        for place, step in sorted(enumerate(one.steps), key=lambda each: each[1].who["participants"] != "do"):
            found.setdefault(step.interaction, (one.key, place))
    assert set(found) == set(OPTIONS), "an interaction without an activity"
    return found
