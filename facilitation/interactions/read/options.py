"""What a step of close reading can be told: what it asks people to do, and what their marks can mean. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from facilitation.lists import different_texts
from facilitation.option_fields import OptionField

MEANINGS = range(1, 7)
MEANING_MAX_CHARS = 60
OFFERS: Mapping[str, str] = {
    "marks": "Mark words in it",
    "readings": "Write a reading of a place",
    "rewritings": "Rewrite a part",
}

FIELDS = (
    OptionField(
        name="offers",
        label="What can people do with the text?",
        kind="ticks",
        choices=OFFERS,
        hint="With none ticked, they read it and see what was marked and written.",
    ),
    OptionField(
        name="meanings",
        label="What can a mark mean?",
        hint="One per line, up to six, for example “Words that stayed with me”. Needed where people mark words.",
    ),
)


def meaning_ids(options: Mapping[str, Any]) -> list[str]:
    """The ids of what a mark can mean, given by their place."""
    return [f"meaning-{place}" for place, _ in enumerate(options.get("meanings", ()), 1)]


def meaning_named(options: Mapping[str, Any], meaning: str) -> str | None:
    """What a mark means, in the step's words; None where the step does not have it."""
    return dict(zip(meaning_ids(options), options.get("meanings", ()), strict=True)).get(meaning)


def offers(options: Mapping[str, Any], what: str) -> bool:
    """Whether a step asks people for marks, readings or rewritings."""
    return what in options.get("offers", ())


def wrong_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with them: a field, and a sentence's end."""
    for name in sorted(set(options) - {"offers", "meanings"}):
        yield name, "this field is not known here"
    offered = options.get("offers", [])
    if not isinstance(offered, list | tuple) or any(one not in OFFERS for one in map(str, offered)):
        yield "offers", f"choose among {', '.join(OFFERS)}"
        offered = []
    if "meanings" in options and not different_texts(options["meanings"], MEANINGS, MEANING_MAX_CHARS):
        many = f"{MEANINGS[0]} to {MEANINGS[-1]}"
        yield "meanings", f"write {many} different texts of at most {MEANING_MAX_CHARS} characters"
    elif "marks" in offered and not options.get("meanings"):
        yield "meanings", "write what a mark can mean, one on each line"
