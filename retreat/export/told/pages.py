"""The team's pages: asking those who are quoted, letters for those without a phone, and what was done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask import Blueprint, Response, flash, request
from sqlalchemy.orm import Session

from retreat.errors import InvalidInput, NotFound, RetreatError
from retreat.export.audiences import AUDIENCES, audience_named
from retreat.export.told import rounds
from retreat.export.told.answering import Wish, answer_quote, say_done
from retreat.export.told.models import QuoteRound
from retreat.export.told.quotes import quotes_of
from retreat.export.told.team import answers_in
from retreat.people.deeds import write_down
from retreat.people.guard import right_required, this_staff
from retreat.people.models import Participant
from retreat.programme.queries import event_view
from retreat.transcripts.asking import reader
from retreat.web.house import house
from retreat.web.pages import page, see_other, unkept

_MOST_ON_A_SHEET = 500
_ASKED_FOR = timedelta(days=14)
ANSWER_WORDS = {
    "keep": "Keep it, with their name if they chose one",
    "role": "By role only",
    "change": "Change the words",
    "remove": "Remove it",
}
HOW_WORDS = {"letter": "On the reply sheet or by e-mail", "spoken": "They said it to us", "phone": "They telephoned"}


def add_routes(blueprint: Blueprint) -> None:
    """All of these pages at a glance: only those who lead see who is asked."""
    leads = right_required("leads")
    base = "/events/<event_id>/quotes"
    blueprint.add_url_rule(base, "quote_rounds", leads(shown))
    blueprint.add_url_rule(base, "ask_about_quotes", leads(ask), methods=["POST"])
    blueprint.add_url_rule(f"{base}/<asking_id>", "quote_round", leads(one_round))
    blueprint.add_url_rule(f"{base}/<asking_id>", "work_quote_round", leads(work), methods=["POST"])
    letter = f"{base}/<asking_id>/letters/<asked_id>"
    blueprint.add_url_rule(letter, "quote_letter", leads(letter_page))
    blueprint.add_url_rule(letter, "enter_quote_answers", leads(enter), methods=["POST"])


def shown(event_id: str) -> Response:
    """The rounds of an event, and the form that begins one."""
    return _shown(event_id)


def _shown(event_id: str, error: RetreatError | None = None) -> Response:
    here = house()
    today = here.clock().astimezone().date()
    with here.database.read() as db:
        event = event_view(db, event_id)
        found = [
            (row, AUDIENCES[row.audience].title, rounds.is_open(row, on=today))
            for row in rounds.rounds_of(db, event_id)
        ]
    return unkept(
        page(
            "export/quotes.html",
            error.status if error else 200,
            staff=this_staff(),
            event=event,
            rounds=found,
            audiences=[(one.name, one.title) for one in AUDIENCES.values() if one.is_outside],
            until=(today + _ASKED_FOR).isoformat(),
            today=today.isoformat(),
            error=error,
            typed=request.form,
        )
    )


def ask(event_id: str) -> Response:
    """Begin a round."""
    here, form, by = house(), request.form, this_staff().staff_id

    def begin(db: Session) -> str:
        now = here.clock()
        asking = rounds.Asking(
            event_id=event_id,
            audience=audience_named(form.get("audience", "")),
            holder=form.get("holder", ""),
            contact=form.get("contact", ""),
            until=_day(form.get("until", "")),
            with_talk=form.get("what") == "talk",
        )
        row = rounds.ask_people(db, asking, by=by, now=now, ids=here.ids)
        write_down(
            db, "quotes_asked", now=now, staff_id=by, programme_id=event_view(db, event_id).programme_id, thing=row.id
        )
        return row.id

    try:
        round_id = here.database.write(begin)
    except RetreatError as error:
        return _shown(event_id, error)
    flash("They are asked. Whoever has no phone here needs a letter.", "good quotes_asked")
    return see_other(f"/events/{event_id}/quotes/{round_id}")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise InvalidInput("Please choose a last day.", code="no_day", fields={"until": "is not a day"}) from error


def one_round(event_id: str, asking_id: str) -> Response:
    """Who is asked, what they want, and what was done."""
    return _one(event_id, asking_id)


def _one(event_id: str, round_id: str, error: RetreatError | None = None) -> Response:
    here, reads = house(), reader()
    today = here.clock().astimezone().date()

    def gather() -> dict[str, Any]:
        with here.database.read() as db:
            row = rounds.round_of(db, event_id, round_id)
            return {
                "event": event_view(db, event_id),
                "round": row,
                "is_open": rounds.is_open(row, on=today),
                "people": rounds.lines_of(db, row),
                "answers": answers_in(db, reads, event_id),
            }

    told = here.offload(gather)
    status = error.status if error else 200
    words = {"answer_words": ANSWER_WORDS, "how_words": HOW_WORDS, "audience": AUDIENCES[told["round"].audience]}
    base = f"/events/{event_id}/quotes"
    return unkept(
        page(
            "export/quotes_round.html",
            status,
            staff=this_staff(),
            error=error,
            base=base,
            typed=request.form,
            **words,
            **told,
        )
    )


def work(event_id: str, asking_id: str) -> Response:
    """Say what was done about an answer, or wait no longer."""
    here, form, by = house(), request.form, this_staff().staff_id

    def do(db: Session) -> None:
        rounds.round_of(db, event_id, asking_id)
        if form.get("act") == "end":
            return rounds.end_round(db, event_id, asking_id, now=here.clock())
        return say_done(
            db,
            event_id,
            form.get("answer", ""),
            form.get("done", ""),
            take=form.get("take") == "yes",
            by=by,
            now=here.clock(),
        )

    try:
        here.database.write(do)
    except RetreatError as error:
        return _one(event_id, asking_id, error)
    flash("Nobody is waited for any more." if form.get("act") == "end" else "Saved. They can read it.", "good saved")
    return see_other(f"/events/{event_id}/quotes/{asking_id}")


def letter_page(event_id: str, asking_id: str, asked_id: str) -> Response:
    """A letter with somebody's own quotes and a reply sheet, to print or to copy into an e-mail."""
    return _letter(event_id, asking_id, asked_id)


