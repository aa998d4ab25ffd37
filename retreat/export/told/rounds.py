"""Rounds: asking everybody who is quoted, and how far it has come."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput, NotFound
from retreat.export.audiences import Audience
from retreat.export.told.models import CONTACT_MAX_CHARS, HOLDER_MAX_CHARS, LETTER, PAGE, QuoteAsked, QuoteRound
from retreat.export.told.quotes import Quote, agrees, quotes_of
from retreat.ids import JOIN_PASS_ALPHABET, Ids
from retreat.people.models import Participant

_NUMBER_CHARS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A round as somebody begins it."""

    event_id: str
    audience: Audience
    holder: str
    contact: str
    until: date
    with_talk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedLine:
    """Somebody in a round, for the team: how they are reached and how far they are. Never which quotes are theirs.

    Attributes:
        quotes: How many of theirs it is about; ``answered``: about how many of those they have said something.
        is_reachable: Whether their own link still works.
    """

    participant_id: str
    name: str | None
    slip: str | None
    way: str
    number: str
    seen_at: datetime | None
    quotes: int
    answered: int


def ask_people(db: Session, asking: Asking, *, by: str, now: datetime, ids: Ids) -> QuoteRound:
    """Begin a round: whoever is quoted and can be reached finds it on their phone; others get a letter.

    Raises:
        InvalidInput: Something is missing, the last day has passed, or nobody is quoted.
    """
    holder, contact = " ".join(asking.holder.split()), " ".join(asking.contact.split())
    if not asking.audience.is_outside:
        raise InvalidInput("Please choose for whom it is.", code="no_audience", fields={"audience": "choose one"})
    if not holder:
        raise InvalidInput("Please write who is given it.", code="no_holder", fields={"holder": "is empty"})
    if not contact:
        raise InvalidInput("Please write whom people can ask.", code="no_contact", fields={"contact": "is empty"})
    if len(holder) > HOLDER_MAX_CHARS or len(contact) > CONTACT_MAX_CHARS:
        raise InvalidInput("This is too long.", code="too_long", fields={"holder": "is too long"})
    if asking.until <= now.astimezone().date():
        raise InvalidInput("Please give people at least until tomorrow.", code="past", fields={"until": "is too soon"})
    row = QuoteRound(
        id=ids(),
        event_id=asking.event_id,
        audience=asking.audience.name,
        holder=holder,
        contact=contact,
        with_talk=asking.with_talk,
        until=asking.until,
        asked_by=by,
        asked_at=now,
    )
    people = [
        one
        for one in _people(db, asking.event_id)
        if agrees(db, one.id, asking.audience.use, quotes=not asking.with_talk)
        and quotes_of(db, one.id, with_talk=asking.with_talk)
    ]
    if not people:
        raise InvalidInput(
            "Nobody would be quoted: nobody has agreed to this use, or nothing of theirs is here.", code="nobody_quoted"
        )
    db.add(row)
    db.flush()
    for one in people:
        way = LETTER if one.slip is not None or one.revoked_at is not None else PAGE
        db.add(QuoteAsked(round_id=row.id, participant_id=one.id, way=way, number=_new_number(db)))
    db.flush()
    return row


def end_round(db: Session, event_id: str, round_id: str, *, now: datetime) -> None:
    """Wait no longer: whoever is silent is quoted without a name.

    Raises:
        NotFound: The event has no such round.
    """
    row = round_of(db, event_id, round_id)
    row.closed_at = row.closed_at or now
    db.flush()


def round_of(db: Session, event_id: str, round_id: str) -> QuoteRound:
    """One round of an event.

    Raises:
        NotFound: The event has no such round.
    """
    row = db.get(QuoteRound, round_id)
    if row is None or row.event_id != event_id:
        raise NotFound("There is no such round.", code="no_round")
    return row


def rounds_of(db: Session, event_id: str) -> Sequence[QuoteRound]:
    """The rounds of an event, the latest first."""
    asked = select(QuoteRound).where(QuoteRound.event_id == event_id)
    return db.scalars(asked.order_by(QuoteRound.asked_at.desc(), QuoteRound.id)).all()


def is_open(row: QuoteRound, *, on: date) -> bool:
    """Whether an answer is still waited for."""
    return row.closed_at is None and on <= row.until


def open_rounds(db: Session, participant_id: str, *, on: date) -> Sequence[QuoteRound]:
    """The rounds in which somebody is asked on a day."""
    mine = select(QuoteAsked.round_id).where(QuoteAsked.participant_id == participant_id)
    asked = select(QuoteRound).where(QuoteRound.id.in_(mine), QuoteRound.closed_at.is_(None), QuoteRound.until >= on)
    return db.scalars(asked.order_by(QuoteRound.until, QuoteRound.id)).all()


def lines_of(db: Session, row: QuoteRound) -> list[AskedLine]:
    """Everybody who is asked in a round, in the order in which they came."""
    asked = (
        select(QuoteAsked, Participant)
        .join(Participant, Participant.id == QuoteAsked.participant_id)
        .where(QuoteAsked.round_id == row.id)
        .order_by(Participant.joined_at, Participant.id)
    )
    found: list[AskedLine] = []
    for one, person in db.execute(asked).all():
        mine = quotes_of(db, person.id, with_talk=row.with_talk)
        found.append(
            AskedLine(
                participant_id=person.id,
                name=person.display_name,
                slip=person.slip,
                way=one.way,
                number=one.number,
                seen_at=one.seen_at,
                quotes=len(mine),
                answered=sum(_is_answered(quote, row) for quote in mine),
            )
        )
    return found


def _is_answered(quote: Quote, row: QuoteRound) -> bool:
    one = quote.given
    return one is not None and (one.answer != "keep" or quote.is_named_for(row.audience))


def note_seen(db: Session, participant_id: str, *, now: datetime) -> None:
    """They have opened the page."""
    waiting = select(QuoteAsked).where(QuoteAsked.participant_id == participant_id, QuoteAsked.seen_at.is_(None))
    for row in db.scalars(waiting):
        row.seen_at = now
    db.flush()


def asked_with(db: Session, event_id: str, round_id: str, participant_id: str) -> tuple[QuoteRound, QuoteAsked]:
    """A round, and how somebody is asked in it.

    Raises:
        NotFound: They are not asked in it.
    """
    row = round_of(db, event_id, round_id)
    one = db.get(QuoteAsked, (row.id, participant_id))
    if one is None:
        raise NotFound("Nobody like this is asked in this round.", code="not_asked")
    return row, one


def _people(db: Session, event_id: str) -> Sequence[Participant]:
    asked = select(Participant).where(
        Participant.event_id == event_id, Participant.kind == "participant", Participant.taken_out_at.is_(None)
    )
    return db.scalars(asked.order_by(Participant.joined_at, Participant.id)).all()


def _new_number(db: Session) -> str:
    while True:
        number = "".join(secrets.choice(JOIN_PASS_ALPHABET) for _ in range(_NUMBER_CHARS))
        if db.scalar(select(QuoteAsked.round_id).where(QuoteAsked.number == number)) is None:
            return number
