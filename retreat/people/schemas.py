"""What people type about themselves, made clean: names, sectors, roles and the letters on the screen."""

from __future__ import annotations

import unicodedata

from retreat.errors import InvalidInput
from retreat.people.models import DESCRIBED_MAX_CHARS, NAME_MAX_CHARS

# Whoever leads is shown by this word, so nobody else can be called so.
FACILITATOR_LABEL = "Facilitator"
# They would turn round what stands after a name in a sentence of ours. Source: UAX #9, explicit directional characters.
_TURNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def one_line(value: object, *, field: str, max_chars: int, says: str) -> str | None:
    """A short text on one line; None where nothing was given, or nothing that can be seen.

    Raises:
        InvalidInput: Not a text, or longer than ``max_chars`` characters.
    """
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidInput(f"{says} must be text.", fields={field: "must be text"})
    printable = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") else c for c in value)
    clean = " ".join(unicodedata.normalize("NFC", printable).translate(dict.fromkeys(map(ord, _TURNS))).split())
    if len(clean) > max_chars:
        raise InvalidInput(
            f"{says} is too long; please keep it to {max_chars} characters.",
            fields={field: f"at most {max_chars} characters"},
        )
    return clean if any(map(_is_seen, clean)) else None


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in ("Cf", "Zs")


def display_name(value: object) -> str | None:
    """A name as others may see it.

    Raises:
        InvalidInput: Too long, or it would be taken for whoever leads.
    """
    name = one_line(value, field="display_name", max_chars=NAME_MAX_CHARS, says="The name")
    if name is not None and _as_read(name) == _as_read(FACILITATOR_LABEL):
        raise InvalidInput(
            "This name is kept for the facilitators. Please choose another.",
            fields={"display_name": "is kept for the facilitators"},
        )
    return name


def _as_read(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKC", name).casefold() if c.isalnum())


def described(value: object, *, field: str) -> str | None:
    """A sector or a role, as somebody describes themselves."""
    return one_line(value, field=field, max_chars=DESCRIBED_MAX_CHARS, says=f"The {field}")
