"""What staff have done: signed in, invited, read, played, exported, set aside. Never what anybody said or wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import delete
from sqlalchemy.orm import Session

from retreat.ids import system_ids
from retreat.people.models import Deed

ACTS: Mapping[str, str] = {
    "signed_in": "Signed in",
    "sign_in_refused": "Failed to sign in",
    "signed_out": "Signed out",
    "signed_out_elsewhere": "Signed out other browsers",
    "password_changed": "Changed their password",
    "second_step_on": "Turned on the second step",
    "second_step_off": "Turned off the second step",
    "recovery_code_used": "Signed in with a recovery code",
    "recovery_codes_made": "Made new recovery codes",
    "second_step_wanted": "Required a second step for everybody",
    "second_step_free": "Made the second step optional",
    "account_made": "Created an account",
    "account_reset": "Reset an account",
    "account_set_again": "Chose a new password with a link",
    "account_disabled": "Disabled an account",
    "account_enabled": "Enabled an account",
    "account_deleted": "Deleted an account",
    "owner_made": "Made somebody an owner",
    "invited": "Created an invitation",
    "invitation_withdrawn": "Withdrew an invitation",
    "member_added": "Added somebody to a programme",
    "role_changed": "Changed a role in a programme",
    "member_ended": "Removed somebody from a programme",
    "read": "Read a record",
    "searched": "Searched",
    "played": "Played sound",
    "exported": "Exported",
    "sound_added_here": "Added sound at the command line",
    "words_added_here": "Added a transcript at the command line",
    "words_let_in": "Said that a transcript holds nothing that was left out",
    "held_words_deleted": "Deleted a transcript that was held back",
    "held_sound_deleted": "Sound that was held back was deleted",
    "set_aside": "Set something aside",
    "harm_held": "Took a note that tells of harm off every screen",
    "harm_decided": "Decided about a note that tells of harm",
    "harm_again": "Opened the decision about a note that tells of harm again",
    "picture_erased": "Erased a picture",
    "picture_shown": "Showed a picture again that a table had left out",
    "people_out": "Took somebody out of an event",
    "people_in": "Let somebody back in",
    "day_opened": "Opened the day of somebody without a device",
    "answers_entered": "Entered the answers of somebody without a device",
    "taken_back_for": "Took something back for somebody without a device",
    "withdrawal_asked": "Somebody took something back",
    "withdrawal_heard": "Decided about the sound of somebody who withdrew",
    "withdrawal_decided": "Decided about words that repeat somebody who withdrew",
    "kept_for_set": "Changed how long things are kept",
    "hold_placed": "Placed a legal hold",
    "hold_lifted": "Lifted a legal hold",
    "destruction_confirmed": "Had something destroyed whose time was over",
    "sound_ended": "Sound whose time was over was destroyed",
    "quotes_asked": "Asked people about their quotes",
    "quotes_letter": "Opened a letter with somebody’s quotes",
    "quotes_entered": "Entered what somebody answered about their quotes",
    "log_exported": "Exported this list",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One deed before it is written; see ``Deed``."""

    act: str
    at: datetime
    staff_id: str | None = None
    subject_id: str | None = None
    programme_id: str | None = None
    session_id: str | None = None
    thing: str | None = None
    address: str | None = None


def write_down(db: Session, act: str, *, now: datetime, **about: str | None) -> None:
    """Write a deed in the transaction in which it is done. ``about``: columns of ``Deed``."""
    db.add(row_of(Done(act=act, at=now, **cast(Any, about))))


def forget_old(db: Session, *, now: datetime, days: int) -> None:
    """Delete what has been kept for long enough."""
    db.execute(delete(Deed).where(Deed.at <= now - timedelta(days=days)))


def row_of(done: Done) -> Deed:
    """The row of a deed."""
    return Deed(
        id=system_ids(),
        at=done.at,
        act=done.act,
        staff_id=done.staff_id,
        subject_id=done.subject_id,
        programme_id=done.programme_id,
        session_id=done.session_id,
        thing=done.thing,
        address=(done.address or "")[:64] or None,
    )
