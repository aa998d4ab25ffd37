"""Decisions about piles of one's own, and about showing what was put together. Pure."""

from __future__ import annotations

from datetime import datetime

from facilitation.deciding import audience_of, round_is_open
from facilitation.facts import Actor, Decision, Refused, compare
from facilitation.interactions.notes.facts import NoteFacts
from facilitation.interactions.sort.facts import PileFacts, PileSituation
from retreat.log.fields import Operation

PILES_MAX = 40


def sort_pile(op: Operation, actor: Actor, now: PileSituation, _written: str, at: datetime) -> Decision:
    round_ = round_is_open(now, at)
    if round_.step.interaction != "sort":
        raise Refused("gone", "There is no such round of sorting.")
    if now.target_taken:
        raise Refused("not_permitted", "That pile is already there.")
    if now.piles_made >= PILES_MAX:
        raise Refused("budget_spent", f"There is room for {PILES_MAX} piles.")
    share = op.body.get("share") or "facilitators"
    body = {"round_id": round_.id, "share": share, "version": 1}
    table_id = actor.table_id if share == "table" else None
    channels = audience_of(share, actor)
    return Decision(body=body, channels=channels, texts={"title": op.body["title"]}, keep={"table_id": table_id})


def sort_name(op: Operation, actor: Actor, now: PileSituation, _written: str, _at: datetime) -> Decision:
    pile = _known(now)
    if pile.author_id != actor.id:
        raise Refused("not_permitted", "Only the person who made a pile can give it another name.")
    compare(op, pile.version)
    version = pile.version + 1
    return Decision(
        body={"version": version}, channels=pile.audience, version=version, texts={"title": op.body["title"]}
    )


def sort_put(op: Operation, actor: Actor, now: PileSituation, _written: str, at: datetime) -> Decision:
    pile = _sorted_by(actor, now, at)
    if now.note is None or not _is_read_by_all_of(pile, now.note, actor):
        raise Refused("gone", "That note is no longer there for everyone who can see this pile.")
    body = {"note_id": op.body["note_id"], "from_id": now.from_id}
    return Decision(body=body, channels=pile.audience, version=pile.version)


def sort_take(op: Operation, actor: Actor, now: PileSituation, _written: str, at: datetime) -> Decision:
    pile = _sorted_by(actor, now, at)
    return Decision(body={"note_id": op.body["note_id"]}, channels=pile.audience, version=pile.version)


def sort_remove(_op: Operation, actor: Actor, now: PileSituation, _written: str, _at: datetime) -> Decision:
    pile = _known(now)
    is_own = pile.author_id == actor.id
    leads = actor.role == "facilitator" and {"all", "facilitators"} & set(pile.audience)
    if not is_own and not leads:
        raise Refused("not_permitted", "Only the person who made a pile can take it back.")
    version = pile.version + 1
    # Everybody else has seen what was set aside go before.
    channels = audience_of("me", actor) if pile.set_aside else pile.audience
    return Decision(body={"version": version}, channels=channels, version=version, keep={"erase": is_own})


def sort_show(_op: Operation, _actor: Actor, now: PileSituation, _written: str, _at: datetime) -> Decision:
    if now.round is None or now.round.step.interaction != "sort":
        raise Refused("gone", "There is no such round of sorting.")
    if now.picture is None:
        raise Refused("not_permitted", "This can be shown once five people or tables have sorted the notes.")
    return Decision(body=dict(now.picture), channels=("all",))


def _known(now: PileSituation) -> PileFacts:
    if now.pile is None:
        raise Refused("gone", "That pile is no longer there.")
    return now.pile


def _sorted_by(actor: Actor, now: PileSituation, at: datetime) -> PileFacts:
    pile = _known(now)
    if pile.set_aside:
        raise Refused("gone", "That pile is no longer there.")
    if not pile.is_sorted_by(actor):
        raise Refused("not_permitted", "This is somebody else’s pile.")
    round_is_open(now, at)
    return pile


def _is_read_by_all_of(pile: PileFacts, note: NoteFacts, actor: Actor) -> bool:
    """Whether nobody learns from a pile of a note that they were not sent."""
    theirs = set(note.audience)
    if pile.share == "me" and f"table:{actor.table_id}" in theirs:
        return True
    return "all" in theirs or set(pile.audience) <= theirs
