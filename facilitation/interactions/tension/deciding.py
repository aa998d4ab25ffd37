"""Decisions about what is written on tensions. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from facilitation.deciding import audience_of, round_is_open
from facilitation.facts import Actor, Decision, Refused, RoundFacts, compare
from facilitation.interactions.tension.facts import PartFacts, TensionSituation
from facilitation.interactions.tension.options import tension_ids
from retreat.log.fields import Operation


def tension_name(op: Operation, actor: Actor, now: TensionSituation, _written: str, at: datetime) -> Decision:
    round_ = _open_round(now, at)
    return _added(op, actor, now, round_, "tension", {"text": op.body["text"]})


def tension_side(op: Operation, actor: Actor, now: TensionSituation, _written: str, at: datetime) -> Decision:
    round_ = _open_round(now, at)
    tension_of(op, actor, now, round_)
    return _added(op, actor, now, round_, "side", _texts(op))


def tension_neither(op: Operation, actor: Actor, now: TensionSituation, _written: str, at: datetime) -> Decision:
    round_ = _open_round(now, at)
    tension_of(op, actor, now, round_)
    return _added(op, actor, now, round_, "neither", {"text": op.body["text"]})


def tension_reword(op: Operation, actor: Actor, now: TensionSituation, _written: str, _at: datetime) -> Decision:
    part = _known(now)
    if part.author_id != actor.id:
        raise Refused("not_permitted", "Only the person who wrote it can change the words.")
    compare(op, part.version)
    version = part.version + 1
    return Decision(body={"version": version}, channels=part.audience, version=version, texts=_texts(op))


def tension_remove(_op: Operation, actor: Actor, now: TensionSituation, _written: str, _at: datetime) -> Decision:
    part = _known(now)
    is_own = part.author_id == actor.id
    if not is_own and not (actor.role == "facilitator" and part.is_read_by(actor)):
        raise Refused("not_permitted", "Only the person who wrote it can take it back.")
    version = part.version + 1
    # Everybody else has seen what was set aside go before.
    channels = audience_of("me", actor) if part.set_aside else part.audience
    return Decision(body={"version": version}, channels=channels, version=version, keep={"erase": is_own})


def round_of_tensions(now: TensionSituation) -> RoundFacts:
    """The round that the operation names.

    Raises:
        Refused: There is none, or it is of another kind.
    """
    if now.origin is None or now.origin.step.interaction != "tension":
        raise Refused("gone", "There is no such round of tensions.")
    return now.origin


def tension_of(op: Operation, actor: Actor, now: TensionSituation, round_: RoundFacts) -> str:
    """The tension that the operation is on: of the round's step, or named there.

    Raises:
        Refused: There is none, or its sender never saw it.
    """
    tension_id: str = op.body["tension_id"]
    if tension_id in tension_ids(round_.step.options):
        return tension_id
    named = now.named
    if named is None or named.stance != "tension" or named.round_id != round_.id or not named.is_read_by(actor):
        raise Refused("gone", "That tension is no longer there.")
    return tension_id


def _open_round(now: TensionSituation, at: datetime) -> RoundFacts:
    origin = round_of_tensions(now)
    round_is_open(now, at)
    return origin


def _known(now: TensionSituation) -> PartFacts:
    if now.part is None:
        raise Refused("gone")
    return now.part


def _added(
    op: Operation, actor: Actor, now: TensionSituation, round_: RoundFacts, stance: str, texts: dict[str, str]
) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That is already there.")
    share = op.body.get("share") or "everyone"
    body: dict[str, Any] = {"round_id": round_.id, "share": share, "version": 1}
    if stance != "tension":
        body["tension_id"] = op.body["tension_id"]
    table = actor.table_id if share == "table" else None
    return Decision(
        body=body, channels=audience_of(share, actor), texts=texts, keep={"stance": stance, "table_id": table}
    )


def _texts(op: Operation) -> dict[str, str]:
    return {"text": op.body["text"], "protects": op.body.get("protects") or ""}
