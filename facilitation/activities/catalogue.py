"""The catalogue of activities, one data file each. A file that cannot be used is left out, and the log names it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

import structlog

from facilitation.activities.reading import ActivityTemplate, BadActivity, Wrong, read_activity
from retreat.errors import InvalidInput
from retreat.programme.catalogue import Offered

FOLDER = Path(__file__).parent
log = structlog.get_logger()
_HEADER = "[[steps]]"


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
        data = tomllib.loads(text)
        return data, read_activity(key, data)
    except tomllib.TOMLDecodeError as error:
        raise BadActivity([Wrong(file, str(error))]) from error
    except RecursionError as error:
        raise BadActivity([Wrong(file, "this is nested too deeply")]) from error
    except BadActivity as bad:
        placed = [Wrong(f"{file}, line {line_of(text, one.field)}: {one.field}", one.problem) for one in bad.wrong]
        raise BadActivity(placed) from bad


def data_in_catalogue(key: str) -> dict[str, Any] | None:
    """An activity of the catalogue as its file has it; None where there is none."""
    if key not in load_catalogue():
        return None
    return tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))


def line_of(text: str, field: str) -> int:
    """The line of a field such as ``steps[2].minutes``, or the line where it is missing."""
    lines = text.splitlines()
    headers = [number for number, line in enumerate(lines, 1) if line.strip() == _HEADER]
    step = re.match(r"steps\[(\d+)\]", field)
    place = int(step[1]) if step and int(step[1]) <= len(headers) else 0
    first = headers[place - 1] if place else 1
    last = headers[place] - 1 if place < len(headers) else len(lines)
    for name in reversed(field.split(".")):
        written = re.compile(rf"\s*(\[\[{re.escape(name)}\]\]|{re.escape(name)}\s*=)")
        for number in range(first, last + 1):
            if written.match(lines[number - 1]):
                return number
    return first


def plain(name: str) -> str:
    """A name as it is compared: capitals, dashes and underscores make no difference."""
    return re.sub(r"[\s_\-–—]+", " ", name).strip().casefold()
