"""The activities of a programme: what there is, and its own ones, written in a form or as the text of a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, flash, make_response, request
from sqlalchemy.orm import Session

from facilitation.activities.catalogue import load_catalogue, read_text
from facilitation.activities.field_words import CEILING_WORDS, FIELD_WORDS, STEP_WORDS, WHO_WORDS, sentences
from facilitation.activities.fitting import fitted
from facilitation.activities.form import ActivityForm, data_of, form_of, sent_form
from facilitation.activities.own import check, data_for, offer_again, offered
from facilitation.activities.reading import NAME_MAX_CHARS, STEPS_MAX, BadActivity, Wrong, read_activity
from facilitation.activities.writing import toml_of
from facilitation.interactions import FIELDS, LABELS, SHARED_FIELDS, TAKES_NOTES, TAKES_SEATS, TAKES_SHARES
from facilitation.words import KIND_WORDS, SHARE_WORDS
from retreat.errors import NotFound
from retreat.people.guard import right_required, this_staff
from retreat.programme.own_activities import (
    ChangedMeanwhile,
    KeptActivity,
    add_own_activity,
    change_own_activity,
    own_activities,
    own_activity,
    retire_own_activity,
)
from retreat.programme.queries import programme_view
from retreat.programme.steps import AUDIO, GROUPS
from retreat.web.asked import number as asked_number
from retreat.web.forms import body_up_to
from retreat.web.house import house
from retreat.web.pages import page, see_other

FORM_MAX_BYTES = 450_000


@right_required("leads")
def activities_page(programme_id: str) -> Response:
    """The programme's own and the catalogue's, each with what can be done with it."""
    with house().database.read() as db:
        found = programme_view(db, programme_id, staff_id=this_staff().staff_id)
        offer, own = offered(db, programme_id), own_activities(db, programme_id)
    return page(
        "programme/activities.html",
        programme=found,
        offer=offer,
        own=[one for one in own if one.retired_at is None],
        retired=[one for one in own if one.retired_at is not None],
        unreadable={one.key: one.says for one in offer.unreadable},
        catalogue=load_catalogue(),
        base=_base(programme_id),
    )


@right_required("leads")
@body_up_to(FORM_MAX_BYTES)
def new_activity(programme_id: str) -> Response:
    """An empty form, or one that is filled in with a copy."""
    if request.method == "POST":
        return _sent(programme_id, None)
    form, copied = ActivityForm(), request.args.get("copy")
    if copied:
        with house().database.read() as db:
            data, _kept = data_for(db, programme_id, copied)
        name = f"Copy of {data.get('name', copied)}"[:NAME_MAX_CHARS]
        form = form_of({field: value for field, value in data.items() if field != "order"} | {"name": name})
    return _editor(programme_id, form, None)


@right_required("leads")
@body_up_to(FORM_MAX_BYTES)
def change_activity(programme_id: str, activity: str) -> Response:
    """One of the programme's own in the form, even if it can no longer be read."""
    with house().database.read() as db:
        kept = own_activity(db, programme_id, activity)
    if request.method == "POST":
        return _sent(programme_id, kept)
    return _editor(programme_id, form_of(kept.data), kept, _unreadable(kept))


@right_required("leads")
def file_activity(programme_id: str) -> Response:
    """A new one from a file or its text."""
    return _file(programme_id, None)


@right_required("leads")
def change_file(programme_id: str, activity: str) -> Response:
    """One of the programme's own as the text of a file."""
    with house().database.read() as db:
        kept = own_activity(db, programme_id, activity)
    return _file(programme_id, kept)


@right_required("leads")
def download_activity(programme_id: str, activity: str) -> Response:
    """Any activity as a file, to be kept, changed or given to somebody else."""
    with house().database.read() as db:
        data, _kept = data_for(db, programme_id, activity)
    response = make_response(toml_of(data))
    response.headers["Content-Type"] = "application/toml; charset=utf-8"
    response.headers["Content-Disposition"] = f'attachment; filename="{activity}.toml"'
    return response


@right_required("leads")
def offer_activity(programme_id: str, activity: str, act: str) -> Response:
    """Retire one of the programme's own, or offer it again."""
    here = house()
    acts: dict[str, Callable[[Session], str]] = {
        "retire": lambda db: retire_own_activity(db, programme_id, activity, now=here.clock()),
        "restore": lambda db: offer_again(db, programme_id, activity),
    }
    if act not in acts:
        raise NotFound()
    name = here.database.write(acts[act])
    said = f"“{name}” is no longer offered." if act == "retire" else f"“{name}” is offered again."
    flash(said, f"good activity_{act}d")
    return see_other(_base(programme_id))


