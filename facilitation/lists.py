"""Checks lists in the options of a step, such as its cards or its seats. Pure."""

from __future__ import annotations


def different_texts(value: object, many: range, longest: int) -> bool:
    """Whether it is a list of the right number of different texts, none of them too long."""
    if not isinstance(value, list | tuple) or len(value) not in many:
        return False
    plain = [one.strip().casefold() for one in value if isinstance(one, str) and 0 < len(one.strip()) <= longest]
    return len(set(plain)) == len(value)
