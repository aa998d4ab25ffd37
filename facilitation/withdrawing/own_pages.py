"""Taking back on one's own phone: what, what it means, and the receipt. Works without scripts, with one thumb."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, request, session

from facilitation.pages.day import person_here
from facilitation.pages.phone import come_in
from facilitation.withdrawing.giving_up import row_of, withdraw
from facilitation.withdrawing.words import BACKUP_WORDS, SCOPE_WORDS, SOUND_WORDS, STATE_WORDS
from retreat.consent.withdrawal.operations import Wish
from retreat.consent.withdrawal.queries import LIMITS, by_number, in_words, preview, receipt, withdrawals_by
from retreat.consent.withdrawal.scopes import SCOPES
from retreat.web.guard import public, seat
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

_SHOWN = "receipt"
NOT_KNOWN = "There is no receipt with this number. Please check it and type it again."


@seat
def withdraw_page(event_id: str) -> Response:
    """What can be taken back; with ``?scope=``, what that touches, before it is done."""
    person = person_here(event_id)
    if person is None:
        return come_in()
    here, scope = house(), request.args.get("scope", "")
    now = here.clock()
    told: dict[str, Any] = {"scopes": SCOPE_WORDS, "chosen": None}
    with here.database.read() as db:
        before = [(row.number, row.scope, row.asked_at, row.state) for row in withdrawals_by(db, person.holder.id)]
        if scope in SCOPES:
            told |= {
                "chosen": scope,
                "counted": [one for one in preview(db, person.holder.id, scope, now) if one.count],
                "due": now + timedelta(days=here.settings.held_days),
                "reaches_sound": SCOPES[scope].reaches_sound,
                "limits": LIMITS,
            }
    return unkept(page("phone/withdraw.html", event=person.event, before=before, states=STATE_WORDS, **told))


@seat
def withdraw_own(event_id: str) -> Response:
    """Do it, and show the receipt."""
    person, here = person_here(event_id), house()
    if person is None:
        return come_in()
    wish = Wish(participant_id=person.holder.id, scope=request.form.get("scope", ""))
    withdrawal_id = withdraw(here, wish)
    with here.database.read() as db:
        session[_SHOWN] = row_of(db, withdrawal_id).number
    return see_other("/receipt")


@public
def receipt_page() -> Response:
    """The receipt that was just given, or the place to type the number of one."""
    return _receipt(session.get(_SHOWN, ""))


@public
def find_receipt() -> Response:
    """The receipt with a number."""
    typed = request.form.get("number", "")
    session[_SHOWN] = typed
    return _receipt(typed, typed=True)


def _receipt(number: str, *, typed: bool = False) -> Response:
    with house().database.read() as db:
        row = by_number(db, number)
        told = None if row is None else receipt(db, row)
        counted = [] if row is None else [one for one in in_words(row.touched) if one.count]
        times = None if row is None else (row.asked_at, row.due_at, row.done_at)
    wrong = NOT_KNOWN if typed and told is None else ""
    return unkept(
        page(
            "phone/receipt.html",
            404 if wrong else 200,
            told=told,
            counted=counted,
            times=times,
            wrong=wrong,
            scopes=SCOPE_WORDS,
            states=STATE_WORDS,
            sounds=SOUND_WORDS,
            backups=BACKUP_WORDS,
        )
    )
