"""Agreeing, keeping, leaving out, showing again, taking back. None commits; files are removed after the commit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from retreat.clock import to_text
from retreat.consent.purposes import NO
from retreat.consent.queries import answer
from retreat.errors import Conflict, InvalidInput, NotFound, NotPermitted
from retreat.ids import Ids, is_id, new_token, token_hash
from retreat.log import store
from retreat.log.makings import noun_of
from retreat.people.access import Seat
from retreat.people.queries import taken_out_among
from retreat.people.seating import duties
from retreat.pictures.models import Picture, PictureAgreement
from retreat.pictures.reading import Drawn
from retreat.programme.models import DialogueSession, Prompt, TableGroup

# The question that is asked now; an older wording stays with what was agreed under it.
WORDING: Final = 1
PICTURES_MAX = 100
_TOGETHER = timedelta(seconds=1)

_NOT_AGREED = "Before the first picture, please confirm that nobody’s face is in it and that those who wrote it agree."
_NOT_YOURS = "The host and the scribe of a table photograph its paper. Ask them, or the facilitators."
_OVER = "The event is over, so no pictures are added any more."
_NOT_BEGUN = "The session has not begun yet. Please take the picture once it has."
_NOT_KEPT = "You chose not to have your notes kept, so pictures that you take are not kept either."
_ENOUGH = "There are 100 pictures in this session, and no more can be added. You can take some back."


@dataclass(frozen=True, slots=True, kw_only=True)
class Shot:
    """A picture on its way: where it belongs, as whoever took it says.

    Attributes:
        agreed: Whether it comes with the answer to the question, which may have been given without a connection.
        taken_at: When it was taken; None for now.
    """

    picture_id: str
    table_id: str | None
    prompt_id: str | None = None
    agreed: bool = False
    taken_at: datetime | None = None


def may_photograph(db: Session, seat: Seat) -> bool:
    """Whether somebody photographs for a table: its host, its scribe, and whoever leads."""
    if seat.role == "facilitator":
        return True
    here = (one for one in duties(db, seat.session_id) if one.participant_id == seat.id and one.is_taken)
    return seat.role == "participant" and any(one.table_id == seat.table_id for one in here)


def agreement_of(db: Session, seat: Seat, table_id: str | None) -> PictureAgreement | None:
    """What somebody has confirmed for a table in this session."""
    asked = select(PictureAgreement).where(
        PictureAgreement.session_id == seat.session_id,
        PictureAgreement.participant_id == seat.id,
        PictureAgreement.table_id.is_(None) if table_id is None else PictureAgreement.table_id == table_id,
        PictureAgreement.wording == WORDING,
    )
    return db.scalars(asked.order_by(PictureAgreement.at).limit(1)).first()


def known(db: Session, seat: Seat, picture_id: str) -> Picture | None:
    """The picture that this is sent again of, if it is the sender's own.

    Raises:
        InvalidInput: The id is none, or somebody else's.
    """
    if not is_id(picture_id):
        raise InvalidInput("Please load this page again.", code="no_id", fields={"picture_id": "is not an id"})
    row = db.get(Picture, picture_id, populate_existing=True)
    if row is not None and (row.session_id, row.participant_id) != (seat.session_id, seat.id):
        raise InvalidInput("Please load this page again.", code="no_id", fields={"picture_id": "is taken"})
    return row


def check(db: Session, seat: Seat, shot: Shot) -> None:
    """Whether it would be kept, before its bytes are looked at.

    Raises:
        Conflict: The session has not begun, the event is over, there are enough, or nobody has agreed.
        NotPermitted: It is not theirs to take, or they want nothing kept.
    """
    state = store.lock(db, seat.session_id) if store.session_head(db, seat.session_id) else "planned"
    if state in ("planned", "closed"):
        raise Conflict(_OVER if state == "closed" else _NOT_BEGUN, code=f"session_{state}")
    agreed = agreement_of(db, seat, shot.table_id)
    if seat.role == "participant":
        if shot.table_id is None or not (agreed or (may_photograph(db, seat) and shot.table_id == seat.table_id)):
            raise NotPermitted(_NOT_YOURS, code="not_host")
        if answer(db, seat.id, "notes_kept") == NO:
            raise NotPermitted(_NOT_KEPT, code="consent_missing")
    elif seat.role != "facilitator":
        raise NotPermitted(_NOT_YOURS, code="not_host")
    if not (agreed or shot.agreed):
        raise Conflict(_NOT_AGREED, code="not_agreed")
    here = select(Picture.id).where(Picture.session_id == seat.session_id, Picture.removed_at.is_(None))
    if len(db.scalars(here.limit(PICTURES_MAX)).all()) == PICTURES_MAX:
        raise Conflict(_ENOUGH, code="enough_pictures")


def agree(db: Session, seat: Seat, table_id: str | None, *, now: datetime, ids: Ids) -> PictureAgreement:
    """Keep who confirmed it for a table, and when; once is enough."""
    found = agreement_of(db, seat, table_id)
    if found is None:
        found = PictureAgreement(
            id=ids(),
            session_id=seat.session_id,
            table_id=table_id,
            participant_id=seat.id,
            wording=WORDING,
            at=now,
        )
        db.add(found)
        db.flush()
    return found


def file_name() -> str:
    """A new name for a file, which nobody can guess."""
    return token_hash(new_token())[:40]


def keep(db: Session, seat: Seat, shot: Shot, drawn: Drawn, name: str, *, now: datetime, ids: Ids) -> bool:
    """Keep a picture whose file is on the disk, and tell its table; whether it is new.

    Raises:
        As ``check``, and ``InvalidInput`` if the id is taken.
    """
    check(db, seat, shot)
    if known(db, seat, shot.picture_id) is not None:
        return False
    if noun_of(db, [shot.picture_id]):
        raise InvalidInput("Please load this page again.", code="no_id", fields={"picture_id": "is taken"})
    taken_at = _taken_at(db, seat.session_id, shot, now)
    row = Picture(
        id=shot.picture_id,
        session_id=seat.session_id,
        table_id=shot.table_id,
        prompt_id=_prompt(db, seat.session_id, shot.prompt_id, taken_at),
        participant_id=seat.id,
        agreement_id=agree(db, seat, shot.table_id, now=taken_at, ids=ids).id,
        share="table" if shot.table_id else "everyone",
        name=name,
        width=drawn.width,
        height=drawn.height,
        size_bytes=len(drawn.jpeg),
        taken_at=taken_at,
        at=now,
    )
    db.add(row)
    db.flush()
    _tell_shown(db, row, now=now, ids=ids)
    return True


def leave_out(db: Session, row: Picture, *, now: datetime, ids: Ids) -> None:
    """Hide a picture at once, as somebody at its table asked; nowhere is it kept who.

    Raises:
        Conflict: The event is over.
    """
    if store.lock(db, row.session_id) == "closed":
        raise Conflict("The event is over. Please ask the facilitators to take it out.", code="event_over")
    if row.left_out_at is None and row.removed_at is None:
        row.left_out_at = now
        _tell(db, row, "picture.leave_out", {"table": _table_name(db, row.table_id)}, now=now, ids=ids)


def show_again(db: Session, row: Picture, *, now: datetime, ids: Ids) -> None:
    """Show a picture again, because its table says so to the facilitators."""
    if row.left_out_at is None or row.removed_at is not None:
        return
    store.lock(db, row.session_id)
    row.left_out_at = None
    _tell_shown(db, row, now=now, ids=ids)


def remove(db: Session, row: Picture, *, now: datetime, ids: Ids) -> None:
    """Take a picture back. The caller then removes its file; until then nothing leads to it."""
    store.lock(db, row.session_id)
    if row.removed_at is None:
        row.removed_at = now
        db.flush()
        _tell(db, row, "picture.remove", {}, now=now, ids=ids)


def of_session(db: Session, session_id: str, picture_id: str) -> Picture:
    """A picture that was not taken back, for whoever may change it.

    Raises:
        NotFound: There is none here.
    """
    row = db.get(Picture, picture_id, populate_existing=True) if is_id(picture_id) else None
    if row is None or row.session_id != session_id or row.removed_at is not None:
        raise NotFound
    return row


def mark_removed(db: Session, pictures: Iterable[Picture], *, now: datetime) -> None:
    """Without telling anybody: for what is erased with whoever took it, or after the event."""
    ids = [row.id for row in pictures]
    db.execute(update(Picture).where(Picture.id.in_(ids), Picture.removed_at.is_(None)).values(removed_at=now))


def _taken_at(db: Session, session_id: str, shot: Shot, now: datetime) -> datetime:
    """When it was taken, as its phone says, within the session."""
    opened_at = db.scalar(select(DialogueSession.opened_at).where(DialogueSession.id == session_id)) or now
    return max(min(shot.taken_at or now, now), min(opened_at, now))


def _prompt(db: Session, session_id: str, asked: str | None, at: datetime) -> str | None:
    """The question that it is said to belong to, if that was asked; otherwise the one asked last before, or first."""
    own = (Prompt.session_id == session_id, Prompt.asked_at.is_not(None))
    if asked and db.scalar(select(Prompt.id).where(Prompt.id == asked, *own)):
        return asked
    asked_until = select(Prompt.id).where(*own).order_by(Prompt.asked_at.desc(), Prompt.position.desc())
    # A moment more: the log's times run ahead of the clock where much happens at once.
    latest = db.scalar(asked_until.where(Prompt.asked_at <= at + _TOGETHER).limit(1))
    return latest or db.scalar(select(Prompt.id).where(*own).order_by(Prompt.asked_at, Prompt.position).limit(1))


def _table_name(db: Session, table_id: str | None) -> str | None:
    return db.scalar(select(TableGroup.name).where(TableGroup.id == table_id)) if table_id else None


def _tell_shown(db: Session, row: Picture, *, now: datetime, ids: Ids) -> None:
    if taken_out_among(db, [row.participant_id]):
        return
    body = {
        "prompt_id": row.prompt_id,
        "table_id": row.table_id,
        "table": _table_name(db, row.table_id),
        "width": row.width,
        "height": row.height,
        "taken_at": to_text(row.taken_at),
    }
    _tell(db, row, "picture.add", body, now=now, ids=ids)


def _tell(db: Session, row: Picture, kind: str, body: Mapping[str, Any], *, now: datetime, ids: Ids) -> None:
    """As the server's own act: no channel, number or answer says who did it."""
    channels = ("all",) if row.table_id is None else (f"table:{row.table_id}", "facilitators")
    fact = store.Fact(
        op_id=ids(),
        kind=kind,
        target_id=row.id,
        participant_id=None,
        body=body,
        channels=channels,
        answer_channel=channels[0],
    )
    store.append(db, row.session_id, fact, now=now, words_id=ids())
