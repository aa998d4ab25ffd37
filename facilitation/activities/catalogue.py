"""The catalogue of activities, one data file each. A file that cannot be used is left out, and the log names it."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import structlog

from facilitation.activities.reading import ActivityTemplate, BadActivity, Wrong, read_activity
from facilitation.activities.writing import BadToml, data_of_toml
from retreat.errors import InvalidInput
from retreat.programme.catalogue import Offered

FOLDER = Path(__file__).parent
log = structlog.get_logger()
_HEADER = "[[steps]]"
_WRITTEN = re.compile(r"\s*(?:\[\[([^\[\]]+)\]\]|([^\s=]+)\s*=)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A file that cannot be used, and where it is wrong: ``brainstorm.toml, line 12: steps[1].minutes: write …``."""

    file: str
    says: tuple[str, ...]


@cache
def load_catalogue() -> Mapping[str, ActivityTemplate]:
    """Every activity that can be used, by its key, in the order in which they are offered."""
    found, refused = read_folder(FOLDER)
    for one in refused:
        log.error("bad_activity", file=one.file, says=one.says)
    return MappingProxyType({one.key: one for one in found})


def read_folder(folder: Path) -> tuple[list[ActivityTemplate], list[Refused]]:
    """The activities of a folder in order, and the files that cannot be used."""
    found: list[ActivityTemplate] = []
    refused: list[Refused] = []
    for path in sorted(folder.glob("*.toml")):
        try:
            found.append(read_file(path))
        except BadActivity as bad:
            refused.append(Refused(file=path.name, says=tuple(map(str, bad.wrong))))
    return sorted(found, key=lambda one: (one.order, one.name)), refused


def find_activity(asked: str, among: Mapping[str, Offered] | None = None) -> Offered:
    """An activity by its key or name; capitals, dashes and underscores make no difference.

    Args:
        among: Where to look; without it, in the catalogue alone.

    Raises:
        InvalidInput: There is none; the sentence lists those there are.
    """
    catalogue: Mapping[str, Offered] = load_catalogue() if among is None else among
    for template in catalogue.values():
        if plain(asked) in (plain(template.key), plain(template.name)):
            return template
    raise InvalidInput(
        f"There is no activity “{asked}”; there are: {', '.join(catalogue)}.",
        fields={"activity": "not known"},
    )


def read_file(path: Path) -> ActivityTemplate:
    """One activity from its file.

    Raises:
        BadActivity: It cannot be used; file, line and field of everything that is wrong are named.
    """
    _data, template = read_text(path.read_text(encoding="utf-8"), key=path.stem, file=path.name)
    return template


def read_text(text: str, *, key: str, file: str) -> tuple[dict[str, Any], ActivityTemplate]:
    """One activity from the text of a file, with the data as written.

    Raises:
        BadActivity: It cannot be used; file, line and field of everything that is wrong are named.
    """
    try:
        data = data_of_toml(text)
        return data, read_activity(key, data)
    except BadToml as error:
        raise BadActivity([Wrong(file, str(error))]) from error
    except BadActivity as bad:
        lines = _Lines(text)
        placed = [Wrong(f"{file}, line {lines.of(one.field)}: {one.field}", one.problem) for one in bad.wrong]
        raise BadActivity(placed) from bad


def data_in_catalogue(key: str) -> dict[str, Any] | None:
    """An activity of the catalogue as its file has it; None where there is none."""
    if key not in load_catalogue():
        return None
    return tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))


class _Lines:
    """Where what stands in the text of a file; it is gone through once, as a field at fault may stand on every line."""

    def __init__(self, text: str) -> None:
        lines = text.splitlines()
        self._headers = [number for number, line in enumerate(lines, 1) if line.strip() == _HEADER]
        self._last = len(lines)
        self._named: dict[str, list[int]] = {}
        for number, line in enumerate(lines, 1):
            if written := _WRITTEN.match(line):
                self._named.setdefault(written[1] or written[2], []).append(number)

    def of(self, field: str) -> int:
        """The line on which a field such as ``steps[2].minutes`` stands, else the one where it should stand."""
        step = re.match(r"steps\[([0-9]{1,4})\]", field)
        place = int(step[1]) if step and int(step[1]) <= len(self._headers) else 0
        first = self._headers[place - 1] if place else 1
        last = self._headers[place] - 1 if place < len(self._headers) else self._last
        for name in reversed(field.split(".")):
            there = self._named.get(name, [])
            at = bisect_left(there, first)
            if at < len(there) and there[at] <= last:
                return there[at]
        return first


def plain(name: str) -> str:
    """A name as it is compared: capitals, dashes and underscores make no difference."""
    return re.sub(r"[\s_\-–—]+", " ", name).strip().casefold()
