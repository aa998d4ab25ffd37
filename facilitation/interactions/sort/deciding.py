"""Decisions about headings and what lies under them. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.facts import Actor, Decision, Refused, compare
from facilitation.interactions.sort.facts import SortSituation
from retreat.log.fields import Operation


def note_move(op: Operation, _actor: Actor, now: SortSituation, _written: str, _at: datetime) -> Decision:
    if now.note is None:
        raise Refused("gone")
    if op.body["cluster_id"] is not None and not now.cluster_there:
        raise Refused("gone", "That heading is no longer there.")
    if not {"all", "facilitators"} & set(now.note.audience):
        raise Refused("not_permitted")
    body = {"cluster_id": op.body["cluster_id"], "rank": op.body.get("rank")}
    return Decision(body=body, channels=now.note.audience, version=now.note.version, keep=body)


def cluster_add(op: Operation, _actor: Actor, now: SortSituation, _written: str, _at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That heading is already there.")
    body = {"prompt_id": op.body.get("prompt_id"), "rank": op.body.get("rank"), "version": 1}
    return Decision(body=body, channels=("all",), texts={"title": op.body["title"]})


def cluster_rename(op: Operation, _actor: Actor, now: SortSituation, _written: str, _at: datetime) -> Decision:
    if not now.target_there:
        raise Refused("gone", "That heading is no longer there.")
    compare(op, now.target_version)
    version = now.target_version + 1
    return Decision(body={"version": version}, channels=("all",), version=version, texts={"title": op.body["title"]})


def cluster_merge(op: Operation, _actor: Actor, now: SortSituation, _written: str, _at: datetime) -> Decision:
    if not now.target_there or not now.into_there:
        raise Refused("gone", "That heading is no longer there.")
    if op.body["into"] == op.target_id:
        raise Refused("not_permitted", "A heading cannot be merged with itself.")
    return Decision(body={"into": op.body["into"]}, channels=("all",), version=now.target_version + 1)
