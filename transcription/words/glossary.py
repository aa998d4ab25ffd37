"""Names and words that a recogniser may not know: finds where something similar was heard, and corrects it.

A whole list in the prompt makes a recogniser hear those words where nobody says them. So a stretch is decoded plainly
first; only terms that resemble something are put into the prompt of a second try, from which nothing is taken except
a term, and only in place of what resembled it. Pure. Must never know an engine.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from transcription.types import Word

# More terms than this at once begin to influence the words around them; the most similar come first.
TERMS_AT_ONCE = 8
_LEAST_LIKENESS = 0.75
_LEAST_LIKENESS_SHORT = 0.8
_SHORT = 6
# A confident word is doubted only if it sounds nearly the same.
_SURELY_HEARD = 0.7
_LEAST_LIKENESS_IF_SURE = 0.9
_NEAR_MS = 500
_ENDS = ".,?!;:…"
_MARKS = _ENDS + "\"'“”‘’()"
_LONG_NAME = 5
_SOUNDS = (
    *(("ph", "f"), ("gh", "g"), ("ck", "k"), ("qu", "kw"), ("q", "k"), ("x", "ks"), ("sch", "sk"), ("ch", "S")),
    *(("sh", "S"), ("ce", "se"), ("ci", "si"), ("cy", "sy"), ("c", "k"), ("z", "s"), ("th", "t"), ("kn", "n")),
)
_VOWELS = re.compile(r"[aeiouyw]+h?")
_DOUBLES = re.compile(r"(.)\1+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Some words that sound like a term; ``first`` and ``last`` are inclusive indexes."""

    term: str
    first: int
    last: int
    score: float


