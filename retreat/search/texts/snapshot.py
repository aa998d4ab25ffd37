"""All passages at one moment, in reading order: where a word is, how often, and next to what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retreat.search.texts.segment import NO_TURN, NO_VOICE, Bools, Ints, Segment, Small
from retreat.search.texts.vocabulary import Vocabulary

Counts = NDArray[np.float32]
# Between passages that do not follow each other: further than any NEAR reaches.
_GAP = 4_096
_TURNS_APART = 1 << 31
_KEPT_COUNTS = 48
# The moment of what has none.
NEVER = np.iinfo(np.int64).min


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What is known of each passage besides its words, in reading order; codes stand for ids.

    Attributes:
        numbers: Keys of the passages, (n,).
        follows: Which passages directly follow the one before them, (n - 1,).
        transcripts: Code of the transcript, -1 for what was written, (n,).
        sessions: Code of the session, (n,).
        is_spoken: Said rather than written, (n,).
        at: When it was said or written, in milliseconds since 1970; ``NEVER`` if unknown, (n,).
    """

    numbers: Ints
    follows: Bools
    transcripts: Ints
    sessions: Ints
    is_spoken: Bools
    at: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Whose words count: for each segment, which stretches; None where all do."""

    stretches: Sequence[Bools]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """The passages of a record, read-only.

    Attributes:
        rows: For each segment, the row in reading order of each of its passages; -1 if it has been replaced.
        begins: Where each passage begins on one line of all words, (n,); passages that follow each other join.
        length: How many words each has, with the names of its speakers, (n,).
        labels: Numbers of voices' labels; ``transcript_codes`` and ``session_codes``: of ids.
    """

    segments: Sequence[Segment]
    rows: Sequence[Ints]
    kept: Kept
    begins: Ints
    length: Counts
    vocabulary: Vocabulary
    labels: Mapping[str, int]
    transcript_codes: Mapping[str, int]
    session_codes: Mapping[str, int]
    _counted: dict[tuple[int, ...], Counts] = field(default_factory=dict)
    _voices: dict[int, tuple[Ints, Ints]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.kept.numbers)

    def counts(self, words: Sequence[int], hearing: Hearing | None = None) -> Counts:
        """How often any of these words is in each passage; the name of a speaker counts as one more word."""
        key = tuple(words)
        if hearing is None and key in self._counted:
            return self._counted[key]
        total = np.zeros(len(self), np.float32)
        for at, segment in enumerate(self.segments):
            places = self._heard(at, segment.places(words), hearing)
            mine = _per_row(segment, places)
            named = segment.named(words)
            if hearing is not None and len(named):
                its = segment.stretch_rows[hearing.stretches[at]]
                named = named[np.isin(named, its)]
            mine += np.bincount(named, minlength=len(segment))
            live = self.rows[at] >= 0
            total[self.rows[at][live]] = mine[live]
        if hearing is None and np.count_nonzero(total) * 20 > len(self):
            while len(self._counted) >= _KEPT_COUNTS:
                self._counted.pop(next(iter(self._counted)))
            self._counted[key] = total
        return total

    def positions(self, words: Sequence[int], hearing: Hearing | None = None) -> Ints:
        """Where any of these words is on the line of all words, ascending."""
        parts = list(self._found(words, hearing))
        # They are nearly in order, which this kind of sorting makes use of.
        return np.sort(np.concatenate(parts), kind="stable") if parts else np.zeros(0, np.int64)

    def occurrences(self, words: Sequence[int]) -> int:
        """How often any of these words is anywhere, including passages that have been replaced."""
        return sum(segment.occurrences(words) for segment in self.segments)

    def has_at(self, positions: Ints, words: Sequence[int], hearing: Hearing | None = None) -> Bools:
        """Which of these positions, on the line of all words, have one of these words."""
        wanted = np.zeros(len(self.vocabulary), np.bool_)
        wanted[list(words)] = True
        found = np.zeros(len(positions), np.bool_)
        rows = self.rows_of(positions)
        for at, segment in enumerate(self.segments):
            here = self._places_of_rows(at)[rows]
            mine = np.flatnonzero((here >= 0) & (rows >= 0))
            row = here[mine]
            places = segment.starts[row] + positions[mine] - self.begins[rows[mine]]
            inside = places < segment.starts[row + 1]
            mine, places = mine[inside], places[inside]
            fits = wanted[segment.tokens[places]]
            if hearing is not None:
                stretch = np.searchsorted(segment.stretch_starts, places, "right") - 1
                fits &= hearing.stretches[at][stretch]
            found[mine[fits]] = True
        return found

    def _places_of_rows(self, at: int) -> Ints:
        """The place in one segment of each row; -1 where it is in another."""
        local = np.full(len(self), -1, np.int64)
        its = self.rows[at]
        local[its[its >= 0]] = np.flatnonzero(its >= 0)
        return local

    def turns_at(self, positions: Ints) -> Ints:
        """The turns in which these words are said, as numbers of which neighbours in one transcript are one apart."""
        rows = self.rows_of(positions)
        turns = np.full(len(positions), NO_TURN, np.int64)
        for at, segment in enumerate(self.segments):
            here = self._places_of_rows(at)[rows]
            mine = here >= 0
            places = segment.starts[here[mine]] + positions[mine] - self.begins[rows[mine]]
            stretch = np.searchsorted(segment.stretch_starts, places, "right") - 1
            turns[mine] = segment.stretch_turns[stretch]
        transcripts = self.kept.transcripts[rows]
        # What has no turns is one turn of its own.
        alone = -(rows + 1) * _TURNS_APART
        return np.where((turns == NO_TURN) | (transcripts < 0), alone, transcripts * _TURNS_APART + turns)

    def rows_of(self, positions: Ints) -> Ints:
        """The passages at these positions, by row."""
        return np.searchsorted(self.begins, positions, "right") - 1

    def holding(self, positions: Ints) -> Bools:
        """Which passages have a word at one of these positions."""
        found = np.zeros(len(self), np.bool_)
        found[self.rows_of(positions)] = True
        return found

    def hearing(self, voices: Ints) -> Hearing:
        """Limit what counts to some voices: of each, ``(code of the transcript << 32) + number of the label``.

        What was written has no voice, and what has no stretches yet counts as a whole.
        """
        return Hearing(stretches=[self._said_by(at, voices) for at in range(len(self.segments))])

    def _said_by(self, at: int, voices: Ints) -> Bools:
        if at not in self._voices:
            segment, rows = self.segments[at], self.rows[at][self.segments[at].stretch_rows]
            transcripts = np.where(rows >= 0, self.kept.transcripts[np.maximum(rows, 0)], NO_VOICE)
            pairs = np.where(transcripts >= 0, (transcripts << 32) + segment.stretch_labels, NO_VOICE)
            self._voices[at] = np.unique(pairs, return_inverse=True)
        different, which = self._voices[at]
        return np.asarray(np.isin(different, voices)[which] | (self.segments[at].stretch_turns == NO_TURN))

    def heard(self, hearing: Hearing) -> Bools:
        """Which passages have a stretch that counts."""
        found = np.zeros(len(self), np.bool_)
        for segment, rows, stretches in zip(self.segments, self.rows, hearing.stretches, strict=True):
            its = rows[segment.stretch_rows[stretches]]
            found[its[its >= 0]] = True
        return found

    def words_at(self, row: int) -> Small:
        """The words of one passage, by number."""
        for segment, rows in zip(self.segments, self.rows, strict=True):
            found = np.flatnonzero(rows == row)
            if len(found):
                return segment.tokens[segment.starts[found[0]] : segment.starts[found[0] + 1]]
        return np.zeros(0, np.int32)

    def _found(self, words: Sequence[int], hearing: Hearing | None) -> Iterator[Ints]:
        for at, segment in enumerate(self.segments):
            places = self._heard(at, segment.places(words), hearing)
            local = np.searchsorted(segment.starts, places, "right") - 1
            rows = self.rows[at][local]
            live = rows >= 0
            places, local, rows = places[live], local[live], rows[live]
            yield places - segment.starts[local] + self.begins[rows]

    def _heard(self, at: int, places: Ints, hearing: Hearing | None) -> Ints:
        if hearing is None or not len(places):
            return places
        stretch = np.searchsorted(self.segments[at].stretch_starts, places, "right") - 1
        return places[hearing.stretches[at][stretch]]


def laid_out(lengths: Ints, follows: Bools) -> Ints:
    """Where each passage begins on the line of all words."""
    steps = lengths[:-1] + np.where(follows, 0, _GAP)
    return np.concatenate([[0], np.cumsum(steps)]).astype(np.int64)


def _per_row(segment: Segment, places: Ints) -> Counts:
    if len(places) > len(segment):
        return np.diff(np.searchsorted(places, segment.starts)).astype(np.float32)
    rows = np.searchsorted(segment.starts, places, "right") - 1
    return np.bincount(rows, minlength=len(segment)).astype(np.float32)
