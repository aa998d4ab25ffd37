"""How a programme says that it works. It shapes what is offered; a change keeps its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Act, Analyst
from retreat.analysis.codebook.limits import long_text
from retreat.analysis.memos.quoting import Quoting
from retreat.analysis.models import Approach
from retreat.consent.gate import Reader
from retreat.errors import InvalidInput
from retreat.transcripts.naming import staff_names

RELIABILITY, CODEBOOK, REFLEXIVE = "reliability", "codebook", "reflexive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One family of thematic analysis, in this product's words."""

    name: str
    title: str
    says: str


KINDS: Mapping[str, Kind] = {
    one.name: one
    for one in (
        Kind(
            name=RELIABILITY,
            title="Coding reliability",
            says=(
                "Several people code the same talk without seeing each other's codes, then compare. "
                "Blind double coding, the view of differences and measures of agreement are offered."
            ),
        ),
        Kind(
            name=CODEBOOK,
            title="Codebook or framework",
            says=(
                "The team agrees on a codebook and develops it together. Definitions, examples and the history of "
                "codes come first. No agreement is measured."
            ),
        ),
        Kind(
            name=REFLEXIVE,
            title="Reflexive",
            says=(
                "Codes and themes are made by the people who read, and change as they read. Memos and readings come "
                "first. No agreement is measured."
            ),
        ),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproachView:
    """How a programme works now, or worked from then on.

    Attributes:
        number: 0 where nobody has said so yet: it is then offered as codebook work.
    """

    number: int
    kind: str
    reason: str
    by: str
    at: datetime | None

    @property
    def title(self) -> str:
        """What it is called."""
        return KINDS[self.kind].title

    @property
    def wants_agreement(self) -> bool:
        """Whether double coding and measures of agreement are offered."""
        return self.kind == RELIABILITY

    @property
    def is_reflexive(self) -> bool:
        """Whether memos and readings come before the codebook."""
        return self.kind == REFLEXIVE


_UNDECLARED = ApproachView(number=0, kind=CODEBOOK, reason="", by="", at=None)


def choose_approach(db: Session, who: Analyst, kind: str, reason: str) -> None:
    """Declare how the programme works from now on.

    Raises:
        InvalidInput: There is no such approach; or it is a change, and says no reason.
    """
    now = approach_of(db, who.programme_id)
    if kind not in KINDS:
        raise InvalidInput("Please choose an approach.", code="no_approach", fields={"kind": "choose one"})
    said = long_text(reason, "reason", "The reason", needed=now.number > 0)
    if now.number and now.kind == kind:
        return
    db.add(
        Approach(programme_id=who.programme_id, number=now.number + 1, kind=kind, reason=said, at=who.now, by=who.by)
    )
    Act(db, who, "approach.chosen", why=said, to=kind, before=now.kind if now.number else None).keep()


def approach_of(db: Session, programme_id: str) -> ApproachView:
    """How a programme works now; without the reason, which may quote somebody."""
    found = _declared(db, programme_id)
    return replace(found[0], reason="") if found else _UNDECLARED


def approaches_of(db: Session, reader: Reader, programme_id: str) -> list[ApproachView]:
    """Everything that a programme has declared, the latest first; reasons as far as they may be read."""
    quoting = Quoting(db, reader, programme_id)
    return [replace(one, reason=quoting.shown(one.reason)) for one in _declared(db, programme_id)]


def _declared(db: Session, programme_id: str) -> list[ApproachView]:
    rows = db.scalars(
        select(Approach).where(Approach.programme_id == programme_id).order_by(Approach.number.desc())
    ).all()
    people = staff_names(db, (row.by for row in rows))
    return [
        ApproachView(number=row.number, kind=row.kind, reason=row.reason, by=people.get(row.by or "", ""), at=row.at)
        for row in rows
    ]
