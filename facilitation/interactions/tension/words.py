"""How kinds of tensions and the ways in which they are left are called. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# Twins of KINDS and LEFT in static/js/interactions/tension/tensions.js.
KIND_WORDS: Mapping[str, str] = {"facts": "Facts", "words": "Words", "values": "Values", "power": "Power"}
LEFT_WORDS: Mapping[str, str] = {
    "open": "Still open",
    "agreed": "Agreed",
    "parked": "Parked for now",
    "local_choice": "Each place chooses",
}


def about(kinds: Iterable[str]) -> str:
    """What it is about, in the middle of a sentence: “values and power”; empty where nobody has said."""
    said = [words.lower() for kind, words in KIND_WORDS.items() if kind in set(kinds)]
    return " and ".join(filter(None, (", ".join(said[:-1]), *said[-1:])))
