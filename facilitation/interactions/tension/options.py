"""The option of tensions: tensions named beforehand. Without any, people name them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from facilitation.option_fields import OptionField

TENSIONS_MAX = 12
TENSION_MAX_CHARS = 300

FIELDS = (
    OptionField(
        name="tensions",
        label="Tensions to begin with",
        hint="One per line. Leave this empty to let people name them.",
    ),
)


def tension_ids(options: Mapping[str, Any]) -> list[str]:
    """The ids of those named beforehand, given by their place."""
    return [f"tension-{place}" for place, _ in enumerate(options.get("tensions", ()), 1)]


def wrong_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with them: a field, and a sentence's end."""
    for name in sorted(set(options) - {"tensions"}):
        yield name, "this field is not known here"
    if "tensions" in options and not _texts(options["tensions"]):
        yield "tensions", f"write 1 to {TENSIONS_MAX} different texts of at most {TENSION_MAX_CHARS} characters"


def _texts(value: object) -> bool:
    if not isinstance(value, list | tuple) or not 1 <= len(value) <= TENSIONS_MAX:
        return False
    plain = [one.strip().casefold() for one in value if isinstance(one, str) and one.strip()]
    return len(set(plain)) == len(value) and max(map(len, plain)) <= TENSION_MAX_CHARS
