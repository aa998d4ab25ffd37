"""What people type in analysis, made clean."""

from __future__ import annotations

from retreat.analysis.models import NAME_MAX_CHARS, TEXT_MAX_CHARS
from retreat.errors import InvalidInput
from retreat.people.schemas import one_line


def name_of(value: object, says: str, field: str = "name") -> str:
    """A name on one line.

    Raises:
        InvalidInput: There is none, or it is too long.
    """
    found = one_line(value, field=field, max_chars=NAME_MAX_CHARS, says=says)
    if found is None:
        raise InvalidInput(f"{says} is empty. Please type one.", code="no_name", fields={field: "is empty"})
    return found


def long_text(value: object, field: str, says: str, *, needed: bool = False, most: int = TEXT_MAX_CHARS) -> str:
    """A text of several lines, perhaps empty.

    Raises:
        InvalidInput: Not a text, too long, or empty though it is needed.
    """
    if not isinstance(value, str):
        raise InvalidInput(f"{says} must be text.", fields={field: "must be text"})
    text = value.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "").strip()
    if needed and not text:
        raise InvalidInput(f"{says} is empty. Please write something.", code="empty", fields={field: "is empty"})
    if len(text) > most:
        raise InvalidInput(
            f"{says} has {len(text):,} characters. Please keep it to {most:,}.",
            code="too_long",
            fields={field: f"at most {most} characters"},
        )
    return text
