"""Decisions about what people undertake. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.deciding import audience_of
from facilitation.facts import Actor, Decision, Refused
from facilitation.interactions.undertaking.facts import UndertakingSituation
from facilitation.interactions.undertaking.options import owner_ids, sorts_of
from facilitation.parts.deciding import added, added_on, known, open_round, removed, reworded, seen
from facilitation.parts.facts import PartFacts
from retreat.log.fields import Operation
from retreat.log.nouns.undertaking import SORTS


def undertaking_add(op: Operation, actor: Actor, now: UndertakingSituation, _written: str, at: datetime) -> Decision:
    round_ = open_round(now, "undertaking", at)
    sort, owner = op.body["sort"], op.body.get("owner")
    if sort not in sorts_of(round_.step.options):
        raise Refused("not_permitted", "This step asks for something else.")
    if owner not in (None, *owner_ids(round_.step.options)):
        raise Refused("not_permitted", "This step does not list that owner.")
    told = {"sort": sort, "owner": owner, "due": op.body.get("due")}
    return added(op, actor, now, round_, sort, _texts(op), told, place=owner)


def undertaking_take(op: Operation, actor: Actor, now: UndertakingSituation, _written: str, _at: datetime) -> Decision:
    on = seen(now.on, actor, *SORTS)
    owner, name = op.body.get("owner"), op.body.get("text") or ""
    if now.taken is not None:
        raise Refused("not_permitted", "Somebody has already taken this on.")
    if owner not in (None, *(owner_ids(now.its_round.step.options) if now.its_round else ())):
        raise Refused("not_permitted", "This step does not list that owner.")
    if not name and owner is None:
        raise Refused("not_permitted", "Please say how people should call you as its owner.")
    told = {"undertaking_id": on.id, "owner": owner}
    return added_on(actor, now, on, "taken", {"text": name}, told, place=owner)


def undertaking_propose(
    op: Operation, actor: Actor, now: UndertakingSituation, _written: str, _at: datetime
) -> Decision:
    """Whether there is somebody of that name, and what they answer, the sender is never told."""
    on = seen(now.on, actor, *SORTS)
    if now.taken is not None:
        raise Refused("not_permitted", "Somebody has already taken this on.")
    if now.target_taken:
        raise Refused("not_permitted", "That is already there.")
    channels = tuple(f"person:{one}" for one in (actor.id, *now.asked))
    return Decision(
        body={"round_id": on.round_id, "undertaking_id": on.id, "share": "me", "version": 1},
        channels=channels,
        texts={"text": op.body["text"]},
        keep={
            "stance": "named",
            "on_id": on.id,
            "place": None,
            "due": None,
            "table_id": actor.table_id,
            "asked": now.asked,
        },
    )


def undertaking_decline(
    _op: Operation, actor: Actor, now: UndertakingSituation, _written: str, _at: datetime
) -> Decision:
    if not now.was_asked:
        raise Refused("gone")
    return Decision(body={}, channels=audience_of("me", actor))


def undertaking_tell(op: Operation, actor: Actor, now: UndertakingSituation, _written: str, _at: datetime) -> Decision:
    on = _told_on(now, actor)
    owner_id = now.taken.author_id if now.taken else on.author_id
    if actor.role != "facilitator" and actor.id != owner_id:
        raise Refused("not_permitted", "Whoever has taken this on says what became of it.")
    became = op.body["became"]
    told = {"undertaking_id": on.id, "became": became, "due": op.body.get("due")}
    return added_on(actor, now, on, "became", {"text": op.body.get("text") or ""}, told, place=became)


def undertaking_join(_op: Operation, actor: Actor, now: UndertakingSituation, _written: str, _at: datetime) -> Decision:
    return _joined(actor, now)


def undertaking_unjoin(
    _op: Operation, actor: Actor, now: UndertakingSituation, _written: str, _at: datetime
) -> Decision:
    return _joined(actor, now)


def undertaking_reword(
    op: Operation, actor: Actor, now: UndertakingSituation, _written: str, _at: datetime
) -> Decision:
    part = known(now)
    if part.stance == "named":
        raise Refused("not_permitted", "Take this back and ask again.")
    told = {"due": op.body.get("due")} if part.stance in SORTS else {}
    return reworded(op, actor, now, _texts(op), **told)


def undertaking_remove(
    _op: Operation, actor: Actor, now: UndertakingSituation, _written: str, _at: datetime
) -> Decision:
    return removed(actor, now)


def _told_on(now: UndertakingSituation, actor: Actor) -> PartFacts:
    """What it is about. The facilitators read in the record what a table kept to itself in the room."""
    on = now.on
    if on is not None and actor.role == "facilitator" and on.stance in SORTS and on.share not in ("me",):
        return on
    return seen(on, actor, *SORTS)


def _joined(actor: Actor, now: UndertakingSituation) -> Decision:
    one, other = seen(now.on, actor, "ask", "offer"), seen(now.other, actor, "ask", "offer")
    if one.stance == other.stance:
        raise Refused("not_permitted", "An ask goes with an offer.")
    if actor.role != "facilitator" and actor.id not in (one.author_id, other.author_id):
        raise Refused("not_permitted", "Whoever wrote one of the two can put them together.")
    if set(one.audience) != set(other.audience):
        raise Refused("not_permitted", "Not everybody can read both of them.")
    ask, offer = (one, other) if one.stance == "ask" else (other, one)
    return Decision(body={"ask_id": ask.id, "offer_id": offer.id}, channels=ask.audience)


def _texts(op: Operation) -> dict[str, str]:
    return {"text": op.body["text"], "known_by": op.body.get("known_by") or ""}
