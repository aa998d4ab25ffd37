"""Search over the record: strict phrases and boolean terms, words ranked by BM25, meaning, fused and deterministic.

The gate and the filters come first; nothing that may not be read is ever ranked.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.search.filters import NO_FILTERS, Filters, voices_wanted
from retreat.search.narrowing import hearing_of, resolver
from retreat.search.reach.scope import scope_of
from retreat.search.texts.correcting import Correction, corrected
from retreat.search.texts.held import texts_of
from retreat.search.texts.matching import Matcher
from retreat.search.texts.segment import Bools
from retreat.search.texts.snapshot import Counts, Hearing, Snapshot
from retreat.search.typed.reading import read_query
from retreat.search.typed.tree import Branch, Field, Leaf, Node, Query, Remark, phrases_in
from retreat.search.vectors import Vectors
from retreat.search.weights import Scores, bm25, fused
from retreat.search.words import EMPTY_WORDS, telling
from retreat.transcripts.ports import Matrix

Embed = Callable[[list[str]], Matrix]

# A passage with none of the words is a hit only if it means nearly the same; random pairs stay below this. If none of
# the words is anywhere, the model may not know them either, so it has to be nearer.
MEANING_FLOOR = 0.25
MEANING_FLOOR_UNKNOWN = 0.45
LIMIT_MAX = 2_000


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
class Ranking:
    """What was found.

    Attributes:
        total: How many passages there are in all.
        best: Some of them, best first.
        terms: What to mark in them.
        remarks: What people have to be told about what they typed.
        corrections: Words that nobody said, and what was searched instead.
    """

    total: int = 0
    best: Sequence[Ranked] = ()
    terms: Sequence[Leaf] = ()
    remarks: tuple[Remark, ...] = ()
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A query over the passages that may be ranked.

    Attributes:
        scope: Which passages may be ranked.
        hearing: Whose words count.
    """

    query: Query
    texts: Snapshot
    scope: Bools
    matcher: Matcher
    hearing: Hearing | None


def rank(
    db: Session,
    typed: str,
    *,
    reader: Reader,
    vectors: Vectors,
    embed: Embed | None,
    filters: Filters = NO_FILTERS,
    limit: int = 10,
    start: int = 0,
) -> Ranking:
    """The best passages for what was typed, best first, from the ``start``-th on."""
    query = read_query(typed)
    if query.is_empty:
        return Ranking(remarks=query.remarks)
    texts = texts_of(db)
    voices = voices_wanted(db, filters)
    scope = scope_of(db, texts, reader, filters, voices)
    if not scope.any():
        return Ranking(terms=_telling(query.terms), remarks=query.remarks)
    query, corrections = corrected(query, texts, scope)
    matcher = Matcher(texts, resolver(db, reader, texts), hearing_of(texts, voices))
    asked = _Asked(query=query, texts=texts, scope=scope, matcher=matcher, hearing=matcher.narrowing(query.required))
    terms = _telling(query.terms)
    counts = [matcher.counts(term, asked.hearing) for term in terms]
    words = bm25(counts, texts.length, len(texts))
    meaning = _meaning(db, asked, vectors, embed)
    fits = _fitting(asked, counts, meaning)
    score = fused(words, meaning, scope, texts.kept.follows)
    candidates = np.flatnonzero(fits & scope)
    # Equal scores are in reading order, so that the same query has the same result on every machine.
    keys = (texts.kept.numbers[candidates], -np.round(score[candidates], 6), ~_has_phrase(asked)[candidates])
    best = candidates[np.lexsort(keys)][start : start + min(limit, LIMIT_MAX)]
    return Ranking(
        total=len(candidates),
        best=[_ranked(asked, int(row), terms, counts, score, meaning) for row in best],
        terms=terms,
        remarks=query.remarks,
        corrections=corrections,
    )


def _telling(terms: Sequence[Leaf]) -> Sequence[Leaf]:
    kept = [term for term in terms if len(term.words) > 1 or term.is_prefix or term.words[0] not in EMPTY_WORDS]
    return kept or terms


