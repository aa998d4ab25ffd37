"""The pages of themes: all of a programme, and each with its evidence, what speaks against it, and its history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Response, request
from sqlalchemy.orm import Session

from retreat.analysis.acts.story import story_of
from retreat.analysis.asking import analyst, gathered, programme_of_row, programme_title, sent
from retreat.analysis.behind.speaking import audit_of
from retreat.analysis.codebook.queries import codebook_of
from retreat.analysis.codings.queries import codings_of
from retreat.analysis.excerpts.reading import ReadExcerpt
from retreat.analysis.memos.queries import memos_of
from retreat.analysis.searching import searcher
from retreat.analysis.sets.queries import members_of, sets_of
from retreat.analysis.themes import operations, returning
from retreat.analysis.themes.models import SIDES, STATES, Theme
from retreat.analysis.themes.queries import theme_view, themes_of, wordings_of_theme
from retreat.consent.gate import Reader
from retreat.errors import NotFound, RetreatError
from retreat.people.guard import this_staff
from retreat.transcripts.asking import reader
from retreat.transcripts.phrases import sound_time, voices
from retreat.web.house import house
from retreat.web.pages import page

OFFERED_MAX = 60


def themes(programme_id: str) -> Response:
    """The themes of a programme, and the form for another."""
    return _all(programme_id)


def propose(programme_id: str) -> Response:
    """Propose a theme."""
    typed = request.form.get("statement", "")
    return sent(
        lambda db: operations.make_theme(db, analyst(programme_id), typed).id,
        lambda theme_id: f"/themes/{theme_id}",
        said="The theme is proposed. Now lay excerpts on it.",
        again=lambda refused: _all(programme_id, refused, typed),
    )


def _all(programme_id: str, refused: RetreatError | None = None, typed: str = "") -> Response:
    reads = reader()

    def ask(db: Session) -> Mapping[str, Any]:
        return {"title": programme_title(db, programme_id), "themes": themes_of(db, reads, programme_id)}

    return page(
        "analysis/themes.html",
        refused.status if refused else 200,
        staff=this_staff(),
        programme_id=programme_id,
        error=refused,
        typed=typed,
        states=STATES,
        **gathered(ask),
    )


def one_theme(theme_id: str) -> Response:
    """A theme with everything that it rests on."""
    return _one(theme_id)


def _one(theme_id: str, refused: RetreatError | None = None) -> Response:
    reads, offers = reader(), request.args.get("from", "")

    def ask(db: Session) -> Mapping[str, Any]:
        programme_id = programme_of_row(db, Theme, theme_id)
        shown = theme_view(db, reads, theme_id)
        codes = codebook_of(db, reads, programme_id)
        laid = {one.excerpt.id for one in shown.excerpts}
        offered = [one for one in _offered(db, reads, programme_id, offers) if one.id not in laid]
        return {
            "programme_id": programme_id,
            "title": programme_title(db, programme_id),
            "shown": shown,
            "wordings": wordings_of_theme(db, reads, theme_id),
            "audit": audit_of(db, reads, programme_id, [one.excerpt for one in shown.excerpts]),
            "codes": codes,
            "sets": sets_of(db, reads, programme_id),
            "offers": offers,
            "offered": offered[:OFFERED_MAX],
            "offered_more": max(0, len(offered) - OFFERED_MAX),
            "story": story_of(db, reads, programme_id, thing_id=theme_id, most=40),
            "memos": memos_of(db, reads, programme_id, about="theme", about_id=theme_id),
        }

    return page(
        "analysis/theme.html",
        refused.status if refused else 200,
        staff=this_staff(),
        error=refused,
        form=request.form,
        sound_time=sound_time,
        voices=voices,
        states=STATES,
        sides=SIDES,
        **gathered(ask),
    )


def _offered(db: Session, reads: Reader, programme_id: str, offers: str) -> list[ReadExcerpt]:
    """The excerpts of a code or a set, to lay on the theme."""
    kind, _colon, thing_id = offers.partition(":")
    if kind == "code":
        found = [one.excerpt for one in codings_of(db, reads, programme_id, code_id=thing_id)]
    elif kind == "set":
        part_of = next((one for one in sets_of(db, reads, programme_id) if one.id == thing_id), None)
        items = () if part_of is None else members_of(db, reads, part_of, searcher(house(), db, reads, programme_id))
        found = [one.excerpt for one in items if one.excerpt is not None]
    else:
        found = []
    return list({one.id: one for one in found}.values())


def change_theme(theme_id: str, act: str) -> Response:
    """Reword it, lay an excerpt on it, write a note, say what it is, give it back, or reply to an answer."""
    form = request.form
    with house().database.read() as db:
        programme_id = programme_of_row(db, Theme, theme_id)
    who, why, here = analyst(programme_id), form.get("why", ""), f"/themes/{theme_id}"
    offers = form.get("from", "")
    back = f"{here}?from={offers}#more" if offers.partition(":")[0] in ("code", "set") else f"{here}#excerpts"
    excerpt_id, seen = form.get("excerpt", ""), form.get("seen", "")
    number = int(seen) if seen.isdecimal() and len(seen) < 9 else 0
    acts: Mapping[str, tuple[Callable[[Session], object], str, str]] = {
        "word": (
            lambda db: operations.word_theme(db, who, theme_id, form.get("statement", ""), seen=number, why=why),
            here,
            "The new wording is saved. The earlier one is kept.",
        ),
        "lay": (
            lambda db: operations.lay(db, who, theme_id, excerpt_id, form.get("side", "")),
            f"/excerpts/{excerpt_id}" if form.get("back") == "excerpt" else back,
            "The excerpt is laid on the theme.",
        ),
        "take-off": (
            lambda db: operations.take_off(db, who, theme_id, form.get("laid", ""), why=why),
            f"{here}#excerpts",
            "The excerpt is no longer part of the theme.",
        ),
        "note": (
            lambda db: operations.note(db, who, theme_id, form.get("kind", ""), form.get("text", "")),
            f"{here}#notes",
            "The note is kept.",
        ),
        "take-note-back": (
            lambda db: operations.take_note_back(db, who, theme_id, form.get("note", "")),
            f"{here}#notes",
            "Your note is taken back.",
        ),
        "state": (
            lambda db: operations.state_theme(db, who, theme_id, form.get("state", ""), why=why),
            here,
            "What the theme is now, and why, is kept.",
        ),
        "give-back": (
            lambda db: returning.give_back(db, who, theme_id),
            f"{here}#voices",
            "Everybody on whose words this theme rests can now read it on “My day”, and answer.",
        ),
        "call-in": (
            lambda db: returning.call_in(db, who, theme_id, why=why),
            f"{here}#voices",
            "Participants no longer read this theme. What they answered stays.",
        ),
        "reply": (
            lambda db: returning.reply_to(db, who, theme_id, form.get("voice", ""), form.get("reply", "")),
            f"{here}#voices",
            "Whoever gave this answer can read what you did about it.",
        ),
        "remove": (
            lambda db: operations.remove_theme(db, who, theme_id, why=why),
            f"/desk/programmes/{programme_id}/themes",
            "The theme is removed. You can undo this under “Decisions”.",
        ),
    }
    if act not in acts:
        raise NotFound()
    do, there, said = acts[act]
    return sent(do, there, said=said, again=lambda refused: _one(theme_id, refused))
