"""Transcripts as plain lines: ``Name: words``, with or without times, as people and meeting tools write them. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from retreat.imports.labels import Labels, looks_like_name, name_alone
from retreat.imports.letters import without_long_gaps
from retreat.imports.said import Said, stamp_ms

_TIME = r"(?:\d{1,3}:)?\d{1,2}:\d{2}(?:[.,]\d{1,3})?"
_STAMP = rf"(?:\[\s*{_TIME}\s*(?:-+>?\s*{_TIME}\s*)?\]|\(\s*{_TIME}\s*\)|(?<![\d:]){_TIME}(?![\d:]|\s*[ap]\.?m\b))"
_FIRST = re.compile(rf"^\s*({_STAMP})\s*(?:[-–—|]\s+)?(.*)$", re.IGNORECASE | re.DOTALL)
_NAMED_STAMP = re.compile(rf"^\s*([^:\n]{{1,60}}?)\s*,?\s*({_STAMP})\s*(:?)\s*(.*)$", re.IGNORECASE | re.DOTALL)
_LABEL_STAMP = re.compile(rf"^\s*([^:\n]{{1,60}}?)\s*:\s*({_STAMP})\s*(.*)$", re.IGNORECASE | re.DOTALL)
_DIGITS = re.compile(_TIME)
# f4 and others write the time at which a paragraph ends: #00:12:03-4#
_ENDS = re.compile(r"#(\d{1,2}:\d{2}:\d{2})(?:-(\d))?#")
# A time of day, or a mistake: no talk begins this late in its sound.
_LATEST_START_MS = 6 * 3600 * 1000


def lines_said(text: str) -> list[Said]:
    """Each line with a speaker or a time begins a turn, which other lines continue; without any, every line is one."""
    return paragraphs_said([line for line in text.split("\n") if line.strip()])


def paragraphs_said(lines: Sequence[str]) -> list[Said]:
    """The same for text that has already been split into lines or paragraphs."""
    lines = [without_long_gaps(line) for line in lines]
    heads = [head[0] for line in lines if (head := _head(line.strip())) is not None and not head[2]]
    labels = Labels((_after_stamp(line) for line in lines), only=heads if len(heads) > 1 else None)
    said: list[Said] = []
    texts: list[list[str]] = []
    goes_on = False
    for n, line in enumerate(lines):
        after = lines[n + 1] if n + 1 < len(lines) else ""
        for read, is_head in _read(line, after, labels):
            one = read
            if one.speaker is None and one.start_ms is None and goes_on and said:
                texts[-1].append(one.text)
                said[-1] = replace(said[-1], end_ms=one.end_ms)
            else:
                if said and not any(map(str.strip, texts[-1])) and said[-1].speaker is None and one.start_ms is None:
                    one = replace(one, start_ms=said[-1].start_ms)
                said.append(one)
                texts.append([one.text])
            goes_on = is_head or said[-1].speaker is not None
    whole = [replace(one, text=" ".join(filter(None, parts)).strip()) for one, parts in zip(said, texts, strict=True)]
    return _checked([one for one in whole if one.has_words])


def row_said(cells: Sequence[str], labels: Labels) -> Said | None:
    """A row of a table: a cell that is only a time, a short one for the speaker, and the words."""
    filled = [without_long_gaps(cell.strip()) for cell in cells if cell.strip()]
    times = [cell for cell in filled if re.fullmatch(rf"\s*{_STAMP}\s*", cell)]
    rest = [cell for cell in filled if cell not in times]
    start_ms = _at(times[0]) if times else None
    if not rest:
        return None
    if len(rest) == 1:
        name, words = labels.parted(rest[0])
        return Said(speaker=name, text=words, start_ms=start_ms)
    speaker, words = rest[-2], rest[-1]
    named = _NAMED_STAMP.match(speaker)
    if named and not named.group(4):
        speaker, start_ms = named.group(1), _at(named.group(2))
    return Said(speaker=speaker.rstrip(": "), text=words, start_ms=start_ms)


def _after_stamp(line: str) -> str:
    found = _FIRST.match(line)
    return found.group(2) if found else line


def _read(line: str, after: str, labels: Labels) -> Iterator[tuple[Said, bool]]:
    """What a line says, and whether the words may only follow on the next."""
    line, end_ms = _ended(line.strip())
    first = _FIRST.match(line)
    start_ms = _at(first.group(1)) if first else None
    rest = first.group(2).strip() if first else line
    head = _head(rest) if not first else None
    if head is not None:
        name, stamp, words = head
        yield Said(speaker=name, text=words, start_ms=_at(stamp), end_ms=end_ms), True
        return
    alone = name_alone(rest)
    if alone is not None or (first and rest and _names_next(rest, after)):
        yield Said(speaker=alone or rest.strip("[]() "), start_ms=start_ms, end_ms=end_ms), True
        return
    speaker, words = labels.parted(rest)
    yield Said(speaker=speaker, text=words, start_ms=start_ms, end_ms=end_ms), first is not None


def _head(line: str) -> tuple[str, str, str] | None:
    """``Name  0:03``, ``Name (00:03): words``, ``[Name] 10:02:15``, ``Name: (00:03) words``."""
    labelled = _LABEL_STAMP.match(line)
    if labelled and looks_like_name(labelled.group(1)) and labelled.group(2)[0] in "[(":
        return labelled.group(1), labelled.group(2), labelled.group(3)
    named = _NAMED_STAMP.match(line)
    if named is None:
        return None
    name, stamp, colon, words = named.groups()
    name = name.strip("[] \t–—-|")
    if not name or not (looks_like_name(name) or colon) or (words and not colon):
        return None
    return name, stamp, words


def _names_next(rest: str, after: str) -> bool:
    """After a time: a name alone on its line, with the words on the next."""
    return looks_like_name(rest) and len(rest.split()) <= 4 and bool(after.strip()) and not _FIRST.match(after)


def _ended(line: str) -> tuple[str, int | None]:
    found = list(_ENDS.finditer(line))
    if not found:
        return line, None
    return _ENDS.sub("", line).strip(), stamp_ms(f"{found[-1].group(1)}.{found[-1].group(2) or 0}")


def _at(stamp: str) -> int | None:
    found = _DIGITS.search(stamp)
    return stamp_ms(found.group()) if found else None


def _checked(said: Sequence[Said]) -> list[Said]:
    """Times that run backwards or begin late are not times of a sound, and are dropped."""
    starts = [one.start_ms for one in said if one.start_ms is not None]
    ends = [one.end_ms for one in said if one.end_ms is not None]
    told = starts or ends
    rising = all(a <= b for a, b in itertools.pairwise(told))
    if not told or (rising and told[0] < _LATEST_START_MS):
        return list(said)
    return [replace(one, start_ms=None, end_ms=None) for one in said]
