"""Tables of staff, sign-ins, participants and join passes. Holds hashes of secrets, or sealed ones."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from retreat.database import Base, str_id

StaffRole = Literal["facilitator", "researcher"]
SeatKind = Literal["participant", "facilitator", "screen"]
NameChoice = Literal["none", "chosen", "own"]
MemberRole = Literal["lead", "facilitator", "researcher", "coder", "partner", "reader"]

NAME_MAX_CHARS = 80
EMAIL_MAX_CHARS = 200
DESCRIBED_MAX_CHARS = 120
_IS_OUT = text("taken_out_at IS NOT NULL")


class Staff(Base):
    """Somebody with an account: a facilitator or a researcher.

    Attributes:
        is_owner: Decides who has an account.
        second_step_secret: What an authenticator app counts from, sealed; there before it counts.
        second_step_at: Since when signing in requires its code.
        second_step_used: The last code that was accepted, by the number of its half minute: none works twice.
    """

    __tablename__ = "staff"

    id: Mapped[str_id]
    name: Mapped[str] = mapped_column(String(NAME_MAX_CHARS))
    email: Mapped[str] = mapped_column(String(EMAIL_MAX_CHARS), unique=True)
    password_hash: Mapped[str] = mapped_column(String(256))
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]
    is_owner: Mapped[bool] = mapped_column(default=False, server_default=false())
    second_step_secret: Mapped[str | None] = mapped_column(String(64))
    second_step_at: Mapped[datetime | None]
    second_step_used: Mapped[int | None] = mapped_column(BigInteger)

    sign_ins: Mapped[list[SignIn]] = relationship(back_populates="staff")


class SignIn(Base):
    """One browser in which a member of staff is signed in. ``browser``: its name and system, as shown to its owner."""

    __tablename__ = "sign_in"

    id: Mapped[str_id]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str | None] = mapped_column(String(64))
    browser: Mapped[str | None] = mapped_column(String(64))

    staff: Mapped[Staff] = relationship(back_populates="sign_ins")


class FirstLink(Base):
    """A link that makes one account, once. ``programme_id``: where it makes somebody a member; null for the first."""

    __tablename__ = "first_link"

    id: Mapped[str_id]
    programme_id: Mapped[str | None] = mapped_column(ForeignKey("programme.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ResetLink(Base):
    """A link that sets the password of an existing account, once."""

    __tablename__ = "reset_link"

    id: Mapped[str_id]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RecoveryCode(Base):
    """A code that replaces the authenticator app, once."""

    __tablename__ = "recovery_code"

    id: Mapped[str_id]
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), index=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[datetime | None]


class FailureCount(Base):
    """How many attempts have failed since a moment. ``key``: a digest of who and where."""

    __tablename__ = "failure_count"

    key: Mapped[str_id]
    began_at: Mapped[datetime]
    count: Mapped[int]


class AccountRule(Base):
    """A rule in force for all accounts, by its name."""

    __tablename__ = "account_rule"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    since: Mapped[datetime]


class Deed(Base):
    """Something that a member of staff did. Only ids and our own names: no word that anybody said, wrote or typed.

    Nothing of it refers to another table: it stays when an account or a session goes.

    Attributes:
        act: One of ``deeds.ACTS``.
        staff_id: Who; null where nobody was signed in, such as at the command line.
        subject_id: To whose account it was done.
        thing: With what: the id of a sound or a note, a role, the name of a table or a file.
        address: Where from.
    """

    __tablename__ = "deed"

    id: Mapped[str_id]
    at: Mapped[datetime] = mapped_column(index=True)
    act: Mapped[str] = mapped_column(String(32))
    staff_id: Mapped[str | None] = mapped_column(String(64))
    subject_id: Mapped[str | None] = mapped_column(String(64))
    programme_id: Mapped[str | None] = mapped_column(String(64))
    session_id: Mapped[str | None] = mapped_column(String(64))
    thing: Mapped[str | None] = mapped_column(String(64))
    address: Mapped[str | None] = mapped_column(String(64))


class Member(Base):
    """Somebody of staff in one programme, with a role there; ``ended_at`` once they are no longer in it."""

    __tablename__ = "member"
    __table_args__ = (
        CheckConstraint("role IN ('lead', 'facilitator', 'researcher', 'coder', 'partner', 'reader')", name="role"),
    )

    programme_id: Mapped[str] = mapped_column(ForeignKey("programme.id"), primary_key=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(16))
    since: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class JoinPass(Base):
    """The letters on the screen that let people into one event."""

    __tablename__ = "join_pass"

    id: Mapped[str_id]
    letters: Mapped[str] = mapped_column(String(8), unique=True)
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), index=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Participant(Base):
    """Who holds a token: a person at an event, or a facilitator's desk or a screen on the wall in one session.

    A stretch of talk that is left out has a stand-in here, to whom its words belong: nobody, with no seat or name.

    A person has one set of answers, one name and one token for the whole event; a ``SeatRow`` places them in a session.
    Sector and role describe a person; they never authorise anything.

    Attributes:
        session_id: The session of a desk or a screen; null for a person.
        revoked_at: When the token ended: its holder left, or was taken out.
        joined_from: The same for everybody who came in from one address; does not reveal the address, and is blank once
            the event is closed.
        browser: The same for everybody who came in by one browser. It holds one seat, plus people whom the desk added.
        taken_out_at: When the facilitators took them out, with what they wrote and voted.
        slip: The number on the slip of somebody without a device, for whom a scribe writes; None for everybody else.
    """

    __tablename__ = "participant"
    __table_args__ = (
        CheckConstraint("(kind = 'participant') = (session_id IS NULL)", name="session"),
        Index("ix_participant_event_kind", "event_id", "kind"),
        Index("ix_participant_event_browser", "event_id", "browser"),
        Index("uq_participant_slip", "slip", unique=True),
        Index("ix_participant_taken_out", "id", sqlite_where=_IS_OUT, postgresql_where=_IS_OUT),
    )

    id: Mapped[str_id]
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"))
    session_id: Mapped[str | None] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    display_name: Mapped[str | None] = mapped_column(String(NAME_MAX_CHARS))
    name_choice: Mapped[str] = mapped_column(String(8))
    sector: Mapped[str | None] = mapped_column(String(DESCRIBED_MAX_CHARS))
    role: Mapped[str | None] = mapped_column(String(DESCRIBED_MAX_CHARS))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    sign_in_id: Mapped[str | None] = mapped_column(ForeignKey("sign_in.id"), index=True)
    joined_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    joined_from: Mapped[str | None] = mapped_column(String(64))
    browser: Mapped[str | None] = mapped_column(String(64))
    taken_out_at: Mapped[datetime | None]
    slip: Mapped[str | None] = mapped_column(String(8))


class ExtraPlace(Base):
    """A number with which the facilitators let one more person use a phone; works once, for a few minutes."""

    __tablename__ = "extra_place"
    __table_args__ = (UniqueConstraint("event_id", "number_hash"),)

    id: Mapped[str_id]
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"))
    number_hash: Mapped[str] = mapped_column(String(64))
    staff_id: Mapped[str | None] = mapped_column(ForeignKey("staff.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SeatRow(Base):
    """A person's place in one session of their event, at a table where there are tables.

    ``pinned``: they stay where they are when tables are mixed. ``scribe_id``: who writes for somebody without a device
    where there are no tables, and so no scribe of theirs.
    """

    __tablename__ = "seat"

    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), primary_key=True, index=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    arrived_at: Mapped[datetime]
    pinned: Mapped[bool] = mapped_column(default=False, server_default=false())
    scribe_id: Mapped[str | None] = mapped_column(String(64))


class SeatStay(Base):
    """Where somebody sat in a session, from when until when; the last one, without an end, is where they sit now.

    Attributes:
        number: Their stays in the session, counted from 1.
    """

    __tablename__ = "seat_stay"
    __table_args__ = (Index("ix_seat_stay_session_table", "session_id", "table_id"),)

    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    table_id: Mapped[str | None] = mapped_column(ForeignKey("session_table.id"))
    from_at: Mapped[datetime]
    to_at: Mapped[datetime | None]


class CameBack(Base):
    """A device that was heard again after this machine went on from a copy.

    Attributes:
        back_at: When it was heard again.
        heard_at: When it last heard the earlier machine, as it says itself; None if it has nothing from then.
    """

    __tablename__ = "came_back"

    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), primary_key=True)
    back_at: Mapped[datetime]
    heard_at: Mapped[datetime | None]


class DoorOpening(Base):
    """Somebody at the door of an event who has not answered yet; deleted when they have. It says nothing of who."""

    __tablename__ = "door_opening"

    id: Mapped[str_id]
    event_id: Mapped[str] = mapped_column(ForeignKey("event.id"), index=True)
    at: Mapped[datetime]


class TableDuty(Base):
    """The host or the scribe of a table in one session: ``asked`` by the facilitators, or ``taken``.

    Attributes:
        named_at: When the facilitators asked for this person, or confirmed somebody who offered; None before.
    """

    __tablename__ = "table_duty"

    table_id: Mapped[str] = mapped_column(ForeignKey("session_table.id"), primary_key=True)
    duty: Mapped[str] = mapped_column(String(16), primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("dialogue_session.id"), index=True)
    participant_id: Mapped[str] = mapped_column(ForeignKey("participant.id"), index=True)
    state: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    named_at: Mapped[datetime | None]