def sound_of(text: str) -> str:
    """A key for roughly how a text sounds: all vowels alike, doubled letters once, one spelling for each sound."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in plain if letter.isalnum())
    for written, said in _SOUNDS:
        letters = letters.replace(written, said)
    return _DOUBLES.sub(r"\1", _VOWELS.sub("a", letters))


def likenesses(terms: Sequence[str], words: Sequence[Word]) -> list[Likeness]:
    """The best place for each term that resembles something and is not already spelled right, most similar first.

    Confident words count only if they sound nearly the same.
    """
    spoken = [sound_of(word.text) for word in words]
    found = [best for term in terms if (best := _likeliest_place(term, words, spoken))]
    return sorted(found, key=lambda one: (-one.score, one.first, one.term))


def _likeliest_place(term: str, words: Sequence[Word], spoken: Sequence[str]) -> Likeness | None:
    wanted, size = sound_of(term), len(term.split())
    if len(wanted) < 2:
        return None
    lowest = _LEAST_LIKENESS if len(wanted) >= _SHORT else _LEAST_LIKENESS_SHORT
    letters = Counter(wanted)
    best: Likeness | None = None
    for first, last in _stretches(words, size):
        sure = min(word.confidence for word in words[first : last + 1]) >= _SURELY_HEARD
        needed = max(_LEAST_LIKENESS_IF_SURE if sure else lowest, best.score if best else 0.0)
        heard = "".join(spoken[first : last + 1])
        longest = max(len(heard), len(wanted))
        # An upper limit of the similarity, so that most stretches need no exact comparison.
        if min(len(heard), len(wanted)) < needed * longest or (letters & Counter(heard)).total() < needed * longest:
            continue
        score = _likeness_of(wanted, heard)
        if score >= needed and (best is None or score > best.score):
            best = Likeness(term=term, first=first, last=last, score=score)
    if best is None or _bare(words[best.first : best.last + 1]) == _bare_text(term):
        return None
    return best


def _stretches(words: Sequence[Word], size: int) -> Iterator[tuple[int, int]]:
    """Runs of about as many words as the term has, within a clause: one word is often heard as two, or two as one."""
    for first in range(len(words)):
        for length in range(1, size + 2):
            if length >= size - 1 and first + length <= len(words):
                yield first, first + length - 1
            if first + length > len(words) or words[first + length - 1].text[-1:] in _ENDS:
                break


def _likeness_of(one: str, other: str) -> float:
    """1 for identical, 0 for nothing in common: 1 minus the share of letters to change."""
    before = list(range(len(other) + 1))
    for row, letter in enumerate(one, 1):
        now = [row]
        for column, facing in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (letter != facing)))
        before = now
    return 1 - before[-1] / max(len(one), len(other), 1)


def spelled(words: Sequence[Word], places: Sequence[Likeness], again: Sequence[Word]) -> tuple[Word, ...]:
    """The first result, with each term that the second try confirms in its place.

    Args:
        places: What `likenesses` found in ``words``, likest first.
        again: The second try at the same stretch, with these terms in the prompt.
    """
    chosen: list[tuple[Likeness, list[str]]] = []
    for place in places:
        free = all(place.last < other.first or other.last < place.first for other, _ in chosen)
        said = (_confirmed(place, words, again) or _respelled(place, words)) if free else []
        if said:
            chosen.append((place, said))
    written = list(words)
    for place, said in sorted(chosen, key=lambda one: -one[0].first):
        written[place.first : place.last + 1] = _in_their_place(said, words[place.first : place.last + 1])
    return tuple(written)


def _confirmed(place: Likeness, words: Sequence[Word], again: Sequence[Word]) -> list[str]:
    """The term as the second try wrote it, at the place of what resembles it in the first."""
    wanted, size = _bare_text(place.term), len(place.term.split())
    start_ms, end_ms = words[place.first].start_ms, words[place.last].end_ms
    for at in range(len(again) - size + 1):
        said = again[at : at + size]
        near = said[0].start_ms < end_ms + _NEAR_MS and said[-1].end_ms > start_ms - _NEAR_MS
        if near and _bare(said) in (wanted, f"{wanted}'s", f"{wanted}’s"):
            tail = said[-1].text.strip(_MARKS)[len(place.term.split()[-1]) :]
            return (place.term + tail).split()
    return []


def _respelled(place: Likeness, words: Sequence[Word]) -> list[str]:
    """A longer name that was heard right except for a doubled letter needs no second try."""
    heard = _bare(words[place.first : place.last + 1])
    same = _DOUBLES.sub(r"\1", heard) == _DOUBLES.sub(r"\1", _bare_text(place.term))
    is_name = words[place.first].text.strip(_MARKS)[:1].isupper() and place.term[:1].isupper()
    return place.term.split() if same and is_name and len(heard) >= _LONG_NAME else []


def _in_their_place(said: Sequence[str], heard: Sequence[Word]) -> list[Word]:
    """A term's words with the time, punctuation and confidence of what they replace."""
    start_ms, end_ms = heard[0].start_ms, max(word.end_ms for word in heard)
    if len(said) == len(heard):
        times = [(word.start_ms, word.end_ms) for word in heard]
    else:
        step = (end_ms - start_ms) / len(said)
        edges = [start_ms + round(at * step) for at in range(len(said) + 1)]
        times = [(low, max(low + 1, high)) for low, high in pairwise(edges)]
    lead, tail = _around(heard[0].text)[0], _around(heard[-1].text)[1]
    sure = min(word.confidence for word in heard)
    return [
        replace(
            heard[0],
            text=(lead if at == 0 else "") + text + (tail if at == len(said) - 1 else ""),
            start_ms=begin,
            end_ms=end,
            confidence=sure,
        )
        for at, (text, (begin, end)) in enumerate(zip(said, times, strict=True))
    ]


def _around(text: str) -> tuple[str, str]:
    """The marks before and after a word."""
    bare = text.strip(_MARKS)
    at = text.find(bare)
    return (text[:at], text[at + len(bare) :]) if bare else ("", text)


def _bare(words: Sequence[Word]) -> str:
    return _bare_text(" ".join(word.text for word in words))


def _bare_text(text: str) -> str:
    return " ".join(part for word in text.split() if (part := word.strip(_MARKS).casefold()))
