"""The page of an excerpt, which is its permanent address: its words, codes, readings and memos, and what it is in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from retreat.analysis.asking import analyst, gathered, programme_of_row, programme_title, sent
from retreat.analysis.behind.sureness import UNKNOWN, sureness_of
from retreat.analysis.codebook.operations import set_example
from retreat.analysis.codebook.queries import codebook_of
from retreat.analysis.codings.operations import code_known
from retreat.analysis.codings.queries import codings_on
from retreat.analysis.excerpts.reading import read_excerpt
from retreat.analysis.memos.models import MEMO_KINDS
from retreat.analysis.memos.operations import MemoTyped, read_again, write_memo
from retreat.analysis.memos.queries import memos_of, readings_of
from retreat.analysis.models import Excerpt
from retreat.analysis.sets.operations import pick
from retreat.analysis.sets.queries import sets_of
from retreat.analysis.themes.operations import lay
from retreat.analysis.themes.queries import themes_of, themes_on
from retreat.errors import NotFound, RetreatError
from retreat.people.guard import this_staff
from retreat.transcripts.asking import reader
from retreat.transcripts.phrases import sound_time, voices
from retreat.web.house import house
from retreat.web.pages import page


def one_excerpt(excerpt_id: str) -> Response:
    """An excerpt with everything that was made on it."""
    return _shown(excerpt_id)


def _shown(excerpt_id: str, refused: RetreatError | None = None) -> Response:
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        programme_id = programme_of_row(db, Excerpt, excerpt_id)
        excerpt = read_excerpt(db, reads, excerpt_id)
        themes = {one.id: one for one in themes_of(db, reads, programme_id)}
        return {
            "programme_id": programme_id,
            "title": programme_title(db, programme_id),
            "excerpt_id": excerpt_id,
            "excerpt": excerpt,
            "codings": () if excerpt is None else codings_on(db, reads, excerpt),
            "codes": codebook_of(db, reads, programme_id),
            "readings": readings_of(db, reads, programme_id, excerpt_id=excerpt_id),
            "memos": memos_of(db, reads, programme_id, about="excerpt", about_id=excerpt_id),
            "sets": sets_of(db, reads, programme_id),
            "themes": themes.values(),
            "on": [(themes[one], side) for one, side in themes_on(db, excerpt_id) if one in themes],
            "sure": None if excerpt is None else sureness_of(db, reads, [excerpt]).get(excerpt_id, UNKNOWN),
        }

    return page(
        "analysis/excerpt.html",
        refused.status if refused else 200,
        staff=this_staff(),
        memo_kinds=MEMO_KINDS,
        error=refused,
        form=request.form,
        sound_time=sound_time,
        voices=voices,
        **gathered(ask),
    )


def act_on(excerpt_id: str, act: str) -> Response:
    """Code it, read it again, write a memo about it, make it an example, or put it into a set."""
    with house().database.read() as db:
        who = analyst(programme_of_row(db, Excerpt, excerpt_id))
    form = request.form
    typed = MemoTyped(text=form.get("text", ""), kind=form.get("kind", ""), shared=form.get("shared") == "yes")
    acts: Mapping[str, tuple[Callable[[Session], object], str]] = {
        "code": (lambda db: code_known(db, who, excerpt_id, form.get("code", "")), "Coded."),
        "read": (
            lambda db: read_again(db, who, excerpt_id, form.get("text", ""), form.get("changed", "")),
            "Your reading is kept beside the earlier ones.",
        ),
        "memo": (lambda db: write_memo(db, who, "excerpt", excerpt_id, typed), "The memo is kept."),
        "example": (
            lambda db: set_example(db, who, form.get("code", ""), excerpt_id, form.get("example", "")),
            "The example is saved.",
        ),
        "theme": (
            lambda db: lay(db, who, form.get("theme", ""), excerpt_id, form.get("side", "")),
            "The excerpt is laid on the theme.",
        ),
        "pick": (
            lambda db: pick(db, who, form.get("set", ""), excerpt_id, is_in=form.get("out") != "yes"),
            "The set is saved.",
        ),
    }
    if act not in acts:
        raise NotFound()
    do, said = acts[act]
    return sent(do, f"/excerpts/{excerpt_id}", said=said, again=lambda refused: _shown(excerpt_id, refused))
