"""Repeats a single later stage (checks, passages or groupings) over the current words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from retreat.speech.again import operations as rerun


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage in words.

    Attributes:
        explains: What it does and what it leaves alone.
        did: What it did, by the number of things that changed.
    """

    title: str
    button: str
    explains: str
    did: Callable[[int], str]


def _counting(one: str, many: str, none: str) -> Callable[[int], str]:
    return lambda count: none if not count else f"1 {one}." if count == 1 else f"{count} {many}."


SAID: dict[str, Stage] = {
    rerun.CHECKS: Stage(
        title="Words checked again",
        button="Check the words again",
        explains="The machine looks for doubtful turns again, from the sound and the current words. Turns that people "
        "wrote, checked or approved keep their flags.",
        did=_counting(
            "turn has different flags", "turns have different flags", "Every turn has the same flags as before."
        ),
    ),
    rerun.PASSAGES: Stage(
        title="Passages cut again",
        button="Cut the passages again",
        explains="The machine decides again where one passage ends and the next begins, from the current words and "
        "voices. No words change, and gists stay with the words that they are about.",
        did=_counting("passage is new", "passages are new", "Every passage begins and ends where it did before."),
    ),
    rerun.GROUPINGS: Stage(
        title="Groupings suggested again",
        button="Suggest groupings again",
        explains="The machine looks again for passages that are alike, from their current words. Groupings are only "
        "suggestions.",
        did=_counting("grouping is suggested", "groupings are suggested", "No two passages are alike."),
    ),
}
