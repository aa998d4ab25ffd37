"""Anything that somebody might do, made up from the registry of kinds: a new kind is tried without a line here.

The load of ``bench live --kinds all`` and the random tests of the live room are made of it.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from facilitation.activities import load_catalogue
from facilitation.interactions import INTERACTIONS, OPTIONS
from retreat.log.fields import Field, Kind
from retreat.log.nouns import NOUNS
from retreat.programme.steps import Step, seat_ids

# What opens or ends something is the script's own: after it, everything else would only be refused.
NOT_AT_RANDOM = {"session.end", "round.open", "round.close"}
NOUN_OF = {kind.name: noun for noun in NOUNS for kind in noun.kinds}
KIND_OF = {kind.name: kind for noun in NOUNS for kind in noun.kinds}
INTERACTION_OF = {kind: each.name for each in INTERACTIONS for kind in each.decide}
# The parts of a board that belong together: what is written about an account, and the account.
PARTS_OF = {each.name: [part for kind in each.decide for part in NOUN_OF[kind].parts] for each in INTERACTIONS}


def kinds_of(role: str) -> list[str]:
    """The kinds that a participant or a facilitator may send at any moment."""
    return [kind.name for noun in NOUNS for kind in noun.kinds if role in kind.senders]


def anything(dice: random.Random, board: Mapping[str, Any], role: str, step: Step) -> dict[str, Any]:
    """One operation of any kind, without an ``op_id``: mostly about something that its sender sees."""
    return of_kind(dice.choice([each for each in kinds_of(role) if each not in NOT_AT_RANDOM]), dice, board, step)


def of_kind(
    name: str,
    dice: random.Random,
    board: Mapping[str, Any],
    step: Step,
    *,
    new: float = 0.4,
    stray: float = 0.2,
    words: Callable[[random.Random], str] | None = None,
) -> dict[str, Any]:
    """One operation of this kind; ``new`` is how likely it is about something that is not there yet.

    Args:
        stray: How likely it is about something of another kind.
        words: Makes up what is written; a code word if left out.
    """
    noun, kind = NOUN_OF[name], KIND_OF[name]
    seen = _ids(board, board if dice.random() < stray else noun.parts)
    target = _id(dice, seen, new)
    return {"kind": name, "target_id": target, "body": _Body(dice, board, kind, step, target, words or _word).made()}


class _Body:
    """The fields of one operation."""

    def __init__(
        self,
        dice: random.Random,
        board: Mapping[str, Any],
        kind: Kind,
        step: Step,
        target: str,
        words: Callable[[random.Random], str],
    ) -> None:
        self._dice, self._board, self._kind, self._step, self._target = dice, board, kind, step, target
        self._words = words

    def made(self) -> dict[str, Any]:
        """All that are required, and some of the others."""
        takes = self._kind.takes.items()
        return {name: self._value(name, field) for name, field in takes if field.required or self._dice.random() < 0.6}

    def _value(self, name: str, field: Field) -> object:
        dice = self._dice
        if field.type == "choice":
            return dice.choice(list(self._step.options.get(f"{name}s") or field.choices))
        if field.type == "number":
            return self._number(name, field)
        if field.type == "texts":
            return [self._words(dice) for _ in range(dice.randint(1, 3))]
        if field.type == "span":
            begins = dice.randint(0, 20)
            near = PARTS_OF[INTERACTION_OF[self._kind.name]] if dice.random() < 0.8 else self._board
            return {"on": _id(dice, _ids(self._board, near)), "from": begins, "to": begins + dice.randint(1, 20)}
        if field.type in ("id", "ids"):
            return self._id(name, field)
        return {"text": self._words(dice), "rank": "m", "day": f"2027-03-{dice.randint(10, 28)}"}[field.type]

    def _number(self, name: str, field: Field) -> int:
        """Often what the thing itself says, such as its version or whose turn it is."""
        things = (part.get(self._target) for part in self._board.values() if isinstance(part, dict))
        known = [thing[name] for thing in things if isinstance(thing, dict) and isinstance(thing.get(name), int)]
        return (
            known[0] if known and self._dice.random() < 0.7 else self._dice.randint(field.least, min(field.most, 100))
        )

    def _id(self, name: str, field: Field) -> object:
        board, step = self._board, self._step
        of_that_name = [part for part in board if part.startswith(name.removesuffix("_ids").removesuffix("_id"))]
        listed = [each for each in places(step) if each.startswith(f"{name}-")]
        if field.nullable and not listed and not of_that_name:
            return None
        known = _ids(board, of_that_name) or listed or places(step) or _ids(board, board)
        found = _id(self._dice, known, new=0.1)
        return found if field.type == "id" else [found]


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
