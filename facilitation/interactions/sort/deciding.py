"""Decisions about headings and what lies under them. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.facts import Actor, Decision, Refused, compare
from facilitation.interactions.sort.facts import GatherSituation, SortSituation, UndoSituation
from retreat.log.fields import Operation

_NO_HEADING = "That heading is no longer there."


def note_move(op: Operation, _actor: Actor, now: SortSituation, _written: str, _at: datetime) -> Decision:
    if now.note is None:
        raise Refused("gone")
    if op.body["cluster_id"] is not None and not now.cluster_there:
        raise Refused("gone", _NO_HEADING)
    if not {"all", "facilitators"} & set(now.note.audience):
        raise Refused("not_permitted")
    body = {"cluster_id": op.body["cluster_id"], "rank": op.body.get("rank")}
    return Decision(body=body, channels=now.note.audience, version=now.note.version, keep=body)


def cluster_add(op: Operation, _actor: Actor, now: SortSituation, _written: str, _at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That heading is already there.")
    body = {"prompt_id": op.body.get("prompt_id"), "rank": op.body.get("rank"), "version": 1}
    return Decision(body=body, channels=("all",), texts=_titles(op))


def cluster_rename(op: Operation, _actor: Actor, now: SortSituation, _written: str, _at: datetime) -> Decision:
    if not now.target_there:
        raise Refused("gone", _NO_HEADING)
    compare(op, now.target_version)
    version = now.target_version + 1
    return Decision(body={"version": version}, channels=("all",), version=version, texts=_titles(op))


def cluster_merge(op: Operation, _actor: Actor, now: SortSituation, _written: str, _at: datetime) -> Decision:
    if not now.target_there or not now.into_there:
        raise Refused("gone", _NO_HEADING)
    if op.body["into"] == op.target_id:
        raise Refused("not_permitted", "A heading cannot be merged with itself.")
    return Decision(body={"into": op.body["into"]}, channels=("all",), version=now.target_version + 1)


def sort_gather(op: Operation, _actor: Actor, now: GatherSituation, _written: str, _at: datetime) -> Decision:
    """A heading over notes that everybody reads: the ids of others must not go to everyone."""
    if now.target_taken:
        raise Refused("not_permitted", "That heading is already there.")
    there = [note for note in now.notes if "all" in note.audience]
    if not there or len(there) < len(now.notes):
        raise Refused("gone", "These notes are no longer there for everyone.")
    body = {
        "prompt_id": op.body.get("prompt_id"),
        "rank": op.body.get("rank"),
        "note_ids": [note.id for note in there],
        "version": 1,
    }
    return Decision(body=body, channels=("all",), texts=_titles(op))


def sort_undo(_op: Operation, _actor: Actor, now: UndoSituation, _written: str, _at: datetime) -> Decision:
    if not now.is_ones_own:
        raise Refused("not_permitted", "Each desk undoes what it did itself.")
    if now.undone is None:
        raise Refused("stale", "Nothing is left to undo: it was changed in the meantime.")
    return Decision(
        body=dict(now.undone),
        channels=now.audience,
        shows_words_id=now.words_id,
        keep={"voters": now.voters, "words_id": now.words_id},
    )


def _titles(op: Operation) -> dict[str, str]:
    return {"title": op.body["title"], "second": op.body.get("second") or ""}
