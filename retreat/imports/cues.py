"""Captions: WebVTT and SubRip, as the standards say and as tools write them. Pure."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence

from retreat.imports.labels import Labels
from retreat.imports.said import Said, SaidWord, clean, stamp_ms

_STAMP = r"(?:\d{1,4}:)?\d{1,2}:\d{1,2}[.,]\d{1,3}"
CUE = re.compile(rf"^\s*({_STAMP})\s*-+>\s*({_STAMP})")
# Nothing here can begin again within itself: each beginning that never ends would be followed to the end of the file.
_VOICE = re.compile(r"<v(?:\.[^\s<>]*)?[ \t]([^<>]*)>")
_INLINE = re.compile(rf"<({_STAMP})>")
_STYLE = re.compile(r"\{[biu]\}")
_NOT_A_CUE = re.compile(r"^(?:NOTE|STYLE|REGION)(?:\s|$)")
_NUMBER = re.compile(r"^\s*\d+\s*$")


def is_captions(text: str) -> bool:
    """Whether it has lines with two times and an arrow, or says that it is WebVTT."""
    return text.startswith("WEBVTT") or any(CUE.match(line) for line in text.split("\n"))


def captions(text: str) -> list[Said]:
    """One piece of speech for each voice of a cue. Source: https://www.w3.org/TR/webvtt1/ and common SubRip."""
    blocks = list(_blocks(text.split("\n")))
    labels = Labels(_plain(line) for _, lines in blocks for line in lines[:1])
    names_first = _names_first(blocks)
    said: list[Said] = []
    rolls = bool(_INLINE.search(text))
    before: list[str] = []
    for (begins, ends), lines in blocks:
        fresh = [line for line in lines if not (rolls and _plain(line) and _plain(line) in before)]
        before = [_plain(line) for line in lines] if rolls else []
        start_ms, end_ms = stamp_ms(begins), stamp_ms(ends)
        if names_first:
            said += _cue([(fresh[0], "\n".join(fresh[1:]))] if len(fresh) > 1 else [], start_ms, end_ms)
        else:
            said += _cue(_voices("\n".join(fresh), labels), start_ms, end_ms)
    return said


def _blocks(lines: Sequence[str]) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Each cue's two times and its lines. A cue ends at an empty line or, if a tool left that out, at the next cue."""
    times: tuple[str, str] | None = None
    held: list[str] = []
    skipping = False
    for line in lines:
        found = None if skipping else CUE.match(line)
        if found:
            if times is not None:
                if held and _NUMBER.match(held[-1]):
                    held.pop()
                yield times, held
            times, held = (found.group(1), found.group(2)), []
        elif not line.strip():
            if times is not None and held:
                yield times, held
                times, held = None, []
            skipping = False
        elif times is not None:
            held.append(line)
        elif _NOT_A_CUE.match(line):
            skipping = True
    if times is not None:
        yield times, held


def _names_first(blocks: Sequence[tuple[tuple[str, str], list[str]]]) -> bool:
    """Some meeting tools write the speaker's name alone on the first line of every cue."""
    if len(blocks) < 2 or any(len(lines) < 2 for _, lines in blocks):
        return False
    names = {_plain(lines[0]) for _, lines in blocks}
    likely = all(len(name) <= 60 and len(name.split()) <= 5 and name[-1:] not in ".,?!;…-" for name in names)
    return likely and len(names) <= max(1, len(blocks) // 2)


def _voices(payload: str, labels: Labels) -> list[tuple[str | None, str]]:
    parts = _VOICE.split(payload)
    if len(parts) > 1:
        before: list[tuple[str | None, str]] = [(None, parts[0])]
        return [*before, *((_unescaped(name), words) for name, words in zip(parts[1::2], parts[2::2], strict=True))]
    name, words = labels.parted(_plain(payload))
    if name is None:
        return [(None, payload)]
    return [(name, payload.partition(":")[2] if _INLINE.search(payload) else words)]


def _cue(voices: Sequence[tuple[str | None, str]], start_ms: int | None, end_ms: int | None) -> Iterator[Said]:
    for speaker, payload in voices:
        plain = _plain(payload)
        if plain:
            words = tuple(_words(payload, start_ms, end_ms)) if _INLINE.search(payload) else ()
            name = clean(speaker) if speaker else None
            yield Said(speaker=name, text=plain, start_ms=start_ms, end_ms=end_ms, words=words)


def _words(payload: str, start_ms: int | None, end_ms: int | None) -> Iterator[SaidWord]:
    """Words of a cue with times in between: each begins at the time before it."""
    parts = _INLINE.split(payload)
    begins = [start_ms, *(stamp_ms(stamp) for stamp in parts[1::2])]
    ends = [*begins[1:], end_ms]
    for text, start, end in zip(parts[::2], begins, ends, strict=True):
        for n, word in enumerate(_plain(text).split()):
            yield SaidWord(text=word, start_ms=start if n == 0 else None, end_ms=end if n == 0 else None)


def _plain(payload: str) -> str:
    words = _without(_without(payload, "<", ">"), "{\\", "}")
    return clean(_unescaped(_STYLE.sub("", words)))


def _without(text: str, begins: str, ends: str) -> str:
    """The text without what stands between each first beginning and the next end. Goes through it once."""
    *closed, rest = text.split(ends)
    kept = [part[:at] if (at := part.find(begins)) >= 0 else part + ends for part in closed]
    return "".join([*kept, rest])


def _unescaped(text: str) -> str:
    """Characters for what stands for them; a number of thousands of digits stands for none."""
    try:
        return html.unescape(text)
    except ValueError:
        return text
