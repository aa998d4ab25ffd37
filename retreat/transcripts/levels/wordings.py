"""Other levels of a transcript: tidied turns, stored as versions beside the words. Gists have a file of their own.

A person's wording is never replaced by a machine's; one from before the words changed says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.transcripts import reading
from retreat.transcripts.levels.made_of import turns_that_held_hidden
from retreat.transcripts.levels.tidying import tidied
from retreat.transcripts.models import TurnWording
from retreat.transcripts.naming import staff_names
from retreat.transcripts.versions.models import TranscriptVersion
from retreat.transcripts.views import ReadTranscript, ReadTurn

FULL = "full"
INTELLIGENT = "intelligent"
GIST = "gist"
LEVELS: dict[str, str] = {FULL: "Full verbatim", INTELLIGENT: "Intelligent verbatim", GIST: "Gist"}
WORDING_MAX_CHARS = 20_000
_TIDIED_LANGUAGE = "en"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One turn, or some words, at a level.

    Attributes:
        item: Its name in a form: the turn's number; for a gist its first and last word.
        text: What a person wrote; failing that, what was saved; failing that, what the machine makes of it now.
        machine: What the machine makes of the current words.
        number: The number of the latest version, from 0; -1 if there is none.
        by: Who wrote it; None for the machine.
        is_earlier: Whether the words have changed since it was made.
        is_withheld: Whether there is one that is not shown, because it was made from words that may not be read now.
    """

    item: int | str
    text: str
    machine: str
    number: int = -1
    by: str | None = None
    at: datetime | None = None
    is_earlier: bool = False
    is_withheld: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether there is a stored version that is shown."""
        return self.number >= 0 and not self.is_withheld


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What somebody wrote on a form, and which version they saw."""

    item: int
    number: int
    text: str


def is_tidied(language: str | None) -> bool:
    """Whether the rules for tidying are for this language."""
    return (language or "").split("-")[0] == _TIDIED_LANGUAGE


def tidied_turns(db: Session, read: ReadTranscript) -> dict[int, Wording]:
    """Intelligent verbatim of the turns on a page. A partly hidden turn has no valid version."""
    whole = [turn for turn in read.turns if turn.words]
    kept = _latest(db, read.id, INTELLIGENT, {turn.n for turn in whole if turn.is_whole})
    earlier = {turn.n for turn in whole if turn.n in kept and kept[turn.n].basis != turn.version}
    held = turns_that_held_hidden(db, read.sight, earlier)
    names = staff_names(db, [row.by for row in kept.values()])
    return {
        turn.n: _wording(turn.n, _tidy(turn, read), turn.version, kept.get(turn.n), names, is_hidden=turn.n in held)
        for turn in whole
    }


def _tidy(turn: ReadTurn, read: ReadTranscript) -> str:
    return tidied(turn.text) if is_tidied(read.language) else turn.text


def _latest(db: Session, transcript_id: str, level: str, items: Collection[int]) -> dict[int, TurnWording]:
    if not items:
        return {}
    of_level = (TurnWording.transcript_id == transcript_id, TurnWording.level == level)
    newest = (
        select(TurnWording.turn, func.max(TurnWording.number).label("number"))
        .where(*of_level, TurnWording.turn.between(min(items), max(items)))
        .group_by(TurnWording.turn)
        .subquery()
    )
    rows = db.scalars(
        select(TurnWording)
        .join(newest, (newest.c.turn == TurnWording.turn) & (newest.c.number == TurnWording.number))
        .where(*of_level)
    )
    return {row.turn: row for row in rows if row.turn in items}


def _wording(
    item: int, machine: str, basis: int, kept: TurnWording | None, names: Mapping[str, str], *, is_hidden: bool
) -> Wording:
    if kept is None:
        return Wording(item=item, text=machine, machine=machine)
    if is_hidden:
        return Wording(item=item, text=machine, machine=machine, number=kept.number, is_withheld=True)
    return Wording(
        item=item,
        text=kept.text,
        machine=machine,
        number=kept.number,
        by=names.get(kept.by or ""),
        at=kept.at,
        is_earlier=kept.basis != basis,
    )


def write_wording(
    db: Session, reader: Reader, row: TranscriptVersion, written: Written, *, by: str | None, now: datetime
) -> None:
    """Store a rewording as the turn's next version; with ``by`` None, what the machine makes of it now.

    Raises:
        Conflict: Somebody else has written a version in the meantime.
        InvalidInput: Nothing was written, or too much.
        NotFound: There is no such turn, or it may not be read.
    """
    read = reading.read_transcript(db, reader, row, reading.page_of_turn(db, row.id, written.item))
    turn = next((one for one in read.turns if one.n == written.item and one.words and one.is_whole), None)
    if turn is None:
        raise NotFound("There is no such turn.", code="no_such_turn")
    now_there = tidied_turns(db, read)[turn.n]
    text = fit_to_keep(now_there.machine if by is None else written.text)
    if not text:
        raise InvalidInput(
            "Please write the words, or let the machine make them again.", code="no_words", fields={"text": "is empty"}
        )
    refuse_late(now_there, written.number)
    _add(db, row.id, INTELLIGENT, [(turn.n, now_there.number + 1, text, turn.version)], by=by, now=now)


def fit_to_keep(text: str) -> str:
    """What was written, on one line.

    Raises:
        InvalidInput: It is too long.
    """
    text = " ".join(text.split())
    if len(text) > WORDING_MAX_CHARS:
        raise InvalidInput(
            f"This is too long; please keep it to {WORDING_MAX_CHARS} characters.",
            code="too_long",
            fields={"text": "is too long"},
        )
    return text


def refuse_late(there: Wording, seen: int) -> None:
    """Refuse a text that would replace a version that its author had not seen.

    Raises:
        Conflict: Somebody else has written one in the meantime.
    """
    if there.number != seen:
        raise Conflict(
            "Somebody else changed this in the meantime. Their text is above and yours is below. Nothing is lost.",
            code="written_meanwhile",
        )


def machine_made(db: Session, read: ReadTranscript) -> list[tuple[int, int, str, int]]:
    """The versions to store so that every turn of a page has the machine's current tidied words.

    Returns:
        Number of the turn, of the version, text and basis; nothing if a person wrote it, nothing has changed, or one
        is withheld, which may be a person's.
    """
    wordings = tidied_turns(db, read)
    return [
        (turn.n, wording.number + 1, wording.machine, turn.version)
        for turn in read.turns
        if turn.is_whole and (wording := wordings.get(turn.n)) is not None
        if wording.by is None and not wording.is_withheld and (not wording.is_kept or wording.is_earlier)
    ]


def keep_machine_made(
    db: Session, transcript_id: str, made: Sequence[tuple[int, int, str, int]], *, now: datetime
) -> int:
    """Keep some of `machine_made`; where somebody was quicker, theirs stays. How many were kept."""
    there = _latest(db, transcript_id, INTELLIGENT, {item for item, *_ in made})
    still = [one for one in made if (there[one[0]].number if one[0] in there else -1) == one[1] - 1]
    _add(db, transcript_id, INTELLIGENT, still, by=None, now=now)
    return len(still)


def _add(
    db: Session,
    transcript_id: str,
    level: str,
    rows: Sequence[tuple[int, int, str, int]],
    *,
    by: str | None,
    now: datetime,
) -> None:
    db.add_all(
        TurnWording(
            transcript_id=transcript_id, turn=item, level=level, number=number, text=text, basis=basis, at=now, by=by
        )
        for item, number, text, basis in rows
    )
    db.flush()
