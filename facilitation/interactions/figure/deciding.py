"""Decisions about figures and accounts. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from facilitation.deciding import audience_of, round_is_open
from facilitation.facts import Actor, Decision, Refused, compare
from facilitation.interactions.figure.facts import FigureSituation, PairFacts
from facilitation.interactions.figure.options import figures_of
from retreat.log.fields import Operation


def figure_pair(op: Operation, actor: Actor, now: FigureSituation, _written: str, at: datetime) -> Decision:
    round_ = round_is_open(now, at)
    if round_.step.interaction != "figure":
        raise Refused("gone", "There is no such round of figures.")
    if op.body["figure_id"] not in {figure.id for figure in figures_of(round_.step.options)}:
        raise Refused("gone", "This step has no such figure.")
    if now.target_taken:
        raise Refused("not_permitted", "That is already there.")
    note_id = op.body.get("note_id")
    if note_id and (now.note is None or "all" not in now.note.audience):
        raise Refused("gone", "That note is no longer there for everyone.")
    texts = _texts(op, has_note=bool(note_id))
    share = op.body.get("share") or "everyone"
    body: dict[str, Any] = {
        "round_id": round_.id,
        "figure_id": op.body["figure_id"],
        "note_id": note_id or None,
        "relation": op.body.get("relation") or "misses",
        "share": share,
        "version": 1,
    }
    table_id = actor.table_id if share == "table" else None
    return Decision(body=body, channels=audience_of(share, actor), texts=texts, keep={"table_id": table_id})


def figure_reword(op: Operation, actor: Actor, now: FigureSituation, _written: str, _at: datetime) -> Decision:
    pair = _known(now)
    if pair.author_id != actor.id:
        raise Refused("not_permitted", "Only the person who wrote it can change the words.")
    compare(op, pair.version)
    version = pair.version + 1
    texts = _texts(op, has_note=pair.has_note)
    return Decision(body={"version": version}, channels=pair.audience, version=version, texts=texts)


def figure_remove(_op: Operation, actor: Actor, now: FigureSituation, _written: str, _at: datetime) -> Decision:
    pair = _known(now)
    is_own = pair.author_id == actor.id
    leads = actor.role == "facilitator" and {"all", "facilitators"} & set(pair.audience)
    if not is_own and not leads:
        raise Refused("not_permitted", "Only the person who wrote it can take it back.")
    version = pair.version + 1
    # Everybody else has seen what was set aside go before.
    channels = audience_of("me", actor) if pair.set_aside else pair.audience
    return Decision(body={"version": version}, channels=channels, version=version, keep={"erase": is_own})


def _known(now: FigureSituation) -> PairFacts:
    if now.pair is None:
        raise Refused("gone")
    return now.pair


def _texts(op: Operation, *, has_note: bool) -> dict[str, str]:
    """A figure never stands alone: without a note beside it, there must be an account."""
    texts = {name: op.body.get(name) or "" for name in ("account", "why")}
    if not has_note and not texts["account"].strip():
        raise Refused("not_permitted", "Choose a note, or write an account, to set beside the figure.")
    return texts
