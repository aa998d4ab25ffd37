"""What somebody may take back, how much each scope reaches, and which answers it changes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from retreat.consent.derived import ALL_PARTS, Part
from retreat.consent.purposes import NO, SOUND_PURPOSES

FROM_NOW: Final = "from_now"
NOTES: Final = "notes"
QUOTES: Final = "quotes"
TURNS: Final = "turns"
SOUND: Final = "sound"
ALL: Final = "all"

_NO_NOTES: Mapping[str, str] = {"notes_kept": NO}
_NO_SOUND: Mapping[str, str] = dict.fromkeys(SOUND_PURPOSES, NO)
_NO_QUOTES: Mapping[str, str] = {
    "quotes": "none",
    **dict.fromkeys(("share_partners", "public_outputs", "archive_transcript", "archive_audio", "teaching"), NO),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """How far a withdrawal reaches.

    Attributes:
        parts: What is erased for good.
        answers: What the person answers from then on.
        leaves: Whether they leave the event.
        is_until_now: Whether only sound that began before it is touched; they may say more afterwards.
    """

    name: str
    parts: frozenset[Part] = frozenset()
    answers: Mapping[str, str] = field(default_factory=dict)
    leaves: bool = False
    is_until_now: bool = False

    @property
    def reaches_sound(self) -> bool:
        """Whether sound is silenced, or deleted."""
        return "spoken" in self.parts


SCOPES: Mapping[str, Scope] = {
    scope.name: scope
    for scope in (
        Scope(name=FROM_NOW, answers={"recontact": NO}, leaves=True),
        Scope(name=NOTES, parts=frozenset(("written",)), answers=_NO_NOTES),
        Scope(name=QUOTES, answers=_NO_QUOTES),
        Scope(name=TURNS, parts=frozenset(("spoken",)), is_until_now=True),
        Scope(name=SOUND, parts=frozenset(("spoken",)), answers=_NO_SOUND),
        Scope(
            name=ALL,
            parts=ALL_PARTS,
            answers={**_NO_NOTES, **_NO_SOUND, **_NO_QUOTES, "recontact": NO},
            leaves=True,
        ),
    )
}
HOWS: Final = ("page", "slip", "spoken", "phone", "letter", "command")
