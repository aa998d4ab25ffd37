"""Decisions about what is written on assumptions. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from facilitation.deciding import audience_of, is_offered, is_wider, readers_of, round_is_open, widened
from facilitation.facts import Actor, Decision, Refused, RoundFacts, compare
from facilitation.interactions.assumption.facts import AssumptionSituation, PartFacts
from facilitation.interactions.assumption.options import assumption_ids
from retreat.log.fields import SHARES, Operation

NO_SUCH_ROUND = "There is no such round of assumptions."


def assumption_name(op: Operation, actor: Actor, now: AssumptionSituation, _written: str, at: datetime) -> Decision:
    round_ = _open_round(now, at)
    source = op.body.get("source_id")
    if source is not None and not _reads(actor, now.source_audience):
        raise Refused("gone", "The note is no longer there. You can still write the assumption yourself.")
    return _added(op, actor, now, round_, "assumption", {}, {"text": op.body["text"]}, source_id=source)


def assumption_evidence(op: Operation, actor: Actor, now: AssumptionSituation, _written: str, at: datetime) -> Decision:
    round_ = _open_round(now, at)
    on = {"assumption_id": assumption_of(op, actor, now, round_), "stance": op.body["stance"]}
    return _added(op, actor, now, round_, op.body["stance"], on, {"text": op.body["text"]})


def assumption_test(op: Operation, actor: Actor, now: AssumptionSituation, _written: str, at: datetime) -> Decision:
    round_ = _open_round(now, at)
    on = {"assumption_id": assumption_of(op, actor, now, round_)}
    return _added(op, actor, now, round_, "test", on, _texts(op))


def assumption_outcome(op: Operation, actor: Actor, now: AssumptionSituation, _written: str, _at: datetime) -> Decision:
    """It is known later: no round need be open, and the facilitators say it also after the event."""
    if actor.role == "participant" and now.session_state == "closed":
        raise Refused("round_closed", "The event is over. What you wrote is kept on your phone.", why="event_over")
    round_ = round_of_assumptions(now)
    on = {"assumption_id": assumption_of(op, actor, now, round_), "outcome": op.body["outcome"]}
    return _added(op, actor, now, round_, "outcome", on, {"text": op.body.get("text") or ""})


def assumption_reword(op: Operation, actor: Actor, now: AssumptionSituation, _written: str, _at: datetime) -> Decision:
    part = _own(actor, now)
    compare(op, part.version)
    version = part.version + 1
    texts = _texts(op) if part.part == "test" else {"text": op.body["text"]}
    return Decision(body={"version": version}, channels=part.audience, version=version, texts=texts)


def assumption_share(op: Operation, actor: Actor, now: AssumptionSituation, _written: str, _at: datetime) -> Decision:
    part = _own(actor, now)
    share = op.body["share"]
    if not is_offered(share, now.shares_offered):
        raise Refused("not_permitted", "This round does not offer that choice of readers.")
    if not is_wider(share, part.share):
        raise Refused("not_permitted", "Others have read it already. You can take it back instead.")
    channels = widened(part.audience, readers_of(share, actor, now.origin))
    table = actor.table_id if share == "table" else part.table_id
    return shown_wider(part, share, channels, keep={"table_id": table})


def assumption_bring(_op: Operation, actor: Actor, now: AssumptionSituation, _written: str, _at: datetime) -> Decision:
    """A table tells everyone what it wrote; the facilitators show what was handed in. Both without a name."""
    part = _known(now)
    if not part.is_read_by(actor) or not part.may_be_shown:
        raise Refused("gone")
    if actor.role == "facilitator" and part.share == "facilitators":
        return shown_wider(part, "everyone", ("all",), {"from_table": None}, keep={"table_id": part.table_id})
    brings = now.origin is not None and now.origin.step.who["tables"] == "bring"
    if part.share != "table" or part.table_id != actor.table_id or not brings:
        raise Refused("not_permitted")
    told = {"from_table": part.table_name}
    return shown_wider(part, "everyone", ("all",), told, keep={"table_id": part.table_id})


def assumption_remove(_op: Operation, actor: Actor, now: AssumptionSituation, _written: str, _at: datetime) -> Decision:
    part = _known(now)
    is_own = part.author_id == actor.id
    if not is_own and not (actor.role == "facilitator" and part.is_read_by(actor)):
        raise Refused("not_permitted", "Only the person who wrote it can take it back.")
    version = part.version + 1
    # Everybody else has seen what was set aside go before.
    channels = audience_of("me", actor) if part.set_aside else part.audience
    return Decision(body={"version": version}, channels=channels, version=version, keep={"erase": is_own})


def round_of_assumptions(now: AssumptionSituation) -> RoundFacts:
    """The round that the operation names.

    Raises:
        Refused: There is none, or it is of another kind.
    """
    if now.origin is None or now.origin.step.interaction != "assumption":
        raise Refused("gone", NO_SUCH_ROUND)
    return now.origin


def assumption_of(op: Operation, actor: Actor, now: AssumptionSituation, round_: RoundFacts) -> str:
    """The assumption that the operation is on: of the round's step, or brought up there.

    Raises:
        Refused: There is none, or its sender never saw it.
    """
    assumption_id: str = op.body["assumption_id"]
    if assumption_id in assumption_ids(round_.step.options):
        return assumption_id
    named = now.named
    if named is None or named.part != "assumption" or named.round_id != round_.id or not named.is_read_by(actor):
        raise Refused("gone", "That assumption is no longer there.")
    return assumption_id


def shown_wider(
    part: PartFacts,
    share: str,
    channels: tuple[str, ...],
    told: dict[str, Any] | None = None,
    *,
    keep: dict[str, Any],
) -> Decision:
    """Words kept earlier, with all that their new readers need."""
    body = {"part": part.part, "round_id": part.round_id, "share": share, "version": part.version + 1, "at": part.at}
    if part.assumption_id is not None:
        body |= {"assumption_id": part.assumption_id, "outcome": part.outcome}
    return Decision(
        body=body | (told or {}),
        channels=channels,
        version=part.version + 1,
        shows_words_id=part.words_id,
        keep={"share": share, "audience": list(channels)} | keep,
    )


def _open_round(now: AssumptionSituation, at: datetime) -> RoundFacts:
    origin = round_of_assumptions(now)
    round_is_open(now, at)
    return origin


def _known(now: AssumptionSituation) -> PartFacts:
    if now.part is None:
        raise Refused("gone")
    return now.part


def _own(actor: Actor, now: AssumptionSituation) -> PartFacts:
    part = _known(now)
    if part.author_id != actor.id:
        raise Refused("not_permitted", "Only the person who wrote it can change it.")
    return part


def _reads(actor: Actor, audience: tuple[str, ...] | None) -> bool:
    theirs = {"all", f"person:{actor.id}"}
    theirs |= {"facilitators"} if actor.role == "facilitator" else {f"table:{actor.table_id}"}
    return audience is not None and not theirs.isdisjoint(audience)


def _added(
    op: Operation,
    actor: Actor,
    now: AssumptionSituation,
    round_: RoundFacts,
    part: str,
    on: dict[str, Any],
    texts: dict[str, str],
    *,
    source_id: str | None = None,
) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That is already there.")
    offered = round_.step.shares or SHARES
    share = op.body.get("share") or round_.step.default_share
    if not is_offered(share, offered) and actor.role != "facilitator":
        raise Refused("not_permitted", "This round does not offer that choice of readers.")
    channels = readers_of(share, actor, round_)
    body = {"round_id": round_.id, **on, "share": share, "version": 1}
    return Decision(
        body=body,
        channels=channels,
        texts=texts,
        keep={
            "part": part,
            "source_id": source_id,
            "table_id": actor.table_id if share == "table" else None,
            "nameless": share == "facilitators",
            "audience": list(channels),
        },
    )


def _texts(op: Operation) -> dict[str, str]:
    return {"text": op.body["text"], "who": op.body.get("who") or "", "by_when": op.body.get("by_when") or ""}
