"""Prepares every packaged model before its first use: ``python -m transcription.preparation FOLDER``.

Knows which networks are built from packaged weights; must never load one.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from transcription.errors import EngineMissing
from transcription.speakers.networks import embedding_network, segmentation_network
from transcription.weights import PACKAGED, ModelStore

Announce = Callable[[str], None]


def prepare(
    folder: Path, announce: Announce = lambda _sentence: None, names: Iterable[str] = tuple(PACKAGED)
) -> ModelStore:
    """Join and check every packaged model and build what is derived from them; quick when already done.

    Raises:
        EngineMissing: A package is missing or differs from the published one; says which.
    """
    folder.mkdir(parents=True, exist_ok=True)
    store = ModelStore(folder)
    for name in names:
        announce(f"Checking the model {name}.")
        store.packaged(name)
        if name == "speakers":
            segmentation_network(store)
            embedding_network(store)
    return store


def main() -> int:
    """``python -m transcription.preparation FOLDER``: prepare every packaged model and say so in one line."""
    if len(sys.argv) != 2:
        sys.stderr.write("Usage: python -m transcription.preparation FOLDER\n")
        return 2
    folder = Path(sys.argv[1])
    try:
        prepare(folder)
    except (EngineMissing, OSError) as error:
        sys.stderr.write(" ".join(str(error).split()) + "\n")
        return 1
    sys.stdout.write(f"The speech models in {folder} are ready and checked.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
