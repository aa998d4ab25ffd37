"""Decisions about the frame of the talk: rounds, prompts, the wall and the end. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from facilitation.facts import Actor, Decision, Refused, RoundFacts, Situation, compare
from facilitation.frame.facts import Reopening
from retreat.clock import to_text
from retreat.log.fields import NOTE_KINDS, Operation
from retreat.programme.steps import Step

REOPEN_WITHIN = timedelta(hours=1)
ASKED_NOW = "A question in between"


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


def round_add(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That question has already been asked.")
    kinds = tuple(op.body.get("note_kinds") or ("note",))
    if not set(kinds) <= set(NOTE_KINDS):
        raise Refused("not_permitted", "Please choose kinds of note from the list.")
    share = op.body.get("share") or "everyone"
    step = Step(title=ASKED_NOW, note_kinds=kinds, shares=(share,), default_share=share, options={"asked_now": True})
    return Decision(body={"title": ASKED_NOW}, channels=("facilitators",), keep={"step": step.as_json()})


def round_extend(op: Operation, _actor: Actor, now: Situation, _written: str, at: datetime) -> Decision:
    round_ = _open(op, now, "It is closed. Open it again to give it more time.")
    begin = round_.ends_at or at
    if round_.paused_at is None:
        begin = max(begin, at)
    return _timed(round_.version + 1, begin + timedelta(minutes=op.body["minutes"]), round_.paused_at)


def round_pause(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    round_ = _open(op, now, "This round is closed.")
    if round_.paused_at is not None:
        raise Refused("stale", "This round is already paused.")
    version = round_.version + 1
    return Decision(body={"version": version}, channels=("all",), version=version)


def round_resume(op: Operation, _actor: Actor, now: Situation, _written: str, at: datetime) -> Decision:
    round_ = _open(op, now, "This round is closed.")
    if round_.paused_at is None:
        raise Refused("stale", "This round is not paused.")
    rest = max(at - round_.paused_at, timedelta(0))
    return _timed(round_.version + 1, round_.ends_at and round_.ends_at + rest, None)


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


def session_reopen(_op: Operation, _actor: Actor, now: Reopening, _written: str, at: datetime) -> Decision:
    if now.session_state != "ended" or now.ended_at is None:
        raise Refused("stale", "This session is already open.")
    if at - now.ended_at > REOPEN_WITHIN:
        raise Refused(
            "not_permitted", "This session ended more than an hour ago. To go on talking, plan another session."
        )
    if now.another_is_open:
        raise Refused("not_permitted", "Another session of this event is open. End it first, then open this one again.")
    return Decision(body={}, channels=("all",))


def _open(op: Operation, now: Situation, closed: str) -> RoundFacts:
    if now.round is None:
        raise Refused("gone", "There is no such round.")
    compare(op, now.round.version)
    if now.round.state != "open":
        raise Refused("stale", closed)
    return now.round


def _timed(version: int, ends_at: datetime | None, paused_at: datetime | None) -> Decision:
    body = {"ends_at": to_text(ends_at) if ends_at else None, "version": version}
    keep = {"ends_at": ends_at, "paused_at": paused_at}
    return Decision(body=body, channels=("all",), version=version, keep=keep)


def _shown(step: Step) -> dict[str, Any]:
    """What readers need of a step; its prompts follow, each by itself, and its end is a moment."""
    return {name: value for name, value in step.as_json().items() if name not in ("prompts", "minutes")}
