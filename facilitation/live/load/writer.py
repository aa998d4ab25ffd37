"""What people on phones do in a lively evening: mostly notes, and everything else that there is. No network."""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from typing import Any, NamedTuple

from facilitation.live.load.anything import INTERACTION_OF, NOT_AT_RANDOM, NOUN_OF, kinds_of, of_kind
from retreat.log.fields import SHARES
from retreat.programme.steps import Step, step_of


class Way(NamedTuple):
    """Whether an operation is about something new, and whether its sender thinks of their own things."""

    new: bool
    own: bool


class Made(NamedTuple):
    """A batch, and how it was made up."""

    name: str
    way: Way
    batch: list[dict[str, Any]]


Board = Mapping[str, Any]
WAYS = tuple(Way(new, own) for new in (True, False) for own in (True, False))
NOTES_SHARE = 0.3
TRIES = 8
DOTS_AT_ONCE = 5
SENTENCES = ("We were tired and said so", "Nobody had asked her", "It was written down, so it happened", "Not yet")


def note(dice: random.Random, prompt_id: str, share: str = "everyone") -> dict[str, Any]:
    """One note."""
    text = f"{dice.choice(SENTENCES)} {dice.getrandbits(24):x}."
    body = {"prompt_id": prompt_id, "text": text, "share": share}
    return {"kind": "note.add", "target_id": str(uuid.UUID(int=dice.getrandbits(128))), "body": body}


class Writer:
    """Makes up operations of all kinds that a participant may send, each about a step that it belongs to.

    It learns whether a kind is about new things or known ones, one's own or anybody's: people know this, and a load of
    refusals would measure little. So a new kind needs no line here.

    Args:
        rounds: Ids and steps as JSON; the first is kept free for the bursts.
    """

    def __init__(self, dice: random.Random, rounds: list[Any]) -> None:
        self.kinds = [name for name in kinds_of("participant") if name not in NOT_AT_RANDOM]
        self._dice = dice
        self._rounds: dict[str, list[tuple[str, Step]]] = {}
        for round_id, step in rounds[1:]:
            self._rounds.setdefault(step["interaction"], []).append((round_id, step_of(step)))
        self._tried = {name: {way: [1, 2] for way in WAYS} for name in self.kinds}

    def something(self, mine: Board, shared: Board) -> Made:
        """A batch, mostly of one operation; dots come several at once.

        Args:
            mine: A board of what its sender wrote.
            shared: The board that everybody sees.
        """
        if self._dice.random() > NOTES_SHARE:
            for _ in range(TRIES):
                made = self._of(self._dice.choice(self.kinds), mine, shared)
                if made is not None:
                    return made
        return Made("note.add", WAYS[0], [note(self._dice, self._prompt(shared), self._dice.choice(SHARES))])

    def _of(self, name: str, mine: Board, shared: Board) -> Made | None:
        """A batch of this kind; None while there is nothing yet that it could be done with."""
        dice = self._dice
        round_id, step = dice.choice(self._rounds.get(INTERACTION_OF[name], self._rounds["notes"]))
        prompts = {key: one for key, one in shared["prompts"].items() if one["round_id"] == round_id}
        way = dice.choices(WAYS, [(accepted / tried) ** 2 for accepted, tried in self._tried[name].values()])[0]
        if name == "vote.cast":
            notes = [key for key, one in shared["notes"].items() if one["prompt_id"] in prompts]
            dots = [{"kind": name, "target_id": each, "body": {}} for each in self._some(notes)]
            return Made(name, way, dots) if dots else None
        board = {**(mine if way.own else shared), "prompts": prompts, "rounds": {round_id: shared["rounds"][round_id]}}
        if not way.new and not any(board[part] for part in NOUN_OF[name].parts):
            return None
        return Made(name, way, [of_kind(name, dice, board, step, new=float(way.new), stray=0.0)])

    def _some(self, notes: list[str]) -> list[str]:
        return self._dice.sample(notes, min(DOTS_AT_ONCE, len(notes)))

    def _prompt(self, shared: Board) -> str:
        round_id, _step = self._rounds["notes"][0]
        return next(str(key) for key, one in shared["prompts"].items() if one["round_id"] == round_id)

    def learn(self, made: Made, accepted: int) -> None:
        """How many of a batch were accepted."""
        counts = self._tried[made.name][made.way]
        counts[0] += accepted
        counts[1] += len(made.batch)
