"""A span of words, how an address names it, and what happened to it. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

# Why a span has no place in the current version.
Lack = Literal["taken_out", "not_in_this_transcript", "not_laid_yet", "no_such_words"]
TAKEN_OUT: Lack = "taken_out"
NOT_HERE: Lack = "not_in_this_transcript"
NOT_LAID: Lack = "not_laid_yet"
NO_WORDS: Lack = "no_such_words"

_NAMED = re.compile(r"([A-Za-z0-9_.:-]{1,64})\.([0-9]{1,9})-([0-9]{1,9})")
_NUMBERS = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words of one version, from one number to another, in their order; both inclusive."""

    transcript_id: str
    first: int
    last: int

    @property
    def words(self) -> str:
        """Its words, without their version."""
        return f"{self.first}-{self.last}"

    @property
    def name(self) -> str:
        """As an address names it."""
        return f"{self.transcript_id}.{self.words}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """A span that has no place in the current version.

    Attributes:
        near: Number of a current word near where it was, if known.
    """

    transcript_id: str | None
    lack: Lack
    near: int | None = None


Standing = Span | Lost


def span_named(text: str) -> Span | None:
    """The span that a part of an address names; None if it names none."""
    found = _NAMED.fullmatch(text)
    return None if found is None else Span(transcript_id=found[1], first=int(found[2]), last=int(found[3]))


def words_named(text: str | None) -> tuple[int, int] | None:
    """First and last word, as `Span.words` names them."""
    found = _NUMBERS.fullmatch(text or "")
    return None if found is None else (int(found[1]), int(found[2]))


def href_of_words(session_id: str, span: Span) -> str:
    """The address of some words of a record, which stays valid whatever happens to their transcript."""
    return f"/sessions/{session_id}?words={span.name}#w{span.first}"
