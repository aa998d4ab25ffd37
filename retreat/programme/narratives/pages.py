"""The pages of outcome narratives: plain forms. What cannot be kept comes back as it was typed."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput, RetreatError
from retreat.people.guard import this_staff
from retreat.programme.narratives.clearing import clear_narrative, settle_identifiers
from retreat.programme.narratives.identifying import OTHER_WORDS_MAX_CHARS, Decided
from retreat.programme.narratives.operations import (
    TEXT_MAX_CHARS,
    NarrativeChanged,
    WentBack,
    Written,
    add_narrative,
    change_narrative,
    choose_narratives,
    remove_narrative,
)
from retreat.programme.narratives.origins import WITH_PERSON, Origin, set_origin
from retreat.programme.narratives.ports import text_of_file
from retreat.programme.narratives.queries import choices_to_bring, narrative_view, narratives_of, suggestions_of
from retreat.programme.narratives.returning import approve_lines, return_now, set_last_day
from retreat.programme.queries import programme_view, session_view
from retreat.web.forms import body_up_to
from retreat.web.house import house
from retreat.web.pages import local_path, page, see_other

FILE_MAX_BYTES = 4 * 1024**2
_BESIDE_FILE_BYTES = 256 * 1024
_TOO_LARGE = "This file is larger than 4 MB. Please save the narrative alone, without pictures, or paste its text."


def narratives(programme_id: str) -> Response:
    """All of a programme, and whether each can be read by others."""
    with house().database.read() as db:
        found, programme = narratives_of(db, programme_id), programme_view(db, programme_id)
    return page("programme/narratives.html", programme=programme, narratives=found)


@body_up_to(FILE_MAX_BYTES + _BESIDE_FILE_BYTES)
def new_narrative(programme_id: str) -> Response:
    """Typed, pasted, or from a file."""
    here = house()
    if request.method == "GET":
        return _form(programme_id, Written(title="", text=""))
    typed = _typed()
    try:
        written = _with_file(typed)
        narrative_id = here.database.write(
            lambda db: add_narrative(
                db, programme_id, written, by=this_staff().staff_id, now=here.clock(), ids=here.ids
            )
        )
    except InvalidInput as error:
        return _form(programme_id, typed, error)
    return see_other(f"/desk/programmes/{programme_id}/narratives/{narrative_id}")


@body_up_to(FILE_MAX_BYTES + _BESIDE_FILE_BYTES)
def one_narrative(programme_id: str, narrative_id: str) -> Response:
    """Its words with their line numbers, whether it is cleared, and a form to change it."""
    here = house()
    if request.method == "GET":
        return _one(programme_id, narrative_id)
    typed = _typed()
    try:
        written = _with_file(typed)
        here.database.write(
            lambda db: change_narrative(
                db,
                programme_id,
                narrative_id,
                written,
                seen=request.form.get("seen", ""),
                by=this_staff().staff_id,
                now=here.clock(),
                ids=here.ids,
            )
        )
    except (InvalidInput, NarrativeChanged, WentBack) as error:
        return _one(programme_id, narrative_id, typed, error)
    flash("The narrative is saved.", "good saved")
    return see_other(f"/desk/programmes/{programme_id}/narratives/{narrative_id}")


def clear(programme_id: str, narrative_id: str) -> Response:
    """Two things are asked before it can be used: is it anonymous, and may it be read?"""
    here, form = house(), request.form
    try:
        here.database.write(
            lambda db: clear_narrative(
                db,
                programme_id,
                narrative_id,
                seen=form.get("seen", ""),
                anonymous="anonymous" in form,
                agreed="agreed" in form,
                by=this_staff().staff_id,
                now=here.clock(),
            )
        )
    except (InvalidInput, NarrativeChanged, WentBack) as error:
        return _one(programme_id, narrative_id, None, error)
    return see_other(f"/desk/programmes/{programme_id}/narratives/{narrative_id}")


def identifiers(programme_id: str, narrative_id: str) -> Response:
    """Each place that may identify somebody is put in other words, or is said to identify nobody."""
    here, form = house(), request.form
    decided = Decided(
        other_words={name.removeprefix("put-"): value for name, value in form.items() if name.startswith("put-")},
        stays=frozenset(name.removeprefix("stays-") for name in form if name.startswith("stays-")),
    )
    try:
        here.database.write(
            lambda db: settle_identifiers(
                db,
                programme_id,
                narrative_id,
                decided,
                seen=form.get("seen", ""),
                by=this_staff().staff_id,
                now=here.clock(),
                ids=here.ids,
            )
        )
    except (InvalidInput, NarrativeChanged, WentBack) as error:
        return _one(programme_id, narrative_id, None, error, decided=decided)
    return see_other(f"/desk/programmes/{programme_id}/narratives/{narrative_id}#identifiers")


def origin(programme_id: str, narrative_id: str) -> Response:
    """From how many it was chosen, by whom and why, and whether its person had a say."""
    form = request.form
    typed = Origin(
        out_of=form.get("out_of", ""),
        chosen_by=form.get("chosen_by", ""),
        because=form.get("because", ""),
        with_person=form.get("with_person", ""),
    )
    try:
        house().database.write(lambda db: set_origin(db, programme_id, narrative_id, typed))
    except (InvalidInput, WentBack) as error:
        return _one(programme_id, narrative_id, None, error, origin_typed=typed)
    return see_other(f"/desk/programmes/{programme_id}/narratives/{narrative_id}#origin")


def until(programme_id: str, narrative_id: str) -> Response:
    """The last day on which people may read it."""
    here = house()
    try:
        here.database.write(
            lambda db: set_last_day(db, programme_id, narrative_id, request.form.get("until", ""), now=here.clock())
        )
    except (InvalidInput, WentBack) as error:
        return _one(programme_id, narrative_id, None, error)
    return see_other(f"/desk/programmes/{programme_id}/narratives/{narrative_id}#stays")


def approve(programme_id: str, narrative_id: str) -> Response:
    """Lines that the partner approved stay once the text goes back."""
    here, form = house(), request.form
    try:
        here.database.write(
            lambda db: approve_lines(
                db,
                programme_id,
                narrative_id,
                form.get("first", ""),
                form.get("last", ""),
                seen=form.get("seen", ""),
                confirmed="confirmed" in form,
                by=this_staff().staff_id,
                now=here.clock(),
            )
        )
    except (InvalidInput, NarrativeChanged, WentBack) as error:
        return _one(programme_id, narrative_id, None, error)
    return see_other(f"/desk/programmes/{programme_id}/narratives/{narrative_id}#stays")


def give_back(programme_id: str, narrative_id: str) -> Response:
    """The text goes back to the partner before its last day."""
    here = house()
    grown = here.database.write(lambda db: return_now(db, programme_id, narrative_id, now=here.clock(), ids=here.ids))
    for session_id in grown:
        here.nudge(session_id)
    return see_other(f"/desk/programmes/{programme_id}/narratives/{narrative_id}")


def remove(programme_id: str, narrative_id: str) -> Response:
    """Erase it, and what people wrote on it."""
    here = house()
    grown = here.database.write(
        lambda db: remove_narrative(db, programme_id, narrative_id, now=here.clock(), ids=here.ids)
    )
    for session_id in grown:
        here.nudge(session_id)
    flash("The narrative is erased, with everything people wrote on it.", "good erased")
    return see_other(f"/desk/programmes/{programme_id}/narratives")


def choose(session_id: str) -> Response:
    """Which narrative a step reads: one for everyone, or one for a table."""
    here, form = house(), request.form
    wanted = {name.removeprefix("for-"): value for name, value in form.items() if name.startswith("for-")}

    def keep(db: Session) -> None:
        session_view(db, session_id)
        choose_narratives(
            db,
            session_id,
            form.get("round_id", ""),
            wanted,
            by=this_staff().staff_id,
            now=here.clock(),
            ids=here.ids,
        )

    try:
        here.database.write(keep)
        flash("The choice is saved.", "good chosen")
    except InvalidInput as error:
        flash(error.tell, f"care {error.code}")
    return see_other(local_path(form.get("back"), f"/desk/sessions/{session_id}"))


def _typed() -> Written:
    form = request.form
    return Written(
        title=form.get("title", ""),
        text=form.get("text", ""),
        partner_id=form.get("partner", ""),
        sector_id=form.get("sector", ""),
    )


def _with_file(typed: Written) -> Written:
    """What was typed, with the text of a file where one was chosen; its name is the title where there is none."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return typed
    content = sent.stream.read(FILE_MAX_BYTES + 1)
    if len(content) > FILE_MAX_BYTES:
        raise InvalidInput(_TOO_LARGE, code="too_large", fields={"file": _TOO_LARGE})
    try:
        text = text_of_file(sent.filename, content)
    except InvalidInput as error:
        raise InvalidInput(error.tell, code=error.code, fields={"file": error.tell}) from error
    name = sent.filename.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return Written(title=typed.title or name, text=text, partner_id=typed.partner_id, sector_id=typed.sector_id)


