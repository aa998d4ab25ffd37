"""What people are asked, in which words, and the possible answers. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

YES: Final = "yes"
NO: Final = "no"
NOT_ASKED: Final = "not_asked"
QUOTES_ANSWERS: Final = ("named", "role", "none")
HOWS: Final = ("form", "api", "spoken", "paper")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purpose:
    """One thing that people say yes or no to, in its current wording."""

    name: str
    wording: str
    version: int = 1
    answers: tuple[str, ...] = (YES, NO)


_ALL: tuple[Purpose, ...] = (
    Purpose(name="attend", wording="I take part in this event.", version=2),
    Purpose(name="notes_kept", wording="Keep the notes I write."),
    Purpose(name="audio_recorded", wording="Record my voice on this machine; it is sent nowhere."),
    Purpose(
        name="machine_transcription",
        wording="Turn the audio recording into text on this machine; it is sent nowhere.",
    ),
    Purpose(
        name="quotes",
        wording="Quote my words: with my name, with my role and sector, or not at all.",
        answers=QUOTES_ANSWERS,
    ),
    Purpose(name="share_partners", wording="Show my words to the partners of this programme."),
    Purpose(name="public_outputs", wording="Use my words in public reports and events."),
    Purpose(name="archive_transcript", wording="Keep the written transcript in an archive for later research."),
    Purpose(name="archive_audio", wording="Keep the audio recording in an archive for later research."),
    Purpose(name="teaching", wording="Use my words in teaching and training."),
    Purpose(name="recontact", wording="Contact me again about this work."),
)
PURPOSES: Mapping[str, Purpose] = {purpose.name: purpose for purpose in _ALL}

# What may be done with words besides reading them on this machine, with the purpose and answers that allow it.
Use = Literal["read", "quote", "share", "publish", "archive", "teach"]
USES: Mapping[Use, tuple[str, tuple[str, ...]]] = {
    "quote": ("quotes", ("named", "role")),
    "share": ("share_partners", (YES,)),
    "publish": ("public_outputs", (YES,)),
    "archive": ("archive_transcript", (YES,)),
    "teach": ("teaching", (YES,)),
}
# What is published, quotes: whoever does not want to be quoted is not quoted by agreeing to public use either.
QUOTING: frozenset[Use] = frozenset(("quote", "publish"))


def asked_for(use: Use, *, quotes: bool = False) -> Mapping[str, tuple[str, ...]]:
    """What people must have answered so that their words may be used: purposes, each with the answers that allow it.

    Args:
        quotes: Whether words are quoted one by one, as a report does, whatever it is for.
    """
    found = {} if use == "read" else dict([USES[use]])
    return found | dict([USES["quote"]]) if quotes or use in QUOTING else found


# The door's second question is one sentence that answers both.
SOUND_PURPOSES: tuple[str, ...] = ("audio_recorded", "machine_transcription")
