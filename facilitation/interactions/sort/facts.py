"""What one decision about headings needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation
from facilitation.interactions.notes.facts import NoteFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class SortSituation(Situation):
    """The current state of a heading, or of a note that is being moved."""

    note: NoteFacts | None = None
    cluster_there: bool = False
    into_there: bool = False
