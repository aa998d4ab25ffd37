"""Making, approving and calling back releases. A release never changes: what is to be different is made anew."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from retreat.consent.gate import Owner, Reader
from retreat.consent.purposes import SOUND_PURPOSES
from retreat.consent.queries import answers
from retreat.consent.quoted.models import QuoteAnswer
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.export.audiences import Audience
from retreat.export.bundle import Bundle, Shape
from retreat.export.formats import Format
from retreat.export.gathering import bundle_of
from retreat.export.packing import zipped
from retreat.export.releases.models import (
    APPROVED,
    HOLDER_MAX_CHARS,
    MADE,
    RECALLED,
    Release,
    ReleasePerson,
    ReleaseWritten,
)
from retreat.export.writers.files import plain_name
from retreat.house import House
from retreat.log.makings import made_by, noun_of, still_there
from retreat.people.models import Participant
from retreat.recordings.storage import LocalStorage
from retreat.transcripts.speakers.talk import talk_of
from retreat.transcripts.under import voices_of

FOLDER = "releases"
# By purpose, what each person answers.
_Answers = Mapping[str, Mapping[str, str]]
_NOTHING = "There is nothing in it that this audience may read."


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A release as somebody asks for it; ``session_id`` is None for the whole event."""

    event_id: str
    session_id: str | None
    session_ids: Sequence[str]
    audience: Audience
    format: Format
    shape: Shape
    holder: str
    until: date


def storage_of(house: House) -> LocalStorage:
    """Where their bytes are: a folder, 0700, with files 0600."""
    return LocalStorage(house.settings.data / FOLDER)


def make(house: House, maker: Reader, wanted: Wanted, *, by: str, made_by_name: str) -> str:
    """Make a release and keep its bytes. Its id.

    Raises:
        InvalidInput: It is not said for whom, or its last day has passed.
        NotFound: There is nothing in it.
    """
    now = house.clock()
    holder = " ".join(wanted.holder.split())
    if not holder:
        raise InvalidInput("Please write who is given it.", code="no_holder", fields={"holder": "is empty"})
    if not wanted.audience.is_outside:
        raise InvalidInput("Please choose for whom it is.", code="no_audience", fields={"audience": "choose one"})
    if len(holder) > HOLDER_MAX_CHARS:
        raise InvalidInput("This is too long.", code="too_long", fields={"holder": "is too long"})
    if wanted.until < now.astimezone().date():
        raise InvalidInput("Please choose a day that is still to come.", code="past", fields={"until": "has passed"})

    def gather() -> tuple[Bundle, frozenset[str], _Answers]:
        with house.database.read() as db:
            # Asked first: whoever answers while it is gathered has answered otherwise than this.
            asked = _answered(db, _everybody(db, wanted.event_id), wanted.audience)
            made = bundle_of(
                db,
                maker,
                wanted.audience,
                wanted.session_ids,
                shape=wanted.shape,
                now=now,
                made_by=made_by_name,
                quotes=wanted.format.quotes,
            )
            people = people_in(db, wanted.event_id, made)
            return made, people, _of(people, asked)

    bundle, people, answered = house.offload(gather)
    files = wanted.format.write(bundle)
    said = any(not turn.is_left_out for one in bundle.transcripts for turn in one.turns)
    written = any(one.written or any(sheet.rows for sheet in one.sheets) for one in bundle.sessions)
    if not files or not (said or written):
        raise NotFound(_NOTHING, code="nothing_to_release")
    content = files[0].content if len(files) == 1 else zipped(files)
    ending = wanted.format.ending if len(files) == 1 else "zip"
    name = f"{secrets.token_urlsafe(24)}.{ending}"
    row = Release(
        id=house.ids(),
        event_id=wanted.event_id,
        session_id=wanted.session_id,
        audience=wanted.audience.name,
        format=wanted.format.name,
        level=wanted.shape.level,
        holder=holder,
        state=MADE,
        made_by=by,
        made_at=now,
        until=wanted.until,
        name=name,
        called=f"{plain_name(bundle.title, 'record')}-{wanted.audience.name}.{ending}",
        size_bytes=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        turns_left_out=bundle.withheld.turns,
        written_left_out=bundle.withheld.written,
        told=True,
    )

    def keep(db: Session) -> str:
        # Somebody may have answered otherwise, or taken something back, while it was made.
        written = _written_in(bundle)
        is_whole = still_there(db, written) == noun_of(db, written).keys()
        if not is_whole or _answered(db, people, wanted.audience) != answered:
            raise Conflict(
                "Somebody changed an answer, or took something back, while this was made. Please make it again.",
                code="changed",
            )
        db.add(row)
        db.flush()
        db.add_all(ReleasePerson(release_id=row.id, participant_id=one) for one in sorted(people))
        db.add_all(ReleaseWritten(release_id=row.id, thing_id=one) for one in sorted(written))
        db.flush()
        return row.id

    # The row first: a file that no row names would never be called back.
    release_id = house.database.write(keep)
    try:
        storage_of(house).save(name, [content])
    except BaseException:
        house.database.write(lambda db: recall(db.get_one(Release, release_id), why="by_hand", now=now))
        raise
    return release_id


