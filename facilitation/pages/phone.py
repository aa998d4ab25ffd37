"""The phone's page, and the plain forms behind it for browsers without scripts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from flask import Response, flash, request
from sqlalchemy.orm import Session

from facilitation.access.queries import needs_for_host
from facilitation.api import reception
from facilitation.easy.words import chosen_kind
from facilitation.easy_words import ask_for_easy_words, wants_easy_words
from facilitation.facts import ALREADY
from facilitation.interactions import PLAIN, STAYS
from facilitation.interactions.gather.showing import gathered_now
from facilitation.interactions.readback.showing import read_back_of
from facilitation.live.views import snapshot
from facilitation.phone_view import may_of, phone_view, stays_of
from facilitation.plain_acts import ops_of
from facilitation.scribes.speaking import NOT_ANY_MORE, acting_token, writing
from facilitation.seat_cookie import hand_token, token_for
from facilitation.seats.grouping import SIZES
from facilitation.seats.together import Together, together
from facilitation.unsent import NOTHING, Unsent, lacking_of, placed, said_of, status_of, unsent_of
from facilitation.words import EASY_KIND_WORDS, KIND_WORDS, page_words, share_hint
from retreat.consent.purposes import SOUND_PURPOSES, YES
from retreat.consent.queries import all_answers
from retreat.errors import InvalidInput, NotFound, NotPermitted, NotSignedIn, RetreatError
from retreat.log.care.requests import own_request
from retreat.log.kinds import KINDS
from retreat.log.note_words import BULB_WORDS, CHOSEN_WORDS
from retreat.log.nouns.lightbulb import BULB_TEXTS
from retreat.people.access import Seat, arrive, seat_in
from retreat.people.seating import Held, duties
from retreat.pictures.operations import agreement_of, may_photograph
from retreat.programme.events import is_open, session_now
from retreat.programme.queries import SessionView, session_view, sessions_of_event
from retreat.recordings.at_table import may_be_recorded
from retreat.web.asked import number
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.origins import address
from retreat.web.pages import local_path, page, see_other

COME_IN = "Please come in with the code on the screen."


@seat
def phone(session_id: str) -> Response:
    """The question and the notes, as this seat may see them.

    Visitors to a session that is not open go to the open one, unless they came to look back.
    """
    if "stay" in request.args:
        return _phone(session_id)
    open_now = _open_instead(session_id)
    if open_now is not None:
        return see_other(f"/s/{open_now}")
    response = _phone(session_id)
    # Asked again: what opened before they had come in here told only those who had.
    opened = _open_instead(session_id)
    return response if opened is None else see_other(f"/s/{opened}")


@seat
def add_note(session_id: str) -> Response:
    """Write a note. Its ids come with the form, so that a form sent twice makes one note."""
    form = request.form
    body: dict[str, Any] = {"prompt_id": form.get("prompt_id", ""), "text": form.get("text", "")}
    body |= {name: form[name] for name in ("note_kind", "share", "seat", "chosen") if form.get(name)}
    target = form.get("note_id") or house().ids()
    return _perform(session_id, "note.add", target, body)


@seat
def keep_unsent(session_id: str) -> Response:
    """The page again, with words that nothing took in their box: a page without scripts has nowhere else for them."""
    return _phone(session_id, unsent=Unsent(text=request.form.get("text", ""), share=request.form.get("share", "")))


@seat
def edit_note(session_id: str, note_id: str) -> Response:
    """Reword one's own note."""
    version = number(request.form.get("base_version"))
    text = request.form.get("text", "")
    return _perform(session_id, "note.edit", note_id, {"text": text}, base_version=version)


@seat
def share_note(session_id: str, note_id: str) -> Response:
    """Let more people read one's own note."""
    return _perform(session_id, "note.share", note_id, {"share": request.form.get("share", "")})


@seat
def remove_note(session_id: str, note_id: str) -> Response:
    """Take one's own note back."""
    return _perform(session_id, "note.remove", note_id, {})


@seat
def mark_light_bulb(session_id: str) -> Response:
    """Mark a light bulb, with words or without. Its ids come with the form, so that a form sent twice marks one."""
    texts, on = _bulb_texts(), request.form.get("on")
    body = texts | {"share": "facilitators"} | ({"on": on} if on else {})
    target = request.form.get("bulb_id") or house().ids()
    return _perform(session_id, "lightbulb.mark", target, body)


@seat
def edit_light_bulb(session_id: str, bulb_id: str) -> Response:
    """Reword one's own light bulb."""
    version, texts = number(request.form.get("base_version")), _bulb_texts()
    return _perform(session_id, "lightbulb.edit", bulb_id, texts, base_version=version)


def _bulb_texts() -> dict[str, str]:
    return {name: request.form[name] for name in BULB_TEXTS if name in request.form}


@seat
def remove_light_bulb(session_id: str, bulb_id: str) -> Response:
    """Take one's own light bulb back."""
    return _perform(session_id, "lightbulb.remove", bulb_id, {})


