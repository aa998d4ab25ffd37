"""Who is who in a transcript. Plain forms; every act names the state of the voices that its author saw."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from retreat.errors import InvalidInput, NotFound, RetreatError
from retreat.house import House
from retreat.people.guard import right_required, staff_required, this_staff
from retreat.transcripts.asking import reader, who
from retreat.transcripts.carrying.carrying import Spread, carried_out, follow, spread_of
from retreat.transcripts.editing.held import transcript_of_session
from retreat.transcripts.editing.operations import Who
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.speakers.cases import Case
from retreat.transcripts.speakers.given_turns import Target
from retreat.transcripts.speakers.pages import NEW, UNKNOWN, span_page, speakers_page, turns_page
from retreat.transcripts.speakers.queries import names_in
from retreat.transcripts.speakers.state import SeenVoices, SpeakersChanged
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import page, see_other

_TOLD_AGAIN = ("voice", "name", "sector", "role", "person", "into", "to", "turn", "first", "last")
Form = MultiDict[str, str]
Act = Callable[[Session, SeenVoices, Form, Who], str]


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages beside the record's others."""
    base = "/sessions/<session_id>/speakers"
    blueprint.add_url_rule(base, view_func=speakers)
    blueprint.add_url_rule(f"{base}/turns", view_func=speaker_turns)
    blueprint.add_url_rule(f"{base}/turns/<int:turn>", view_func=speaker_span)
    blueprint.add_url_rule(f"{base}/<act>", view_func=change_speakers, methods=["POST"])


@staff_required
def speakers(session_id: str) -> Response:
    """Every voice of a transcript."""
    return _speakers_page(session_id, request.args.get("transcript"))


def _speakers_page(session_id: str, transcript_id: str | None, status: int = 200, **more: Any) -> Response:
    here, reads = house(), reader()

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            return speakers_page(db, reads, session_id, transcript_id)

    shown = {"kept": {}, "again": None, "problem": None} | more
    return page("record/speakers.html", status, staff=this_staff(), **here.offload(gather), **shown)


@right_required("works")
def speaker_turns(session_id: str) -> Response:
    """The turns of one voice."""
    return _turns(session_id, request.args)


def _turns(session_id: str, asked: Form, status: int = 200, problem: RetreatError | None = None) -> Response:
    here, reads = house(), reader()

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            return turns_page(db, reads, session_id, asked.get("transcript"), asked, number(asked.get("page")) or 1)

    chosen = _turns_of(asked)
    gathered = here.offload(gather)
    return page(
        "record/speaker_turns.html", status, staff=this_staff(), chosen=chosen, asked=asked, problem=problem, **gathered
    )


@right_required("works")
def speaker_span(session_id: str, turn: int) -> Response:
    """One turn, word by word."""
    return _span(session_id, turn, request.args)


def _span(session_id: str, turn: int, asked: Form, status: int = 200, problem: RetreatError | None = None) -> Response:
    here, reads = house(), reader()
    with here.database.read() as db:
        gathered = span_page(db, reads, session_id, asked.get("transcript"), turn)
    return page("record/speaker_span.html", status, staff=this_staff(), asked=asked, problem=problem, **gathered)


@staff_required
def change_speakers(session_id: str, act: str) -> Response:
    """One act, and back to the page that shows it."""
    if act not in _ACTS:
        raise NotFound()
    here, form, actor = house(), request.form, who()
    transcript_id = form.get("transcript", "")
    seen = SeenVoices(session_id=session_id, transcript_id=transcript_id, seen=number(form.get("seen")) or 0)
    perform = _ACTS[act]
    try:
        said = (
            _matched(here, seen, form, actor)
            if act == "match"
            else here.database.write(lambda db: perform(db, seen, form, actor))
        )
    except SpeakersChanged as error:
        again = None if act == "undo" else {"act": act, "fields": _fields(form), "said": _wanted(act, seen, form)}
        return _speakers_page(session_id, transcript_id, error.status, problem=error, again=again)
    except InvalidInput as error:
        if act == "turns":
            return _turns(session_id, form, error.status, error)
        if act == "span":
            return _span(session_id, number(form.get("turn")) or 0, form, error.status, error)
        return _speakers_page(session_id, transcript_id, error.status, problem=error, kept=form)
    if act in _MOVES:
        follow(here.database, transcript_id, offload=here.offload)
    flash(said, "good")
    voice = form.get("voice", "")
    anchor = f"#voice-{voice}" if act in ("name", "describe", "match") and voice else ""
    return see_other(f"/sessions/{session_id}/speakers?transcript={transcript_id}{anchor}")


def _name(db: Session, seen: SeenVoices, form: Form, who: Who) -> str:
    label, name = form.get("voice", ""), form.get("name", "")
    before = names_in(db, seen.transcript_id)(label)
    acts.name_voice(db, seen, label, name, who)
    return f"{before} is called {name.strip()} everywhere." if name.strip() else "The name was removed."


