"""The words file of a run: a line with the languages, then a line for each finished window.

Only the words child writes it; anybody may read it at any time. An incomplete last line is ignored.
"""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from transcription.children.messages import Message
from transcription.engines.port import Heard

from .languages import LanguageChange

# Its name in the work folder of a run, and the name of a first look's file in the same format.
WORDS_FILE = "words.jsonl"
FIRST_LOOK_FILE = "first_look.jsonl"


def read_checkpoints(path: Path, *, repair: bool = False) -> tuple[str | None, dict[int, Heard]]:
    """What a words file holds so far: the language, and the result by window.

    An incomplete last line is ignored; ``repair`` also removes it, for the one process that writes.
    """
    language: str | None = None
    heard: dict[int, Heard] = {}
    if not path.exists():
        return language, heard
    whole = 0
    with path.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                break
            record: dict[str, Any] = json.loads(line)
            if "window" in record:
                item = Heard.from_json(record)
                heard[item.window] = item
            else:
                language = record["language"]
            whole += len(line)
    if repair and whole < path.stat().st_size:
        os.truncate(path, whole)
    return language, heard


def append(file: Any, records: Sequence[Message]) -> None:
    """Add lines, and return once they would survive a power cut."""
    file.write("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records))
    file.flush()
    os.fsync(file.fileno())


def read_languages(path: Path) -> list[LanguageChange]:
    """Which language is spoken where, from the first line of the words file."""
    with path.open("rb") if path.exists() else contextlib.nullcontext(()) as file:
        for line in file:
            if line.endswith(b"\n"):
                parted = json.loads(line).get("parts", [])
                return [LanguageChange(start_ms=start_ms, language=language) for start_ms, language in parted]
    return []
