"""Word errors against a reference, separately for words said alone and words said over somebody else.

Scores need jiwer and whisper-normalizer, which the developers' set-up brings.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

SOLO, OVERLAPPED = "solo", "overlapped"
TEXT, TIMED = ".reference.txt", ".stm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """A line of a timed reference: who says which words, from when to when in seconds."""

    speaker: str
    start_s: float
    end_s: float
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """Errors and reference words; ``solo`` and ``overlapped``: of each kind."""

    errors: int
    words: int
    solo: tuple[int, int]
    overlapped: tuple[int, int]


def utterances(stm: str) -> list[Utterance]:
    """The lines of a NIST STM file in order of time: ``file channel speaker start end words``."""
    rows = [line.split(None, 5) for line in stm.splitlines() if line.strip() and not line.startswith(";;")]
    found = [
        Utterance(speaker=row[2], start_s=float(row[3]), end_s=float(row[4]), words=tuple(row[5].split()))
        for row in rows
        if len(row) == 6
    ]
    return sorted(found, key=lambda one: one.start_s)


def said_alone(lines: Sequence[Utterance]) -> list[tuple[str, str]]:
    """Each word of the lines in their order, and whether its middle is said alone or over somebody else.

    Words have no times of their own in such a file: an utterance's time is divided by their letters.
    """
    found = []
    for line in lines:
        others = [one for one in lines if one.speaker != line.speaker]
        letters = sum(map(len, line.words))
        before = 0
        for word in line.words:
            middle = line.start_s + (line.end_s - line.start_s) * (before + len(word) / 2) / letters
            over = any(one.start_s <= middle <= one.end_s for one in others)
            found.append((word, OVERLAPPED if over else SOLO))
            before += len(word)
    return found


def reference_of(path: Path) -> list[tuple[str, str]] | None:
    """The reference words beside a sound file, and how each is said; without times, all count as said alone."""
    timed, plain = path.with_suffix(TIMED), path.with_suffix(TEXT)
    if timed.exists():
        return said_alone(utterances(timed.read_text("utf-8")))
    if plain.exists():
        return [(word, SOLO) for word in plain.read_text("utf-8").split()]
    return None


def word_errors(reference: Sequence[tuple[str, str]], found: str) -> Wrong:
    """Errors after Whisper's English normaliser. An inserted word counts with the word before it."""
    import jiwer
    from whisper_normalizer.english import EnglishTextNormalizer

    plain = EnglishTextNormalizer()
    wanted = list(_normalised(reference, plain))
    got = plain(found).split()
    kinds = [kind for _, kind in wanted]
    wrong = {SOLO: 0, OVERLAPPED: 0}
    if not wanted:
        return _counted(wrong, kinds)
    if not got:
        for kind in kinds:
            wrong[kind] += 1
        return _counted(wrong, kinds)
    outcome = jiwer.process_words(" ".join(word for word, _ in wanted), " ".join(got))
    for chunk in outcome.alignments[0]:
        if chunk.type == "insert":
            wrong[kinds[max(0, chunk.ref_start_idx - 1)]] += chunk.hyp_end_idx - chunk.hyp_start_idx
        elif chunk.type != "equal":
            for kind in kinds[chunk.ref_start_idx : chunk.ref_end_idx]:
                wrong[kind] += 1
    return _counted(wrong, kinds)


def _normalised(reference: Iterable[tuple[str, str]], plain: object) -> Iterable[tuple[str, str]]:
    """Runs of one kind are normalised as a whole: “twenty five” becomes one word, “I'm” two."""
    for kind, run in groupby(reference, key=lambda one: one[1]):
        text = plain(" ".join(word for word, _ in run))  # type: ignore[operator]
        yield from ((word, kind) for word in text.split())


def _counted(wrong: dict[str, int], kinds: Sequence[str]) -> Wrong:
    alone, over = kinds.count(SOLO), kinds.count(OVERLAPPED)
    return Wrong(
        errors=wrong[SOLO] + wrong[OVERLAPPED],
        words=len(kinds),
        solo=(wrong[SOLO], alone),
        overlapped=(wrong[OVERLAPPED], over),
    )