def _unreadable(kept: KeptActivity) -> list[Wrong]:
    """Why this version cannot use it; nothing, where it can."""
    try:
        read_activity(kept.key, kept.data)
    except BadActivity as bad:
        return bad.wrong
    return []


def _sent(programme_id: str, kept: KeptActivity | None) -> Response:
    form = sent_form(request.form)
    act, _, number = request.form.get("act", "save").partition(" ")
    if act != "save":
        return _editor(programme_id, form.after(act, asked_number(number) or 0), kept)
    used, left_out = fitted(form)
    try:
        saved = _keep(programme_id, data_of(used), kept)
        for sentence in left_out:
            flash(sentence, "care activity_fitted")
        return saved
    except BadActivity as bad:
        return _editor(programme_id, form, kept, bad.wrong, status=422)
    except ChangedMeanwhile as late:
        return _editor(programme_id, form, kept, late=late, status=late.status)


def _editor(
    programme_id: str,
    form: ActivityForm,
    kept: KeptActivity | None,
    wrong: list[Wrong] | None = None,
    *,
    late: ChangedMeanwhile | None = None,
    status: int = 200,
) -> Response:
    with house().database.read() as db:
        found = programme_view(db, programme_id, staff_id=this_staff().staff_id)
    errors = sentences(form, wrong or [])
    return page(
        "programme/activity.html",
        status,
        programme=found,
        form=form,
        kept=kept,
        # If steps were only added or moved, the version seen before still applies; a refusal shows the current one.
        seen=(kept.seen if late or request.method == "GET" else request.form.get("seen", "")) if kept else "",
        errors={one.place: one.says for one in errors},
        summary=errors,
        late=late,
        form_is_new=request.method == "GET",
        base=_base(programme_id),
        words=FIELD_WORDS,
        step_words=STEP_WORDS,
        interactions=tuple(LABELS.items()),
        fields=FIELDS,
        shared=SHARED_FIELDS,
        takes={"notes": TAKES_NOTES, "seats": TAKES_SEATS, "shares": TAKES_SHARES},
        who=WHO_WORDS,
        groups=tuple(GROUPS.items()),
        audio=tuple(AUDIO.items()),
        kinds=KIND_WORDS,
        shares=SHARE_WORDS,
        ceilings=tuple(CEILING_WORDS.items()),
        steps_max=STEPS_MAX,
    )


def _file(programme_id: str, kept: KeptActivity | None) -> Response:
    text = toml_of(kept.data) if kept else ""
    says: tuple[str, ...] = ()
    late: ChangedMeanwhile | None = None
    if request.method == "POST":
        try:
            file, text = _brought()
            data, _template = read_text(text, key=kept.key if kept else "", file=file)
            return _keep(programme_id, data, kept)
        except BadActivity as bad:
            says = tuple(map(str, bad.wrong))
        except ChangedMeanwhile as error:
            late = error
    with house().database.read() as db:
        found = programme_view(db, programme_id, staff_id=this_staff().staff_id)
    status = late.status if late else 422 if says else 200
    seen = kept.seen if kept and (late or request.method == "GET") else request.form.get("seen", "")
    return page(
        "programme/activity_file.html",
        status,
        programme=found,
        kept=kept,
        text=text,
        says=says,
        late=late,
        seen=seen,
        base=_base(programme_id),
    )


def _brought() -> tuple[str, str]:
    """The name to use in a refusal, and the text: that of the file, if one was chosen."""
    chosen = request.files.get("file")
    if chosen is None or not chosen.filename:
        return "text", request.form.get("text", "").replace("\r\n", "\n")
    try:
        return chosen.filename, chosen.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadActivity([Wrong(chosen.filename, "choose a text file in UTF-8")]) from error


def _keep(programme_id: str, data: Mapping[str, Any], kept: KeptActivity | None) -> Response:
    """Keep it, if it can be used.

    Raises:
        BadActivity: It cannot; every field at fault is named.
        ChangedMeanwhile: Somebody else has changed it since it was shown.
    """
    here = house()

    def keep(db: Session) -> str:
        template = check(db, programme_id, data, key=kept.key if kept else "")
        if kept is None:
            by = this_staff().staff_id
            add_own_activity(db, programme_id, data, by=by, now=here.clock(), ids=here.ids)
        else:
            seen = request.form.get("seen", "")
            change_own_activity(db, programme_id, kept.key, data, seen=seen, now=here.clock())
        return template.name

    flash(f"“{here.database.write(keep)}” is saved.", "good activity_saved")
    return see_other(_base(programme_id))


def _base(programme_id: str) -> str:
    return f"/desk/programmes/{programme_id}/activities"
