"""Decisions about gists and corrections. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from facilitation.deciding import audience_of
from facilitation.facts import Actor, Decision, Refused, compare
from facilitation.interactions.readback.deciding import running_line
from facilitation.interactions.readback.facts import ReadBackSituation, TextFacts
from retreat.log.fields import Operation


def readback_write(op: Operation, actor: Actor, now: ReadBackSituation, _written: str, at: datetime) -> Decision:
    if actor.table_id is None:
        raise Refused("not_permitted", "You are not at a table.")
    if now.target_taken:
        raise Refused("not_permitted", "That is already there.")
    share, line_id = op.body.get("share") or "table", op.body.get("line_id")
    body: dict[str, Any] = {"line_id": line_id, "readback_id": None, "share": share, "version": 1, "seen": None}
    keep: dict[str, Any] = {"table_id": actor.table_id, "line": None}
    if line_id is not None:
        line = running_line(now, actor, at)
        if share != "table":
            raise Refused("not_permitted", "A correction is for the table.")
        body["seen"], keep["line"] = line.version, line
    elif share == "table" and now.latest is not None and at <= now.latest[1]:
        body["readback_id"] = now.latest[0]
    return Decision(body=body, channels=audience_of(share, actor), texts={"text": op.body["text"]}, keep=keep)


def readback_reword(op: Operation, actor: Actor, now: ReadBackSituation, _written: str, _at: datetime) -> Decision:
    text = _own(actor, now)
    compare(op, text.version)
    version = text.version + 1
    return Decision(body={"version": version}, channels=text.audience, version=version, texts={"text": op.body["text"]})


def readback_remove(_op: Operation, actor: Actor, now: ReadBackSituation, _written: str, _at: datetime) -> Decision:
    text = _own(actor, now)
    return Decision(body={}, channels=text.audience, version=text.version + 1)


def _own(actor: Actor, now: ReadBackSituation) -> TextFacts:
    if now.text is None:
        raise Refused("gone")
    if now.text.author_id != actor.id:
        raise Refused("not_permitted", "Only the person who wrote it can change it or take it back.")
    return now.text
