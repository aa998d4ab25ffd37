"""The live desk and the wall, and the desk's buttons as plain forms."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, jsonify, request
from flask_wtf.csrf import generate_csrf
from sqlalchemy.orm import Session

from facilitation.api import reception
from facilitation.care.beside import beside
from facilitation.frame.deciding import REOPEN_WITHIN
from facilitation.hand_over.queries import hand_over
from facilitation.interactions import DESK, PREPARED
from facilitation.interactions.notes.loading import set_aside_in
from facilitation.interactions.signal.showing import signals_of
from facilitation.live.presence import sectors
from facilitation.live.views import snapshot
from facilitation.operations import open_session, perform_batch
from facilitation.phone_view import writer_of
from facilitation.words import KIND_WORDS, page_words
from retreat.consent.gate import StaffReader
from retreat.errors import Conflict, NotFound, RetreatError
from retreat.log.fields import Operation
from retreat.log.makings import has_made
from retreat.people.access import Seat, SeatKind, desk_of_token
from retreat.people.guard import right_required, this_staff
from retreat.people.operations import desk_token
from retreat.people.queries import people_by_sector
from retreat.programme.agenda.laying import clock_words
from retreat.programme.agenda.queries import going_today
from retreat.programme.events import event_row, is_open
from retreat.programme.narratives.queries import can_be_read_in, chosen_for
from retreat.programme.operations import TABLES_MAX
from retreat.programme.queries import RoundView, SessionView, session_view, sessions_of_event
from retreat.programme.steps import needs_tables
from retreat.recordings.at_table import unrecorded
from retreat.recordings.queries import recordings_of
from retreat.web.addresses import address_for_phones_here, typed_address
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.origins import address
from retreat.web.pages import local_path, page, see_other, unkept

PLAIN_FIELDS = (
    "text",
    "round_id",
    "title",
    "prompt_id",
    "cluster_id",
    "into",
    "view",
    "share",
    "table_id",
    "undertaking_id",
    "to",
    "became",
    "due",
)


@right_required("leads")
def desk(session_id: str) -> Response:
    """One next step, who is here, the rounds and the notes."""
    here = house()
    with here.database.read() as db:
        meeting = session_view(db, session_id)
        sessions = sessions_of_event(db, meeting.event_id)
        over = not is_open(db, meeting.event_id, now=here.clock())
        has_made_some = has_made(db, StaffReader(staff_id=this_staff().staff_id), session_id)
        has_sound = bool(recordings_of(db, session_id))
        sound = [one.to_json() for one in unrecorded(db, session_id)]
        unprepared = _unprepared(db, meeting)
        told = {**_narratives(db, meeting), "needs_tables": _lacking_tables(meeting), "tables_max": TABLES_MAX}
        day = going_today(db, meeting.event_id, now=here.clock()) if meeting.state != "ended" else None
    planned = None if over else next((one for one in sessions if one["state"] == "planned"), None)
    if meeting.state == "planned":
        others = [one for one in sessions if one["state"] == "open"]
        shown: dict[str, Any] = {"over": over, "unprepared": unprepared, "going_day": day, "clock": clock_words}
        return page("desk/planned.html", meeting=meeting, others=others, **shown, **told)
    if meeting.state == "ended":
        kept = {"written": has_made_some, "sound": has_sound}
        again = meeting.ended_at is not None and here.clock() - meeting.ended_at <= REOPEN_WITHIN and not over
        return page("desk/ended.html", meeting=meeting, following=planned, kept=kept, over=over, again=again)
    token, seat, view = _enter(session_id, "facilitator")
    with here.database.read() as db:
        aside = set_aside_in(db, session_id)
        handed_over = hand_over(db, session_id)
        beside_it = beside(db, session_id, meeting.event_id)
    boot = _boot(seat, token, meeting, view) | {
        "rounds_planned": _rounds_planned(meeting, unprepared),
        "next_session": planned,
        "tables": [{"id": table.id, "name": table.name} for table in meeting.tables],
        "arrivals_url": f"/desk/events/{meeting.event_id}/arrivals",
        "unrecorded": sound,
        "tables_url": f"/desk/sessions/{session_id}/tables" if meeting.tables_open else None,
        "hand_over_url": f"/desk/sessions/{session_id}/hand-over" if handed_over else None,
        "csrf": generate_csrf(),
    }
    board = view["board"]
    return page(
        "desk/live.html",
        meeting=meeting,
        boot=boot,
        board=board,
        writers={note["id"]: writer_of(board, note, note["actor"]) for note in board["notes"].values()},
        signals={of["id"]: signals_of(board, of) for of in board["rounds"].values() if of["state"] == "open"},
        set_aside=aside,
        handed_over=handed_over,
        beside=beside_it,
        going_day=day,
        clock=clock_words,
        kinds=KIND_WORDS,
        new_id=house().ids,
        **told,
    )


@right_required("leads")
def wall(session_id: str) -> Response:
    """For the projector: nothing to press, nothing that only the desk may see."""
    with house().database.read() as db:
        meeting = session_view(db, session_id)
        over = not is_open(db, meeting.event_id, now=house().clock())
    if meeting.state == "ended" or over:
        return page("wall/ended.html", meeting=meeting)
    token, seat, view = _enter(session_id, "screen")
    return page("wall/wall.html", meeting=meeting, boot=_boot(seat, token, meeting, view))


@right_required("leads")
def open_room(session_id: str) -> Response:
    """Open the live room of a planned session; its first round waits for the facilitator.

    The sessions that the form names are ended first, after the desk was asked.
    """
    here = house()
    with here.database.read() as db:
        known = {one["id"] for one in sessions_of_event(db, session_view(db, session_id).event_id)}
    asked = request.form.getlist("end") if request.form.get("first") == "end" else []
    first = [one for one in asked if one in known and one != session_id]
    # Everything is prepared before anything ends: if this session cannot be opened, the other stays open.
    token = _token(session_id, "facilitator")
    ending = {one: _token(one, "facilitator") for one in first}

    def begin(db: Session) -> None:
        seat = desk_of_token(db, token)
        event_row(db, seat.event_id, locked=True)  # a button pressed twice opens it once
        if session_view(db, session_id).state != "planned":
            return
        open_session(db, seat, now=here.clock(), ids=here.ids, open_first_round=False)
        for one, its_token in ending.items():
            if session_view(db, one).state == "open":
                end = Operation(op_id=here.ids(), kind="session.end", target_id=one, body={})
                perform_batch(db, desk_of_token(db, its_token), [end], now=here.clock(), ids=here.ids)

    try:
        here.database.write(begin)
    except Conflict as error:
        flash(error.tell, f"care {error.code}")
    else:
        for grown in (session_id, *first):
            here.nudge(grown)
    return see_other(f"/desk/sessions/{session_id}#next-step")


@right_required("leads")
def act(session_id: str) -> Response:
    """One operation of the desk, from a plain form: kind, target, version, and the fields of its body."""
    here, form = house(), request.form
    token = _token(session_id, "facilitator")
    body: dict[str, Any] = {name: form[name].strip() for name in PLAIN_FIELDS if form.get(name, "").strip()}
    if (minutes := number(form.get("minutes"))) is not None:
        body["minutes"] = minutes
    if form.get("out_of_cluster"):
        body["cluster_id"] = None
    for several in ("note_ids", "note_kinds"):
        if form.getlist(several):
            body[several] = form.getlist(several)
    asked_now = body.pop("text", None) if form.get("kind") == "round.add" else None
    op: dict[str, Any] = {
        "op_id": form.get("op_id") or here.ids(),
        "kind": form.get("kind", ""),
        "target_id": form.get("target_id") or here.ids(),
        "body": body,
    }
    if (version := number(form.get("base_version"))) is not None:
        op["base_version"] = version
    batch = [op]
    if asked_now:
        body = {"round_id": op["target_id"], "text": asked_now}
        batch.append({"op_id": f"{op['op_id']}-q", "kind": "prompt.ask", "target_id": here.ids(), "body": body})
    try:
        answer = reception().take(token, session_id, {"v": 1, "batch": batch}, address=address())
        if answer["refused"]:
            flash(answer["refused"][0]["message"], "care")
    except RetreatError as error:
        flash(error.tell, "care")
    return see_other(local_path(form.get("back"), f"/desk/sessions/{session_id}"))


@right_required("leads")
def part(session_id: str, round_id: str) -> Response:
    """What the interaction of a round tells the desk alone."""
    with house().database.read() as db:
        found = next((each for each in session_view(db, session_id).rounds if each.id == round_id), None)
        tell = DESK.get(found.step.interaction) if found else None
        if tell is None:
            raise NotFound
        told = tell(db, session_id, round_id)
    return unkept(jsonify(told))


@right_required("leads")
def not_recorded(session_id: str) -> Response:
    """What must not be recorded now: it changes with who sits where, which the desk asks for."""
    with house().database.read() as db:
        session_view(db, session_id)
        found = [one.to_json() for one in unrecorded(db, session_id)]
    return unkept(jsonify(found))


@right_required("leads")
def coming(session_id: str) -> Response:
    """The plan as it is now: another desk may have changed the steps that are still to come."""
    with house().database.read() as db:
        meeting = session_view(db, session_id)
        told = _rounds_planned(meeting, _unprepared(db, meeting))
    return unkept(jsonify(told))


@right_required("leads")
def set_aside(session_id: str) -> Response:
    """The notes that were set aside and can be brought back; they are on no channel any more, so the desk asks."""
    with house().database.read() as db:
        session_view(db, session_id)
        found = set_aside_in(db, session_id)
    return unkept(jsonify(found))


def _enter(session_id: str, kind: SeatKind) -> tuple[str, Seat, dict[str, Any]]:
    """The desk's or the wall's token, its seat and what it may see."""
    here, token = house(), _token(session_id, kind)
    with here.database.read() as db:
        seat = desk_of_token(db, token)
        return token, seat, snapshot(db, seat, now=here.clock())


def desk_token_for(session_id: str) -> str:
    """The token by which whoever is signed in leads a session."""
    return _token(session_id, "facilitator")


def _token(session_id: str, kind: SeatKind) -> str:
    here, staff = house(), this_staff()

    def write(db: Session) -> str:
        session_view(db, session_id)
        return desk_token(
            db,
            session_id=session_id,
            staff_id=staff.staff_id,
            sign_in_id=staff.sign_in_id,
            secret_key=here.secret_key,
            now=here.clock(),
            ids=here.ids,
            kind=kind,
        )

    return here.database.write(write)


def _boot(seat: Seat, token: str, meeting: SessionView, view: dict[str, Any]) -> dict[str, Any]:
    with house().database.read() as db:
        joined = people_by_sector(db, meeting.id)
    shared = {
        "session_id": meeting.id,
        "token": token,
        "role": seat.role,
        "participant_id": seat.participant_id,
        "channels": list(seat.channels),
        "now": view["now"],
        "title": meeting.title,
        "event_title": meeting.event_title,
        "snapshot": view,
        "words": page_words(),
        "join": _join(meeting),
        "without_sound": meeting.without_sound,
        "quiet_table": meeting.quiet_table.name if meeting.quiet_table else None,
    }
    if seat.role == "screen":
        return shared
    return shared | {"people": sum(joined.values()), "sectors": sectors(joined)}


def _join(meeting: SessionView) -> dict[str, Any] | None:
    if meeting.join_pass is None:
        return None
    return {
        "pass": meeting.join_pass,
        "url": f"{address_for_phones_here()}/join",
        "short_url": typed_address(),
        "qr_svg_url": f"/qr/join/{meeting.id}.svg",
        "posters_url": f"/desk/sessions/{meeting.id}/posters",
        "wall_url": f"/desk/sessions/{meeting.id}/wall",
    }


def _unprepared(db: Session, meeting: SessionView) -> set[str]:
    """The steps that lack what their people need before they open."""
    asked = [(found, PREPARED.get(found.step.interaction)) for found in meeting.rounds]
    return {found.id for found, is_prepared in asked if is_prepared and not is_prepared(db, meeting.id, found.id)}


def _lacking_tables(meeting: SessionView) -> list[str]:
    """The titles of steps to come that people need tables for, where there is none."""
    if meeting.tables_open:
        return []
    return [found.step.title for found in meeting.rounds if found.state != "closed" and needs_tables(found.step)]


def _narratives(db: Session, meeting: SessionView) -> dict[str, Any]:
    """What each step of close reading reads, by round and table, and what there is to choose from."""
    if all(found.step.interaction != "read" for found in meeting.rounds):
        return {"narratives": [], "chosen": {}}
    chosen = {
        round_id: {one.table_id or "": one.text_id for one in some}
        for round_id, some in chosen_for(db, meeting.id).items()
    }
    return {"narratives": can_be_read_in(db, meeting.id), "chosen": chosen}


def _rounds_planned(meeting: SessionView, unprepared: set[str]) -> list[dict[str, Any]]:
    return [_planned(found) | {"prepared": found.id not in unprepared} for found in meeting.rounds]


def _planned(found: RoundView) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.step.title,
        "minutes": found.step.minutes,
        "instruction": found.step.instruction,
        "interaction": found.step.interaction,
        "who": dict(found.step.who),
        "options": dict(found.step.options),
        "state": found.state,
        "version": found.version,
        "prompts": [
            {"id": prompt.id, "text": prompt.planned_text, "asked": prompt.asked_at is not None}
            for prompt in found.prompts
        ],
    }
