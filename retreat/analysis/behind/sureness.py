"""What is said beside an excerpt: whether it was checked, what its table answered, and whether it may be quoted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from retreat.analysis.excerpts.reading import ReadExcerpt
from retreat.analysis.models import MADE, WORDS
from retreat.consent.gate import Reader
from retreat.consent.purposes import NOT_ASKED, USES
from retreat.consent.queries import answers
from retreat.consent.quoted.queries import unquoted_things
from retreat.log.read_backs import Answered, answers_of
from retreat.log.signing import authors_of
from retreat.transcripts.citing.assured import assured_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Sure:
    """How sure the words of an excerpt are.

    Attributes:
        is_checked: Whether people have checked them by ear; None for what was written.
        answered: What the table answered when it read back; None where no table read back.
        may_be: Whether it may be quoted outside the team; None if that is not known.
    """

    is_checked: bool | None
    answered: Answered | None
    may_be: bool | None


UNKNOWN = Sure(is_checked=None, answered=None, may_be=None)


def sureness_of(db: Session, reader: Reader, excerpts: Sequence[ReadExcerpt]) -> Mapping[str, Sure]:
    """Of each of these excerpts, by id."""
    spoken = assured_of(db, reader, [one.words for one in excerpts if one.words is not None and not one.is_lost])
    made = [one for one in excerpts if one.kind == MADE and one.made_id]
    read_back = answers_of(
        db, reader, {one.session_id for one in made if one.session_id}, only={one.made_id or "" for one in made}
    )
    authors = authors_of(db, [one.made_id for one in made if one.made_id])
    purpose, allowed = USES["quote"]
    quotes = answers(db, set(authors.values()), purpose)
    ids = {one.made_id for one in made}
    removed = frozenset(one for one in db.scalars(unquoted_things()) if one in ids) if ids else frozenset()
    found: dict[str, Sure] = {}
    for one in excerpts:
        if one.kind == WORDS and one.words is not None and one.words in spoken:
            said = spoken[one.words]
            found[one.id] = Sure(is_checked=said.is_checked, answered=None, may_be=said.may_be)
        elif one.kind == MADE:
            answer = quotes.get(authors.get(one.made_id or "", ""), NOT_ASKED)
            found[one.id] = Sure(
                is_checked=None,
                answered=read_back.of(one.session_id or "", one.made_id or ""),
                may_be=answer in allowed and one.made_id not in removed,
            )
    return found
