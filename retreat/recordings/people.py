"""How many people spoke, according to somebody who was there. It limits the number of voices, but never forces it."""

from __future__ import annotations

from retreat.errors import InvalidInput

SPEAKERS_MAX = 30


def speakers_said(text: str | None) -> int | None:
    """The number that was typed, if any.

    Raises:
        InvalidInput: It cannot be the number of people at a table.
    """
    typed = (text or "").strip()
    if not typed:
        return None
    # Check the length first: Python refuses to convert a very long row of digits.
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 4 and 1 <= int(typed) <= SPEAKERS_MAX):
        raise InvalidInput(
            f"How many people spoke must be a number from 1 to {SPEAKERS_MAX}. Leave it empty if you do not know.",
            code="no_number",
            fields={"speakers": f"must be from 1 to {SPEAKERS_MAX}"},
        )
    return int(typed)
