"""Decisions about what is typed from pictures of paper. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from facilitation.deciding import readers_of
from facilitation.facts import Actor, Decision, Refused
from facilitation.interactions.picture.facts import PictureSituation
from retreat.log.fields import Operation
from retreat.pictures.sharing import preferred_share, shares_of


def picture_note(op: Operation, actor: Actor, now: PictureSituation, written: str, _at: datetime) -> Decision:
    """Paper is often typed when its step is over, so the round need not be open any more."""
    picture, round_ = now.picture, now.round
    if picture is None:
        raise Refused("gone", "That picture is no longer there.")
    if actor.role != "facilitator" and not picture.may_type:
        raise Refused("not_permitted", "Whoever took the picture, or the host or scribe of its table, types it.")
    if now.target_taken:
        raise Refused("not_permitted", "That note is already there.")
    if round_ is None or picture.prompt_id is None or not round_.step.note_kinds:
        raise Refused("not_permitted", "This picture belongs to no question that takes notes.")
    step = {"shares": round_.step.shares, "default_share": round_.step.default_share}
    share = op.body.get("share") or preferred_share(step, picture.table_id)
    if share is None or share not in shares_of(step, picture.table_id):
        raise Refused("not_permitted", "This round does not offer that choice of readers.")
    body: dict[str, Any] = {
        "picture_id": picture.id,
        "prompt_id": picture.prompt_id,
        "note_kind": round_.step.note_kinds[0],
        "share": share,
        "version": 1,
        "written_at": written,
    }
    if share == "table":
        body["table"] = picture.table_id
    return Decision(
        body=body,
        channels=readers_of(share, replace(actor, table_id=picture.table_id), round_),
        texts={"text": op.body["text"]},
        keep={
            "share": share,
            "note_kind": round_.step.note_kinds[0],
            "round_id": round_.id,
            "at_table": picture.table_id,
        },
    )