def _ranked(
    asked: _Asked, row: int, terms: Sequence[Leaf], counts: Sequence[Counts], score: Scores, meaning: Scores | None
) -> Ranked:
    had = (", ".join(term.others) or " ".join(term.words) for term, its in zip(terms, counts, strict=True) if its[row])
    return Ranked(
        number=int(asked.texts.kept.numbers[row]),
        score=round(_between_0_and_1(float(score[row])), 4),
        words=tuple(had),
        meaning=None if meaning is None else round(float(meaning[row]), 3),
    )


def _meaning(db: Session, asked: _Asked, vectors: Vectors, embed: Embed | None) -> Scores | None:
    """Similarity to the whole query and to its significant words alone: either may be the better match."""
    if embed is None or not asked.query.terms:
        return None
    both = embed(_wordings(asked.query))
    wanted = np.asarray(both[0] + both[1], np.float32)
    wanted /= max(float(np.linalg.norm(wanted)), 1e-9)
    numbers = asked.texts.kept.numbers[asked.scope]
    order = np.argsort(numbers, kind="stable")
    here = np.zeros(len(numbers))
    here[order] = vectors.similarities(db, numbers[order], wanted)
    result = np.zeros(len(asked.texts))
    result[asked.scope] = here
    return result


def _wordings(query: Query) -> list[str]:
    return [query.text, " ".join(telling(query.text.split()))]


def meaning_beforehand(typed: str, embed: Embed | None) -> Embed | None:
    """Call ``embed`` for ``rank`` in advance, for callers that rank where the helper process cannot be reached."""
    query = read_query(typed)
    if embed is None or not query.terms:
        return None
    both = embed(_wordings(query))
    return lambda _texts: both


def _fitting(asked: _Asked, counts: Sequence[Counts], meaning: Scores | None) -> Bools:
    """Which passages are hits."""
    query, matcher = asked.query, asked.matcher
    exact = np.zeros(len(asked.texts), np.bool_)
    for its in counts:
        exact |= its > 0
    by_meaning = exact
    if meaning is not None:
        floor = MEANING_FLOOR if (exact & asked.scope).any() else MEANING_FLOOR_UNKNOWN
        by_meaning = exact | ((meaning >= floor) & ~_said_by_others(asked, exact))
    if query.required is None:
        return by_meaning
    fits = matcher.holds(query.required, matcher.hearing)
    # Beside other words, an exclusion only narrows: “hale NOT margaret” must contain Hale.
    if query.terms and _only_narrows(query.required):
        return fits & (exact if _refuses(query.required) else by_meaning)
    return fits


def _said_by_others(asked: _Asked, exact: Bools) -> NDArray[np.bool_]:
    """Passages with the words, but from other voices than were asked for."""
    others = np.zeros(len(asked.texts), np.bool_)
    if asked.hearing is None:
        return others
    for term in asked.query.terms:
        others |= asked.matcher.counts(term) > 0
    return others & ~exact


def _has_phrase(asked: _Asked) -> Bools:
    """Passages with a phrase of the query come first, also where it was only one of several choices."""
    found = np.zeros(len(asked.texts), np.bool_)
    for phrase in phrases_in(asked.query.required):
        found |= asked.matcher.holds(phrase, asked.hearing)
    return found


def _only_narrows(node: Node) -> bool:
    if isinstance(node, Field):
        return True
    return isinstance(node, Branch) and (node.kind == "not" or all(_only_narrows(part) for part in node.parts))


def _refuses(node: Node) -> bool:
    if not isinstance(node, Branch):
        return False
    if node.kind == "not":
        return not isinstance(node.parts[0], Field)
    return any(_refuses(part) for part in node.parts)


def _between_0_and_1(score: float) -> float:
    """The same order as numbers that people can compare: 0.5 is an average passage."""
    return 1 / (1 + math.exp(-max(min(score, 50.0), -50.0)))
