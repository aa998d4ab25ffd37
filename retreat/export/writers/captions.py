"""Captions for players: WebVTT and SRT, with speakers, in cues that can be read in time. Pure.

A cue has at most two lines of 42 characters and seven seconds, as broadcasters recommend for reading.
"""

from __future__ import annotations

import html
import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from retreat.export.bundle import Bundle, SaidTurn, SpokenWord, Transcript
from retreat.export.writers.files import File, clock_time, plain_name, told_apart

LINE_MAX_CHARS = 42
LINES_MAX = 2
CUE_MAX_MS = 7_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """Some words of one speaker, from when to when."""

    start_ms: int
    end_ms: int
    name: str
    lines: tuple[str, ...]


def write_vtt(bundle: Bundle) -> list[File]:
    """A WebVTT file per transcript with sound."""
    return _files(bundle, "vtt", _vtt)


def write_srt(bundle: Bundle) -> list[File]:
    """An SRT file per transcript with sound."""
    return _files(bundle, "srt", _srt)


def _files(bundle: Bundle, ending: str, write: Callable[[Transcript], str]) -> list[File]:
    timed = [one for one in bundle.transcripts if any(turn.start_ms is not None for turn in one.turns)]
    names = told_apart(plain_name(one.title, "transcript") for one in timed)
    return [
        File(name=f"{name}.{ending}", content=write(one).encode("utf-8"))
        for name, one in zip(names, timed, strict=True)
    ]


def _vtt(one: Transcript) -> str:
    blocks = ["WEBVTT", f"NOTE {_noted(one)}"]
    for number, cue in enumerate(cues_of(one), 1):
        name = html.escape(cue.name, quote=False).replace("\n", " ")
        said = html.escape("\n".join(cue.lines), quote=False)
        blocks.append(f"{number}\n{clock_time(cue.start_ms)} --> {clock_time(cue.end_ms)}\n<v {name}>{said}</v>")
    return "\n\n".join(blocks) + "\n"


def _noted(one: Transcript) -> str:
    told = "; ".join(f"{name}: {value}" for name, value in one.cover)
    return " ".join(told.split()).replace("-->", "->")


def _srt(one: Transcript) -> str:
    blocks = []
    before: str | None = None
    for number, cue in enumerate(cues_of(one), 1):
        said = "\n".join(cue.lines).replace("-->", "->")
        who = f"{cue.name}: " if cue.name != before else ""
        before = cue.name
        times = f"{clock_time(cue.start_ms, comma=True)} --> {clock_time(cue.end_ms, comma=True)}"
        blocks.append(f"{number}\n{times}\n{who}{said}\n")
    return "\n".join(blocks)


def cues_of(one: Transcript) -> list[Cue]:
    """The cues of a transcript in order; turns without a time have none."""
    return [cue for turn in one.turns if not turn.is_left_out for cue in _cues(turn)]


def _cues(turn: SaidTurn) -> Iterator[Cue]:
    if turn.start_ms is None:
        return
    if not any(word.start_ms is not None for word in turn.words):
        yield from _spread(turn, turn.start_ms)
        return
    group: list[SpokenWord] = []
    for word in turn.words:
        if group and not _fits(group, word):
            yield _cue(turn, group)
            group = []
        group.append(word)
    if group:
        yield _cue(turn, group)


def _fits(group: Sequence[SpokenWord], word: SpokenWord) -> bool:
    began = next((one.start_ms for one in group if one.start_ms is not None), None)
    too_long = began is not None and word.end_ms is not None and word.end_ms - began > CUE_MAX_MS
    text = " ".join([*(one.text for one in group), word.text])
    ends = group[-1].text[-1:] in ".?!" and len(" ".join(one.text for one in group)) > LINE_MAX_CHARS
    return not too_long and not ends and len(_wrapped(text)) <= LINES_MAX


def _cue(turn: SaidTurn, group: Sequence[SpokenWord]) -> Cue:
    begins = next((one.start_ms for one in group if one.start_ms is not None), turn.start_ms or 0)
    ends = max((one.end_ms for one in group if one.end_ms is not None), default=begins + 1)
    text = " ".join(one.text for one in group)
    return Cue(start_ms=begins, end_ms=max(ends, begins + 1), name=turn.name, lines=tuple(_wrapped(text)))


def _spread(turn: SaidTurn, begins: int) -> Iterator[Cue]:
    """A turn whose words have no times of their own: its time is shared out by length."""
    lines = _wrapped(turn.text)
    ends = max(turn.end_ms or begins, begins + len(lines))
    whole = sum(map(len, lines)) or 1
    said = 0
    for start in range(0, len(lines), LINES_MAX):
        some = tuple(lines[start : start + LINES_MAX])
        first = begins + (ends - begins) * said // whole
        said += sum(map(len, some))
        yield Cue(start_ms=first, end_ms=begins + (ends - begins) * said // whole, name=turn.name, lines=some)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, LINE_MAX_CHARS, break_on_hyphens=False, break_long_words=True) or [""]
