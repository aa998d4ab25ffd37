"""Decisions about close reading: what is laid out, marked, written and taken back. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from facilitation.deciding import audience_of, round_is_open
from facilitation.facts import Actor, Decision, Refused, RoundFacts
from facilitation.interactions.read.facts import NarrativeFacts, ReadSituation, WrittenFacts
from facilitation.interactions.read.options import meaning_ids, offers
from retreat.log.fields import Operation
from retreat.log.nouns.read import READINGS_MAX

_NO_NARRATIVE = "There is no narrative for you to read yet."
_BY_THE_DOOR = (
    "A narrative is added under “Outcome narratives”, where a second person clears it before anybody reads it."
)


def read_lay(op: Operation, _actor: Actor, now: ReadSituation, _written: str, at: datetime) -> Decision:
    """One that the programme has cleared; to everyone, or to one table and the facilitators.

    A text that somebody types here would pass no identifier check and no second person.
    """
    round_ = _round(now)
    table_id = op.body.get("table_id")
    if table_id is not None and not now.table_there:
        raise Refused("gone", "There is no such table.")
    if op.body.get("text") is not None or op.body.get("title") is not None:
        raise Refused("not_permitted", _BY_THE_DOOR)
    narrative = now.narrative
    if narrative is None:
        raise Refused("gone", "This narrative is not there, or has not been cleared.")
    _still_here(narrative, at)
    is_first = narrative.words_id is None
    return Decision(
        body={"round_id": round_.id, "table_id": table_id, "lines": [list(line) for line in narrative.lines]},
        channels=(f"table:{table_id}", "facilitators") if table_id else ("all",),
        texts={"title": narrative.title, "text": narrative.text} if is_first else None,
        shows_words_id=narrative.words_id,
        keep={"words_id": narrative.words_id},
    )


def read_mark(op: Operation, actor: Actor, now: ReadSituation, _written: str, at: datetime) -> Decision:
    round_ = _open(now, actor, at, "marks")
    share = _share(op, actor, round_)
    if now.target_taken:
        raise Refused("not_permitted", "That is already there.")
    narrative = _narrative(now, at)
    place = _place(op.body["place"], narrative)
    meaning = op.body["meaning"]
    if meaning not in meaning_ids(round_.step.options):
        raise Refused("gone", "That is not what a mark can mean in this step.")
    return Decision(
        body={"round_id": round_.id, "place": place, "meaning": meaning, "share": share},
        channels=audience_of(share, actor),
        keep={"table_id": actor.table_id},
    )


def read_unmark(_op: Operation, actor: Actor, now: ReadSituation, _written: str, _at: datetime) -> Decision:
    if now.mark is None or now.mark.author_id != actor.id:
        raise Refused("gone")
    return Decision(body={}, channels=now.mark.audience)


def read_show(_op: Operation, _actor: Actor, now: ReadSituation, _written: str, _at: datetime) -> Decision:
    round_ = _round(now)
    if not now.audience:
        raise Refused("gone", "Nobody reads this narrative here.")
    return Decision(body={"round_id": round_.id, "spread": list(now.spread)}, channels=now.audience)


def read_write(op: Operation, actor: Actor, now: ReadSituation, _written: str, at: datetime) -> Decision:
    form = op.body.get("form") or "reading"
    round_ = _open(now, actor, at, f"{form}s")
    share = _share(op, actor, round_)
    if now.target_taken:
        raise Refused("not_permitted", "That is already there.")
    narrative = _narrative(now, at)
    first = _first(op, actor, now, form) if op.body.get("reading_id") else None
    place = first.place if first else op.body.get("place") and _place(op.body["place"], narrative)
    quote = narrative.text[place["from"] : place["to"]] if place else ""
    if op.body.get("quote") and op.body["quote"] != quote.strip():
        raise Refused("stale", "The text is not the one that you had before you. Please look again.")
    body: dict[str, Any] = {
        "round_id": round_.id,
        "narrative_id": narrative.id,
        "form": form,
        "place": place,
        "first_id": first.id if first else None,
        "share": share,
        "version": 1,
    }
    table = actor.table_id if share == "table" else None
    return Decision(
        body=body,
        channels=audience_of(share, actor),
        texts={"text": op.body["text"], "why": op.body.get("why") or "", "quote": quote},
        keep={"table_id": table},
    )


def read_remove(_op: Operation, actor: Actor, now: ReadSituation, _written: str, _at: datetime) -> Decision:
    written = now.written
    if written is None:
        raise Refused("gone")
    is_own = written.author_id == actor.id
    if not is_own and not (actor.role == "facilitator" and written.is_read_by(actor)):
        raise Refused("not_permitted", "Only the person who wrote it can take it back.")
    version = written.version + 1
    # Everybody else has seen what was set aside go before.
    channels = audience_of("me", actor) if written.set_aside else written.audience
    return Decision(body={"version": version}, channels=channels, version=version, keep={"erase": is_own})


def _round(now: ReadSituation) -> RoundFacts:
    if now.origin is None:
        raise Refused("gone", "There is no such step of close reading.")
    return now.origin


def _open(now: ReadSituation, actor: Actor, at: datetime, what: str) -> RoundFacts:
    round_ = _round(now)
    round_is_open(now, at)
    if actor.role == "participant" and not offers(round_.step.options, what):
        raise Refused("not_permitted", "This step does not ask for that.")
    return round_


def _share(op: Operation, actor: Actor, round_: RoundFacts) -> str:
    share: str = op.body.get("share") or round_.step.default_share
    if actor.role == "participant" and share not in round_.step.shares:
        raise Refused("not_permitted", "In this step you cannot share it like that.")
    return share


def _narrative(now: ReadSituation, at: datetime) -> NarrativeFacts:
    if now.narrative is None:
        raise Refused("gone", _NO_NARRATIVE)
    _still_here(now.narrative, at)
    return now.narrative


def _still_here(narrative: NarrativeFacts, at: datetime) -> None:
    if narrative.until is not None and at >= narrative.until:
        raise Refused("gone", "This text has gone back to the partner who brought it.")


def _place(place: dict[str, Any], narrative: NarrativeFacts) -> dict[str, Any]:
    begins, ends = place["from"], place["to"]
    if ends > len(narrative.text) or not narrative.text[begins:ends].strip():
        raise Refused("stale", "There are no words at that place. Please choose again.")
    return {"on": narrative.id, "from": begins, "to": ends}


def _first(op: Operation, actor: Actor, now: ReadSituation, form: str) -> WrittenFacts:
    first = now.written
    if first is None or first.author_id != actor.id or first.form != "reading" or first.first_id is not None:
        raise Refused("gone", "Your first reading is no longer there.")
    if form != "reading" or now.later + 1 >= READINGS_MAX:
        raise Refused("budget_spent", f"You have written {READINGS_MAX} readings of this place. Please choose another.")
    if not op.body.get("why"):
        raise Refused("not_permitted", "Please say what changed since your last reading, and why.")
    return first
