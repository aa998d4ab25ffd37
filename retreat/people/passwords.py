"""Passwords: long rather than clever, never a common one, kept as argon2id only."""

from __future__ import annotations

import re
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from retreat.errors import InvalidInput

PASSWORD_MIN_CHARS = 12
PASSWORD_MAX_CHARS = 256

# Source: OWASP Password Storage Cheat Sheet (19 MiB, two passes, one lane), plus one pass.
_hasher = PasswordHasher(time_cost=3, memory_cost=19_456, parallelism=1)
# Checked if there is no account, so that a wrong name takes as long as a wrong password.
_NOBODY = _hasher.hash("nobody has this password")

# What remains of the commonest passwords once digits and signs around them are taken off.
_COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="ascii").split())
_LOOKALIKES = str.maketrans("013457@$", "oleastas")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "01234567890123456789",
    "98765432109876543210",
)


def hash_password(password: str) -> str:
    """The hash that is kept of a password."""
    return _hasher.hash(password)


def password_is(password: str, kept: str | None) -> bool:
    """Whether this is the password; takes the same time if there is no account."""
    try:
        _hasher.verify(kept or _NOBODY, password)
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def hash_is_old(kept: str) -> bool:
    """Whether the kept form is weaker than what is made today."""
    return _hasher.check_needs_rehash(kept)


def check_password(password: str, *, about: tuple[str, ...] = ()) -> str:
    """A new password that is good enough.

    Args:
        about: What others know of the person, such as their name; the password may not be made of it.

    Raises:
        InvalidInput: Too short, too long, or too easy to guess.
    """
    if len(password) < PASSWORD_MIN_CHARS:
        _refuse(f"Please choose at least {PASSWORD_MIN_CHARS} characters; three or four random words work well.")
    if len(password) > PASSWORD_MAX_CHARS:
        _refuse(f"Please choose at most {PASSWORD_MAX_CHARS} characters.")
    if _easy(password.casefold(), about):
        _refuse("That password is common or easy to guess. Three or four random words are better.")
    return password


def _easy(text: str, about: tuple[str, ...]) -> bool:
    core = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", text)
    candidates = (core, core.translate(_LOOKALIKES), re.sub(r"[^a-z]", "", text))
    known = {part.casefold() for whole in about for part in re.split(r"[\s@.]+", whole) if len(part) > 2}
    return (
        len(set(text)) < 5
        or any(_repeats(candidate) in _COMMON | known for candidate in candidates)
        or any(text in row or text in row[::-1] for row in _ROWS)
    )


def _repeats(text: str) -> str:
    """The shortest piece of which the text is a repetition."""
    for size in range(1, len(text) // 2 + 1):
        if len(text) % size == 0 and text[:size] * (len(text) // size) == text:
            return text[:size]
    return text


def _refuse(says: str) -> None:
    raise InvalidInput(says, fields={"password": says})