def _form(programme_id: str, typed: Written, error: RetreatError | None = None) -> Response:
    with house().database.read() as db:
        context = _beside(db, programme_id)
    return page(
        "programme/narrative.html",
        error.status if error else 200,
        typed=typed,
        narrative=None,
        errors=_errors(error),
        late=None,
        **context,
    )


def _one(
    programme_id: str,
    narrative_id: str,
    typed: Written | None = None,
    error: RetreatError | None = None,
    *,
    decided: Decided | None = None,
    origin_typed: Origin | None = None,
) -> Response:
    with house().database.read() as db:
        found, context = narrative_view(db, programme_id, narrative_id), _beside(db, programme_id)
        suggestions = suggestions_of(db, programme_id, narrative_id)
    shown = typed or Written(title=found.title, text=found.text, partner_id=found.partner_id, sector_id=found.sector_id)
    return page(
        "programme/narrative.html",
        error.status if error else 200,
        typed=shown,
        narrative=found,
        errors=_errors(error) if not isinstance(error, NarrativeChanged | WentBack) else {},
        late=error if isinstance(error, NarrativeChanged | WentBack) else None,
        code=error.code if error else "",
        is_hand=this_staff().staff_id in found.door.hands,
        suggestions=suggestions,
        origin=origin_typed or found.origin,
        with_person=tuple(WITH_PERSON.items()),
        decided=decided or Decided(other_words={}, stays=frozenset()),
        other_words_max=OTHER_WORDS_MAX_CHARS,
        **context,
    )


def _beside(db: Session, programme_id: str) -> dict[str, Any]:
    partners, sectors = choices_to_bring(db, programme_id)
    return {
        "programme": programme_view(db, programme_id),
        "partners": partners,
        "sectors": sectors,
        "text_max": TEXT_MAX_CHARS,
    }


def _errors(error: RetreatError | None) -> dict[str, str]:
    return dict.fromkeys(error.fields or {"text": ""}, error.tell) if error else {}
