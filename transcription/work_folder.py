"""The work folder of one audio recording: what each stage left, and whether it still fits the request.

A stage's record is one JSON file, written whole or not at all. Must never know what stages compute.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

Record = dict[str, Any]


class WorkFolder:
    """Stage records by name, each with a fingerprint of what it was made from."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def path(self, name: str) -> Path:
        """A file of this folder."""
        return self.folder / name

    def kept(self, stage: str, made_from: str) -> Record | None:
        """The stage's record if it was made from the same input, or None."""
        try:
            record = json.loads(self.path(f"{stage}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return record if isinstance(record, dict) and record.get("made_from") == made_from else None

    def keep(self, stage: str, made_from: str, record: Record) -> Record:
        """Store a stage's record durably and give it back."""
        record = {**record, "made_from": made_from}
        target = self.path(f"{stage}.json")
        scratch = self.path(f".{stage}.json")
        with scratch.open("w", encoding="utf-8") as file:
            json.dump(record, file, ensure_ascii=False)
            file.flush()
            os.fsync(file.fileno())
        scratch.replace(target)
        return record

    def begin(self, stage: str, made_from: str, *files: str) -> None:
        """Before a stage with checkpoints: delete those made from something else."""
        marker = self.path(f"{stage}.begun")
        if not marker.exists() or marker.read_text("utf-8") != made_from:
            for name in files:
                self.path(name).unlink(missing_ok=True)
            marker.write_text(made_from, "utf-8")


def print_of(*parts: Any) -> str:
    """A short fingerprint of anything that JSON can express; equal only for equal things."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=str).encode()).hexdigest()[:32]
