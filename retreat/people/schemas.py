"""What people type about themselves, made clean: names, sectors, roles and the letters on the screen."""

from __future__ import annotations

import unicodedata

from retreat.errors import InvalidInput
from retreat.people.models import DESCRIBED_MAX_CHARS, NAME_MAX_CHARS


def one_line(value: object, *, field: str, max_chars: int, says: str) -> str | None:
    """A short text on one line; None where nothing was given.

    Raises:
        InvalidInput: Not a text, or longer than ``max_chars`` characters.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidInput(f"{says} must be text.", fields={field: "must be text"})
    printable = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in value)
    clean = " ".join(unicodedata.normalize("NFC", printable).split())
    if len(clean) > max_chars:
        raise InvalidInput(
            f"{says} is too long; please keep it to {max_chars} characters.",
            fields={field: f"at most {max_chars} characters"},
        )
    return clean or None


def display_name(value: object) -> str | None:
    """A name as others may see it."""
    return one_line(value, field="display_name", max_chars=NAME_MAX_CHARS, says="The name")


def described(value: object, *, field: str) -> str | None:
    """A sector or a role, as somebody describes themselves."""
    return one_line(value, field=field, max_chars=DESCRIBED_MAX_CHARS, says=f"The {field}")
