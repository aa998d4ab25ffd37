"""Search over the record: strict phrases and boolean terms, words ranked by BM25, meaning, fused and deterministic.

The gate and the filters come first; nothing that may not be read is ever ranked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.search.filters import NO_FILTERS, Filters, narrowed
from retreat.search.lexical import Lexical, lexical_of
from retreat.search.models import Passage
from retreat.search.query import Branch, Leaf, Node, Query, read_query
from retreat.search.theirs import theirs_among
from retreat.search.vectors import Vectors
from retreat.search.words import has_phrase, words_of
from retreat.transcripts.ports import Matrix

Embed = Callable[[list[str]], Matrix]

# Tuned on questions about 35 recorded meetings; ``bench.py`` measures them.
WORDS_SHARE = 0.45
WORDS_FROM_NEIGHBOURS = 0.1
MEANING_FROM_NEIGHBOURS = 0.05
WORDS_LEAST_SPREAD = 0.5
MEANING_LEAST_SPREAD = 0.08
# A passage with none of the words is a hit only if it means nearly the same; random pairs stay below this.
MEANING_FLOOR = 0.25
LIMIT_MAX = 200
_ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """One passage and why it was found.

    Attributes:
        score: 0 to 1; comparable within one answer only.
        words: The words of the query that it contains.
        meaning: Cosine with the query, or None if meaning was not used.
    """

    number: int
    score: float
    words: tuple[str, ...]
    meaning: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """The passages that may be ranked, in reading order; ``follows``: which passages directly follow which."""

    numbers: NDArray[np.int64]
    follows: NDArray[np.bool_]


def rank(
    db: Session,
    typed: str,
    *,
    reader: Reader,
    vectors: Vectors,
    embed: Embed | None,
    filters: Filters = NO_FILTERS,
    limit: int = 10,
) -> list[Ranked]:
    """The best passages for what was typed, best first."""
    query = read_query(typed)
    if query.is_empty:
        return []
    scope = _scope(db, reader, filters)
    if not len(scope.numbers):
        return []
    lexical = lexical_of(db)
    matched = _words_scores(db, lexical, query, scope)
    meaning = _meaning(db, query, scope, vectors, embed)
    by_voice = bool(filters.speaker or filters.sector or filters.role)
    fits = _fitting(db, lexical, query, scope, matched > 0, meaning, by_voice=by_voice)
    score = WORDS_SHARE * _standard(_spread(matched, scope, WORDS_FROM_NEIGHBOURS), WORDS_LEAST_SPREAD)
    if meaning is not None:
        score += (1 - WORDS_SHARE) * _standard(_spread(meaning, scope, MEANING_FROM_NEIGHBOURS), MEANING_LEAST_SPREAD)
    candidates = np.flatnonzero(fits)
    # Equal scores are in reading order, so that the same query has the same result on every machine.
    best = candidates[np.lexsort((scope.numbers[candidates], -np.round(score[candidates], 6)))]
    limit = min(limit, LIMIT_MAX)
    theirs: Mapping[int, tuple[str, ...] | None] = {}
    if by_voice:
        ordered = [(int(scope.numbers[at]), bool(matched[at] > 0)) for at in best]
        theirs = theirs_among(db, reader, filters, query, ordered, limit=limit)
        best = np.asarray([at for at in best if int(scope.numbers[at]) in theirs], np.int64)
    best = best[:limit]
    had = _words_had(db, lexical, query, set(scope.numbers[best].tolist()))
    had |= {number: words for number, words in theirs.items() if words is not None}
    return [
        Ranked(
            number=number,
            score=round(_between_0_and_1(float(score[at])), 4),
            words=had.get(number, ()),
            meaning=None if meaning is None else round(float(meaning[at]), 3),
        )
        for at, number in zip(best, scope.numbers[best].tolist(), strict=True)
    ]


def _scope(db: Session, reader: Reader, filters: Filters) -> Scope:
    rows = db.execute(narrowed(db, reader, filters)).all()
    numbers = np.fromiter((row[0] for row in rows), np.int64, len(rows))
    follows = np.array(
        [
            before[1] is not None and before[1] == after[1] and before[2] + 1 == after[2]
            for before, after in pairwise(rows)
        ],
        dtype=np.bool_,
    )
    return Scope(numbers=numbers, follows=follows)


def _words_scores(db: Session, lexical: Lexical, query: Query, scope: Scope) -> NDArray[np.float64]:
    found = lexical.scores(db, query.terms)
    return np.fromiter((found.get(number, 0.0) for number in scope.numbers.tolist()), float, len(scope.numbers))


def _meaning(
    db: Session, query: Query, scope: Scope, vectors: Vectors, embed: Embed | None
) -> NDArray[np.float64] | None:
    """Similarity to the whole query and to its significant words alone: either may be the better match."""
    if embed is None or not query.terms:
        return None
    both = embed(_wordings(query))
    asked = np.asarray(both[0] + both[1], np.float32)
    asked /= max(float(np.linalg.norm(asked)), 1e-9)
    order = np.argsort(scope.numbers, kind="stable")
    result = np.zeros(len(scope.numbers))
    result[order] = vectors.similarities(db, scope.numbers[order], asked)
    return result


def _wordings(query: Query) -> list[str]:
    return [query.text, " ".join(query.terms)]


def meaning_beforehand(typed: str, embed: Embed | None) -> Embed | None:
    """Call ``embed`` for ``rank`` in advance, for callers that rank where the helper process cannot be reached."""
    query = read_query(typed)
    if embed is None or not query.terms:
        return None
    both = embed(_wordings(query))
    return lambda _texts: both


def _spread(scores: NDArray[np.float64], scope: Scope, share: float) -> NDArray[np.float64]:
    """A passage is more likely if its neighbours are about the same thing."""
    result = scores.copy()
    result[1:] += share * scores[:-1] * scope.follows
    result[:-1] += share * scores[1:] * scope.follows
    return result


def _standard(scores: NDArray[np.float64], least: float) -> NDArray[np.float64]:
    """Scores divided by their spread; among a few passages, a spread below ``least`` is only chance."""
    return np.asarray((scores - scores.mean()) / max(float(scores.std()), least))


def _fitting(
    db: Session,
    lexical: Lexical,
    query: Query,
    scope: Scope,
    exact: NDArray[np.bool_],
    meaning: NDArray[np.float64] | None,
    *,
    by_voice: bool,
) -> NDArray[np.bool_]:
    """Which passages are hits or, in a search for voices, may be: other people's words exclude none."""
    if query.required is None:
        return exact if meaning is None else exact | (meaning >= MEANING_FLOOR)
    everyone = set(scope.numbers.tolist())
    holding = _holding(db, lexical, query.required, everyone, by_voice=by_voice)
    fits = np.fromiter((number in holding for number in scope.numbers.tolist()), bool, len(scope.numbers))
    # Beside other words, an exclusion only narrows: “hale NOT margaret” must contain Hale.
    return fits & exact if query.terms and _only_refuses(query.required) else fits


