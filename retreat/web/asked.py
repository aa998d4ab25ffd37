"""Reads numbers from addresses and from our own forms."""

from __future__ import annotations

from retreat.errors import InvalidInput

_DIGITS_MAX = 15


def number(text: str | None) -> int | None:
    """A whole number, 0 or more, such as a page or a version; None for anything else."""
    is_one = text and text.isascii() and text.isdecimal() and len(text) <= _DIGITS_MAX
    return int(text) if text and is_one else None


def whole(text: str | None) -> int:
    """A number that a form of ours has put in.

    Raises:
        InvalidInput: It is none.
    """
    found = number(text)
    if found is None:
        raise InvalidInput("This page is not complete. Please reload it and try again.")
    return found


def number_between(text: str | None, name: str, least: int, most: int) -> int:
    """A number of an address that scripts of ours make; below zero too where ``least`` is.

    Raises:
        InvalidInput: It is none, or lies outside.
    """
    typed = text or ""
    size = number(typed.removeprefix("-"))
    found = None if size is None else -size if typed.startswith("-") else size
    if found is None or not least <= found <= most:
        raise InvalidInput("That is not a number that can be used.", fields={name: f"must be from {least} to {most}"})
    return found
