"""What one process of the product holds, assembled once by the composition root. Knows no web framework."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from retreat.clock import Clock
from retreat.database import Database
from retreat.ids import Ids
from retreat.settings import Settings


class Meaning(Protocol):
    """Turns texts into vectors; lives in a process of its own."""

    def embed(self, texts: list[str]) -> Any:
        """Vectors, float32, (n, 384), of length one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The parts of one running product.

    Attributes:
        storage: Folder of audio recordings.
        nudge: Says that a session's log has grown; harmless if said too often.
        enqueue: Wakes the worker for one recording; the durable intent is already in the database.
        offload: Runs a long, pure read outside the event loop and returns its result.
        meaning: Vectors for a query, or None where the model is missing.
    """

    settings: Settings
    database: Database
    clock: Clock
    ids: Ids
    storage: Path
    secret_key: str
    nudge: Callable[[str], None]
    enqueue: Callable[[str], None]
    offload: Callable[[Callable[[], Any]], Any]
    meaning: Meaning | None = None
