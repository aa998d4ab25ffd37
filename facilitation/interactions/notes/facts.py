"""A note's current state, and what one decision about it needs to know. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from facilitation.facts import Situation


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFacts:
    """A note's current state."""

    id: str
    prompt_id: str
    author_id: str
    share: str
    audience: tuple[str, ...]
    note_kind: str
    seat: str | None
    table_id: str | None
    version: int
    words_id: str
    cluster_id: str | None
    rank: str | None
    written_at: str
    at: str
    set_aside: bool = False
    picture_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSituation(Situation):
    """What is known about a note.

    Attributes:
        mine_in_round: The actor's notes in this round so far.
        handed_in: What a reveal is to show; also what was set aside and comes back.
        shares_offered: What the note's own round and every open round let people choose.
        table_name: The name of the table that the note was written for, where it is brought to everyone.
    """

    prompt_asked: bool = False
    note: NoteFacts | None = None
    mine_in_round: int = 0
    handed_in: tuple[NoteFacts, ...] = ()
    shares_offered: tuple[str, ...] = ()
    table_name: str | None = None
