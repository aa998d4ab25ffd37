"""One later stage of speech done again alone: checks, passages or groupings, over the words as people have them now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from retreat.speech.again import operations as rerun


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage in words.

    Attributes:
        explains: What it does and what it leaves alone.
        did: What it did, by how many things changed.
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
        explains="The machine's doubts are found anew from the sound and the words as they stand. Turns that people "
        "wrote, checked or approved keep theirs.",
        did=_counting("turn has other doubts", "turns have other doubts", "Every turn has the doubts that it had."),
    ),
    rerun.PASSAGES: Stage(
        title="Passages cut again",
        button="Cut the passages again",
        explains="Where one passage ends and the next begins is found anew, from the words and voices as they stand. "
        "No word changes, and passages whose gist a person wrote stay as they are.",
        did=_counting("passage is new", "passages are new", "Every passage begins and ends where it did."),
    ),
    rerun.GROUPINGS: Stage(
        title="Like put with like again",
        button="Suggest groupings again",
        explains="Which passages sound alike is found anew, from their words as they stand. Groupings are only the "
        "machine's suggestions.",
        did=_counting("grouping is suggested", "groupings are suggested", "No two passages sound alike."),
    ),
}
