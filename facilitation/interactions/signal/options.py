"""What a step of any interaction can offer on phones beside its own work. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from facilitation.option_fields import OptionField

OFFERS: Mapping[str, str] = {
    "done": "“I am done”: you and the wall see how many, never who",
    "hand": "Raise a hand: people wait in a queue and you call the next one",
    "pause": "Ask for a pause: only you see it, without a name",
    "time": "How much time is left",
}
FIELD = OptionField(
    name="signals",
    label="What phones also offer",
    kind="ticks",
    choices=OFFERS,
    hint="Leave all of these empty for a quiet screen.",
)


def offers(options: Mapping[str, Any]) -> tuple[str, ...]:
    """What a step offers."""
    return tuple(options.get(FIELD.name, ()))


def with_offers(
    check: Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]],
) -> Callable[[Mapping[str, Any]], Iterable[tuple[str, str]]]:
    """A check of an interaction's own options that also knows what every step can offer."""

    def checked(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        yield from check({name: value for name, value in options.items() if name != FIELD.name})
        chosen = options.get(FIELD.name, [])
        several = list(chosen) if isinstance(chosen, list | tuple) else [None]
        if any(not isinstance(one, str) or one not in OFFERS for one in several) or len(set(several)) < len(several):
            yield FIELD.name, f"choose each of {', '.join(OFFERS)} at most once"

    return checked
