"""What a decision about a picture needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureFacts:
    """A picture that is there.

    Attributes:
        may_type: Whether the sender took it, or is host or scribe of its table.
    """

    id: str
    table_id: str | None
    prompt_id: str | None
    may_type: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureSituation(Situation):
    """``round``: that of the question which the picture belongs to."""

    picture: PictureFacts | None = None
