"""The pages of the queue: what comes next, pause and stop, the words so far, and estimates before a long job."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound
from retreat.house import House
from retreat.people.guard import staff_required, this_staff
from retreat.people.members import programmes_of
from retreat.programme.queries import sessions_in
from retreat.recordings import disk_space, estimates, waiting
from retreat.recordings import queries as recordings
from retreat.recordings.models import FROM_FILE, PROCESSING, SEALED
from retreat.recordings.ports import is_held_back
from retreat.recordings.uploads import announced_bytes
from retreat.recordings.waiting import Way
from retreat.speech.again.views import open_jobs
from retreat.speech.models import HeardSoFar
from retreat.speech.work.phrases import said_of, said_of_needs, said_of_queue
from retreat.speech.work.progress import forget_windows
from retreat.speech.work.queue import InQueue, foretold, line_of, the_queue
from retreat.transcripts.phrases import STAGES, sound_time
from retreat.web.asked import number_between
from retreat.web.house import house
from retreat.web.pages import local_path, page, see_other, unkept

_WAYS: tuple[Way, ...] = ("first", "up", "down")
_LENGTH_MAX_S = 12 * 3600
_SIZE_MAX_BYTES = 2**40


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages beside the record's others."""
    blueprint.add_url_rule("/queue", view_func=show_queue)
    blueprint.add_url_rule("/queue/<recording_id>/<act>", view_func=change_queue, methods=["POST"])
    blueprint.add_url_rule("/sessions/<session_id>/recordings/<recording_id>/so-far", view_func=so_far)
    blueprint.add_url_rule("/sessions/<session_id>/recordings/<recording_id>/so-far/more", view_func=more_so_far)
    blueprint.add_url_rule("/queue/estimate", view_func=estimate)


@staff_required
def show_queue() -> Response:
    """All that waits or is being worked on."""
    return _queue_page()


def _queue_page(status: int = 200, told: str | None = None) -> Response:
    here = house()
    staff_id = this_staff().staff_id
    with here.database.read() as db:
        theirs = set(db.scalars(sessions_in(programmes_of(staff_id, "reads"))))
        worked_on = set(db.scalars(sessions_in(programmes_of(staff_id, "works"))))
        queue, again = the_queue(here, db).only(theirs), [job for job in open_jobs(db) if job.session_id in theirs]
    return page(
        "record/queue.html",
        status,
        staff=this_staff(),
        queue=queue,
        again=again,
        worked_on=worked_on,
        told=told,
        said=said,
        said_of_queue=said_of_queue,
        stages=dict(STAGES),
        length=_length,
    )


