"""Hits of a search that is limited to voices: the matching words have to be theirs. Only reads.

The index knows passages, and a passage has several voices. So the best are checked again, word by word, until there
are enough.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.search.filters import Filters
from retreat.search.heard import Heard, heard_in
from retreat.search.query import Leaf, Node, Query
from retreat.search.words import has_phrase, stem, words_of

_AT_ONCE = 50


def theirs_among(
    db: Session, reader: Reader, filters: Filters, query: Query, ordered: Sequence[tuple[int, bool]], *, limit: int
) -> dict[int, tuple[str, ...] | None]:
    """The first of these passages that match what the requested voices say.

    Args:
        ordered: Keys of passages, best first, and whether each contains any word of the query.
    Returns:
        For each, the words of the query that these voices say; None for written ones, which have no voices.
    """
    found: dict[int, tuple[str, ...] | None] = {}
    for start in range(0, len(ordered), _AT_ONCE):
        some = ordered[start : start + _AT_ONCE]
        heard = heard_in(db, reader, [number for number, _ in some], filters)
        for number, has_words in some:
            if len(found) == limit:
                return found
            if number not in heard:
                found[number] = None
                continue
            said = _words(heard[number])
            had = _had(query, said)
            if had or not has_words if query.required is None else _holds(query.required, said):
                found[number] = had
    return found


def _words(heard: Heard) -> list[str]:
    """What they say and their names: a query can match either."""
    called = {heard.names.get(label, label) for label in heard.asked or () if label}
    return words_of(" ".join([*(word.text for word in heard.theirs), *sorted(called)]))


def _had(query: Query, said: Sequence[str]) -> tuple[str, ...]:
    stems = {stem(word) for word in said}
    return tuple(term for term in query.terms if stem(term) in stems)


def _holds(node: Node, said: list[str]) -> bool:
    """Whether these words alone match a part of the query."""
    if isinstance(node, Leaf):
        if node.is_phrase:
            return has_phrase(said, node.words)
        return has_phrase([stem(word) for word in said], tuple(stem(word) for word in node.words))
    parts = (_holds(part, said) for part in node.parts)
    return not next(parts) if node.kind == "not" else any(parts) if node.kind == "or" else all(parts)
