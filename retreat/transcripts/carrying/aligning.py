"""Aligns the words of two versions, and works out whose the new ones are from what is known about the old ones.

Pure. If it is doubtful whose a word is, it counts as hers whose words are beside it: better to withhold too much.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from retreat.transcripts.ports import Matching

# Chosen on recorded meetings with some held out: see DECISIONS.md.
LABEL_SHARE_LEAST = 0.6
LABEL_WORDS_LEAST = 5
_RUN_WORDS = 3
_RUN_SHARE_LEAST = 0.15
# In two transcriptions of one sound, a word has the same time, as far as recognisers can tell.
_APART_MAX_MS = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of a version, in its order.

    Attributes:
        turn: Number of its turn, ``label`` of its voice.
        people: Whose it is, as far as known, by its voice or for this word alone.
    """

    n: int
    text: str
    turn: int | None = None
    label: str | None = None
    start_ms: int | None = None
    people: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Aligned:
    """Which new word is at the place of which old one, by their order.

    Attributes:
        old_of: For the place of each new word, that of the old one, and whether they sound the same.
        is_same_talk: Whether enough words agree for both to be of one talk.
    """

    old_of: Mapping[int, tuple[int, bool]]
    is_same_talk: bool


def align(old: Sequence[Word], new: Sequence[Word], matching: Matching, *, is_one_sound: bool) -> Aligned:
    """Align one version with the other.

    Args:
        is_one_sound: Whether their times are of the same sound, and can be compared.
    """
    first, first_of = _parts(old, matching)
    second, second_of = _parts(new, matching)
    pairs = matching.pairs_of(first, second)
    old_of: dict[int, tuple[int, bool]] = {}
    for pair in pairs:
        before, after = first_of[pair.first], second_of[pair.second]
        if is_one_sound and _is_apart(old[before], new[after]):
            continue
        if after not in old_of or (pair.same and not old_of[after][1]):
            old_of[after] = before, pair.same
    return Aligned(old_of=old_of, is_same_talk=_is_same_talk(old_of, len(set(second_of))))


def _parts(words: Sequence[Word], matching: Matching) -> tuple[list[str], list[int]]:
    parts = [(part, at) for at, word in enumerate(words) for part in matching.spoken_parts(word.text)]
    return [part for part, _at in parts], [at for _part, at in parts]


def _is_apart(one: Word, other: Word) -> bool:
    if one.start_ms is None or other.start_ms is None:
        return False
    return abs(one.start_ms - other.start_ms) > _APART_MAX_MS


def _is_same_talk(old_of: Mapping[int, tuple[int, bool]], words: int) -> bool:
    """Whether enough words agree in runs, because single small words agree in any talk."""
    in_runs = run = 0
    before: tuple[int, int] | None = None
    for after, (old, is_same) in sorted(old_of.items()):
        if not is_same:
            before, run = None, 0
            continue
        follows = before is not None and after == before[0] + 1 and old in (before[1], before[1] + 1)
        run = run + 1 if follows else 1
        before = after, old
        in_runs += _RUN_WORDS if run == _RUN_WORDS else run > _RUN_WORDS
    return words > 0 and in_runs >= _RUN_SHARE_LEAST * words


def labels_of(person: str, old: Sequence[Word], new: Sequence[Word], aligned: Aligned) -> frozenset[str]:
    """The voices of the new version most of whose words are this person's."""
    of_all: Counter[str] = Counter()
    of_hers: Counter[str] = Counter()
    for after, (before, is_same) in aligned.old_of.items():
        label = new[after].label
        if is_same and label is not None:
            of_all[label] += 1
            of_hers[label] += person in old[before].people
    return frozenset(
        label
        for label, words in of_hers.items()
        if words >= LABEL_WORDS_LEAST and words >= LABEL_SHARE_LEAST * of_all[label]
    )


def words_of(person: str, old: Sequence[Word], new: Sequence[Word], aligned: Aligned) -> frozenset[int]:
    """Numbers of the new words that are this person's: those at the place of hers, and words beside that may be hers.

    A word counts as somebody else's only if it sounds the same as theirs.
    """
    known = [_is_hers(person, old, aligned.old_of.get(after)) for after in range(len(new))]
    lefts = _nearest(known, range(len(new)))
    rights = _nearest(known, range(len(new) - 1, -1, -1))
    hers: set[int] = set()
    for after, word in enumerate(new):
        left, right = lefts[after], rights[after]
        if known[after] or (known[after] is None and _is_beside(left, right, word, known, new)):
            hers.add(word.n)
    return frozenset(hers)


def _is_hers(person: str, old: Sequence[Word], pair: tuple[int, bool] | None) -> bool | None:
    if pair is None:
        return None
    before, is_same = pair
    if person in old[before].people:
        return True
    return False if is_same else None


def _nearest(known: Sequence[bool | None], order: Collection[int]) -> dict[int, int | None]:
    """For each word, the nearest one before it, in this order, whose owner is known."""
    found: dict[int, int | None] = {}
    last: int | None = None
    for at in order:
        found[at] = last
        if known[at] is not None:
            last = at
    return found


def _is_beside(
    left: int | None, right: int | None, word: Word, known: Sequence[bool | None], new: Sequence[Word]
) -> bool:
    hers = [at for at in (left, right) if at is not None and known[at]]
    return len(hers) == 2 or any(new[at].turn == word.turn for at in hers)