def _written_in(bundle: Bundle) -> set[str]:
    return {one.id for session in bundle.sessions for one in session.written}


def people_in(db: Session, event_id: str, bundle: Bundle) -> frozenset[str]:
    """Everybody whose words may be in it: matched voices of its transcripts, and authors of what was written."""
    voices = [voices_of(db, one.id) for one in bundle.transcripts]
    found = {person for one in voices for label, person in one.people.items() if person and label not in one.withheld}
    # Single words may be another's than the voice's of their turn.
    spoken = (talk.participant_id for one in bundle.transcripts for talk in talk_of(db, Owner(), one.id))
    found |= {person for person in spoken if person is not None}
    sessions = {one.id for one in bundle.sessions}
    # Tables hold other things than the written contributions do: whoever made anything there counts.
    for person in db.scalars(select(Participant.id).where(Participant.event_id == event_id)):
        if person not in found and sessions & made_by(db, person).keys():
            found.add(person)
    if not bundle.audience.is_outside:
        return frozenset(found)
    for purpose, allowed in bundle.audience.asks(quotes=bundle.quotes).items():
        agreed = answers(db, found, purpose)
        found = {person for person in found if agreed[person] in allowed}
    return frozenset(found)


def _everybody(db: Session, event_id: str) -> frozenset[str]:
    return frozenset(db.scalars(select(Participant.id).where(Participant.event_id == event_id)))


def _of(people: frozenset[str], asked: _Answers) -> _Answers:
    return {purpose: {one: said for one, said in each.items() if one in people} for purpose, each in asked.items()}


def _answered(db: Session, people: frozenset[str], audience: Audience) -> _Answers:
    """What these people answer now to everything that the release depends on."""
    asked = ["notes_kept", "quotes", *SOUND_PURPOSES, *audience.asks()]
    found: dict[str, Mapping[str, str]] = {purpose: answers(db, people, purpose) for purpose in asked}
    return found | {"each quote": _about_quotes(db, people)}


def _about_quotes(db: Session, people: frozenset[str]) -> Mapping[str, str]:
    """How much each of these people has said about single quotes, so that another answer is noticed."""
    counted = (
        select(QuoteAnswer.participant_id, func.count(), func.sum(case((QuoteAnswer.is_taken, 1), else_=0)))
        .where(QuoteAnswer.participant_id.in_(people))
        .group_by(QuoteAnswer.participant_id)
    )
    said = {person: f"{count} {taken}" for person, count, taken in db.execute(counted)}
    return {person: said.get(person, "0") for person in people}


def release_of(db: Session, event_id: str, release_id: str) -> Release:
    """One release of an event, locked.

    Raises:
        NotFound: The event has none with this id.
    """
    asked = select(Release).where(Release.id == release_id, Release.event_id == event_id)
    row = db.scalars(asked.with_for_update().execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound("There is no such release.")
    return row


def approve(db: Session, event_id: str, release_id: str, *, by: str, now: datetime) -> None:
    """Somebody who leads says that it may be given away.

    Raises:
        Conflict: It was approved or called back already, or may name people who were not asked.
    """
    row = release_of(db, event_id, release_id)
    if row.state != MADE:
        raise Conflict("This was decided in the meantime. Please look again.", code="decided")
    if not row.told:
        raise Conflict(
            "This was made before people were asked about each quote, so it may name somebody who was not. "
            "Please call it back and make it again.",
            code="not_told",
        )
    row.state, row.approved_by, row.approved_at = APPROVED, by, now


def recall(row: Release, *, why: str, now: datetime) -> None:
    """Call it back: nobody can download it any more, and whoever has a copy is to be told."""
    if row.state != RECALLED:
        row.state, row.recalled_at, row.why = RECALLED, now, why


def content_of(house: House, event_id: str, release_id: str) -> tuple[Release, bytes]:
    """Its bytes, as they were when it was made.

    Raises:
        NotFound: There is none, or its bytes are gone.
        Conflict: It was called back, its last day has passed, or its bytes have changed on the disk.
    """
    with house.database.read() as db:
        row = db.get(Release, release_id)
        if row is None or row.event_id != event_id:
            raise NotFound("There is no such release.")
        db.expunge(row)
    if row.state == RECALLED:
        raise Conflict("This release was called back. Nobody may use it any more.", code="recalled")
    if row.until < house.clock().astimezone().date():
        raise Conflict("The last day of this release has passed. Please make a new one.", code="ended")
    with storage_of(house).open(row.name) as stream:
        content = stream.read()
    if hashlib.sha256(content).hexdigest() != row.sha256:
        raise Conflict("The file of this release has changed on the disk, so it is not given away.", code="changed")
    return row, content
