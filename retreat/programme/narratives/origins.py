"""Where a narrative comes from: how many there were, who chose this one and why, and whether its person had a say.

Reports print it, so it is checked for identifiers as it is saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy.orm import Session

from retreat.errors import InvalidInput
from retreat.programme.narratives.models import BECAUSE_MAX_CHARS, CHOSEN_BY_MAX_CHARS, Narrative
from retreat.programme.narratives.operations import WentBack, narrative_row
from retreat.programme.narratives.ports import identifiers_in

WithPerson = Literal["confirmed", "written", "without"]
WITH_PERSON: Mapping[WithPerson, str] = {
    "confirmed": "Written with the person, who confirmed it",
    "written": "Written with the person, who has not confirmed it",
    "without": "Written without the person",
}
OUT_OF_MAX = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is known of it, as somebody typed it; empty where nobody said.

    Attributes:
        out_of: From how many it was chosen.
        chosen_by: Who chose it: a role, never a name.
        with_person: One of `WITH_PERSON`.
    """

    out_of: str = ""
    chosen_by: str = ""
    because: str = ""
    with_person: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether all of it is known."""
        return all((self.out_of, self.chosen_by, self.because, self.with_person))


def origin_of(narrative: Narrative) -> Origin:
    """What is known of a narrative."""
    return Origin(
        out_of=str(narrative.out_of or ""),
        chosen_by=narrative.chosen_by,
        because=narrative.chosen_because,
        with_person=narrative.with_person,
    )


def set_origin(db: Session, programme_id: str, narrative_id: str, typed: Origin) -> None:
    """Say where it comes from.

    Raises:
        InvalidInput: Something is missing or too long, is no number, or may identify somebody: by field.
        WentBack: The partner has the text again.
    """
    narrative, _latest = narrative_row(db, programme_id, narrative_id, to_change=True)
    if narrative.returned_at is not None:
        raise WentBack()
    number = typed.out_of.strip()
    wrong = {}
    if not number.isdecimal() or not 1 <= int(number) <= OUT_OF_MAX:
        wrong["out_of"] = "Please give a number from 1 on. 1 means that there was no other to choose from."
    said = {"chosen_by": " ".join(typed.chosen_by.split()), "because": " ".join(typed.because.split())}
    for name, most in (("chosen_by", CHOSEN_BY_MAX_CHARS), ("because", BECAUSE_MAX_CHARS)):
        if not said[name]:
            wrong[name] = "Please say so, in a few words and without names."
        elif len(said[name]) > most:
            wrong[name] = f"Please keep this to {most} characters."
        elif identifiers_in(said[name]):
            wrong[name] = "This has a number, date or address that may identify somebody. Please say it without."
    if typed.with_person not in WITH_PERSON:
        wrong["with_person"] = "Please choose one."
    if wrong:
        raise InvalidInput(next(iter(wrong.values())), code="no_origin", fields=wrong)
    narrative.out_of, narrative.with_person = int(number), cast(WithPerson, typed.with_person)
    narrative.chosen_by, narrative.chosen_because = said["chosen_by"], said["because"]
    db.flush()
