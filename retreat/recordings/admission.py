"""Who may send sound to a session, follow its progress or hear it: by bearer, by signed ticket, by signed link."""

from __future__ import annotations

from sqlalchemy.orm import Session

from retreat.errors import Gone, NotFound, NotPermitted, NotSignedIn
from retreat.house import House
from retreat.ids import token_hash
from retreat.people.access import desk_of_token
from retreat.people.bearer import bearer_token
from retreat.people.members import rights_at
from retreat.programme.models import DialogueSession
from retreat.recordings.models import AudioRecording
from retreat.web.links import read_signed, sign

SEND_FOR_S = 12 * 3600
HEAR_FOR_S = 6 * 3600
_SEND, _HEAR = "send-sound", "hear-sound"


def send_ticket(house: House, session_id: str, staff_id: str) -> str:
    """Permission for somebody's page to send files to one session, even after its live room has ended.

    It is valid only while their role in the programme lets them add to the record.
    """
    return sign(
        f"{session_id} {staff_id}", purpose=_SEND, secret_key=house.secret_key, now=house.clock(), lasts_s=SEND_FOR_S
    )


def hear_ticket(house: House, recording_id: str) -> str:
    """Permission to hear one audio recording, for a link."""
    return sign(recording_id, purpose=_HEAR, secret_key=house.secret_key, now=house.clock(), lasts_s=HEAR_FOR_S)


def may_hear(house: House, recording_id: str, ticket: str) -> None:
    """Refuse a link that does not open this audio recording. Raises ``NotFound`` or ``Gone``."""
    opened = read_signed(ticket, purpose=_HEAR, secret_key=house.secret_key, now=house.clock())
    if opened != recording_id:
        raise NotFound()


def sender_in(house: House, db: Session, session_id: str | None) -> tuple[str, str | None]:
    """The session that this request may send to, and who sends.

    Raises:
        NotSignedIn: No token, or one that no longer opens anything.
        NotPermitted: The token is a person's or a screen's.
        NotFound: The token opens another session, or there is no such session.
    """
    opened, sender = _opened_by(house, db, bearer_token())
    if session_id is not None and opened != session_id:
        raise NotFound()
    if db.get(DialogueSession, opened) is None:
        raise NotFound()
    return opened, sender


def _opened_by(house: House, db: Session, token: str) -> tuple[str, str | None]:
    if "." in token:  # our own tokens have none: this is a signed ticket
        try:
            said = read_signed(token, purpose=_SEND, secret_key=house.secret_key, now=house.clock())
        except (NotFound, Gone) as error:
            raise NotSignedIn() from error
        session_id, _, staff_id = said.partition(" ")
        if "works" not in (rights_at(db, staff_id, {"session_id": session_id}) or ()):
            raise NotPermitted("Your role in this programme no longer allows you to add sound.", code="role")
        return session_id, staff_id
    seat = desk_of_token(db, token)
    if seat.role != "facilitator":
        raise NotPermitted("Only somebody who leads the session can add sound to it.")
    return seat.session_id, seat.id


def follower_of(house: House, db: Session, recording_id: str) -> None:
    """Refuse a request that may send neither to this audio recording nor to its session.

    Raises:
        NotFound: It does not exist, or is not theirs.
    """
    row = db.get(AudioRecording, recording_id)
    token = bearer_token()
    if row is not None and row.upload_token_hash == token_hash(token):
        return
    opened, _sender = _opened_by(house, db, token)
    if row is None or row.session_id != opened:
        raise NotFound()