@seat
def give_dot(session_id: str, target_id: str) -> Response:
    """Give a dot to a note or a heading."""
    return _perform(session_id, "vote.cast", target_id, {})


@seat
def take_dot_back(session_id: str, target_id: str) -> Response:
    """Take one's dot back, perhaps to give it elsewhere."""
    return _perform(session_id, "vote.retract", target_id, {})


@seat
def take_part(session_id: str) -> Response:
    """Operations of any interaction, from a plain form: kind, target, and the fields of the body."""
    ops = ops_of(request.form, KINDS.get(request.form.get("kind", "")), house().ids)
    return _send(session_id, ops) if ops else back_to(session_id)


@seat
def choose_words(session_id: str) -> Response:
    """Easy words from now on, in every step that has them, or the usual ones again."""
    return ask_for_easy_words(back_to(session_id), easy=request.form.get("easy") == "yes")


def _open_instead(session_id: str) -> str | None:
    """An open session of the event, if this one is not open."""
    token = token_for(session_id)
    try:
        with house().database.read() as db:
            event_id = seat_in(db, token, session_id).event_id
            states = {one["id"]: one["state"] for one in sessions_of_event(db, event_id)}
            now = None if states.get(session_id) == "open" else session_now(db, event_id)
            return now if now is not None and states.get(now) == "open" else None
    except (NotSignedIn, NotFound):
        return None


def back_to(session_id: str) -> Response:
    """To the session's page, even if it is over and another one of the event is open."""
    with house().database.read() as db:
        is_open = session_view(db, session_id).state == "open"
    return see_other(local_path(request.form.get("back"), f"/s/{session_id}" + ("" if is_open else "?stay")))


def come_in() -> Response:
    """For a phone without a seat here: the way to the page for the code."""
    flash(COME_IN, "care")
    return see_other("/")


def _perform(
    session_id: str, kind: str, target_id: str, body: dict[str, Any], *, base_version: int | None = None
) -> Response:
    op_id = request.form.get("op_id") or house().ids()
    op: dict[str, Any] = {"op_id": op_id, "kind": kind, "target_id": target_id, "body": body}
    if base_version is not None:
        op["base_version"] = base_version
    return _send(session_id, [op])


def _send(session_id: str, ops: list[dict[str, Any]]) -> Response:
    token = acting_token(session_id)
    if token is None:
        return come_in()
    try:
        answer = reception().take(token, session_id, {"v": 1, "batch": ops}, address=address())
    except (NotSignedIn, NotFound):
        if "for" not in request.form:
            return come_in()
        unsent = unsent_of(ops, _texts_of)
        return _phone(
            session_id, NotPermitted.status, said=NOT_ANY_MORE, code="writes_no_more", unsent=unsent, as_self=True
        )
    except RetreatError as error:
        kind = KINDS.get(ops[0]["kind"])
        said = lacking_of(error.fields, kind.takes.get if kind else lambda _: None) if _is_shape(error) else error.tell
        return _phone(session_id, error.status, said=said, code=error.code, unsent=unsent_of(ops, _texts_of))
    refused = [one for one in answer["refused"] if one.get("why") != ALREADY]
    if refused:
        first, which = refused[0], {one["op_id"] for one in refused}
        unsent = unsent_of([op for op in ops if op["op_id"] in which], _texts_of)
        return _phone(session_id, status_of(first), said=said_of(first), code=first["code"], unsent=unsent)
    if ops[0]["kind"].endswith(".remove") and request.form.get("back"):
        flash("It is erased.", "good erased")
    return back_to(session_id)


def _is_shape(error: RetreatError) -> bool:
    return isinstance(error, InvalidInput) and any(place.startswith("batch") for place in error.fields)


def _texts_of(kind: str) -> Collection[str]:
    return KINDS[kind].text_fields if kind in KINDS else ()