def _letter(event_id: str, round_id: str, participant_id: str, error: RetreatError | None = None) -> Response:
    here, by, reads = house(), this_staff().staff_id, reader()

    def gather(db: Session) -> dict[str, Any]:
        now = here.clock()
        row, asked = rounds.asked_with(db, event_id, round_id, participant_id)
        asked.seen_at = asked.seen_at or now
        event = event_view(db, event_id)
        # It shows whose words these are, so it is on the list of what staff did.
        write_down(db, "quotes_letter", now=now, staff_id=by, programme_id=event.programme_id, thing=participant_id)
        # Notes that nobody's name is told of are quoted without one, and a letter would tell who wrote them.
        mine = [one for one in quotes_of(db, participant_id, with_talk=row.with_talk, reader=reads) if not one.nameless]
        return {
            "event": event,
            "round": _copy(row),
            "number": asked.number,
            "name": db.get_one(Participant, participant_id).display_name,
            "quotes": mine,
        }

    told = here.database.write(gather)
    return unkept(
        page(
            "export/quotes_letter.html",
            error.status if error else 200,
            staff=this_staff(),
            error=error,
            typed=request.form,
            audience=AUDIENCES[told["round"]["audience"]],
            answer_words=ANSWER_WORDS,
            how_words=HOW_WORDS,
            person=participant_id,
            **told,
        )
    )


def _copy(row: QuoteRound) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("id", "audience", "holder", "contact", "until", "with_talk")}


def enter(event_id: str, asking_id: str, asked_id: str) -> Response:
    """Enter what somebody answered on paper, by e-mail or aloud; every answer or none."""
    here, form, by = house(), request.form, this_staff().staff_id

    def keep(db: Session) -> int:
        now = here.clock()
        row, _asked = rounds.asked_with(db, event_id, asking_id, asked_id)
        mine = {one.key for one in quotes_of(db, asked_id, with_talk=row.with_talk) if not one.nameless}
        # Numbers shift when something is taken back, so each answer names its quote.
        given = [
            (form.get(f"quote-{number}", ""), form.get(f"answer-{number}", ""))
            for number in range(1, _MOST_ON_A_SHEET + 1)
        ]
        for number, (key, answer) in enumerate(given, 1):
            if answer:
                if key not in mine:
                    raise NotFound("This quote is not here any more. Please open the letter again.", code="no_quote")
                wish = Wish(
                    participant_id=asked_id,
                    key=key,
                    answer=answer,
                    said=form.get(f"said-{number}", ""),
                    how=form.get("how", ""),
                    by=by,
                    witness=form.get("witness", ""),
                )
                answer_quote(db, wish, now=now, ids=here.ids)
        entered = sum(bool(answer) for _key, answer in given)
        if not entered:
            raise InvalidInput("Please choose an answer for at least one quote.", code="no_choice")
        programme_id = event_view(db, event_id).programme_id
        write_down(db, "quotes_entered", now=now, staff_id=by, programme_id=programme_id, thing=asked_id)
        return entered

    try:
        entered = here.database.write(keep)
    except RetreatError as error:
        return _letter(event_id, asking_id, asked_id, error)
    flash(f"{entered} {'answer is' if entered == 1 else 'answers are'} kept.", "good quotes_entered")
    return see_other(f"/events/{event_id}/quotes/{asking_id}")
