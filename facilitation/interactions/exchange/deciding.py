"""Decisions about exchanges. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.deciding import audience_of
from facilitation.facts import Actor, Decision, Refused, RoundFacts
from facilitation.interactions.exchange.facts import ExchangeSituation
from facilitation.interactions.exchange.options import cells_of, column_ids, columns_of, matter_ids
from facilitation.parts.deciding import added, known, open_round, removed, reworded, round_of_its_own, seen
from retreat.log.fields import Operation


def exchange_sit(op: Operation, actor: Actor, now: ExchangeSituation, _written: str, _at: datetime) -> Decision:
    round_ = round_of_its_own(now, "exchange")
    if now.target_taken:
        raise Refused("not_permitted", "That is already there.")
    if op.body["column"] not in column_ids(round_.step.options):
        raise Refused("not_permitted", "This step has no such column.")
    return Decision(body={"round_id": round_.id, "column": op.body["column"]}, channels=audience_of("me", actor))


def exchange_matter(op: Operation, actor: Actor, now: ExchangeSituation, _written: str, at: datetime) -> Decision:
    round_ = open_round(now, "exchange", at)
    return added(op, actor, now, round_, "matter", {"text": op.body["text"]}, {})


def exchange_say(op: Operation, actor: Actor, now: ExchangeSituation, _written: str, at: datetime) -> Decision:
    round_ = open_round(now, "exchange", at)
    matter_id = _matter(op, actor, now, round_)
    cell = op.body["cell"]
    if cell not in cells_of(round_.step.options):
        raise Refused("not_permitted", "This step asks for something else.")
    column = _column(op, actor, now, round_)
    told = {"matter_id": matter_id, "column": column, "cell": cell}
    return added(op, actor, now, round_, cell, {"text": op.body["text"]}, told, on_id=matter_id, place=column)


def exchange_agree(op: Operation, actor: Actor, now: ExchangeSituation, _written: str, at: datetime) -> Decision:
    round_ = open_round(now, "exchange", at)
    matter_id = _matter(op, actor, now, round_)
    if now.is_agreed:
        raise Refused("not_permitted", "Something has been agreed here already. Whoever wrote it can change the words.")
    return added(op, actor, now, round_, "outcome", _texts(op), {"matter_id": matter_id}, on_id=matter_id)


def exchange_differ(op: Operation, actor: Actor, now: ExchangeSituation, _written: str, at: datetime) -> Decision:
    """Recorded as it was said, whether anything was agreed or not."""
    round_ = open_round(now, "exchange", at)
    matter_id = _matter(op, actor, now, round_)
    return added(
        op, actor, now, round_, "differs", {"text": op.body["text"]}, {"matter_id": matter_id}, on_id=matter_id
    )


def exchange_reword(op: Operation, actor: Actor, now: ExchangeSituation, _written: str, _at: datetime) -> Decision:
    texts = _texts(op) if known(now).stance == "outcome" else {"text": op.body["text"]}
    return reworded(op, actor, now, texts)


def exchange_remove(_op: Operation, actor: Actor, now: ExchangeSituation, _written: str, _at: datetime) -> Decision:
    return removed(actor, now)


def _matter(op: Operation, actor: Actor, now: ExchangeSituation, round_: RoundFacts) -> str:
    """The matter that the operation is on: of the round's step, or named there.

    Raises:
        Refused: There is none, or its sender never saw it.
    """
    matter_id: str = op.body["matter_id"]
    if matter_id in matter_ids(round_.step.options):
        return matter_id
    named = seen(now.on, actor, "matter")
    if named.round_id != round_.id:
        raise Refused("gone", "That is no longer there.")
    return matter_id


def _column(op: Operation, actor: Actor, now: ExchangeSituation, round_: RoundFacts) -> str:
    """Where the sender writes: in the column of their seat; the facilitators wherever they say."""
    columns = columns_of(round_.step.options)
    said = op.body.get("column")
    if actor.role == "facilitator" and said in columns:
        return str(said)
    own = next((column for column, words in columns.items() if words == now.column), None)
    if own is None:
        raise Refused("not_permitted", "Please choose the column that you write in first.")
    if said not in (None, own):
        raise Refused("not_permitted", "You can write in your own column only.")
    return own


def _texts(op: Operation) -> dict[str, str]:
    return {"text": op.body["text"], "how": op.body.get("how") or ""}
