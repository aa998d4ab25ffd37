"""The pages of sets: all of a programme, and each with its definition and what is in it today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from retreat.analysis.asking import analyst, gathered, programme_of_row, programme_title, sent
from retreat.analysis.behind.speaking import audit_of
from retreat.analysis.codebook.queries import codebook_of
from retreat.analysis.codings.operations import code_excerpt
from retreat.analysis.excerpts.choosing import Chosen
from retreat.analysis.memos.queries import memos_of
from retreat.analysis.searching import searcher
from retreat.analysis.sets import operations
from retreat.analysis.sets.models import SetOf
from retreat.analysis.sets.queries import members_of, set_view, sets_of
from retreat.errors import InvalidInput, NotFound, RetreatError
from retreat.people.guard import this_staff
from retreat.transcripts.asking import reader
from retreat.transcripts.phrases import sound_time, voices
from retreat.web.house import house
from retreat.web.pages import page


def sets(programme_id: str) -> Response:
    """The sets of a programme."""
    return _all(programme_id)


def make(programme_id: str) -> Response:
    """Make a set."""
    name = request.form.get("name", "")
    return sent(
        lambda db: operations.make_set(db, analyst(programme_id), name).id,
        lambda set_id: f"/sets/{set_id}",
        said="The set is made. Now say what is in it.",
        again=lambda refused: _all(programme_id, refused, name),
    )


def _all(programme_id: str, refused: RetreatError | None = None, typed: str = "") -> Response:
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        return {"title": programme_title(db, programme_id), "sets": sets_of(db, reads, programme_id)}

    return page(
        "analysis/sets.html",
        refused.status if refused else 200,
        staff=this_staff(),
        programme_id=programme_id,
        error=refused,
        typed=typed,
        **gathered(ask),
    )


def one_set(set_id: str) -> Response:
    """A set: how it is defined, and what is in it today."""
    return _one(set_id)


def _one(set_id: str, refused: RetreatError | None = None) -> Response:
    reads, here = reader(), house()

    def ask(db: Session) -> Mapping[str, Any]:
        programme_id = programme_of_row(db, SetOf, set_id)
        shown = set_view(db, reads, set_id)
        codes = codebook_of(db, reads, programme_id)
        others = [one for one in sets_of(db, reads, programme_id) if one.id != set_id]
        items = members_of(db, reads, shown, searcher(here, db, reads, programme_id))
        return {
            "programme_id": programme_id,
            "title": programme_title(db, programme_id),
            "shown": shown,
            "items": items,
            "audit": audit_of(db, reads, programme_id, [one.excerpt for one in items if one.excerpt is not None]),
            "codes": codes,
            "others": others,
            "code_names": {code.id: code.name for code in codes},
            "set_names": {one.id: one.name for one in others},
            "memos": memos_of(db, reads, programme_id, about="set", about_id=set_id),
        }

    return page(
        "analysis/set.html",
        refused.status if refused else 200,
        staff=this_staff(),
        error=refused,
        form=request.form,
        sound_time=sound_time,
        voices=voices,
        **gathered(ask),
    )


def change_set(set_id: str, act: str) -> Response:
    """Add a line, take one out, code everything in it, or remove the set."""
    here, form = house(), request.form
    with here.database.read() as db:
        programme_id = programme_of_row(db, SetOf, set_id)
    who = analyst(programme_id)

    def add(db: Session) -> object:
        source, _colon, source_id = form.get("source", "").partition(":")
        return operations.add_part(
            db,
            who,
            set_id,
            joins=form.get("joins", ""),
            source=source,
            source_id=source_id,
            query=form.get("query", ""),
        )

    def code_all(db: Session) -> object:
        shown = set_view(db, who.reader, set_id)
        items = members_of(db, who.reader, shown, searcher(here, db, who.reader, programme_id))
        excerpts = [one.excerpt for one in items if one.excerpt is not None]
        if not excerpts:
            raise InvalidInput("There is no excerpt in this set that could be coded.", code="nothing_to_code")
        for one in excerpts:
            chosen = (
                Chosen(words=one.words)
                if one.words is not None
                else Chosen(
                    made_id=one.made_id if one.kind == "made" else None,
                    narrative_text_id=one.made_id if one.kind == "narrative" else None,
                    first_cp=one.first_cp,
                    last_cp=one.last_cp,
                )
            )
            code_excerpt(db, who, one.session_id, chosen, form.get("code", ""))
        return None

    acts: Mapping[str, tuple[Callable[[Session], object], str, str]] = {
        "add": (add, f"/sets/{set_id}", "The set is saved."),
        "take-out": (
            lambda db: operations.remove_part(db, who, set_id, form.get("part", "")),
            f"/sets/{set_id}",
            "The set is saved.",
        ),
        "code": (code_all, f"/sets/{set_id}", "Every excerpt in this set is coded."),
        "remove": (
            lambda db: operations.remove_set(db, who, set_id),
            f"/desk/programmes/{programme_id}/sets",
            "The set is removed. You can undo this under “Decisions”.",
        ),
    }
    if act not in acts:
        raise NotFound()
    do, there, said = acts[act]
    return sent(do, there, said=said, again=lambda refused: _one(set_id, refused))