def _length(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 90 else estimates.in_words(seconds)


def said(one: InQueue) -> str:
    """One sentence about one audio recording."""
    return said_of(one, dict(STAGES))


@staff_required
def change_queue(recording_id: str, act: str) -> Response:
    """Move, pause, go on or cancel."""
    here, form = house(), request.form
    acts: dict[str, Callable[[Session], None]] = {
        "move": lambda db: waiting.move(db, recording_id, _way(), seen=form.get("seen"), now=here.clock()),
        "pause": lambda db: waiting.pause(db, recording_id),
        "go-on": lambda db: waiting.go_on(db, recording_id, wake=here.enqueue),
        "cancel": lambda db: _cancel(db, recording_id),
    }
    if act not in acts:
        raise NotFound()
    try:
        here.database.write(acts[act])
    except Conflict as conflict:
        return _queue_page(conflict.status, conflict.tell)
    return see_other(local_path(form.get("back"), "/queue"))


def _way() -> Way:
    way = request.form.get("way")
    if way not in _WAYS:
        raise InvalidInput("Please choose where to move it.", fields={"way": "must be first, up or down"})
    return way


def _cancel(db: Session, recording_id: str) -> None:
    waiting.cancel(db, recording_id, now=house().clock())
    forget_windows(db, recording_id)


def told_of_session(here: House, session_id: str) -> list[dict[str, Any]]:
    """How far each audio recording of a session has come, with a sentence where it is in the queue."""
    with here.database.read() as db:
        found = recordings.recordings_of(db, session_id)
        queue = the_queue(here, db)
    lines = {one.id: one for one in (*queue.running, *queue.waiting)}
    told = []
    for view in found:
        line = lines.get(view.id)
        more: dict[str, Any] = {
            "id": view.id,
            "partial": view.partial,
            "failed_once": view.has_failed,
            "hold": view.hold,
        }
        more |= {"said": said(line), "left_s": line.left_s, "share": round(line.progress, 3)} if line else {}
        told.append(more | view.to_wire())
    return told


@staff_required
def so_far(session_id: str, recording_id: str) -> Response:
    """The words so far, by time."""
    here = house()
    with here.database.read() as db:
        view = _view(db, session_id, recording_id)
        if view.state not in (SEALED, PROCESSING):
            return see_other(f"/sessions/{session_id}")
        is_held = is_held_back(db, recording_id)
        windows = [] if is_held else _windows(db, recording_id)
        line = line_of(here, db, recording_id)
    return page(
        "record/so_far.html",
        staff=this_staff(),
        session_id=session_id,
        view=view,
        windows=windows,
        line=line,
        said=said(line) if line else "",
        sound_time=sound_time,
        is_playable=view.origin == FROM_FILE and not is_held,
        is_held_back=is_held,
    )


@staff_required
def more_so_far(session_id: str, recording_id: str) -> Response:
    """The words since a window, or all of them if earlier ones have been replaced."""
    here, after = house(), number_between(request.args.get("after"), "after", -(10**6), 10**9)
    with here.database.read() as db:
        view = _view(db, session_id, recording_id)
        is_held = is_held_back(db, recording_id)
        windows = [] if is_held else _windows(db, recording_id)
        line = line_of(here, db, recording_id)
    is_looking = bool(windows) and windows[0]["window"] < 0
    anew = is_held or (bool(windows) and after < 0 and not is_looking)
    news = [one for one in windows if anew or one["window"] > after]
    return unkept(
        jsonify(
            state=view.state,
            said=said(line) if line else "",
            progress=round(line.progress, 3) if line else 1.0,
            anew=anew,
            windows=[one | {"clock": sound_time(one["start_ms"])} for one in news],
        )
    )


def _view(db: Session, session_id: str, recording_id: str) -> recordings.RecordingView:
    view = recordings.recording_view(db, recording_id)
    if view.session_id != session_id:
        raise NotFound()
    return view


def _windows(db: Session, recording_id: str) -> list[dict[str, Any]]:
    rows = db.scalars(
        select(HeardSoFar).where(HeardSoFar.recording_id == recording_id).order_by(HeardSoFar.start_ms)
    ).all()
    return [{"window": row.window, "start_ms": row.start_ms, "words": row.words} for row in rows]


@staff_required
def estimate() -> Response:
    """What a file of this length and size would need, before it is sent."""
    here = house()
    length_s = number_between(request.args.get("seconds"), "seconds", 1, _LENGTH_MAX_S)
    size_bytes = number_between(request.args.get("bytes"), "bytes", 0, _SIZE_MAX_BYTES)
    takes_s, need, learned = foretold(here, length_s)
    with here.database.read() as db:
        queue = the_queue(here, db)
        promised_bytes = announced_bytes(db, now=here.clock())
    told = said_of_needs(length_s, takes_s, need, learned=learned)
    before = queue.ready_s or 0.0
    if before > 60:
        told += f" What is already in the queue takes about {estimates.in_words(before)} before it."
    memory = disk_space.free_memory()
    if memory is not None and memory < need.memory_bytes:
        told += f" Only {estimates.size_in_words(memory)} of memory are free now, so it may be slow."
    refused = disk_space.no_space(here.storage, length_s, arriving_bytes=size_bytes, promised_bytes=promised_bytes)
    return jsonify(said=told, refused=refused)
