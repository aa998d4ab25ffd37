"""Answers about quotes: by the person on their own page, or entered for them with who was there. None commits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.analysis.codebook.limits import long_text
from retreat.consent.purposes import YES, Use
from retreat.consent.queries import answer as answer_of
from retreat.consent.quoted.models import (
    ANSWERS,
    CHANGE,
    KEEP,
    SAID_MAX_CHARS,
    WITNESS_MAX_CHARS,
    QuoteAnswer,
)
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.export.formats import FORMATS
from retreat.export.releases.models import RECALLED, Release, ReleasePerson, ReleaseWritten
from retreat.export.releases.operations import recall
from retreat.export.told.quotes import Quote, agrees, quote_of, quotes_of
from retreat.export.told.rounds import open_rounds
from retreat.ids import Ids
from retreat.people.models import Participant
from retreat.transcripts.anchors.anchors import anchor_words

HOWS = ("page", "letter", "spoken", "phone")
DONE_MAX_CHARS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants for one quote of theirs; ``by`` and ``witness`` where a member of staff enters it."""

    participant_id: str
    key: str
    answer: str
    said: str = ""
    how: str = "page"
    by: str | None = None
    witness: str = ""


def answer_quote(db: Session, wish: Wish, *, now: datetime, ids: Ids) -> QuoteAnswer:
    """Keep an answer, and call back every release that shows more than it allows.

    Raises:
        NotFound: They have no such quote.
        InvalidInput: There is no such answer, or something is missing.
    """
    found = quote_of(db, wish.participant_id, wish.key)
    if found is None:
        raise NotFound("This quote is not here any more.", code="no_quote")
    return _keep(db, _checked(wish), found, now=now, ids=ids)


def keep_all(db: Session, participant_id: str, *, now: datetime, ids: Ids) -> int:
    """Keep everything about which nothing has been said yet, as it is; how many there were."""
    rounds = open_rounds(db, participant_id, on=now.astimezone().date())
    with_talk = any(one.with_talk for one in rounds)
    asked = {one.audience for one in rounds}
    waiting = [
        one
        for one in quotes_of(db, participant_id, with_talk=with_talk)
        if one.given is None or one.given.is_stale or (one.given.answer == KEEP and not asked <= one.given.audiences)
    ]
    for one in waiting if asked else ():
        wish = Wish(participant_id=participant_id, key=one.key, answer=KEEP)
        _keep(db, wish, one, now=now, ids=ids)
    return len(waiting) if asked else 0


def say_done(db: Session, event_id: str, answer_id: str, text: str, *, take: bool, by: str, now: datetime) -> None:
    """Say what the team did about an answer; whoever gave it reads this.

    Args:
        take: Whether the quote is used in the words that its author put in its place.
    Raises:
        NotFound: There is no such answer.
        Conflict: They have answered otherwise in the meantime.
    """
    row = db.get(QuoteAnswer, answer_id, with_for_update=True, populate_existing=True)
    if row is None or row.event_id != event_id:
        raise NotFound("This answer is not here any more.", code="no_answer")
    if not row.is_latest:
        raise Conflict("They have answered otherwise in the meantime. Please look again.", code="changed_since")
    said = long_text(text, "done", "What you did", needed=True, most=DONE_MAX_CHARS)
    row.done, row.done_by, row.done_at = said, by, now
    row.is_taken = take and row.answer == CHANGE and row.thing_id is not None and bool(row.said)
    db.flush()


def _checked(wish: Wish) -> Wish:
    if wish.answer not in ANSWERS:
        raise InvalidInput(
            "Please choose what becomes of this quote.", code="no_choice", fields={"answer": "choose one"}
        )
    if wish.how not in HOWS:
        raise InvalidInput("Please choose how they answered.", code="no_how", fields={"how": "choose one"})
    witness = " ".join(wish.witness.split())
    if wish.by is not None and not witness:
        raise InvalidInput("Please write who else was there.", code="no_witness", fields={"witness": "is empty"})
    if len(witness) > WITNESS_MAX_CHARS:
        raise InvalidInput("This name is too long.", code="too_long", fields={"witness": "is too long"})
    said = (
        long_text(wish.said, "said", "What it should say", needed=True, most=SAID_MAX_CHARS)
        if wish.answer == CHANGE
        else ""
    )
    return Wish(
        participant_id=wish.participant_id,
        key=wish.key,
        answer=wish.answer,
        said=said,
        how=wish.how,
        by=wish.by,
        witness=witness,
    )


def _keep(db: Session, wish: Wish, quote: Quote, *, now: datetime, ids: Ids) -> QuoteAnswer:
    person = db.get_one(Participant, wish.participant_id)
    if wish.answer == CHANGE and answer_of(db, person.id, "notes_kept") != YES:
        raise Conflict(
            "You have not agreed that what you write is kept. You can still remove this quote.", code="notes_refused"
        )
    before = db.get(QuoteAnswer, quote.given.id, with_for_update=True) if quote.given else None
    anchor_id = before.anchor_id if before else None
    if quote.span is not None and (anchor_id is None or quote.given is None or quote.given.is_stale):
        anchor_id = anchor_words(db, quote.span, by=wish.by, now=now, ids=ids).id
    if before:
        db.execute(update(QuoteAnswer).where(QuoteAnswer.id == before.id).values(is_latest=False))
    audiences = {one.audience for one in open_rounds(db, person.id, on=now.astimezone().date())}
    if (
        wish.answer == KEEP
        and before is not None
        and before.answer == KEEP
        and quote.given
        and not quote.given.is_stale
    ):
        audiences |= set(before.audiences.split())
    row = QuoteAnswer(
        id=ids(),
        event_id=person.event_id,
        participant_id=person.id,
        thing_id=quote.thing_id,
        anchor_id=anchor_id if quote.span is not None else None,
        audiences=" ".join(sorted(audiences)) if wish.answer == KEEP else "",
        answer=wish.answer,
        said=wish.said,
        digest=quote.digest,
        at=now,
        how=wish.how,
        entered_by=wish.by,
        witnessed_by=wish.witness or None,
    )
    db.add(row)
    db.flush()
    if wish.answer != KEEP:
        _call_back(db, row, now=now)
    return row


def _call_back(db: Session, row: QuoteAnswer, *, now: datetime) -> None:
    """Releases with this quote; of spoken words, those with any of theirs, since files do not say which."""
    if row.thing_id is not None:
        held = select(ReleaseWritten.release_id).where(ReleaseWritten.thing_id == row.thing_id)
    else:
        held = select(ReleasePerson.release_id).where(ReleasePerson.participant_id == row.participant_id)
    asked = select(Release).where(Release.id.in_(held), Release.state != RECALLED).with_for_update()
    for release in db.scalars(asked):
        has_talk = not (release.format in FORMATS and FORMATS[release.format].quotes)
        if row.thing_id is not None or has_talk:
            recall(release, why="quote", now=now)
    db.flush()


def may_be_quoted(db: Session, participant_id: str) -> bool:
    """Whether anything of theirs may go to anybody outside the team."""
    uses: tuple[Use, ...] = ("share", "publish", "archive", "teach")
    return any(agrees(db, participant_id, one, quotes=False) for one in uses)
