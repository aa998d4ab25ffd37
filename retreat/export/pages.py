"""The export pages of a session and of an event: forms, downloads for the team, and the list of releases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, flash, g, make_response, request
from werkzeug.http import dump_options_header

from retreat.errors import InvalidInput, NotPermitted, RetreatError
from retreat.export.audiences import AUDIENCES, TEAM, audience_named
from retreat.export.bundle import Shape
from retreat.export.formats import FORMATS, Format, format_named
from retreat.export.gathering import bundle_of, sessions_of
from retreat.export.packing import zipped
from retreat.export.releases import operations
from retreat.export.releases.queries import releases_of
from retreat.people.guard import right_required, this_staff
from retreat.people.noting import noted_as
from retreat.programme.queries import event_view, session_view
from retreat.transcripts.asking import reader
from retreat.transcripts.levels.wordings import LEVELS
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

_USED_FOR = timedelta(days=365)
_OUTSIDE_BY_RELEASE = "For people outside the team, please make a release, which somebody who leads then approves."


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What a page is about: one session, or a whole event."""

    event_id: str
    session_id: str | None
    title: str
    event_title: str
    session_ids: Sequence[str]

    @property
    def address(self) -> str:
        """Its pages begin with this."""
        return f"/sessions/{self.session_id}" if self.session_id else f"/events/{self.event_id}"


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance."""
    reads, works, leads = (right_required(right) for right in ("reads", "works", "leads"))
    exported = noted_as("exported")
    for path, where in (("/sessions/<session_id>", "session"), ("/events/<event_id>", "event")):
        blueprint.add_url_rule(f"{path}/export", f"{where}_export", reads(shown))
        blueprint.add_url_rule(f"{path}/export/file", f"{where}_file", reads(exported(download)))
        blueprint.add_url_rule(f"{path}/releases", f"{where}_release", works(make), methods=["POST"])
    one = "/events/<event_id>/releases/<release_id>"
    blueprint.add_url_rule(f"{one}/file", "release_file", reads(noted_as("exported", thing="release_id")(release_file)))
    blueprint.add_url_rule(f"{one}/approve", "approve_release", leads(approve), methods=["POST"])
    blueprint.add_url_rule(f"{one}/recall", "recall_release", works(call_back), methods=["POST"])


def _scope(session_id: str | None, event_id: str | None) -> Scope:
    with house().database.read() as db:
        if session_id is not None:
            view = session_view(db, session_id)
            return Scope(
                event_id=view.event_id,
                session_id=view.id,
                title=view.title,
                event_title=view.event_title,
                session_ids=(view.id,),
            )
        event = event_view(db, event_id or "")
        return Scope(
            event_id=event.id,
            session_id=None,
            title=event.title,
            event_title=event.title,
            session_ids=sessions_of(db, event.id),
        )


def shown(session_id: str | None = None, event_id: str | None = None) -> Response:
    """What can be exported, and what was released."""
    return _shown(_scope(session_id, event_id))


def _shown(scope: Scope, error: RetreatError | None = None) -> Response:
    here = house()
    today = here.clock().astimezone().date()
    with here.database.read() as db:
        releases = releases_of(db, scope.event_id, scope.session_id, today=today)
    return page(
        "export/export.html",
        error.status if error else 200,
        staff=this_staff(),
        scope=scope,
        formats=[(one.name, f"{one.title}: {one.about}") for one in FORMATS.values()],
        audiences=[(one.name, one.title) for one in AUDIENCES.values() if one.name != TEAM],
        needs=[one for one in AUDIENCES.values() if one.is_outside],
        levels=list(LEVELS.items()),
        releases=releases,
        until=(today + _USED_FOR).isoformat(),
        today=today.isoformat(),
        error=error,
        typed=request.form,
    )


def _shape(asked: Any) -> Shape:
    level = asked.get("level", "full")
    if level not in LEVELS:
        raise InvalidInput("There is no such level.", fields={"level": "is not known"})
    with_ = set(asked.getlist("with"))
    return Shape(
        level=level,
        notation="notation" in with_ and level == "full",
        line_numbers="line_numbers" in with_,
        turn_numbers="turn_numbers" in with_,
    )


def download(session_id: str | None = None, event_id: str | None = None) -> Response:
    """One format for the team, made now."""
    here, reads, scope = house(), reader(), _scope(session_id, event_id)
    if request.args.get("for", TEAM) != TEAM:
        raise NotPermitted(_OUTSIDE_BY_RELEASE, code="release_wanted")
    chosen, shape, by = format_named(request.args.get("format", "")), _shape(request.args), this_staff().display_name

    def gather() -> tuple[str, bytes]:
        with here.database.read() as db:
            made = bundle_of(db, reads, AUDIENCES[TEAM], scope.session_ids, shape=shape, now=here.clock(), made_by=by)
        return _packed(chosen, made)

    try:
        name, content = here.offload(gather)
    except InvalidInput as error:
        return _shown(scope, error)
    return _sent(name, content)


def _packed(chosen: Format, made: Any) -> tuple[str, bytes]:
    files = chosen.write(made)
    if not files:
        what = "transcript with sound" if chosen.needs_sound else "code"
        raise InvalidInput(f"There is no {what} here yet, so there is no such file.", code="nothing_to_export")
    if len(files) == 1:
        return files[0].name, files[0].content
    return f"{chosen.name}.zip", zipped(files)


def _sent(name: str, content: bytes) -> Response:
    response = make_response(content)
    # Never shown by the browser: a file may hold what somebody wrote in HTML.
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers["Content-Disposition"] = dump_options_header("attachment", {"filename": name})
    return unkept(response)


def make(session_id: str | None = None, event_id: str | None = None) -> Response:
    """Make a release."""
    here, reads, scope, form = house(), reader(), _scope(session_id, event_id), request.form
    staff = this_staff()
    try:
        wanted = operations.Wanted(
            event_id=scope.event_id,
            session_id=scope.session_id,
            session_ids=scope.session_ids,
            audience=audience_named(form.get("audience", "")),
            format=format_named(form.get("format", "")),
            shape=_shape(form),
            holder=form.get("holder", ""),
            until=_day(form.get("until", "")),
        )
        operations.make(here, reads, wanted, by=staff.staff_id, made_by_name=staff.display_name)
    except RetreatError as error:
        return _shown(scope, error)
    flash("The release is made. Somebody who leads can now read and approve it.", "good release_made")
    return see_other(f"{scope.address}/export#releases")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("Please choose a last day.", code="no_day", fields={"until": "is not a day"}) from error


def approve(event_id: str, release_id: str) -> Response:
    """Somebody who leads approves it."""
    here, by = house(), this_staff().staff_id
    try:
        here.database.write(lambda db: operations.approve(db, event_id, release_id, by=by, now=here.clock()))
    except RetreatError as error:
        flash(error.tell, f"care {error.code}")
    else:
        flash("Approved. It can now be given away.", "good release_approved")
    return see_other(_back(event_id))


def call_back(event_id: str, release_id: str) -> Response:
    """Call it back by hand."""
    here = house()
    here.database.write(
        lambda db: operations.recall(operations.release_of(db, event_id, release_id), why="by_hand", now=here.clock())
    )
    flash("Called back. Please ask whoever has a copy to delete it.", "good release_recalled")
    return see_other(_back(event_id))


def _back(event_id: str) -> str:
    session_id = request.form.get("session", "")
    with house().database.read() as db:
        mine = [session_id] if session_id and session_id in sessions_of(db, event_id) else []
    return f"/sessions/{mine[0]}/export#releases" if mine else f"/events/{event_id}/export#releases"


def release_file(event_id: str, release_id: str) -> Response:
    """Its bytes: to whoever leads before it is approved, and to the whole team afterwards."""
    row, content = operations.content_of(house(), event_id, release_id)
    if row.state != "approved" and "works" not in (g.rights or ()):
        raise NotPermitted("This release is not approved yet.", code="not_approved")
    return _sent(row.called, content)
