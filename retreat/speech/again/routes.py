"""The pages for transcribing again: what stays untouched, what was changed, and undoing it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, flash, request, url_for
from sqlalchemy.orm import Session

from retreat.errors import Conflict, InvalidInput, NotFound, RetreatError
from retreat.house import House
from retreat.people.guard import right_required, staff_required, this_staff
from retreat.recordings.estimates import in_words
from retreat.recordings.people import speakers_said
from retreat.speech.again import operations as rerun
from retreat.speech.again import restaging
from retreat.speech.again.choosing import Model, check_for_words, for_opinion, for_words, installed
from retreat.speech.again.phrases import turns_said
from retreat.speech.again.second_opinion import NOTHING_DOUBTFUL, ask_opinion, length_s, needed_for
from retreat.speech.again.views import jobs_of
from retreat.transcripts.editing.held import transcript_of_session
from retreat.transcripts.editing.machine_turns import span_of_turn, touched_turns, turns_given, turns_within
from retreat.transcripts.editing.reviewing import turns_to_check
from retreat.transcripts.opinions.operations import doubtful_turns
from retreat.transcripts.phrases import sound_time
from retreat.transcripts.versions.heard_by import heard_by
from retreat.transcripts.versions.models import SpeechRerun, TranscriptVersion
from retreat.web.asked import number
from retreat.web.house import house
from retreat.web.pages import local_path, page, see_other

_MOMENT = re.compile(r"^(?:(\d{1,2}):)?(\d{1,3}):(\d{2})(?:\.(\d{1,3}))?$")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
GLOSSARY_MAX_CHARS = 2_000


def add_routes(blueprint: Blueprint) -> None:
    """Put these pages beside the record's others."""
    here = "/sessions/<session_id>/transcripts/<transcript_id>/again"
    blueprint.add_url_rule(here, view_func=show_again)
    blueprint.add_url_rule(here, view_func=ask_again, methods=["POST"])
    blueprint.add_url_rule("/sessions/<session_id>/reruns/<rerun_id>/<act>", view_func=change_rerun, methods=["POST"])


@right_required("works")
def show_again(session_id: str, transcript_id: str) -> Response:
    """What can be done again, what stays, and what was done."""
    try:
        return _page(session_id, transcript_id)
    except InvalidInput as refused:
        return _page(session_id, transcript_id, refused)


def _page(session_id: str, transcript_id: str, refused: RetreatError | None = None) -> Response:
    here, asked = house(), request.values
    with here.database.read() as db:
        transcript = transcript_of_session(db, session_id, transcript_id)
        if transcript.recording_id is None:
            raise NotFound("This transcript came without its sound, so nothing can be transcribed again.")
        start_ms, end_ms = _span_asked(db, transcript, asked) if refused is None else _span_read(asked)
        known = installed(here.settings.models, here.settings.whisper_model)
        context = {
            "transcript": transcript,
            "so_far": heard_by(db, transcript),
            "jobs": jobs_of(db, transcript_id),
            "counts": _counts(db, transcript_id, start_ms, end_ms),
            "opinion": _opinion_offered(db, transcript, known),
            "models": _choices(for_words(db, known, transcript, (start_ms, end_ms))),
            "has_span": start_ms is not None and end_ms is not None,
            "start": _exact(start_ms) if refused is None else asked.get("start", ""),
            "end": _exact(end_ms) if refused is None else asked.get("end", ""),
        }
    return page(
        "record/again.html",
        refused.status if refused else 200,
        staff=this_staff(),
        session_id=session_id,
        told=refused,
        wrong=refused.fields if refused else {},
        stages=restaging.SAID,
        sound_time=sound_time,
        **context,
    )


def _opinion_offered(db: Session, transcript: TranscriptVersion, models: Sequence[Model]) -> dict[str, Any]:
    """What another model could listen to, and which models are not weaker."""
    turns = doubtful_turns(db, transcript.id)
    are = "is" if len(turns) == 1 else "are"
    return {
        "turns": len(turns),
        "said": f"{turns_said(len(turns))} {are} doubtful, {in_words(length_s(turns))} of sound",
        "models": _choices(for_opinion(models, transcript, needed_for(db, transcript, turns))),
        "nothing": NOTHING_DOUBTFUL,
    }


def _choices(models: Sequence[Model]) -> list[tuple[str, str]]:
    return [(one.name, one.name) for one in models]


def _span_asked(db: Session, transcript: TranscriptVersion, asked: Any) -> tuple[int | None, int | None]:
    """From the page's address or form: a turn, or from a moment to another."""
    n = number(asked.get("turn"))
    if n is not None:
        span = span_of_turn(db, transcript.id, n)
        if span is not None:
            return span
    return _moment(asked.get("start", "")), _moment(asked.get("end", ""))


def _span_read(asked: Any) -> tuple[int | None, int | None]:
    """What can be read of a refused form; an unreadable time is shown again, but gives no span."""
    try:
        return _moment(asked.get("start", "")), _moment(asked.get("end", ""))
    except InvalidInput:
        return None, None


