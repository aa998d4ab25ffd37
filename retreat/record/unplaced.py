"""What has lost its place in the words: a list for people, who say where it belongs or dismiss it. Plain forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session

from retreat.consent.gate import Reader
from retreat.errors import Conflict, InvalidInput, NotFound, RetreatError
from retreat.people.guard import staff_required, this_staff
from retreat.programme.queries import session_view
from retreat.transcripts.anchors import anchors
from retreat.transcripts.anchors.anchors import Anchored, made_of, unplaced
from retreat.transcripts.anchors.hanging import Hanging, hanging_on
from retreat.transcripts.anchors.spans import NOT_LAID, TAKEN_OUT, Lack, Lost, Span, href_of_words, span_named
from retreat.transcripts.asking import reader
from retreat.transcripts.levels.made_of import Beneath, beneath_all
from retreat.transcripts.phrases import sound_time
from retreat.web.house import house
from retreat.web.pages import page, see_other

_QUOTED_WORDS = 40
_LINK = re.compile(r"(?:.*[?&]words=)?([^&#\s]+)(?:[&#].*)?")
_WHY: dict[Lack, str] = {
    TAKEN_OUT: "All of its words have been removed from the transcript.",
    NOT_LAID: "The current transcript has not been compared with the earlier one yet.",
}
_WHY_ELSE = "Its words are in an earlier transcript, but not in the current one."


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    """One thing that has no place in the current transcript.

    Attributes:
        quoted: The words that it was made from, as far as they may be read; None if they may not.
        near: Roughly where it was in the current record.
        can_be_placed: Whether other words can be chosen for it.
    """

    anchor_id: str
    what: str
    said: str | None
    quoted: str | None
    start_ms: int | None
    at: datetime
    why: str
    lack: Lack
    near: str | None
    can_be_placed: bool
    is_let_go: bool


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance."""
    path = "/sessions/<session_id>/unplaced"
    blueprint.add_url_rule(path, "unplaced", staff_required(show))
    blueprint.add_url_rule(f"{path}/<anchor_id>/<act>", "place", staff_required(change), methods=["POST"])


def show(session_id: str) -> Response:
    """All that has lost its place."""
    return _shown(session_id)


def _shown(session_id: str, refused: RetreatError | None = None, typed: tuple[str, str] = ("", "")) -> Response:
    here, reads = house(), reader()

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            return {"session": session_view(db, session_id), "waiting": listed(db, reads, session_id)}

    return page(
        "record/unplaced.html",
        refused.status if refused else 200,
        staff=this_staff(),
        error=refused,
        typed=typed,
        sound_time=sound_time,
        **here.offload(gather),
    )


def listed(db: Session, reads: Reader, session_id: str) -> Sequence[Unplaced]:
    """What has lost its place in a session; dismissed things come last."""
    lost = unplaced(db, session_id)
    hanging = hanging_on(db, reads, [one.anchor.id for one in lost])
    shown = [one for one in lost if one.anchor.id in hanging]
    quoted = beneath_all(db, reads, [made_of(one.anchor) for one in shown])
    return [_told(one, hanging[one.anchor.id], quoted[made_of(one.anchor)]) for one in shown]


def _told(one: Anchored, hanging: Hanging, words: Beneath) -> Unplaced:
    assert isinstance(one.stands, Lost)
    here, near = one.stands.transcript_id, one.stands.near
    is_near = here is not None and near is not None
    return Unplaced(
        anchor_id=one.anchor.id,
        what=hanging.what,
        said=hanging.said,
        quoted=_short(words.text) if words.is_whole else None,
        start_ms=words.start_ms,
        at=one.anchor.at,
        why=_WHY.get(one.stands.lack, _WHY_ELSE),
        lack=one.stands.lack,
        near=href_of_words(one.anchor.session_id, Span(transcript_id=here or "", first=near or 0, last=near or 0))
        if is_near and one.stands.lack != TAKEN_OUT
        else None,
        can_be_placed=here is not None and here != one.anchor.transcript_id,
        is_let_go=one.anchor.let_go_at is not None,
    )


def _short(text: str) -> str:
    words = text.split()
    return text if len(words) <= _QUOTED_WORDS else " ".join(words[:_QUOTED_WORDS]) + " …"


def change(session_id: str, anchor_id: str, act: str) -> Response:
    """Place it at the words of a link, dismiss it, or look for it again."""
    here, by, typed = house(), this_staff().staff_id, request.form.get("words", "").strip()
    acts: dict[str, tuple[Callable[[Session], object], str]] = {
        "place": (lambda db: _place(db, session_id, anchor_id, typed, by), "It now has its place at these words."),
        "let-go": (
            lambda db: anchors.let_go(db, session_id, anchor_id, by=by, now=here.clock()),
            "It is dismissed. You can still find it at the end of this list.",
        ),
        "take-up": (lambda db: anchors.take_up(db, session_id, anchor_id), "It is back in the list."),
    }
    if act not in acts:
        raise NotFound()
    perform, said = acts[act]
    try:
        here.database.write(perform)
    except (Conflict, InvalidInput) as refused:
        return _shown(session_id, refused, (anchor_id, typed))
    flash(said, "good")
    return see_other(f"/sessions/{session_id}/unplaced")


def _place(db: Session, session_id: str, anchor_id: str, typed: str, by: str) -> None:
    found = _LINK.fullmatch(typed)
    words = span_named(found[1]) if found else None
    if words is None:
        raise InvalidInput("Please paste the link to a turn of the transcript.", fields={"words": "names no words"})
    anchors.move_anchor(db, session_id, anchor_id, words, by=by)
