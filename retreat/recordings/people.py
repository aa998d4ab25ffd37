"""How many people spoke, as somebody who was there said. It bounds how many voices are told apart; it forces none."""

from __future__ import annotations

from retreat.errors import InvalidInput

SPEAKERS_MAX = 30


def speakers_said(text: str | None) -> int | None:
    """The number that was typed; None where nobody said one.

    Raises:
        InvalidInput: It is no number of people at a table.
    """
    typed = (text or "").strip()
    if not typed:
        return None
    # Short before it becomes a number: a very long row of digits can't be made into one.
    if not (typed.isascii() and typed.isdecimal() and len(typed) <= 4 and 1 <= int(typed) <= SPEAKERS_MAX):
        raise InvalidInput(
            f"How many people spoke must be a number from 1 to {SPEAKERS_MAX}. Leave it empty if you do not know.",
            code="no_number",
            fields={"speakers": f"must be from 1 to {SPEAKERS_MAX}"},
        )
    return int(typed)
