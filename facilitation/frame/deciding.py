"""Decisions about the frame of the talk: rounds, prompts, the wall and the end. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from facilitation.facts import Actor, Decision, Refused, Situation, compare
from retreat.log.fields import Operation
from retreat.programme.steps import Step


def round_open(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.round is None:
        raise Refused("gone", "There is no such round.")
    compare(op, now.round.version)
    if now.round.state == "open":
        raise Refused("stale", "This round is already open.")
    if now.locked_at is not None:
        raise Refused("not_permitted", "A later step has locked this one. What people wrote in it can still be read.")
    return Decision(
        body=_shown(now.round.step) | {"version": now.round.version + 1},
        channels=("all",),
        version=now.round.version + 1,
    )


def round_close(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.round is None:
        raise Refused("gone", "There is no such round.")
    compare(op, now.round.version)
    if now.round.state != "open":
        raise Refused("stale", "This round is already closed.")
    version = now.round.version + 1
    return Decision(body={"version": version}, channels=("all",), version=version)


def prompt_ask(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.round is None:
        raise Refused("gone", "There is no such round.")
    if now.target_taken:
        raise Refused("not_permitted", "That question has already been asked. You can reword it.")
    return Decision(body={"round_id": now.round.id, "version": 1}, channels=("all",), texts={"text": op.body["text"]})


def prompt_reword(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if not now.target_there:
        raise Refused("gone", "That question has not been asked.")
    compare(op, now.target_version)
    version = now.target_version + 1
    return Decision(body={"version": version}, channels=("all",), version=version, texts={"text": op.body["text"]})


def wall_show(op: Operation, _actor: Actor, _now: Situation, _written: str, _at: datetime) -> Decision:
    body = {"view": op.body["view"], "prompt_id": op.body.get("prompt_id")}
    if op.body.get("order"):
        body["order"] = op.body["order"]
    return Decision(body=body, channels=("screen", "facilitators"))


def session_end(_op: Operation, _actor: Actor, _now: Situation, _written: str, _at: datetime) -> Decision:
    return Decision(body={}, channels=("all",))


def _shown(step: Step) -> dict[str, Any]:
    """What readers need of a step; its prompts follow, each by itself, and its end is a moment."""
    return {name: value for name, value in step.as_json().items() if name not in ("prompts", "minutes")}
