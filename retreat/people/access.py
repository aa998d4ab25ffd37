"""Whose seat a token is: the one principal of the live room, read afresh for every event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from retreat.errors import NotSignedIn
from retreat.ids import token_hash
from retreat.people.models import Participant, SeatKind

__all__ = ["Seat", "SeatKind", "seat_of", "seat_of_token"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Somebody's place in one session.

    Attributes:
        id: The seat's own id; also its ``participant_id`` unless it is a screen.
        role: What the seat may do; never what the person said about themselves.
    """

    id: str
    session_id: str
    role: SeatKind
    participant_id: str | None
    table_id: str | None
    display_name: str | None
    sector: str | None
    name_choice: str = "none"
    described_role: str | None = None

    @property
    def channels(self) -> tuple[str, ...]:
        """The channels this seat may read; each operation arrives on exactly one of them."""
        if self.role == "screen":
            return ("all", "screen")
        if self.role == "facilitator":
            return ("all", "facilitators", f"person:{self.id}")
        table = (f"table:{self.table_id}",) if self.table_id else ()
        return ("all", f"person:{self.id}", *table)


def seat_of_token(db: Session, token: str | None) -> Seat:
    """The seat that holds this token.

    Raises:
        NotSignedIn: There is no such token, it was revoked, or its session has taken it back.
    """
    if not token:
        raise NotSignedIn()
    found = db.connection().execute(_BY_TOKEN, {"hash": token_hash(token)}).first()
    if found is None or found.revoked_at is not None:
        raise NotSignedIn()
    return seat_of(found)


def tokens_that_open(db: Session, tokens: set[str]) -> set[str]:
    """Those of these tokens that still hold a seat, asked for all at once."""
    by_hash = {token_hash(token): token for token in tokens}
    hashes = db.connection().execute(_STILL_OPEN, {"hashes": list(by_hash)}).scalars()
    return {by_hash[found] for found in hashes}


# Made once: every event of every phone asks this.
_person = Participant.__table__
_STILL_OPEN = select(_person.c.token_hash).where(
    _person.c.token_hash.in_(bindparam("hashes", expanding=True)), _person.c.revoked_at.is_(None)
)
_BY_TOKEN = select(_person).where(_person.c.token_hash == bindparam("hash"))


def seat_of(row: Participant | Row[Any]) -> Seat:
    """The frozen seat of a participant's row."""
    return Seat(
        id=row.id,
        session_id=row.session_id,
        role=cast(SeatKind, row.kind),
        participant_id=None if row.kind == "screen" else row.id,
        table_id=row.table_id,
        display_name=row.display_name,
        sector=row.sector,
        name_choice=row.name_choice,
        described_role=row.role,
    )
