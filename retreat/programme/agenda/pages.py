"""The agenda of an event: its days, each line's form, and what can be done with a line; all of it as plain forms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import Response, flash, request
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound, RetreatError
from retreat.people.guard import this_staff
from retreat.programme.agenda import operations
from retreat.programme.agenda.laying import WHATS, clock_words
from retreat.programme.agenda.queries import AgendaView, ItemView, agenda_view, going_today, minutes_together
from retreat.programme.agenda.ready_made import ready_agenda, ready_agendas
from retreat.programme.agenda.saying import said
from retreat.programme.agenda.written import Written, read_day, read_item
from retreat.programme.catalogue import Offer, activities
from retreat.programme.events import is_over
from retreat.programme.operations import TABLES_MAX
from retreat.programme.queries import event_view, session_view
from retreat.programme.schemas import EventView
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import local_path, page, see_other, unkept

OVER = "This event is closed. To change its agenda, open the event again on your home page."
USUAL_TABLES = 5
_NEW: Mapping[str, str] = {"what": "session", "seating": "given", "tables": "0"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What every page of an agenda is made from."""

    event: EventView
    offer: Offer
    agenda: AgendaView

    @property
    def is_over(self) -> bool:
        return is_over(self.event, now=house().clock())

    def item(self, item_id: str) -> ItemView:
        for day in self.agenda.days:
            for item in day.items:
                if item.id == item_id:
                    return item
        raise NotFound("This line is no longer on the agenda.")


def agenda(event_id: str) -> Response:
    """All days, one below the other, with what to look at."""
    return _agenda(event_id)


def _agenda(event_id: str, error: RetreatError | None = None, day: int = 0) -> Response:
    here = house()
    with here.database.read() as db:
        shown = shown_of(db, event_id)
        going_day = going_today(db, event_id, now=here.clock())
    return page(
        "programme/agenda/agenda.html",
        error.status if error else 200,
        event=shown.event,
        agenda=shown.agenda,
        over=shown.is_over,
        ready=ready_agendas(),
        said={one.day: said(one) for one in shown.agenda.days},
        going_day=going_day,
        whats=WHATS,
        clock=clock_words,
        tables=request.form.get("tables", str(USUAL_TABLES)),
        tables_max=TABLES_MAX,
        wrong_day=day,
        typed=request.form,
        errors=error.fields if error else {},
        error=error,
    )


def today(event_id: str) -> Response:
    """How today goes, alone: the desk fetches it again from time to time; empty where nothing is planned today."""
    here = house()
    with here.database.read() as db:
        found = going_today(db, event_id, now=here.clock())
    back = local_path(request.args.get("back"), _base(event_id))
    shown = page("programme/agenda/_day.html", going_day=found, event_id=event_id, back=back, clock=clock_words)
    return unkept(shown)


def fill(event_id: str) -> Response:
    """Start from a ready-made agenda."""
    here, staff = house(), this_staff().staff_id

    def write(db: Session) -> None:
        shown = _open_to_change(db, event_id)
        operations.fill(
            db,
            event_id,
            ready_agenda(request.form.get("agenda", "")),
            from_day=number(request.form.get("day")) or 1,
            tables=_tables(),
            offer=shown.offer,
            by=staff,
            clock=here.clock,
            ids=here.ids,
        )

    try:
        here.database.write(write)
    except (InvalidInput, Conflict) as error:
        return _agenda(event_id, error)
    flash("The agenda is filled in, and its sessions are planned. Change whatever you like.", "good agenda_filled")
    return see_other(_base(event_id))


def change_day(event_id: str, day: int) -> Response:
    """When a day begins and ends, and notes for the team."""
    here = house()

    def write(db: Session) -> None:
        _open_to_change(db, event_id)
        operations.set_day(db, event_id, day, read_day(request.form), ids=here.ids)

    try:
        here.database.write(write)
    except InvalidInput as error:
        return _agenda(event_id, error, day)
    return see_other(f"{_base(event_id)}#day-{day}")


