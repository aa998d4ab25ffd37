"""``docs/house.md`` says what is so: its files exist, its rooms stand in order, and its ways follow the imports."""

from __future__ import annotations

import ast
import configparser
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "house.md").read_text(encoding="utf-8")
_STEP = re.compile(r"^(\d+)\. `([^`]+)`", re.MULTILINE)


def ways() -> list[list[str]]:
    """Every numbered list of the page: the files of one way, in order."""
    found: list[list[str]] = []
    for number, file in _STEP.findall(PAGE):
        if number == "1":
            found.append([])
        found[-1].append(file)
    return found


def imported_by(file: str) -> set[str]:
    """The files of ours that a file imports."""
    text = (ROOT / file).read_text(encoding="utf-8")
    if file.endswith(".js"):
        folder = (ROOT / file).parent
        return {str((folder / path).resolve().relative_to(ROOT)) for path in re.findall(r'from "(\.[^"]+)"', text)}
    names: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{each.name}" for each in node.names)}
        elif isinstance(node, ast.Import):
            names |= {each.name for each in node.names}
    paths = {name.replace(".", "/") for name in names}
    return {f"{path}.py" for path in paths} | {f"{path}/__init__.py" for path in paths}


def test_every_file_when_looked_for_then_it_is_there() -> None:
    assert [file for way in ways() for file in way if not (ROOT / file).is_file()] == []


@pytest.mark.parametrize("way", ways(), ids=lambda way: way[0])
def test_a_way_when_followed_then_each_file_imports_the_one_before_or_after_it(way: list[str]) -> None:
    apart = [
        step for step in pairwise(way) if step[1] not in imported_by(step[0]) and step[0] not in imported_by(step[1])
    ]

    assert apart == []


def test_rooms_when_compared_with_the_contract_then_they_are_all_there_in_its_order() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter")
    layers = contracts["importlinter:contract:inside"]["layers"].split()
    rooms = [layer.removeprefix("retreat.") for layer in layers if layer != "|"]

    told = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)

    assert told == [room for room in rooms if room not in ("errors", "clock", "ids")]


def test_the_house_when_measured_then_no_room_is_overgrown_and_no_folder_crowded() -> None:
    """Migrations are history and grow for ever; nouns are one file each, found by being there."""
    files = [
        file
        for top in ("retreat", "facilitation", "transcription")
        for file in (ROOT / top).rglob("*.py")
        if "versions" not in file.parts
    ]
    lines = {file: len(file.read_text(encoding="utf-8").splitlines()) for file in files}
    rooms = Counter({room: 0 for room in (ROOT / "retreat").iterdir() if room.is_dir()})
    for file, count in lines.items():
        rooms.update({room: count for room in rooms if room in file.parents})

    assert {room.name for room, count in rooms.items() if count > sum(lines.values()) / 5} == set()
    everything = [*files, *(ROOT / "tests").rglob("*.py")]
    crowds = Counter(file.parent for file in everything if file.parent.name != "nouns")
    assert {folder for folder, count in crowds.items() if count > 25} == set()
