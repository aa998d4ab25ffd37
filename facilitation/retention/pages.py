"""A programme's page about how long things are kept: periods, legal holds, and what is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flask import Response, flash, make_response, request
from sqlalchemy.orm import Session

from facilitation.retention.words import DESTRUCTION_WORDS, STATE_WORDS
from retreat.consent.gate import Reader
from retreat.consent.retention.certificate import STAYS, Certificate, certificate, checks, confirmer, lines
from retreat.consent.retention.models import Destruction
from retreat.consent.retention.operations import Where, confirm, lift_hold, place_hold, set_months
from retreat.consent.retention.periods import KINDS, SOUND, in_words
from retreat.consent.retention.queries import counted, destructions_of, due, endings, holds, months_of
from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.people.guard import right_required, this_staff
from retreat.programme.queries import programme_view, session_view, sessions_of_event
from retreat.recordings.ports import unheard_in
from retreat.recordings.queries import name_of, recordings_of
from retreat.transcripts.asking import reader
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

_SAID = {
    "months": "This is saved.",
    "hold": "The legal hold is in force.",
    "lift": "The legal hold is lifted.",
    "destroy": "It is being destroyed. Its certificate is below.",
}


@right_required("leads")
def retention_page(programme_id: str) -> Response:
    """What ends when, and what is due."""
    return _page(programme_id)


@right_required("rules")
def change_retention(programme_id: str) -> Response:
    """Set a period, place or lift a hold; what is refused comes back as it was typed."""
    here, form = house(), request.form
    where = where_asked(programme_id, form)
    acts: Mapping[str, Callable[[Session], object]] = {
        "months": lambda db: set_months(db, where, _months(form)),
        "hold": lambda db: place_hold(
            db, where, why=form.get("why", ""), until=_day(form.get("until", "")), ids=here.ids
        ),
        "lift": lambda db: lift_hold(db, where, form.get("hold", "")),
        "destroy": lambda db: confirm(db, where, form.get("kind", ""), ids=here.ids).id,
    }
    act = form.get("act", "")
    try:
        if act not in acts:
            raise InvalidInput("Please choose what to do.", code="no_act")
        if act == "destroy" and form.get("sure") != "yes":
            raise InvalidInput("Please tick the box first. It cannot be undone.", code="not_sure")
        made = here.database.write(acts[act])
    except (InvalidInput, Conflict) as refused:
        return _page(programme_id, refused.status, refused=refused, act=act)
    flash(_SAID[act], f"good {act}")
    if act == "destroy":
        here.enqueue(str(made))
        return see_other(f"{base_of(programme_id)}/{made}")
    return see_other(base_of(programme_id))


@right_required("leads")
def certificate_page(programme_id: str, destruction_id: str) -> Response:
    """One destruction, and once it is done its certificate, to be printed."""
    told = _certificate(programme_id, destruction_id)
    words: dict[str, Any] = {"programme_id": programme_id, "base": base_of(programme_id), "states": DESTRUCTION_WORDS}
    return unkept(
        page("programme/certificate.html", told=told, who=confirmer(told), checks=checks(told), stays=STAYS, **words)
    )


@right_required("leads")
def certificate_file(programme_id: str, destruction_id: str) -> Response:
    """The same as plain text."""
    told = _certificate(programme_id, destruction_id)
    response = make_response("\n".join(lines(told)) + "\n")
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="certificate-{told.number}.txt"'
    return unkept(response)


def _certificate(programme_id: str, destruction_id: str) -> Certificate:
    here = house()
    with here.database.read() as db:
        row = db.get(Destruction, destruction_id)
        if row is None or row.programme_id != programme_id:
            raise NotFound
        return certificate(db, row, backup_days=here.settings.backup_days)


def for_templates() -> dict[str, Any]:
    """What the desk's home says of it: how much is due in a programme."""
    return {"due_in": _due_in}


def _due_in(programme_id: str) -> int:
    here = house()
    with here.database.read() as db:
        return len(due(db, here.clock().date(), [programme_id]))


def base_of(programme_id: str) -> str:
    """The page's address."""
    return f"/desk/programmes/{programme_id}/keeping"


def where_asked(programme_id: str, form: Mapping[str, str]) -> Where:
    """The programme, or the event that a form names."""
    event_id = form.get("event", "") or None
    return Where(programme_id=programme_id, event_id=event_id, by=this_staff().staff_id, now=house().clock())


def _months(form: Mapping[str, str]) -> dict[str, int | None]:
    """What was typed for each kind; nothing typed for an event means: as in the programme."""
    found: dict[str, int | None] = {}
    for kind in KINDS:
        typed = form.get(kind, "").strip()
        count = number(typed)
        if count is None and (typed or not form.get("event")):
            raise InvalidInput("Please type a number of months.", code="no_months", fields={kind: "a number"})
        found[kind] = count
    return found


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError as error:
        raise InvalidInput("Please choose a day.", code="no_day", fields={"until": "a day"}) from error


def _page(programme_id: str, status: int = 200, *, refused: Any = None, act: str = "") -> Response:
    here = house()
    now: datetime = here.clock()
    today = now.date()
    with here.database.read() as db:
        found = endings(db, today, [programme_id])
        told: dict[str, Any] = {
            "programme": programme_view(db, programme_id),
            "unheard": _unheard(db, [one.event_id for one in found if (one.kind, one.state) == (SOUND, "due")]),
            "months": months_of(db, programme_id),
            "holds": holds(db, programme_id, today),
            "destructions": [
                {"id": row.id, "event": row.event_id, "kind": row.kind, "state": row.state, "at": row.confirmed_at}
                for row in destructions_of(db, programme_id)
            ],
        }
    events = {one.event_id: one.event_title for one in found}
    told |= {
        "events": [(event, title, [one for one in found if one.event_id == event]) for event, title in events.items()],
        "titles": events,
        "due": [one for one in found if one.state in ("due", "waits", "held")],
        "counted": counted,
        "kinds": KINDS,
        "in_words": in_words,
        "states": STATE_WORDS,
        "destruction_states": DESTRUCTION_WORDS,
        "audit_days": here.settings.audit_days,
        "backup_days": here.settings.backup_days,
        "refused": refused,
        "act": act,
        "typed": request.form if refused else {},
        "base": base_of(programme_id),
    }
    return page("programme/retention.html", status, **told)


def _unheard(db: Session, event_ids: Iterable[str]) -> dict[str, list[dict[str, Any]]]:
    """The sounds of these events on which something rests that nobody has checked by ear, by event."""
    reads = reader()
    return {event_id: [one for one in _sounds(db, event_id, reads) if one["count"]] for event_id in event_ids}


def _sounds(db: Session, event_id: str, reads: Reader) -> Iterator[dict[str, Any]]:
    for listed in sessions_of_event(db, event_id):
        session = session_view(db, listed["id"])
        for one in recordings_of(db, session.id):
            at = f"/sessions/{session.id}/recordings/{one.id}/before-deletion"
            called = f"{session.title}: {name_of(session, one)}"
            yield {"at": at, "called": called, "count": len(unheard_in(db, reads, one.id))}
