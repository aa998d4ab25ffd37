"""Checking lists that a step is told, such as its cards or its seats. Pure."""

from __future__ import annotations


def different_texts(value: object, many: range, longest: int) -> bool:
    """Whether it is a list of so many texts of at most so many characters, no two of them alike."""
    if not isinstance(value, list | tuple) or len(value) not in many:
        return False
    plain = [one.strip().casefold() for one in value if isinstance(one, str) and 0 < len(one.strip()) <= longest]
    return len(set(plain)) == len(value)
