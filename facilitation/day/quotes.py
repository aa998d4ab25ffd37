"""Somebody's own quotes on their own phone: keep, by role only, change, remove. One tap each; no scripts."""

from __future__ import annotations

from flask import Response, flash, request
from sqlalchemy.orm import Session

from facilitation.pages.day import person_here
from facilitation.pages.phone import come_in
from retreat.errors import NotFound, RetreatError
from retreat.export.audiences import AUDIENCES
from retreat.export.releases.queries import copies_with
from retreat.export.told.answering import Wish, answer_quote, keep_all, may_be_quoted
from retreat.export.told.quotes import Quote, quotes_of
from retreat.export.told.rounds import note_seen, open_rounds
from retreat.people.queries import described_person
from retreat.web.guard import seat
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

_AT_ONCE = 25
_DONE = {
    "keep": "It stays as it is.",
    "role": "Your name is not put under it.",
    "change": "The team reads what you wrote. Until then, nobody quotes it.",
    "remove": "It is removed. Nobody outside the team gets it from us any more.",
}


@seat
def own_quotes(event_id: str) -> Response:
    """One's own quotes, what was answered, what the team did, and who has copies. Nobody else's are here."""
    return _shown(event_id)


def _shown(event_id: str, refused: RetreatError | None = None, about: str = "") -> Response:
    person, here = person_here(event_id), house()
    if person is None:
        return come_in()
    today, own = here.clock().astimezone().date(), person.holder.id
    typed = request.args.get("page", "1")
    with here.database.read() as db:
        rounds = open_rounds(db, own, on=today)
        mine = quotes_of(db, own) if may_be_quoted(db, own) else []
        asked = frozenset(one.audience for one in rounds)
        with_talk = any(one.with_talk for one in rounds)
        # What waits for an answer comes first; a talk of an hour is read page by page.
        mine.sort(key=lambda one: not _waits(one, asked, with_talk))
        pages = max(1, -(-len(mine) // _AT_ONCE))
        number = min(pages, int(typed)) if typed.isdecimal() and len(typed) < 6 and int(typed) else 1
        some = mine[(number - 1) * _AT_ONCE : number * _AT_ONCE]
        copies = {one.key: copies_with(db, own, one.thing_id) for one in some}
        name = described_person(db, own).display_name
        is_new = bool(rounds)
    if is_new:
        here.database.write(lambda db: note_seen(db, own, now=here.clock()))
    return unkept(
        page(
            "phone/quotes.html",
            refused.status if refused else 200,
            event=person.event,
            rounds=[(one, AUDIENCES[one.audience]) for one in rounds],
            quotes=[(one, _waits(one, asked, with_talk), copies[one.key]) for one in some],
            waiting=sum(_waits(one, asked, with_talk) for one in mine),
            name=name,
            number=number,
            pages=pages,
            error=refused,
            about=about,
            form=request.form,
        )
    )


def _waits(quote: Quote, asked: frozenset[str], with_talk: bool) -> bool:
    """Whether somebody is asked about it and has not said anything that still counts."""
    one = quote.given
    is_asked = bool(asked) and (with_talk or quote.thing_id is not None)
    if not is_asked or (one is not None and one.answer != "keep"):
        return False
    return one is None or one.is_stale or not asked <= one.audiences


@seat
def answer_own_quote(event_id: str) -> Response:
    """Say what becomes of one, or keep all that wait as they are."""
    person, here, form = person_here(event_id), house(), request.form
    if person is None:
        return come_in()
    own, key, answer = person.holder.id, form.get("quote", ""), form.get("answer", "")

    def write(db: Session) -> None:
        now = here.clock()
        if answer == "keep_all":
            keep_all(db, own, now=now, ids=here.ids)
        else:
            wish = Wish(participant_id=own, key=key, answer=answer, said=form.get("said", ""))
            answer_quote(db, wish, now=now, ids=here.ids)

    try:
        here.database.write(write)
    except NotFound:
        flash("This quote is not here any more.", "care no_quote")
        return see_other(f"/e/{event_id}/quotes")
    except RetreatError as refused:
        return _shown(event_id, refused, key)
    flash(_DONE.get(answer, "They stay as they are."), "good quote_answered")
    return see_other(f"/e/{event_id}/quotes")
