"""Identifiers and secrets, injected: time-sortable public ids, tokens and join passes."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import time
import uuid
from collections.abc import Callable

Ids = Callable[[], str]

# 31 characters that cannot be confused when read from a wall or written by hand.
JOIN_PASS_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # noqa: S105
JOIN_PASS_CHARS = 8

_ID = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def system_ids() -> str:
    """A new UUID version 7 as text: sorts by the time it was made.

    Source: RFC 9562, section 5.7.
    """
    stamp_ms = time.time_ns() // 1_000_000
    value = (stamp_ms << 80) | (0x7 << 76) | (int.from_bytes(os.urandom(2)) & 0xFFF) << 64
    value |= (0b10 << 62) | (int.from_bytes(os.urandom(8)) & ((1 << 62) - 1))
    return str(uuid.UUID(int=value))


def is_id(text: object) -> bool:
    """Whether this could be an id made here or by a client."""
    return isinstance(text, str) and bool(_ID.fullmatch(text))


def new_token() -> str:
    """A secret of 256 random bits, in URL-safe letters."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """What is stored of a token: its SHA-256 in hexadecimal."""
    return hashlib.sha256(token.encode()).hexdigest()


def new_join_pass() -> str:
    """Eight letters and digits, about 8.5 * 10^11 possibilities."""
    return "".join(secrets.choice(JOIN_PASS_ALPHABET) for _ in range(JOIN_PASS_CHARS))


def spaced_join_pass(letters: str) -> str:
    """A join pass as people are shown it: eight letters are easier to read in two halves. Twin of ``spaced``."""
    return f"{letters[:4]} {letters[4:]}"


def clean_join_pass(typed: str) -> str:
    """A join pass as people type it, made comparable: upper case, without spaces or dashes."""
    return re.sub(r"[^0-9A-Z]", "", typed.upper())
