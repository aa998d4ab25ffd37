"""Decisions about plan cards. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.facts import Actor, Decision, Refused
from facilitation.interactions.plan.facts import PlanSituation
from facilitation.interactions.plan.options import projects_of
from facilitation.parts.deciding import added, added_on, known, open_round, removed, reworded, seen
from facilitation.parts.facts import PartFacts
from retreat.log.fields import Operation
from retreat.log.nouns.plan import TITLE_MAX_CHARS


def plan_add(op: Operation, actor: Actor, now: PlanSituation, _written: str, at: datetime) -> Decision:
    round_ = open_round(now, "plan", at)
    project, earlier_id = op.body.get("project"), op.body.get("plan_id")
    if earlier_id is not None:
        project = _goes_on(actor, now).place or project
    if project not in (None, *projects_of(round_.step.options)):
        raise Refused("not_permitted", "This step does not list that project.")
    told = {"project": project, "plan_id": earlier_id, "table": actor.table_id}
    return added(op, actor, now, round_, "card", _texts(op), told, on_id=earlier_id, place=project)


def plan_write(op: Operation, actor: Actor, now: PlanSituation, _written: str, _at: datetime) -> Decision:
    card = _theirs(actor, now)
    told = {"plan_id": card.id, "stage": op.body["stage"], "due": op.body.get("due")}
    return added_on(actor, now, card, op.body["stage"], {"text": op.body["text"]}, told)


def plan_reword(op: Operation, actor: Actor, now: PlanSituation, _written: str, _at: datetime) -> Decision:
    if known(now).stance != "card":
        return reworded(op, actor, now, {"text": op.body["text"]}, due=op.body.get("due"))
    if len(op.body["text"]) > TITLE_MAX_CHARS:
        raise Refused("too_long", f"At most {TITLE_MAX_CHARS} characters fit here. Nothing was cut.")
    return reworded(op, actor, now, _texts(op))


def plan_remove(_op: Operation, actor: Actor, now: PlanSituation, _written: str, _at: datetime) -> Decision:
    return removed(actor, now)


def _goes_on(actor: Actor, now: PlanSituation) -> PartFacts:
    """The card whose next cycle begins.

    Raises:
        Refused: It is not there, not the sender's to go on with, or there is nothing yet to start from.
    """
    card = _theirs(actor, now)
    if now.goes_on:
        raise Refused("not_permitted", "The next cycle has already begun.")
    if not now.is_reflected:
        raise Refused("not_permitted", "Write something under “Reflect” first: the next cycle starts from it.")
    return card


def _theirs(actor: Actor, now: PlanSituation) -> PartFacts:
    """The card that the operation is on, where the sender's table may write on it."""
    card = seen(now.on, actor, "card")
    if actor.role != "facilitator" and card.table_id not in (None, actor.table_id):
        raise Refused("not_permitted", "The table whose plan this is writes on it.")
    return card


def _texts(op: Operation) -> dict[str, str]:
    return {"text": op.body["text"], "puzzle": op.body.get("puzzle") or ""}
