"""A recogniser's folder: its contents, whether it is complete, and the record of what was added and from where."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from transcription.errors import ModelRefused

from .network import Network, read_network
from .stamps import Stamps

WEIGHTS = "model.bin"
RECORD = "added.json"
_ALWAYS = ("config.json", "tokenizer.json")
_ONE_OF = ("vocabulary.json", "vocabulary.txt")
# For networks with 80 bands the library's defaults are right; others need a configuration.
_BANDS, _BANDS_FILE = 80, "preprocessor_config.json"
WANTED = (WEIGHTS, *_ALWAYS, *_ONE_OF, _BANDS_FILE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The record of a model that was added: where it came from, and each of its files with size and sha256."""

    source: str
    revision: str | None
    at: str
    parameters: int
    files: Mapping[str, tuple[int, str]]

    def write(self, folder: Path) -> None:
        """Put the record into the folder."""
        told = asdict(self) | {"files": {name: list(one) for name, one in self.files.items()}}
        (folder / RECORD).write_text(json.dumps(told, indent=1) + "\n", "utf-8")


def checked(folder: Path) -> Network:
    """The network of a folder that holds everything that a recogniser needs.

    Raises:
        ModelRefused: Something is missing or broken; the sentence names all of it.
    """
    found = [*_missing_texts(folder)]
    network = None
    try:
        network = read_network(folder / WEIGHTS)
    except ModelRefused as refused:
        found.insert(0, f"{WEIGHTS} ({refused})")
    except OSError:
        found.insert(0, WEIGHTS)
    if network is not None and network.bands != _BANDS and not _is_json(folder / _BANDS_FILE):
        found.append(_BANDS_FILE)
    if found or network is None:
        missing = ", ".join(found)
        raise ModelRefused(f"The folder {folder} is not a complete speech model. Missing or broken: {missing}.")
    return network


def _missing_texts(folder: Path) -> list[str]:
    missing = [name for name in _ALWAYS if not _is_json(folder / name)]
    if not any((folder / name).is_file() and (folder / name).stat().st_size for name in _ONE_OF):
        missing.append(" or ".join(_ONE_OF))
    return missing


def _is_json(path: Path) -> bool:
    try:
        return isinstance(json.loads(path.read_text("utf-8")), dict)
    except (OSError, ValueError):
        return False


def record_of(folder: Path) -> Added | None:
    """The record from when a model was added, or None if we did not add it.

    Raises:
        ModelRefused: The record exists but cannot be read.
    """
    try:
        told: dict[str, Any] = json.loads((folder / RECORD).read_text("utf-8"))
        files = {str(name): (int(size), str(digest)) for name, (size, digest) in told["files"].items()}
        return Added(
            source=str(told["source"]),
            revision=told["revision"],
            at=str(told["at"]),
            parameters=int(told["parameters"]),
            files=files,
        )
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelRefused(
            f"The record of the speech model in {folder} is damaged: remove it and add it again."
        ) from error


def check_unchanged(folder: Path, added: Added, stamps: Stamps) -> str:
    """Compare every file with the record. Returns the sha256 of the weights.

    Raises:
        ModelRefused: A file is missing or holds other bytes than were added.
    """
    for name, (size, digest) in added.files.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != size or stamps.of(path) != digest:
            raise ModelRefused(
                f"The speech model “{folder.name}” is not as it was added: {name} is missing or has changed. "
                f"Run “python app.py models remove {folder.name}” and add it again."
            )
    return added.files[WEIGHTS][1]