def new_item(event_id: str, day: int) -> Response:
    """A form for one more line at the end of a day."""
    here, staff = house(), this_staff().staff_id
    if request.method == "GET":
        return _form(event_id, day, None, _NEW)

    def write(db: Session) -> str:
        offer = _open_to_change(db, event_id).offer
        written = _written(offer)
        tables = _tables() if written.what == "session" else 0
        return operations.add_item(
            db,
            event_id,
            day,
            written,
            offer=offer,
            by=staff,
            clock=here.clock,
            ids=here.ids,
            tables=tables,
            given=request.form.get("seating") == "given",
        )

    try:
        item_id = here.database.write(write)
    except (InvalidInput, Conflict) as error:
        return _form(event_id, day, None, request.form, error)
    return see_other(f"{_base(event_id)}#item-{item_id}")


def change_item(event_id: str, item_id: str) -> Response:
    """One line in its form; below it, where else it can go."""
    here, staff = house(), this_staff().staff_id
    with here.database.read() as db:
        item = shown_of(db, event_id).item(item_id)
    if request.method == "GET":
        return _form(event_id, item.day, item, _typed(item))

    def write(db: Session) -> None:
        offer = _open_to_change(db, event_id).offer
        operations.change_item(
            db,
            event_id,
            item_id,
            _written(offer, item),
            seen=number(request.form.get("seen")) or 0,
            offer=offer,
            by=staff,
            clock=here.clock,
            ids=here.ids,
            tables=_tables() if "tables" in request.form else 0,
            given=request.form.get("seating") == "given",
        )

    try:
        here.database.write(write)
    except (InvalidInput, Conflict) as error:
        return _form(event_id, item.day, item, request.form, error)
    return see_other(f"{_base(event_id)}#item-{item_id}")


def move_item(event_id: str, item_id: str) -> Response:
    """One place up or down, or to any place of any day: ``to`` is ``up``, ``down`` or ``2:0``, a day and a place."""
    wanted, told = request.form.get("to", ""), []

    def write(db: Session) -> None:
        item = _open_to_change(db, event_id).item(item_id)
        day, place = _place(item, wanted)
        operations.move_item(db, event_id, item_id, day=day, place=place)
        ends = next(one.ends for one in shown_of(db, event_id).agenda.days if one.day == day)
        told.append(f"“{item.title}” is moved. By the plan, the day now ends at {clock_words(ends)}.")

    # From the desk, where the whole agenda is not in sight, what happened is said once.
    if _told(write) and "back" in request.form:
        flash(told[-1], "good item_moved")
    return see_other(local_path(request.form.get("back"), f"{_base(event_id)}#item-{item_id}"))


def act_on_item(event_id: str, item_id: str, act: str) -> Response:
    """Leave a line out of the day, put it back, or remove it; what this does to the day is said once."""
    now = house().clock()
    told: list[str] = []

    def write(db: Session) -> None:
        before = _open_to_change(db, event_id)
        item = before.item(item_id)
        if act == "remove":
            stays = operations.remove_item(db, event_id, item_id)
            told.append(f"“{item.title}” is off the agenda.")
            told.extend(["Its session stays, because people have already come into it."] if stays else [])
            return
        operations.drop_item(db, event_id, item_id, now=now if act == "drop" else None)
        ends = next(day.ends for day in shown_of(db, event_id).agenda.days if day.day == item.day)
        what = "is left out" if act == "drop" else "is back"
        told.append(f"“{item.title}” {what}. By the plan, the day now ends at {clock_words(ends)}.")

    if act not in ("drop", "restore", "remove"):
        raise NotFound
    if _told(write):
        flash(" ".join(told), f"good item_{act}")
    on_agenda = _base(event_id) + ("" if act == "remove" else f"#item-{item_id}")
    return see_other(local_path(request.form.get("back"), on_agenda))


