"""Which local voices are the same person: average-linkage clustering with pairs that must not be joined.

Pure arithmetic on unit vectors. Two voices of one window are two people, whatever they sound like.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from .local_voices import Floats, LocalVoice
from .rules import CHOSEN_CLUSTERING, ClusteringRules

_NEVER = 4.0
# Bounds the square matrix of distances to 144 MB however long the audio recording is.
_MOST_FOUNDERS = 6000
# For every ten minutes, a group needs one more founding voice.
_WINDOWS_PER_FOUNDER = 180
# The cosine margin between its own centre and the next at which a voice is right e times as often as wrong.
# Fitted on real meetings: with it, a sureness of 0.7 is right seven times in ten.
_MARGIN = 0.3
# Somebody may have come late or passed by: this many more voices than stated may be found.
_MORE_THAN_SAID = 1


@dataclass(frozen=True, slots=True)
class Person:
    """Whose voice it is: a person's number, and how certain that is, 0 to 1. Equal if it is the same person."""

    number: int
    sureness: float = field(compare=False)


def cluster(
    voices: Sequence[LocalVoice], *, speakers: int | None, rules: ClusteringRules = CHOSEN_CLUSTERING
) -> list[Person | None]:
    """A person for each voice; None if a voice is too short to tell.

    Args:
        speakers: How many people were there, if known. At most one more voice is found; fewer people may have
            spoken, so that the number is never made up by splitting a voice in two.
    """
    known = [index for index, voice in enumerate(voices) if voice.embedding is not None]
    if not known:
        return [None] * len(voices)
    founders = [index for index in known if voices[index].alone_s >= rules.founding_s] or known
    if len(founders) > _MOST_FOUNDERS:  # hours of talk: only voices that speak alone longest found groups
        founders = sorted(sorted(founders, key=lambda index: -voices[index].alone_s)[:_MOST_FOUNDERS])
    vectors = np.stack([voices[index].embedding for index in founders])  # type: ignore[misc]
    windows = np.array([voices[index].window for index in founders])
    weights = np.array([max(0.1, voices[index].alone_s) for index in founders])
    distance = vectors @ vectors.T
    np.subtract(1.0, distance, out=distance)
    for index in range(len(founders)):
        distance[index, windows == windows[index]] = _NEVER
    merges, in_all = _linkage(distance), int(windows.max()) + 1
    groups = _groups_within(merges, len(founders), rules.join)
    members, fewer = _well_founded(groups, in_all), len(groups)
    while speakers is not None and len(members) > max(1, speakers + _MORE_THAN_SAID):
        fewer -= 1
        members = _well_founded(_groups_within(merges, len(founders), rules.join, fewer), in_all)
    centres = np.stack([_unit((vectors[chosen] * weights[chosen, None]).sum(0)) for chosen in members])
    return _assigned(voices, known, centres)


def _well_founded(members: list[NDArray[np.bool_]], windows: int) -> list[NDArray[np.bool_]]:
    """Groups with enough voices: otherwise, over hours, a cough or a passer-by would become a person."""
    fewest = 1 + windows // _WINDOWS_PER_FOUNDER
    kept = [chosen for chosen in members if int(chosen.sum()) >= fewest]
    return kept or members


def _assigned(voices: Sequence[LocalVoice], known: Sequence[int], centres: Floats) -> list[Person | None]:
    """Every known voice to its nearest centre; within a window the longest voice chooses first."""
    labels: list[Person | None] = [None] * len(voices)
    taken: dict[int, set[int]] = {}
    for index in sorted(known, key=lambda index: -voices[index].alone_s):
        closeness = centres @ np.asarray(voices[index].embedding, np.float32)
        used = taken.setdefault(voices[index].window, set())
        free = [int(group) for group in np.argsort(-closeness) if int(group) not in used]
        if free:
            labels[index] = Person(free[0], _sureness(closeness, free[0]))
            used.add(free[0])
    return labels


def _sureness(closeness: Floats, own: int) -> float:
    """How much nearer the voice is to its own centre than to the next one, if there is another."""
    others = np.delete(closeness, own)
    margin = float(closeness[own]) - (float(others.max()) if len(others) else 0.0)
    return 1.0 / (1.0 + math.exp(-margin / _MARGIN))


def _linkage(distance: Floats) -> list[tuple[int, int, float]]:
    """Merges of average linkage by chains of nearest neighbours, in rising order: (member, member, distance).

    Memory is one square matrix, time grows with its size. Source: Murtagh, "A survey of recent advances in
    hierarchical clustering algorithms", 1983. The matrix is used up.
    """
    count = len(distance)
    np.fill_diagonal(distance, np.inf)
    size = np.ones(count)
    alive = np.ones(count, bool)
    merges: list[tuple[int, int, float]] = []
    chain: list[int] = []
    for _ in range(count - 1):
        if not chain:
            chain.append(int(np.flatnonzero(alive)[0]))
        while True:
            last = chain[-1]
            near = int(np.argmin(distance[last]))
            if len(chain) > 1 and distance[last, chain[-2]] <= distance[last, near]:
                near = chain[-2]
                break
            chain.append(near)
        last = chain.pop()
        chain.pop()
        merges.append((last, near, float(distance[last, near])))
        row = (distance[last] * size[last] + distance[near] * size[near]) / (size[last] + size[near])
        size[near] += size[last]
        alive[last] = False
        distance[near], distance[:, near] = row, row
        distance[last], distance[:, last] = np.inf, np.inf
        distance[near, near] = np.inf
    return sorted(merges, key=lambda merge: merge[2])


def _groups_within(
    merges: Sequence[tuple[int, int, float]], count: int, join: float, at_most: int | None = None
) -> list[NDArray[np.bool_]]:
    """Apply merges while they are close enough, or until few enough groups are left. Returns each group's members."""
    parent = list(range(count))

    def root(item: int) -> int:
        while parent[item] != item:
            item = parent[item]
        return item

    left = count
    for first, second, distance in merges:
        if distance > join and (at_most is None or left <= at_most):
            break
        parent[root(first)] = root(second)
        left -= 1
    names: dict[int, int] = {}
    groups = np.array([names.setdefault(root(item), len(names)) for item in range(count)])
    return [groups == group for group in range(len(names))]


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / max(1e-9, float(np.linalg.norm(vector))), np.float32)
