"""The pages of the codebook: the tree, and one code with its definition, excerpts, suggestions and history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Analyst
from retreat.analysis.acts.story import story_of
from retreat.analysis.asking import analyst, gathered, programme_of_row, programme_title, sent
from retreat.analysis.codebook import operations
from retreat.analysis.codebook.operations import Wording, add_code
from retreat.analysis.codebook.queries import code_view, codebook_of, examples_of, wordings_of
from retreat.analysis.codings.operations import decide, suggest, uncode
from retreat.analysis.codings.queries import codings_of, suggestions_of
from retreat.analysis.excerpts.choosing import choose
from retreat.analysis.memos.models import MEMO_KINDS
from retreat.analysis.memos.queries import memos_of
from retreat.analysis.models import COLOURS, Code, Coding
from retreat.analysis.searching import searcher
from retreat.errors import InvalidInput, NotFound, RetreatError
from retreat.people.guard import this_staff
from retreat.transcripts.asking import reader
from retreat.transcripts.phrases import sound_time, voices
from retreat.web.house import house
from retreat.web.pages import page

# Suggestions are read one by one: more at once would be accepted without reading.
SUGGESTED_MAX = 30


def codebook(programme_id: str) -> Response:
    """The tree of codes, and a form for another one."""
    return _tree(programme_id)


def add(programme_id: str) -> Response:
    """Add a code."""
    worded, parent = _worded(), request.form.get("parent") or None
    return sent(
        lambda db: add_code(db, analyst(programme_id), worded, parent_id=parent),
        f"/desk/programmes/{programme_id}/codebook",
        said="The code is added.",
        again=lambda refused: _tree(programme_id, refused, worded),
    )


def _tree(programme_id: str, refused: RetreatError | None = None, typed: Wording | None = None) -> Response:
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        return {
            "title": programme_title(db, programme_id),
            "codes": codebook_of(db, reads, programme_id),
            "story": story_of(db, reads, programme_id, kinds=("code",), most=12),
        }

    return page(
        "analysis/codebook.html",
        refused.status if refused else 200,
        staff=this_staff(),
        programme_id=programme_id,
        error=refused,
        typed=typed or Wording(name=""),
        **gathered(ask),
    )


def one_code(code_id: str) -> Response:
    """A code: what it means, what is coded with it, what happened to it."""
    return _one(code_id)


def _one(code_id: str, refused: RetreatError | None = None) -> Response:
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        programme_id = programme_of_row(db, Code, code_id)
        row = db.get_one(Code, code_id)
        # An address stays good: a code that was merged leads on, one that was removed keeps its history.
        is_there = not row.removed
        return {
            "programme_id": programme_id,
            "title": programme_title(db, programme_id),
            "code": code_view(db, reads, programme_id, code_id) if is_there else None,
            "code_id": code_id,
            "merged_into": row.merged_into,
            "codes": codebook_of(db, reads, programme_id),
            "codings": codings_of(db, reads, programme_id, code_id=code_id) if is_there else (),
            "suggestions": suggestions_of(db, reads, programme_id, code_id) if is_there else (),
            "examples": examples_of(db, reads, [code_id]).get(code_id, ()),
            "wordings": wordings_of(db, reads, programme_id, code_id),
            "memos": memos_of(db, reads, programme_id, about="code", about_id=code_id),
        }

    return page(
        "analysis/code_page.html",
        refused.status if refused else 200,
        staff=this_staff(),
        colours=COLOURS,
        memo_kinds=MEMO_KINDS,
        error=refused,
        form=request.form,
        sound_time=sound_time,
        voices=voices,
        **gathered(ask),
    )


def change_code(code_id: str, act: str) -> Response:
    """Change a code in one way."""
    form, found = request.form, _ACTS.get(act)
    if found is None:
        raise NotFound()
    with house().database.read() as db:
        programme_id = programme_of_row(db, Code, code_id)
    who = analyst(programme_id)
    there = f"/codes/{code_id}"
    elsewhere = {
        "merge": f"/codes/{form.get('into', '')}",
        "remove": f"/desk/programmes/{programme_id}/codebook",
        "suggest": f"{there}#suggestions",
    }
    return sent(
        lambda db: found(db, who, code_id),
        elsewhere.get(act, there),
        said=_SAID[act],
        again=lambda refused: _one(code_id, refused),
    )


def _reword(db: Session, who: Analyst, code_id: str) -> object:
    seen = request.form.get("seen", "")
    worded = _worded()
    return operations.word_code(
        db, who, code_id, worded, seen=int(seen) if seen.isdecimal() and len(seen) < 9 else 0, why=_why()
    )


def _suggest(db: Session, who: Analyst, code_id: str) -> object:
    query = request.form.get("query", "").strip()
    if not query:
        raise InvalidInput("Please type what to search for.", code="no_query", fields={"query": "is empty"})
    found = searcher(house(), db, who.reader, who.programme_id)(query)[:SUGGESTED_MAX]
    excerpts = [choose(db, who, one.hit.session_id, one.chosen) for one in found]
    return suggest(db, who, code_id, excerpts, query=query)


_ACTS: Mapping[str, Callable[[Session, Analyst, str], object]] = {
    "word": _reword,
    "colour": lambda db, who, code_id: operations.colour_code(db, who, code_id, request.form.get("colour", "")),
    "move": lambda db, who, code_id: operations.move_code(
        db, who, code_id, request.form.get("parent") or None, why=_why()
    ),
    "merge": lambda db, who, code_id: operations.merge_codes(
        db, who, code_id, request.form.get("into", ""), why=_why()
    ),
    "split": lambda db, who, code_id: operations.split_code(
        db, who, code_id, _worded(), request.form.getlist("coding"), why=_why()
    ),
    "remove": lambda db, who, code_id: operations.remove_code(db, who, code_id, why=_why()),
    "suggest": _suggest,
}
_SAID: Mapping[str, str] = {
    "word": "The code is saved. Its earlier wording is kept.",
    "colour": "The colour is saved.",
    "move": "The code is moved.",
    "merge": "The codes are merged.",
    "split": "The code is split.",
    "remove": "The code is removed. You can undo this under “Decisions”.",
    "suggest": "What the search found is below. Nothing is coded until you accept it.",
}


def decide_coding(coding_id: str, act: str) -> Response:
    """Accept or refuse a suggestion, or take a coding off."""
    with house().database.read() as db:
        who = analyst(programme_of_row(db, Coding, coding_id))
        code_id = db.get_one(Coding, coding_id).code_id
    acts: Mapping[str, Callable[[Session], object]] = {
        "accept": lambda db: decide(db, who, coding_id, accept=True),
        "refuse": lambda db: decide(db, who, coding_id, accept=False),
        "remove": lambda db: uncode(db, who, coding_id),
    }
    if act not in acts:
        raise NotFound()
    back = request.form.get("back", "")
    there = back if back.startswith("/excerpts/") else f"/codes/{code_id}{'' if act == 'remove' else '#suggestions'}"
    return sent(acts[act], there, again=lambda refused: _one(code_id, refused))


def _worded() -> Wording:
    form = request.form
    return Wording(
        name=form.get("name", ""),
        meaning=form.get("meaning", ""),
        use_when=form.get("use_when", ""),
        not_when=form.get("not_when", ""),
    )


def _why() -> str:
    return request.form.get("why", "")