def take_in(event_id: str, session_id: str) -> Response:
    """Put a session that was planned without the agenda on one of its days."""
    here = house()

    def write(db: Session) -> str:
        shown = _open_to_change(db, event_id)
        activity = shown.offer.activities.get(session_view(db, session_id).activity)
        minutes = (minutes_together(activity.steps) if activity else None) or 60
        day = number(request.form.get("day")) or 1
        return operations.take_in(
            db, event_id, session_id, day=day, minutes=minutes, ids=here.ids, clock=here.clock
        )  # fmt: skip

    _told(write)
    return see_other(_base(event_id))


def shown_of(db: Session, event_id: str) -> Shown:
    """An event with its agenda and what sessions can be made from.

    Raises:
        NotFound: There is no such event.
    """
    event = event_view(db, event_id)
    offer = activities(db, event.programme_id)
    return Shown(event=event, offer=offer, agenda=agenda_view(db, event_id, offer))


def _open_to_change(db: Session, event_id: str) -> Shown:
    shown = shown_of(db, event_id)
    if shown.is_over:
        raise Conflict(OVER, code="event_over")
    return shown


def _told(write: Callable[[Session], object]) -> bool:
    """Whether it could be done; if not, the page says why."""
    try:
        house().database.write(write)
    except (InvalidInput, Conflict, NotFound) as error:
        flash(error.tell, f"care {error.code}")
        return False
    return True


def _form(
    event_id: str, day: int, item: ItemView | None, typed: Mapping[str, str], error: RetreatError | None = None
) -> Response:
    with house().database.read() as db:
        shown = shown_of(db, event_id)
    found = next((one for one in shown.agenda.days if one.day == day), None)
    if found is None:
        raise NotFound("The event has no such day.")
    if item is not None:
        item = shown.item(item.id)
    return page(
        "programme/agenda/item.html",
        error.status if error else 200,
        event=shown.event,
        agenda=shown.agenda,
        day=found,
        item=item,
        typed=typed,
        seen=item.version if item and (request.method == "GET" or _is_late(error)) else request.form.get("seen", ""),
        errors=error.fields if error else {},
        error=error,
        over=shown.is_over,
        offer=shown.offer,
        minutes={key: minutes_together(one.steps) for key, one in shown.offer.activities.items()},
        whats=WHATS,
        clock=clock_words,
        tables_max=TABLES_MAX,
    )


def _is_late(error: RetreatError | None) -> bool:
    return isinstance(error, operations.ChangedMeanwhile)


def _typed(item: ItemView) -> Mapping[str, str]:
    texts = ("what", "title", "place", "lead", "hosts", "materials", "notes")
    return {name: getattr(item, name) for name in texts} | {
        "minutes": str(item.minutes),
        "at": clock_words(item.at) if item.at is not None else "",
        "is_beside": "yes" if item.is_beside else "",
        "activity": item.activity or "",
        "seating": "given",
        "tables": "0",
    }


def _written(offer: Offer, item: ItemView | None = None) -> Written:
    names = {key: one.name for key, one in offer.activities.items()}
    if item is not None and item.activity:
        names.setdefault(item.activity, item.activity_name)
    timed = {key: minutes_together(one.steps) for key, one in offer.activities.items()}
    known = {key: minutes for key, minutes in timed.items() if minutes is not None}
    return read_item(request.form, name_of=names, minutes_by_activity=known)


def _tables() -> int:
    found = number(request.form.get("tables", "0") or "0")
    if found is None or found > TABLES_MAX:
        says = f"Please write a number from 0 to {TABLES_MAX}."
        raise InvalidInput(says, fields={"tables": says})
    return found


def _place(item: ItemView, wanted: str) -> tuple[int, int]:
    if wanted in ("up", "down"):
        return item.day, max(0, item.position + (1 if wanted == "down" else -1))
    day, _, place = wanted.partition(":")
    found_day, found_place = number(day), number(place)
    if found_day is None or found_place is None:
        raise InvalidInput("Please choose where to move it.", code="no_place")
    return found_day, found_place


def _base(event_id: str) -> str:
    return f"/desk/events/{event_id}/agenda"
