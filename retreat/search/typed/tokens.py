"""Cuts what was typed into tokens, and notes what cannot be one. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

from retreat.search.typed.tree import FIELDS, Remark
from retreat.search.words import folded, words_of

Kind = Literal["word", "phrase", "prefix", "field", "near", "AND", "OR", "NOT", "(", ")", ","]
OPERATORS = ("AND", "OR", "NOT")
TOKENS_MAX = 120
NEAR_WORDS = 10
NEAR_MAX = 1_000
PREFIX_LEAST = 2

_QUOTED = r'"(?P<straight>[^"]*)(?P<closed>"?)|[“„«”](?P<curly>[^“”»"]*)(?P<curly_closed>[”“»"]?)'
_TOKEN = re.compile(
    rf"(?P<minus>-?)(?:(?P<field>[^\W\d_]+):(?=\S))?(?:{_QUOTED}|(?P<open>\()|(?P<close>\))|(?P<plain>[^\s()\"“”„«»]+))"
)
_NEAR = re.compile(r"(?:NEAR|WITHIN)(?:[/~](?P<count>\w*))?", re.ASCII)
_COUNT = re.compile(r"(\d{1,6})(w|words?|t|turns?)?", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One piece of a query; ``words`` of a word, phrase or prefix, ``within`` and ``unit`` of a NEAR."""

    kind: Kind
    text: str = ""
    words: tuple[str, ...] = ()
    name: str = ""
    within: int = 0
    unit: Literal["words", "turns"] = "words"


@dataclass(slots=True)
class Cut:
    """The tokens of a query, and what has to be said about it."""

    tokens: list[Token] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def tell(self, code: str, text: str = "") -> None:
        """Note something for people."""
        self.remarks.append(Remark(code=code, text=text[:60]))


def tokens_of(typed: str) -> Cut:
    """Cut what was typed; nothing that can be typed is an error."""
    cut = Cut()
    # PostgreSQL takes no text with a NUL, and the name in `sector:` goes to it as typed.
    for found in _TOKEN.finditer(typed.replace("\0", " ")):
        if len(cut.tokens) >= TOKENS_MAX:
            cut.tell("too_long")
            break
        _add(cut, found)
    return cut


def _add(cut: Cut, found: re.Match[str]) -> None:
    token = _token(cut, found)
    if token is None:
        return
    if found["minus"] and token.kind != ")":
        cut.tokens.append(Token(kind="NOT", text="-"))
    cut.tokens.append(token)


def _token(cut: Cut, found: re.Match[str]) -> Token | None:
    name = folded(found["field"] or "")
    quoted = found["straight"] if found["straight"] is not None else found["curly"]
    if name in FIELDS and not found["open"] and not found["close"]:
        value = quoted if quoted is not None else found["plain"]
        if not (value or "").strip():
            cut.tell("empty_field", name)
            return None
        return Token(kind="field", name=name, text=" ".join(value.split()))
    if name and (quoted is not None or _is_word(found["plain"] or "")):
        cut.tell("unknown_field", found["field"])
    if quoted is not None:
        return _phrase(cut, quoted, is_closed=bool(found["closed"] or found["curly_closed"]))
    if found["open"] or found["close"]:
        return Token(kind="(" if found["open"] else ")")
    plain = f"{found['field']}:{found['plain']}" if name else found["plain"]
    return _plain(cut, plain, is_refused=bool(found["minus"]))


def _is_word(behind: str) -> bool:
    """Times such as 12:30 and addresses have colons too."""
    return behind != "" and not behind[0].isdigit() and not behind.startswith("/")


def _phrase(cut: Cut, quoted: str, *, is_closed: bool) -> Token | None:
    if not is_closed:
        cut.tell("open_quote", quoted)
    words = tuple(words_of(quoted))
    if "*" in quoted:
        cut.tell("star_in_phrase", quoted)
    if not words:
        cut.tell("empty_phrase")
        return None
    return Token(kind="phrase", words=words, text=quoted.strip())


def _plain(cut: Cut, plain: str, *, is_refused: bool) -> Token | None:
    if plain in OPERATORS and not is_refused:
        return Token(kind=plain, text=plain)  # type: ignore[arg-type]
    near = _NEAR.fullmatch(plain.rstrip(","))
    if near is not None and not is_refused:
        return _near(cut, near["count"], plain)
    words = tuple(words_of(plain))
    if not words:
        if plain.strip(".,;:!?-–—…&'’*"):
            cut.tell("no_word", plain)
        return None
    if plain.endswith("*") and plain.count("*") == 1:
        if len(words[-1]) >= PREFIX_LEAST:
            return Token(kind="prefix", words=words, text=plain)
        cut.tell("short_prefix", plain)
    elif "*" in plain:
        cut.tell("star_inside", plain)
    return Token(kind="word", words=words, text=plain.strip(".,;:!?…*"))


def _near(cut: Cut, count: str | None, plain: str) -> Token:
    if count is None:
        return Token(kind="near", within=NEAR_WORDS, text=plain)
    read = _COUNT.fullmatch(count)
    if read is None or not 0 < int(read[1]) <= NEAR_MAX:
        cut.tell("near_count", plain)
        return Token(kind="near", within=NEAR_WORDS, text=plain)
    is_turns = (read[2] or "w").casefold().startswith("t")
    return Token(kind="near", within=int(read[1]), unit="turns" if is_turns else "words", text=plain)