def _describe(db: Session, seen: SeenVoices, form: Form, who: Who) -> str:
    label, case = form.get("voice", ""), _case(form)
    acts.describe_voice(db, seen, label, case, who)
    called = names_in(db, seen.transcript_id)(label)
    return f"The sector and role of {called} {'were saved' if case.said else 'were removed'}."


def _matched(here: House, seen: SeenVoices, form: Form, who: Who) -> str:
    """Find the voice's words in other versions before the write, because hours of talk take a while."""
    label = form.get("voice", "")

    def plan(db: Session) -> Spread:
        return spread_of(db, transcript_of_session(db, seen.session_id, seen.transcript_id).id, label)

    def act(db: Session, plan: Spread) -> str:
        return _match(db, seen, form, who, plan)

    return carried_out(here.database, plan, act, offload=here.offload)


def _match(db: Session, seen: SeenVoices, form: Form, who: Who, plan: Spread | None = None) -> str:
    label, person = form.get("voice", ""), form.get("person") or None
    before = names_in(db, seen.transcript_id)(label)
    acts.match_voice(db, seen, label, person, who, plan)
    return f"{before} is matched." if person else f"{before} is no longer matched to anybody."


def _merge(db: Session, seen: SeenVoices, form: Form, who: Who) -> str:
    acts.merge_voices(db, seen, form.get("voice", ""), form.get("into", ""), who)
    return "The two voices have been merged."


def _give_turns(db: Session, seen: SeenVoices, form: Form, who: Who) -> str:
    return _given(db, seen, acts.give_turns(db, seen, _turns_of(form), _target(form), who))


def _give_span(db: Session, seen: SeenVoices, form: Form, who: Who) -> str:
    turn, first, last = (number(form.get(name)) for name in ("turn", "first", "last"))
    if turn is None or first is None or last is None:
        raise InvalidInput("Please choose the first and the last word.", code="no_span", fields={"first": "is missing"})
    return _given(db, seen, acts.give_span(db, seen, turn, (first, last), _target(form), who))


def _give_voice(db: Session, seen: SeenVoices, form: Form, who: Who) -> str:
    acts.give_voice(db, seen, form.get("voice", ""), Target(), who)
    return "This voice is now marked as unknown."


def _undo(db: Session, seen: SeenVoices, _form: Form, who: Who) -> str:
    acts.undo_latest(db, seen, who)
    return "The latest change was undone."


# After these, words may belong to somebody who is matched.
_MOVES = ("merge", "turns", "span", "unknown", "undo")
_ACTS: dict[str, Act] = {
    "name": _name,
    "describe": _describe,
    "match": _match,
    "merge": _merge,
    "turns": _give_turns,
    "span": _give_span,
    "unknown": _give_voice,
    "undo": _undo,
}


def _target(form: Form) -> Target:
    to = form.get("to", "")
    if to == NEW:
        return Target(new=True, name=form.get("name", ""))
    if to == UNKNOWN:
        return Target()
    if not to.startswith("voice:"):
        raise InvalidInput("Please choose whose voice it is.", code="no_voice", fields={"to": "is missing"})
    return Target(label=to.removeprefix("voice:"))


def _case(form: Form) -> Case:
    return Case(sector=form.get("sector", "").strip(), role=form.get("role", "").strip())


def _given(db: Session, seen: SeenVoices, label: str | None) -> str:
    if not label:
        return "This voice is now marked as unknown."
    return f"That is {names_in(db, seen.transcript_id)(label)} now."


def _turns_of(form: Form) -> set[int]:
    return {turn for turn in map(number, form.getlist("turn")) if turn is not None}


def _fields(form: Form) -> list[tuple[str, str]]:
    return [(name, value) for name in _TOLD_AGAIN for value in form.getlist(name)]


def _wanted(act: str, seen: SeenVoices, form: Form) -> str:
    """What somebody wanted to do on an outdated page, with the current names of the voices."""
    with house().database.read() as db:
        called = names_in(db, seen.transcript_id)
    voice, described = called(form.get("voice", "")), _case(form).said
    count = len(form.getlist("turn"))
    return {
        "name": f"You wanted to call {voice} “{form.get('name', '').strip()}”.",
        "describe": f"You wanted to describe {voice} as “{described}”."
        if described
        else f"You wanted to remove the sector and role of {voice}.",
        "match": f"You wanted to say whose voice {voice} is.",
        "merge": f"You wanted to merge {voice} with {called(form.get('into', ''))}.",
        "turns": f"You wanted to give {count} {'turn' if count == 1 else 'turns'} to another voice.",
        "span": "You wanted to give a part of a turn to another voice.",
        "unknown": f"You wanted to say that nobody knows who {voice} is.",
    }[act]