def _moment(text: str) -> int | None:
    found = _MOMENT.match(text.strip())
    if not text.strip():
        return None
    if found is None or int(found[3]) > 59:
        raise InvalidInput(
            "Please enter times like 12:30 or 1:05:09.", code="no_moment", fields={"start": "is not a moment"}
        )
    seconds = (int(found[1] or 0) * 60 + int(found[2])) * 60 + int(found[3])
    return seconds * 1000 + int((found[4] or "0").ljust(3, "0"))


def _exact(ms: int | None) -> str:
    """A time as people can type it: 12:30 or, between two seconds, 12:30.48."""
    rest = f".{ms % 1000:03}".rstrip("0") if ms is not None and ms % 1000 else ""
    return sound_time(ms) + rest


def _counts(db: Session, transcript_id: str, start_ms: int | None, end_ms: int | None) -> dict[str, int]:
    """How many turns there are, and how many of them people have worked on."""
    span = None if start_ms is None or end_ms is None else (start_ms, end_ms)
    # Those that are on the pages, as the record counts them.
    numbers = turns_within(db, transcript_id, span) & {n for n, _review in turns_to_check(db, transcript_id)}
    return {
        "turns": len(numbers),
        "touched": len(numbers & touched_turns(db, transcript_id)),
        "given": turns_given(db, transcript_id),
    }


@staff_required
def ask_again(session_id: str, transcript_id: str) -> Response:
    """Ask for it."""
    here = house()
    try:
        kind, span, options = _wish(here.settings.whisper_model)
        asked = rerun.Asked(
            session_id=session_id,
            transcript_id=transcript_id,
            kind=kind,
            start_ms=span[0],
            end_ms=span[1],
            options=options,
            by=this_staff().staff_id,
        )
        here.database.write(lambda db: _ask(here, db, asked))
    except (Conflict, InvalidInput) as refused:
        return _page(session_id, transcript_id, refused)
    flash("It is in the queue, and will begin as soon as the machine is free.", "good")
    return see_other(url_for(".show_again", session_id=session_id, transcript_id=transcript_id))


def _ask(here: House, db: Session, asked: rerun.Asked) -> str:
    now, ids, wake = here.clock(), here.ids, here.enqueue
    known = installed(here.settings.models, here.settings.whisper_model)
    if asked.kind == rerun.OPINION:
        return ask_opinion(db, asked, models=known, now=now, ids=ids, wake=wake)
    if asked.kind == rerun.WORDS:
        transcript = transcript_of_session(db, asked.session_id, asked.transcript_id)
        check_for_words(db, known, transcript, (asked.start_ms, asked.end_ms), asked.options["model"])
    return rerun.ask(db, asked, now=now, ids=ids, wake=wake)


def _wish(standing: str) -> tuple[str, tuple[int | None, int | None], dict[str, Any]]:
    form = request.form
    if form.get("kind") == rerun.SPEAKERS:
        return rerun.SPEAKERS, (None, None), {"speakers": speakers_said(form.get("speakers"))}
    if form.get("kind") == rerun.OPINION:
        return rerun.OPINION, (None, None), {"model": form.get("second", "")}
    if form.get("kind") in restaging.SAID:
        return form["kind"], (None, None), {}
    if form.get("kind") != rerun.WORDS:
        raise InvalidInput("Please choose what is to be done again.", fields={"kind": "is unknown"})
    options: dict[str, Any] = {"model": form.get("model", standing)}
    language = form.get("language", "").strip().lower()
    if language:
        if not _LANGUAGE.fullmatch(language):
            raise InvalidInput("Please enter the code of a language, such as en.", fields={"language": "is no code"})
        options["language"] = language
    terms = [line.strip() for line in form.get("glossary", "")[:GLOSSARY_MAX_CHARS].splitlines()]
    if any(terms):
        options["glossary"] = [term for term in terms if term]
    start_ms, end_ms = _moment(form.get("start", "")), _moment(form.get("end", ""))
    if (start_ms is None) != (end_ms is None):
        raise InvalidInput("Please enter both the start and the end, or neither.")
    return rerun.WORDS, (start_ms, end_ms), options


@staff_required
def change_rerun(session_id: str, rerun_id: str, act: str) -> Response:
    """Stop one, or take back what it changed."""
    here = house()
    acts: dict[str, Callable[[Session], None]] = {
        "stop": lambda db: rerun.cancel(db, session_id, rerun_id, now=here.clock()),
        "take-back": lambda db: rerun.take_back(db, session_id, rerun_id, now=here.clock(), wake=here.enqueue),
    }
    if act not in acts:
        raise NotFound()
    here.database.write(acts[act])
    with here.database.read() as db:
        transcript_id = db.get_one(SpeechRerun, rerun_id).transcript_id
    here_again = url_for(".show_again", session_id=session_id, transcript_id=transcript_id)
    return see_other(local_path(request.form.get("back"), here_again))
