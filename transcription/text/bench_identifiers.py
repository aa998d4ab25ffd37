"""How many of the things that identify somebody are suggested, and how many suggestions are right, with the misses.

Measured on our own texts, in two parts by one hand, which flatter; and on the AMI corpus's named entities (people,
places, organisations): ``FOLDER/namedEntities/*.ne.xml`` with ``FOLDER/words``. Runs under ``bench identifiers``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from transcription.text.identifiers import Suggestion

Suggest = Callable[[str], list[Suggestion]]

OWN_TEXTS = Path(__file__).parent / "identifier_texts.txt"
_MARK = re.compile(r"\[\[(\w+)\|([^\]]+)\]\]")
_NITE = "{http://nite.sourceforge.net/}"
_ENTITIES = {"ne_11": "person", "ne_13": "place", "ne_14": "organisation"}
_HREF = re.compile(r"id\(([^)]+)\)")
_NEAR = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A text and what identifies somebody in it: from, to (characters, half-open), group."""

    text: str
    identifiers: tuple[tuple[int, int, str], ...]


def own_texts(file: Path = OWN_TEXTS) -> dict[str, list[Marked]]:
    """Our own texts: those that rules were written with (``first``) and those written afterwards (``second``)."""
    found: dict[str, list[Marked]] = {}
    part = "first"
    for line in file.read_text("utf-8").splitlines():
        if line in ("# first", "# second"):
            part = line[2:]
        elif line.strip() and not line.startswith("#"):
            found.setdefault(part, []).append(_unmarked(line))
    return found


def _unmarked(line: str) -> Marked:
    text, at, found = "", 0, []
    for match in _MARK.finditer(line):
        text += line[at : match.start()]
        found.append((len(text), len(text) + len(match[2]), match[1]))
        text += match[2]
        at = match.end()
    return Marked(text=text + line[at:], identifiers=tuple(found))


def meetings(folder: Path) -> dict[str, list[Marked]]:
    """What each speaker said by meeting, with the entities that people marked.

    Raises:
        ValueError: The folder holds none.
    """
    found: dict[str, list[Marked]] = {}
    for file in sorted((folder / "namedEntities").glob("*.ne.xml")):
        meeting, speaker = file.name.split(".")[:2]
        words = folder / "words" / f"{meeting}.{speaker}.words.xml"
        if words.is_file():
            found.setdefault(meeting, []).append(_spoken(words, file))
    if not found:
        raise ValueError(f"There are no named entities (namedEntities/*.ne.xml with words) in {folder}.")
    return found


def _spoken(words: Path, entities: Path) -> Marked:
    text, places, order = "", {}, {}
    for number, node in enumerate(_parsed(words)):
        name = node.get(f"{_NITE}id", "")
        order[name] = number
        if not node.tag.endswith("w") or not node.text:
            continue
        text += "" if node.get("punc") or not text else " "
        places[number] = (len(text), len(text) + len(node.text))
        text += node.text
    found = []
    for node in _parsed(entities):
        pointer, child = node.find(f"{_NITE}pointer"), node.find(f"{_NITE}child")
        if pointer is None or child is None:
            continue
        kind = _HREF.findall(pointer.get("href", ""))[0]
        group = next((name for prefix, name in _ENTITIES.items() if kind.startswith(prefix)), None)
        ids = [order[one] for one in _HREF.findall(child.get("href", "")) if one in order]
        spans = [places[at] for at in range(ids[0], ids[-1] + 1) if at in places] if ids else []
        if group and spans:
            found.append((spans[0][0], spans[-1][1], group))
    return Marked(text=text, identifiers=tuple(sorted(found)))


def _parsed(file: Path) -> ElementTree.Element:
    return ElementTree.parse(file).getroot()  # noqa: S314 - a corpus that somebody chose to measure on


def measured(texts: Iterable[Marked], suggest: Suggest) -> dict[str, Any]:
    """Recall and precision; one that is touched counts as found, one that is covered whole as ``whole``."""
    groups: dict[str, list[int]] = {}
    misses, wrong, suggested, right = [], [], 0, 0
    for one in texts:
        found = suggest(one.text)
        for start, end, group in one.identifiers:
            covered = [any(item.start <= at < item.end for item in found) for at in range(start, end)]
            letters = [is_in for is_in, sign in zip(covered, one.text[start:end], strict=True) if sign.isalnum()]
            counts = groups.setdefault(group, [0, 0, 0])
            counts[0] += 1
            counts[1] += any(covered)
            counts[2] += all(letters)
            if not any(covered):
                misses.append({"group": group, "words": one.text[start:end], "in": _around(one.text, start, end)})
        for item in found:
            suggested += 1
            if any(item.start < end and start < item.end for start, end, _group in one.identifiers):
                right += 1
            else:
                wrong.append({"kind": item.kind, "words": one.text[item.start : item.end]})
    total, hit = sum(counts[0] for counts in groups.values()), sum(counts[1] for counts in groups.values())
    return {
        "identifiers": total,
        "found": hit,
        "whole": sum(counts[2] for counts in groups.values()),
        "recall": _share(hit, total),
        "suggested": suggested,
        "right": right,
        "precision": _share(right, suggested),
        "by_group": {
            name: {"identifiers": all_, "found": found, "whole": whole}
            for name, (all_, found, whole) in sorted(groups.items())
        },
        "misses": misses,
        "wrong": wrong,
    }


def bench_identifiers(suggest: Suggest, rules: Suggest, folder: Path | None) -> dict[str, Any]:
    """Rules alone and with the network, on our own texts; and on meetings, each and all together, if there is a folder.

    Raises:
        ValueError: The folder holds no named entities.
    """
    spoken = meetings(folder) if folder else {}
    own = own_texts()
    report: dict[str, Any] = {
        "own": {part: measured(texts, suggest) for part, texts in own.items()},
        "own_by_rules_alone": {part: measured(texts, rules) for part, texts in own.items()},
    }
    if spoken:
        report["meetings"] = {name: measured(texts, suggest) for name, texts in spoken.items()}
        report["all_meetings"] = measured([one for texts in spoken.values() for one in texts], suggest)
    return report


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def _around(text: str, start: int, end: int) -> str:
    return text[max(0, start - _NEAR) : end + _NEAR]
