"""What people are told about a query that was not understood as it was typed. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from retreat.search.typed.tree import FIELDS, Remark

_SAID = {
    "open_quote": "There is only one quotation mark, so everything after it was searched as one exact phrase.",
    "empty_phrase": "There was nothing between two quotation marks.",
    "star_in_phrase": "Inside quotation marks, * is left out. Write the beginning of a word without quotation marks.",
    "star_inside": "“{text}”: * works only at the end of a word, as in employ*.",
    "short_prefix": "“{text}”: at least two letters are needed before *, so it was searched as a word.",
    "bracket": "The brackets do not match, so “{text}” was left out.",
    "lone_operator": "“{text}” had nothing on one side to join, so it was left out.",
    "near_count": "“{text}”: write a number, as in NEAR/5 for words or NEAR/2t for turns. 10 words were used.",
    "unknown_field": "“{text}:” is not a condition, so it was searched as a word. Conditions are "
    + ", ".join(f"{name}:" for name in FIELDS)
    + ".",
    "empty_field": "“{text}:” says nothing, so it was left out.",
    "no_word": "“{text}” has no letters or digits, so it was left out.",
    "too_long": "This is too much for one search, so its end was left out.",
    "too_deep": "There are too many brackets inside each other, so the innermost were left out.",
}


def said_of(remarks: Sequence[Remark]) -> list[str]:
    """One sentence each."""
    return list(dict.fromkeys(_SAID[one.code].format(text=one.text) for one in remarks))
