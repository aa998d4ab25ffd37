"""The pages of memos: all of a programme, and each at its permanent address."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from retreat.analysis.asking import analyst, gathered, programme_of_row, programme_title, sent
from retreat.analysis.codebook.queries import codebook_of
from retreat.analysis.memos.models import MEMO_KINDS, Memo
from retreat.analysis.memos.operations import MemoTyped, change_memo, remove_memo, write_memo
from retreat.analysis.memos.queries import memo_view, memos_of, readings_of
from retreat.analysis.sets.queries import sets_of
from retreat.analysis.themes.queries import themes_of
from retreat.errors import RetreatError
from retreat.people.guard import this_staff
from retreat.programme.queries import programme_view
from retreat.transcripts.asking import reader
from retreat.web.house import house
from retreat.web.pages import page


def memos(programme_id: str) -> Response:
    """All memos that this person may read, and the readings."""
    return _all(programme_id)


def write(programme_id: str) -> Response:
    """Write a memo about something that its form names."""
    about, _colon, about_id = request.form.get("about", "").partition(":")
    back = f"/{about}s/{about_id}" if about in ("code", "theme") and request.form.get("back") == about else ""
    return sent(
        lambda db: write_memo(db, analyst(programme_id), about, about_id, _typed()),
        back or f"/desk/programmes/{programme_id}/memos",
        said="The memo is kept.",
        again=lambda refused: _all(programme_id, refused),
    )


def _all(programme_id: str, refused: RetreatError | None = None) -> Response:
    reads, kind = reader(), request.args.get("kind")

    def ask(db: Session) -> Mapping[str, Any]:
        programme = programme_view(db, programme_id)
        sessions = [(f"session:{one.id}", one.title) for event in programme.events for one in event.sessions]
        codes = [(f"code:{one.id}", f"The code “{one.name}”") for one in codebook_of(db, reads, programme_id)]
        sets = [(f"set:{one.id}", f"The set “{one.name}”") for one in sets_of(db, reads, programme_id)]
        themes = [(f"theme:{one.id}", f"The theme “{one.statement}”") for one in themes_of(db, reads, programme_id)]
        return {
            "title": programme_title(db, programme_id),
            "memos": memos_of(db, reads, programme_id, kind=kind if kind in MEMO_KINDS else None),
            "readings": tuple(reversed(readings_of(db, reads, programme_id))),
            "abouts": [(f"programme:{programme_id}", "The whole programme"), *sessions, *codes, *sets, *themes],
        }

    return page(
        "analysis/memos.html",
        refused.status if refused else 200,
        staff=this_staff(),
        programme_id=programme_id,
        memo_kinds=MEMO_KINDS,
        chosen=kind,
        error=refused,
        form=request.form,
        **gathered(ask),
    )


def one_memo(memo_id: str) -> Response:
    """A memo; its author can reword, share or remove it."""
    return _one(memo_id)


def _one(memo_id: str, refused: RetreatError | None = None) -> Response:
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        memo = memo_view(db, reads, memo_id)
        programme_id = programme_of_row(db, Memo, memo_id)
        return {
            "memo": memo,
            "programme_id": programme_id,
            "title": programme_title(db, programme_id),
            "answers": memos_of(db, reads, programme_id, about="memo", about_id=memo_id),
        }

    return page(
        "analysis/memo.html",
        refused.status if refused else 200,
        staff=this_staff(),
        memo_kinds=MEMO_KINDS,
        error=refused,
        form=request.form,
        **gathered(ask),
    )


def change_one_memo(memo_id: str) -> Response:
    """Reword it, remove it, or write another memo about it."""
    with house().database.read() as db:
        programme_id = programme_of_row(db, Memo, memo_id)
    who, act = analyst(programme_id), request.form.get("act")
    if act == "remove":
        return sent(
            lambda db: remove_memo(db, who, memo_id),
            f"/desk/programmes/{programme_id}/memos",
            said="The memo is removed. You can undo this under “Decisions”.",
            again=lambda refused: _one(memo_id, refused),
        )
    if act == "answer":
        return sent(
            lambda db: write_memo(db, who, "memo", memo_id, _typed()),
            f"/memos/{memo_id}",
            said="The memo is kept.",
            again=lambda refused: _one(memo_id, refused),
        )
    return sent(
        lambda db: change_memo(db, who, memo_id, _typed()),
        f"/memos/{memo_id}",
        said="The memo is saved.",
        again=lambda refused: _one(memo_id, refused),
    )


def _typed() -> MemoTyped:
    form = request.form
    return MemoTyped(text=form.get("text", ""), kind=form.get("kind", ""), shared=form.get("shared") == "yes")
