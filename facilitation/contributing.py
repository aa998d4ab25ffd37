"""Decisions about what people contribute: notes, dots, light-bulbs, positions. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from facilitation.facts import Actor, Decision, NoteFacts, Refused, RoundFacts, Situation, compare
from retreat.log.fields import Operation


def audience_of(share: str, actor: Actor) -> tuple[str, ...]:
    """The channels on which a note of this share is sent: every reader is on exactly one.

    Raises:
        Refused: A note for a table by somebody who sits at none.
    """
    if share == "everyone":
        return ("all",)
    if share == "table":
        if actor.table_id is None:
            raise Refused("not_permitted", "You are not at a table, so there is no table to share with.")
        return (f"table:{actor.table_id}",)
    if share == "facilitators":
        return ("facilitators",) if actor.role == "facilitator" else (f"person:{actor.id}", "facilitators")
    return (f"person:{actor.id}",)


def widened(audience: tuple[str, ...], added: tuple[str, ...]) -> tuple[str, ...]:
    """The channels of a note whose readers become more, with nobody on two of them."""
    if "all" in added or "all" in audience:
        return ("all",)
    together = dict.fromkeys((*audience, *added))
    covers_author = any(channel.startswith("table:") for channel in together)
    return tuple(channel for channel in together if not (covers_author and channel.startswith("person:")))


def _round_is_open(now: Situation, written_at: datetime) -> RoundFacts:
    """The open round; a note written while it was open still counts when it arrives late."""
    if now.round is None:
        raise Refused("gone", "That prompt is not there any more. Your note is kept on your phone.")
    late = now.round.closed_at is not None and written_at < now.round.closed_at
    if now.round.state != "open" and not late:
        raise Refused("round_closed")
    return now.round


def note_add(op: Operation, actor: Actor, now: Situation, written: str, written_at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That note is already there.")
    round_ = _round_is_open(now, written_at)
    if not now.prompt_asked:
        raise Refused("gone", "That prompt has not been asked. Your note is kept on your phone.")
    share = op.body.get("share") or round_.default_share
    if share not in round_.shares:
        raise Refused("not_permitted", "This round does not offer that choice of readers.")
    note_kind = op.body.get("note_kind") or round_.note_kinds[0]
    if note_kind not in round_.note_kinds:
        raise Refused("not_permitted", "This round does not offer that kind of note.")
    if round_.note_budget is not None and now.mine_in_round >= round_.note_budget:
        many = "one note" if round_.note_budget == 1 else f"{round_.note_budget} notes"
        raise Refused("budget_spent", f"This round takes {many} from each person.")
    audience = audience_of(share, actor)
    body: dict[str, Any] = {
        "prompt_id": op.body["prompt_id"],
        "note_kind": note_kind,
        "share": share,
        "version": 1,
        "written_at": written,
    }
    if share == "table":
        body["table"] = actor.table_id
    return Decision(
        body=body,
        channels=audience,
        texts={"text": op.body["text"]},
        keep={"share": share, "note_kind": note_kind, "round_id": round_.id},
    )


def _own_note(actor: Actor, now: Situation) -> NoteFacts:
    if now.note is None:
        raise Refused("gone")
    if now.note.author_id != actor.id:
        raise Refused("not_permitted", "Only the person who wrote a note can change it.")
    return now.note


def note_edit(op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    note = _own_note(actor, now)
    compare(op, note.version)
    version = note.version + 1
    return Decision(body={"version": version}, channels=note.audience, version=version, texts={"text": op.body["text"]})


_WIDTH = {"me": 0, "facilitators": 1, "table": 2, "everyone": 3}


def note_share(op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    note = _own_note(actor, now)
    share = op.body["share"]
    if share not in now.shares_offered:
        raise Refused("not_permitted", "This round does not offer that choice of readers.")
    if _WIDTH[share] <= _WIDTH[note.share]:
        raise Refused("not_permitted", "Others have read it already. You can take the note back instead.")
    audience = widened(note.audience, audience_of(share, actor))
    version = note.version + 1
    body = note_body(note) | {"share": share, "version": version}
    if share == "table":
        body["table"] = actor.table_id
    return Decision(
        body=body,
        channels=audience,
        version=version,
        shows_words_id=note.words_id,
        keep={"share": share, "audience": list(audience)},
    )


def note_body(note: NoteFacts) -> dict[str, Any]:
    return {
        "prompt_id": note.prompt_id,
        "note_kind": note.note_kind,
        "version": note.version,
        "written_at": note.written_at,
        "at": note.at,
        "cluster_id": note.cluster_id,
        "rank": note.rank,
    }


def note_remove(_op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.note is None:
        raise Refused("gone")
    leads = actor.role == "facilitator" and {"all", "facilitators"} & set(now.note.audience)
    if now.note.author_id != actor.id and not leads:
        raise Refused("not_permitted", "Only the person who wrote a note can take it back.")
    version = now.note.version + 1
    # Everybody else has seen a note that was set aside go before.
    channels = audience_of("me", actor) if now.note.set_aside else now.note.audience
    return Decision(body={}, channels=channels, version=version, keep={"erase": now.note.author_id == actor.id})


def vote_cast(_op: Operation, _actor: Actor, now: Situation, _written: str, at: datetime) -> Decision:
    round_ = _votable(now, at)
    if now.has_voted:
        raise Refused("not_permitted", "You have a dot on this already.")
    if now.mine_in_round >= (round_.vote_budget or 0):
        raise Refused("budget_spent", "You have placed all your dots. Take one back to move it.")
    return Decision(body={}, channels=("all",))


def vote_retract(_op: Operation, _actor: Actor, now: Situation, _written: str, at: datetime) -> Decision:
    _votable(now, at)
    if not now.has_voted:
        raise Refused("gone", "You have no dot on this.")
    return Decision(body={}, channels=("all",))


def _votable(now: Situation, at: datetime) -> RoundFacts:
    if "all" not in now.target_audience:
        raise Refused("gone")
    round_ = _round_is_open(now, at)
    if not round_.vote_budget:
        raise Refused("not_permitted", "This round has no dots to place.")
    return round_


def lightbulb_mark(op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That light-bulb is already there.")
    share = op.body.get("share") or "me"
    body = {"on": op.body.get("on"), "share": share, "version": 1}
    return Decision(body=body, channels=audience_of(share, actor), texts={"text": op.body.get("text") or ""})


def lightbulb_remove(_op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.bulb is None:
        raise Refused("gone")
    if now.bulb.author_id != actor.id:
        raise Refused("not_permitted", "Only the person who marked a light-bulb can take it back.")
    return Decision(body={}, channels=now.bulb.audience, version=2)


def position_set(op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.round is None or now.round.state != "open":
        raise Refused("round_closed")
    if now.target_owner not in (None, actor.id):
        raise Refused("not_permitted")
    if not 0 <= op.body["value"] <= 100:
        raise Refused("not_permitted", "A position lies between 0 and 100.")
    body = {"scale_id": op.body["scale_id"], "value": op.body["value"]}
    return Decision(body=body, channels=audience_of("facilitators", actor), keep=body)
