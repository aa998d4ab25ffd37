"""How withdrawal is said to people, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from retreat.consent.withdrawal.scopes import ALL, FROM_NOW, NOTES, QUOTES, SOUND, TURNS


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One scope: its name, and what it means; ``for_team``: the same for whoever enters it for somebody."""

    name: str
    means: str
    for_team: str


SCOPE_WORDS: Mapping[str, Said] = {
    NOTES: Said(
        name="What I wrote",
        means="Everything that I wrote here is erased. I can still take part.",
        for_team="What they wrote",
    ),
    TURNS: Said(
        name="What I said so far",
        means="My words are erased, and my voice is silenced. I can still take part.",
        for_team="What they said so far",
    ),
    SOUND: Said(
        name="My sound",
        means="My words are erased, and my voice is silenced. I am not recorded any more.",
        for_team="Their sound, also from now on",
    ),
    QUOTES: Said(
        name="Quotes of me",
        means="My words stay with the team. Nobody else gets them.",
        for_team="Quotes of them",
    ),
    FROM_NOW: Said(
        name="From now on",
        means="What I gave so far stays. I leave the event.",
        for_team="From now on",
    ),
    ALL: Said(
        name="Everything",
        means="All that I wrote and said is erased, with my name. I leave the event.",
        for_team="Everything",
    ),
}
HOW_WORDS: Mapping[str, str] = {
    "slip": "They have a slip",
    "spoken": "They said it to us",
    "phone": "They telephoned",
    "letter": "They wrote to us",
}
STATE_WORDS: Mapping[str, str] = {
    "asked": "Being erased",
    "working": "Being erased",
    "listening": "Erased; sound waits for somebody to listen",
    "done": "Done",
}
SOUND_WORDS: Mapping[str, str] = {
    "to_silence": "Waits to be silenced; nobody can play it",
    "to_listen": "Silenced where the voice is known; nobody can play it until somebody has listened",
    "silenced": "Silenced",
    "deleted": "Deleted",
}
BACKUP_WORDS: Mapping[str, str] = {
    "backups": "Backups made before still hold it until they are thinned out. "
    "Whatever is restored from one is erased again before anybody can read it.",
    "server_logs_and_backups": "The logs and backups of the database server, and backups made before, may still hold "
    "it for a while. Whatever is restored from one is erased again before anybody can read it.",
}
