"""The team's part: withdrawing somebody who wrote, telephoned or has a slip; listening; deciding; whom to tell."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, flash, request, send_file
from sqlalchemy.orm import Session

from facilitation.withdrawing.finding import find_people
from facilitation.withdrawing.giving_up import withdraw
from facilitation.withdrawing.words import BACKUP_WORDS, HOW_WORDS, SCOPE_WORDS, SOUND_WORDS, STATE_WORDS
from retreat.consent.gate import Owner
from retreat.consent.withdrawal.models import Withdrawal
from retreat.consent.withdrawal.operations import Wish, decide
from retreat.consent.withdrawal.queries import LIMITS, in_words, preview, receipt, reviews_of, withdrawals_of
from retreat.consent.withdrawal.scopes import SCOPES
from retreat.errors import InvalidInput, NotFound
from retreat.log import listeners, store
from retreat.log.makings import made_in
from retreat.people.deeds import write_down
from retreat.people.guard import right_required, this_staff
from retreat.programme.queries import event_view, session_view
from retreat.recordings.at_hand import storage, unstored
from retreat.recordings.listening import heard_file
from retreat.recordings.ports import unheard_in
from retreat.recordings.queries import RecordingView, name_of, recording_view
from retreat.recordings.withdrawn.models import WithdrawnSound
from retreat.transcripts.asking import reader
from retreat.transcripts.withdrawn.listening import delete_sound, mark, say_quiet
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

_DONE = {
    "quiet": "Thank you. The sound can be played again.",
    "mark": "This is being silenced. Please listen again afterwards.",
    "delete": "The audio recording is being deleted.",
    "kept": "It stays.",
    "erased": "It is erased.",
}


@right_required("leads")
def withdrawals_page(event_id: str) -> Response:
    """Every withdrawal of an event, and the place to enter one."""
    return _list(event_id)


@right_required("leads")
def enter_withdrawal(event_id: str) -> Response:
    """Find somebody, show what it would touch, or do it."""
    form, here = request.form, house()
    who, scope, how = form.get("who", ""), form.get("scope", ""), form.get("how", "")
    if form.get("act") == "find":
        if not who.strip():
            return _list(event_id, 422, wrong="Please type a number or a name first.")
        with here.database.read() as db:
            people = find_people(db, who, event_id=event_id)
        nobody = "" if people else "Nobody at this event has this number or name. Please check it and type it again."
        return _list(event_id, 200 if people else 404, people=people, typed=who, wrong=nobody)
    if scope not in SCOPES or how not in HOW_WORDS:
        with here.database.read() as db:
            people = find_people(db, form.get("person", ""), event_id=event_id)
        return _list(event_id, 422, people=people, wrong="Please choose what they take back, and how they asked.")
    person_id = form.get("person", "")
    with here.database.read() as db:
        known = [one for one in find_people(db, person_id, event_id=event_id) if one.id == person_id]
        counted = [one for one in preview(db, person_id, scope, here.clock()) if one.count] if known else []
    if not known:
        raise NotFound
    if form.get("sure") != "yes":
        due = here.clock() + timedelta(days=here.settings.held_days)
        told: dict[str, Any] = {
            "chosen": scope,
            "how": how,
            "counted": counted,
            "due": due,
            "person": known[0],
            "limits": LIMITS,
        }
        return _list(event_id, reaches_sound=SCOPES[scope].reaches_sound, **told)
    wish = Wish(participant_id=person_id, scope=scope, how=how, by=this_staff().staff_id)
    withdrawal_id = withdraw(here, wish)
    flash("It is being erased. The receipt is below.", "good withdrawn")
    return see_other(f"{_base(event_id)}/{withdrawal_id}")


@right_required("leads")
def withdrawal_page(event_id: str, withdrawal_id: str) -> Response:
    """One withdrawal: its receipt, the sound that waits, what others repeat, and whom to tell."""
    return _one(event_id, withdrawal_id)


@right_required("leads")
def work_withdrawal(event_id: str, withdrawal_id: str) -> Response:
    """What somebody who listened says of a sound, or decides about what others wrote."""
    here, form, by = house(), request.form, this_staff().staff_id
    act, recording_id, thing_id = form.get("act", ""), form.get("recording", ""), form.get("thing", "")

    def do(db: Session) -> str | None:
        _row(db, event_id, withdrawal_id)
        now = here.clock()
        programme_id = event_view(db, event_id).programme_id
        deed: dict[str, Any] = {"now": now, "staff_id": by, "programme_id": programme_id}
        if act in ("kept", "erased"):
            row = decide(db, withdrawal_id, thing_id, act, by=by, now=now)
            write_down(db, "withdrawal_decided", thing=thing_id, session_id=row.session_id, **deed)
            if act == "erased":
                store.erase_words(db, row.session_id, [thing_id], at=now)
                listeners.notes_erased(db, [thing_id])
            return row.session_id
        if act == "quiet":
            say_quiet(db, withdrawal_id, recording_id, by=by, now=now)
        elif act == "mark":
            mark(db, withdrawal_id, recording_id, form.get("first", ""), form.get("last", ""))
        elif act == "delete":
            if form.get("sure") != "yes":
                raise InvalidInput("Please tick the box first. It cannot be undone.", code="not_sure")
            delete_sound(db, withdrawal_id, recording_id)
        else:
            raise InvalidInput("Please choose what to do.", code="no_act")
        write_down(db, "withdrawal_heard", thing=recording_id, **deed)
        return None

    try:
        grown = here.database.write(do)
    except InvalidInput as refused:
        return _one(event_id, withdrawal_id, refused.status, wrong=refused.tell)
    if grown is not None:
        here.nudge(grown)
    here.enqueue(withdrawal_id)
    flash(_DONE[act], f"good {act}")
    return see_other(f"{_base(event_id)}/{withdrawal_id}")


@right_required("leads")
def withdrawn_sound(event_id: str, withdrawal_id: str, recording_id: str) -> Response:
    """The sound, for whoever listens whether somebody is still heard in it; nobody else can play it meanwhile."""
    here = house()

    def find(db: Session) -> Any:
        _row(db, event_id, withdrawal_id)
        one = db.get(WithdrawnSound, (withdrawal_id, recording_id))
        if one is None or one.masked_at is None or one.is_deleted:
            raise NotFound
        deed: dict[str, Any] = {"now": here.clock(), "staff_id": this_staff().staff_id, "thing": recording_id}
        write_down(db, "played", programme_id=event_view(db, event_id).programme_id, **deed)
        return recording_view(db, recording_id)

    path, mime = heard_file(storage(), here.database.write(find))
    return unstored(send_file(path, mimetype=mime, conditional=True))


def _base(event_id: str) -> str:
    return f"/desk/events/{event_id}/withdrawals"


def _row(db: Session, event_id: str, withdrawal_id: str) -> Withdrawal:
    row = db.get(Withdrawal, withdrawal_id)
    if row is None or row.event_id != event_id:
        raise NotFound
    return row


def _list(event_id: str, status: int = 200, **said: Any) -> Response:
    with house().database.read() as db:
        told: dict[str, Any] = {
            "event": event_view(db, event_id),
            "rows": [
                {"id": row.id, "number": row.number, "scope": row.scope, "state": row.state, "at": row.asked_at}
                for row in withdrawals_of(db, event_id)
            ],
        }
    told |= {"people": (), "typed": "", "wrong": "", "chosen": None, "scopes": SCOPE_WORDS, "hows": HOW_WORDS}
    return unkept(page("desk/withdrawals.html", status, states=STATE_WORDS, base=_base(event_id), **(told | said)))


def _one(event_id: str, withdrawal_id: str, status: int = 200, *, wrong: str = "") -> Response:
    here = house()
    with here.database.read() as db:
        row = _row(db, event_id, withdrawal_id)
        told = receipt(db, row)
        reads = reader()
        unheard = {one["recording_id"]: unheard_in(db, reads, one["recording_id"]) for one in told["sounds"]}
        views = {one["recording_id"]: recording_view(db, one["recording_id"]) for one in told["sounds"]}
        names = {key: _called(db, view) for key, view in views.items()}
        reviews = list(reviews_of(db, withdrawal_id))
        texts = {
            made.id: made
            for session_id in {one.session_id for one in reviews if one.decision is None}
            for made in made_in(db, Owner(), session_id)
        }
        shown: dict[str, Any] = {
            "event": event_view(db, event_id),
            "told": told,
            "counted": [one for one in in_words(row.touched) if one.count],
            "times": (row.asked_at, row.due_at, row.done_at),
            "names": names,
            "unheard": unheard,
            "reviews": [(one.thing_id, texts.get(one.thing_id)) for one in reviews if one.decision is None],
            "reason": row.reason,
        }
    words = {"scopes": SCOPE_WORDS, "states": STATE_WORDS, "sounds": SOUND_WORDS, "backups": BACKUP_WORDS}
    base = _base(event_id)
    shown |= {"base": base, "here": f"{base}/{withdrawal_id}", "wrong": wrong}
    return unkept(page("desk/withdrawal.html", status, **words, **shown))


def _called(db: Session, view: RecordingView) -> str:
    session = session_view(db, view.session_id)
    return f"{session.title}: {name_of(session, view)}"