def _only_refuses(node: Node) -> bool:
    return isinstance(node, Branch) and (node.kind == "not" or all(_only_refuses(part) for part in node.parts))


def _holding(db: Session, lexical: Lexical, node: Node, everyone: set[int], *, by_voice: bool) -> set[int]:
    """The passages that match a part of the query."""
    if isinstance(node, Leaf):
        found = lexical.having(db, node.words) & everyone
        return _word_for_word(db, found, node.words) if node.is_phrase else found
    if node.kind == "not" and by_voice:
        return everyone
    parts = [_holding(db, lexical, part, everyone, by_voice=by_voice) for part in node.parts]
    return _combined(node, parts, everyone)


def _combined(node: Branch, parts: list[set[int]], everyone: set[int]) -> set[int]:
    if node.kind == "not":
        return everyone - parts[0]
    return set.union(*parts) if node.kind == "or" else set.intersection(*parts)


def _word_for_word(db: Session, found: set[int], words: tuple[str, ...]) -> set[int]:
    """The index has only stems, but a phrase in quotation marks means exactly these words."""
    ordered = sorted(found)
    kept: set[int] = set()
    for start in range(0, len(ordered), _ROWS_AT_ONCE):
        some = ordered[start : start + _ROWS_AT_ONCE]
        rows = db.execute(select(Passage.number, Passage.text).where(Passage.number.in_(some)))
        kept |= {number for number, text in rows if has_phrase(words_of(text), words)}
    return kept


def _words_had(db: Session, lexical: Lexical, query: Query, numbers: set[int]) -> dict[int, tuple[str, ...]]:
    had: dict[int, tuple[str, ...]] = {}
    for term in query.terms:
        for number in lexical.having(db, [term]) & numbers:
            had[number] = (*had.get(number, ()), term)
    return had


def _between_0_and_1(score: float) -> float:
    """The same order as numbers that people can compare: 0.5 is an average passage."""
    return 1 / (1 + math.exp(-max(min(score, 50.0), -50.0)))


def terms_of(typed: str) -> Sequence[str]:
    """The words of a query to be marked in what is shown."""
    return read_query(typed).terms
