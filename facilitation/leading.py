"""Decisions about leading: rounds, prompts, clusters, reveals, the wall and the end. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.contributing import note_body
from facilitation.facts import Actor, Decision, Refused, Situation, compare
from retreat.log.fields import Operation


def note_move(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.note is None:
        raise Refused("gone")
    if op.body["cluster_id"] is not None and not now.cluster_there:
        raise Refused("gone", "That cluster is no longer there.")
    if not {"all", "facilitators"} & set(now.note.audience):
        raise Refused("not_permitted")
    body = {"cluster_id": op.body["cluster_id"], "rank": op.body.get("rank")}
    return Decision(body=body, channels=now.note.audience, version=now.note.version, keep=body)


def notes_reveal(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if not op.body.get("prompt_id") and not op.body.get("note_ids"):
        raise Refused("not_permitted", "Say which notes to show: those of a prompt, or a list.")
    if not now.handed_in:
        raise Refused("gone", "There are no handed-in notes to show.")
    notes = [
        {"id": note.id, "words_id": note.words_id} | note_body(note) | {"version": note.version + 1}
        for note in now.handed_in
    ]
    return Decision(body={"notes": notes}, channels=("all",))


def round_open(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.round is None:
        raise Refused("gone", "There is no such round.")
    compare(op, now.round.version)
    if now.round.state == "open":
        raise Refused("stale", "This round is already open.")
    return Decision(
        body={
            "title": now.round.title,
            "instruction": now.round.instruction,
            "shares": list(now.round.shares),
            "default_share": now.round.default_share,
            "note_kinds": list(now.round.note_kinds),
            "note_budget": now.round.note_budget,
            "vote_budget": now.round.vote_budget,
            "version": now.round.version + 1,
        },
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
        raise Refused("not_permitted", "That prompt was asked already. You can reword it.")
    return Decision(body={"round_id": now.round.id, "version": 1}, channels=("all",), texts={"text": op.body["text"]})


def prompt_reword(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if not now.target_there:
        raise Refused("gone", "That prompt has not been asked.")
    compare(op, now.target_version)
    version = now.target_version + 1
    return Decision(body={"version": version}, channels=("all",), version=version, texts={"text": op.body["text"]})


def cluster_add(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That cluster is already there.")
    body = {"prompt_id": op.body.get("prompt_id"), "rank": op.body.get("rank"), "version": 1}
    return Decision(body=body, channels=("all",), texts={"title": op.body["title"]})


def cluster_rename(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if not now.target_there:
        raise Refused("gone", "That cluster is no longer there.")
    compare(op, now.target_version)
    version = now.target_version + 1
    return Decision(body={"version": version}, channels=("all",), version=version, texts={"title": op.body["title"]})


def cluster_merge(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if not now.target_there or not now.into_there:
        raise Refused("gone", "That cluster is no longer there.")
    if op.body["into"] == op.target_id:
        raise Refused("not_permitted", "A cluster cannot be merged with itself.")
    return Decision(body={"into": op.body["into"]}, channels=("all",), version=now.target_version + 1)


def wall_show(op: Operation, _actor: Actor, _now: Situation, _written: str, _at: datetime) -> Decision:
    body = {"view": op.body["view"], "prompt_id": op.body.get("prompt_id")}
    return Decision(body=body, channels=("screen", "facilitators"))


def session_end(_op: Operation, _actor: Actor, _now: Situation, _written: str, _at: datetime) -> Decision:
    return Decision(body={}, channels=("all",))