def _phone(
    session_id: str,
    status: int = 200,
    *,
    said: str = "",
    code: str = "",
    unsent: Unsent = NOTHING,
    as_self: bool = False,
) -> Response:
    token = token_for(session_id) if as_self else acting_token(session_id)
    here = house()
    try:
        found = _arrived(session_id, token)
        with here.database.read() as db:
            view = snapshot(db, found, now=here.clock())
            given = all_answers(db, found.id)
            writes = writing(db, found)
            sound = may_be_recorded(db, session_id, found.table_id)
            own = all(given[purpose] == YES for purpose in SOUND_PURPOSES)
            meeting = session_view(db, session_id)
            own_duties = own_duties_of(db, found) if meeting.tables_open else []
            asked_duties = [one.duty for one in own_duties if not one.is_taken]
            is_on_duty = any(one.is_taken for one in own_duties)
            photographs = photographs_for(db, found) if is_on_duty else None
            host_needs = needs_for_host(db, found.id, session_id, found.table_id) if is_on_duty else []
            care = own_request(db, found.id)
            over = not is_open(db, found.event_id, now=here.clock())
            opened = {one["id"] for one in sessions_of_event(db, found.event_id) if one["state"] == "open"}
    except (NotSignedIn, NotFound):
        return come_in()
    shown = phone_view(view["board"], set(view["mine"]), at_table=found.table_id is not None, voted=set(view["voted"]))
    rounds = view["board"]["rounds"]
    asked_first = next((asked for asked in shown.questions if asked.may != "nothing"), None)
    stays = stays_of(view["board"], rounds[asked_first.round_id], STAYS) if asked_first else None
    if may_of(stays) == "nothing":
        stays = None
    notes_kept = given["notes_kept"] == YES
    takes = {one.id for one in shown.questions if notes_kept and one.may == "do" and one.interaction not in PLAIN}
    unsent = placed(unsent, shown, takes=takes, notes_kept=notes_kept, over=over)
    following = (view["board"]["session"] or {}).get("next")
    easy = wants_easy_words()
    boot = _boot(found, token or "", meeting.title, view, notes_kept=given["notes_kept"], sound=own) | {
        "easy_words": easy,
        "over": over,
        "words": page_words(for_other=writes.chosen is not None),
        "writes_for": writes.called,
        "scribes": writes.is_scribe,
        "photographs": photographs,
    }
    response = page(
        "phone/session.html",
        status,
        boot=boot,
        title=meeting.title,
        session_id=session_id,
        event_id=found.event_id,
        table=_table_of(meeting, found),
        next=following if following and not over and following["session_id"] in opened else None,
        over=over,
        care=care,
        gathered=gathered_now(view["board"]),
        view=shown,
        parts={
            asked.id: PLAIN[asked.interaction](view["board"], rounds[asked.round_id], set(view["mine"]))
            for asked in shown.questions
            if asked.interaction in PLAIN and asked.may != "nothing"
        },
        stays=stays and stays["interaction"],
        stays_part=stays and PLAIN[stays["interaction"]](view["board"], stays, set(view["mine"])),
        set_aside=view["set_aside"],
        asked_duties=asked_duties,
        host_needs=host_needs,
        writes=writes,
        photographs=photographs,
        has_pictures=bool(view["board"]["pictures"]),
        together={
            asked.round_id: one for asked in shown.questions if (one := _together(found, asked.round_id, rounds))
        },
        read_back=read_back_of(view["board"], found.table_id, set(view["mine"]), now=here.clock()),
        notes_kept=notes_kept,
        sound=sound,
        planned_off=_planned_off(meeting, found),
        quiet_table=meeting.quiet_table,
        easy=easy,
        chosen_words=CHOSEN_WORDS,
        chosen_kind=chosen_kind,
        said=said,
        code=code,
        unsent=unsent,
        unsent_for=next((one for one in shown.questions if one.id in takes), None),
        asked=BULB_WORDS,
        new_id=here.ids,
        now=here.clock(),
        kinds={**KIND_WORDS, **(EASY_KIND_WORDS if easy else {})},
        shares=boot["words"]["shares"],
        share_hint=partial(share_hint, for_other=writes.chosen is not None),
    )
    return hand_token(response, found.event_id, token_for(session_id) or "")


def _arrived(session_id: str, token: str | None) -> Seat:
    """The seat of whoever opens the page; a token opens every session of its event, so this may be a first visit."""
    here = house()
    with here.database.read() as db:
        found = seat_in(db, token, session_id)
    return found if found.is_taken else here.database.write(lambda db: arrive(db, found, now=here.clock()))


def own_duties_of(db: Session, found: Seat) -> list[Held]:
    """What somebody does for their table, or was asked to."""
    return [one for one in duties(db, found.session_id) if one.participant_id == found.id]


def photographs_for(db: Session, found: Seat) -> dict[str, Any] | None:
    """For the host or the scribe of a table: which, and whether it has agreed to pictures of its paper."""
    if not may_photograph(db, found):
        return None
    return {"table_id": found.table_id, "agreed": agreement_of(db, found, found.table_id) is not None}


def _together(found: Seat, round_id: str, rounds: Mapping[str, Any]) -> Together | None:
    if rounds[round_id].get("group") not in SIZES:
        return None
    return together(house().database, found, round_id)


def _table_of(meeting: SessionView, found: Seat) -> str | None:
    """The name of somebody's table, empty where they have none yet; None where there are no tables."""
    if not meeting.tables_open:
        return None
    return next((table.name for table in meeting.tables if table.id == found.table_id), "")


def _planned_off(meeting: SessionView, found: Seat) -> str | None:
    """Whether the session or somebody's table is planned without sound; then no answer changes what is recorded."""
    if meeting.without_sound:
        return "session_off"
    quiet = meeting.quiet_table
    return "table_off" if quiet is not None and found.table_id == quiet.id else None


def _boot(found: Seat, token: str, title: str, view: dict[str, Any], *, notes_kept: str, sound: bool) -> dict[str, Any]:
    return {
        "session_id": found.session_id,
        "event_id": found.event_id,
        "token": token,
        "role": found.role,
        "participant_id": found.id,
        "channels": list(found.channels),
        "now": view["now"],
        "title": title,
        "notes_kept": notes_kept,
        "audio_consent": "yes" if sound else "no",
        "snapshot": view,
    }
