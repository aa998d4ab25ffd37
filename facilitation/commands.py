"""Deciding what an operation does: may it happen, what is kept of it, who reads it. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from retreat.log.kinds import KINDS, Operation

REFUSALS: Mapping[str, str] = {
    "round_closed": "This round is closed. Your note is kept on your phone.",
    "budget_spent": "You have used all you had for this round.",
    "consent_missing": "You chose not to have your notes kept. You can change your answer at any time.",
    "too_long": "That is too long. Please shorten it; nothing was cut.",
    "slow_down": "That was very quick. It is kept on your phone and will be sent in a moment.",
    "not_permitted": "That is not something you can do here.",
    "gone": "It is no longer there.",
    "stale": "Somebody changed it in the meantime. Please look again.",
}


class Refused(Exception):
    """The operation may not happen."""

    def __init__(self, code: str, message: str | None = None, *, retry_after_ms: int | None = None) -> None:
        self.code = code
        self.message = message or REFUSALS[code]
        self.retry_after_ms = retry_after_ms
        super().__init__(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does it. ``keeps_notes`` is the answer to ``notes_kept``."""

    id: str
    role: str
    table_id: str | None
    keeps_notes: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundFacts:
    """A round as it stands."""

    id: str
    title: str
    instruction: str
    state: str
    version: int
    shares: tuple[str, ...]
    default_share: str
    note_kinds: tuple[str, ...]
    note_budget: int | None
    vote_budget: int | None
    closed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteFacts:
    """A note as it stands."""

    id: str
    prompt_id: str
    author_id: str
    share: str
    audience: tuple[str, ...]
    note_kind: str
    table_id: str | None
    version: int
    words_id: str
    cluster_id: str | None
    rank: str | None
    written_at: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What one decision needs to know; whatever is not there is None.

    Attributes:
        round: The round of the operation's prompt, note, or target.
        target_version: The version of a prompt, cluster or round that the operation changes.
        target_taken: The target id of an add is already in use.
        target_audience: Channels on which the voted-for thing can be read.
        mine_in_round: The actor's notes (or dots) in this round so far.
        shares_offered: What the note's own round and every open round let people choose.
    """

    session_state: str
    round: RoundFacts | None = None
    prompt_asked: bool = False
    note: NoteFacts | None = None
    target_there: bool = False
    target_taken: bool = False
    target_version: int = 0
    target_owner: str | None = None
    target_audience: tuple[str, ...] = ()
    into_there: bool = False
    cluster_there: bool = False
    has_voted: bool = False
    mine_in_round: int = 0
    handed_in: tuple[NoteFacts, ...] = ()
    shares_offered: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What is to be kept of it, and who reads it."""

    body: dict[str, Any]
    channels: tuple[str, ...]
    version: int = 1
    texts: dict[str, str] | None = None
    shows_words_id: str | None = None
    keep: dict[str, Any] = field(default_factory=dict)


def decide(
    op: Operation, actor: Actor, now: Situation, *, written_at: datetime, stamp: Callable[[datetime], str]
) -> Decision:
    """Decide one operation.

    Args:
        written_at: When its author did it, by the server's clock.
        stamp: Writes a time as on the wire.

    Raises:
        Refused: With one of ``REFUSALS``.
    """
    kind = KINDS[op.kind]
    if ("facilitator" if actor.role == "facilitator" else actor.role) not in kind.senders:
        raise Refused("not_permitted")
    if now.session_state == "planned":
        raise Refused("round_closed", "The session has not begun yet. Your note is kept on your phone.")
    _check_texts(op)
    if kind.needs_notes_consent and actor.role == "participant" and not actor.keeps_notes:
        raise Refused("consent_missing")
    if op.kind not in _AFTER_THE_END and now.session_state == "ended":
        raise Refused("round_closed", "The session has ended.")
    return _DECIDERS[op.kind](op, actor, now, stamp(written_at), written_at)


_AFTER_THE_END = {"note.add", "note.remove", "note.share"}


def _check_texts(op: Operation) -> None:
    kind = KINDS[op.kind]
    for name in kind.text_fields:
        longest = kind.takes[name].max_chars
        if len(op.body.get(name) or "") > longest:
            raise Refused("too_long", f"At most {longest:,} characters fit here. Nothing was cut.")


def _compare(op: Operation, version: int) -> None:
    if op.base_version is not None and op.base_version != version:
        raise Refused("stale")


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


def _note_add(op: Operation, actor: Actor, now: Situation, written: str, written_at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That note is already there.")
    round_ = _round_is_open(now, written_at)
    if not now.prompt_asked:
        raise Refused("gone", "That prompt has not been asked. Your note is kept on your phone.")
    share = op.body.get("share") or round_.default_share
    if share not in round_.shares:
        raise Refused("not_permitted", "This round does not offer that choice of readers.")
    if share == "me" and now.session_state == "ended":
        raise Refused("round_closed", "The session has ended; notes only for you are not kept.")
    note_kind = op.body.get("note_kind") or round_.note_kinds[0]
    if note_kind not in round_.note_kinds:
        raise Refused("not_permitted", "This round does not offer that kind of note.")
    if round_.note_budget is not None and now.mine_in_round >= round_.note_budget:
        raise Refused("budget_spent", f"This round takes {round_.note_budget} notes from each person.")
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


def _note_edit(op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    note = _own_note(actor, now)
    _compare(op, note.version)
    version = note.version + 1
    return Decision(body={"version": version}, channels=note.audience, version=version, texts={"text": op.body["text"]})


_WIDTH = {"me": 0, "facilitators": 1, "table": 2, "everyone": 3}


def _note_share(op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    note = _own_note(actor, now)
    share = op.body["share"]
    if share not in now.shares_offered:
        raise Refused("not_permitted", "This round does not offer that choice of readers.")
    if _WIDTH[share] <= _WIDTH[note.share]:
        raise Refused("not_permitted", "Others have read it already. You can take the note back instead.")
    audience = widened(note.audience, audience_of(share, actor))
    version = note.version + 1
    body = _note_body(note) | {"share": share, "version": version}
    if share == "table":
        body["table"] = actor.table_id
    return Decision(
        body=body,
        channels=audience,
        version=version,
        shows_words_id=note.words_id,
        keep={"share": share, "audience": list(audience)},
    )


def _note_body(note: NoteFacts) -> dict[str, Any]:
    return {
        "prompt_id": note.prompt_id,
        "note_kind": note.note_kind,
        "version": note.version,
        "written_at": note.written_at,
        "at": note.at,
        "cluster_id": note.cluster_id,
        "rank": note.rank,
    }


def _note_move(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.note is None:
        raise Refused("gone")
    if op.body["cluster_id"] is not None and not now.cluster_there:
        raise Refused("gone", "That cluster is no longer there.")
    if not {"all", "facilitators"} & set(now.note.audience):
        raise Refused("not_permitted")
    body = {"cluster_id": op.body["cluster_id"], "rank": op.body.get("rank")}
    return Decision(body=body, channels=now.note.audience, version=now.note.version, keep=body)


def _note_remove(_op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.note is None:
        raise Refused("gone")
    leads = actor.role == "facilitator" and {"all", "facilitators"} & set(now.note.audience)
    if now.note.author_id != actor.id and not leads:
        raise Refused("not_permitted", "Only the person who wrote a note can take it back.")
    version = now.note.version + 1
    return Decision(
        body={}, channels=now.note.audience, version=version, keep={"erase": now.note.author_id == actor.id}
    )


def _notes_reveal(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if not op.body.get("prompt_id") and not op.body.get("note_ids"):
        raise Refused("not_permitted", "Say which notes to show: those of a prompt, or a list.")
    if not now.handed_in:
        raise Refused("gone", "There are no handed-in notes to show.")
    notes = [
        {"id": note.id, "words_id": note.words_id} | _note_body(note) | {"version": note.version + 1}
        for note in now.handed_in
    ]
    return Decision(body={"notes": notes}, channels=("all",))


def _round_open(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.round is None:
        raise Refused("gone", "There is no such round.")
    _compare(op, now.round.version)
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


def _round_close(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.round is None:
        raise Refused("gone", "There is no such round.")
    _compare(op, now.round.version)
    if now.round.state != "open":
        raise Refused("stale", "This round is already closed.")
    version = now.round.version + 1
    return Decision(body={"version": version}, channels=("all",), version=version)


def _prompt_ask(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.round is None:
        raise Refused("gone", "There is no such round.")
    if now.target_taken:
        raise Refused("not_permitted", "That prompt was asked already. You can reword it.")
    return Decision(body={"round_id": now.round.id, "version": 1}, channels=("all",), texts={"text": op.body["text"]})


def _prompt_reword(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if not now.target_there:
        raise Refused("gone", "That prompt has not been asked.")
    _compare(op, now.target_version)
    version = now.target_version + 1
    return Decision(body={"version": version}, channels=("all",), version=version, texts={"text": op.body["text"]})


def _cluster_add(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That cluster is already there.")
    body = {"prompt_id": op.body.get("prompt_id"), "rank": op.body.get("rank"), "version": 1}
    return Decision(body=body, channels=("all",), texts={"title": op.body["title"]})


def _cluster_rename(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if not now.target_there:
        raise Refused("gone", "That cluster is no longer there.")
    _compare(op, now.target_version)
    version = now.target_version + 1
    return Decision(body={"version": version}, channels=("all",), version=version, texts={"title": op.body["title"]})


def _cluster_merge(op: Operation, _actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if not now.target_there or not now.into_there:
        raise Refused("gone", "That cluster is no longer there.")
    if op.body["into"] == op.target_id:
        raise Refused("not_permitted", "A cluster cannot be merged with itself.")
    return Decision(body={"into": op.body["into"]}, channels=("all",), version=now.target_version + 1)


def _vote_cast(_op: Operation, _actor: Actor, now: Situation, _written: str, at: datetime) -> Decision:
    round_ = _votable(now, at)
    if now.has_voted:
        raise Refused("not_permitted", "You have a dot on this already.")
    if now.mine_in_round >= (round_.vote_budget or 0):
        raise Refused("budget_spent", "You have placed all your dots. Take one back to move it.")
    return Decision(body={}, channels=("all",))


def _vote_retract(_op: Operation, _actor: Actor, now: Situation, _written: str, at: datetime) -> Decision:
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


def _lightbulb_mark(op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That light-bulb is already there.")
    share = op.body.get("share") or "me"
    body = {"on": op.body.get("on"), "share": share, "version": 1}
    return Decision(body=body, channels=audience_of(share, actor), texts={"text": op.body.get("text") or ""})


def _position_set(op: Operation, actor: Actor, now: Situation, _written: str, _at: datetime) -> Decision:
    if now.round is None or now.round.state != "open":
        raise Refused("round_closed")
    if now.target_owner not in (None, actor.id):
        raise Refused("not_permitted")
    if not 0 <= op.body["value"] <= 100:
        raise Refused("not_permitted", "A position lies between 0 and 100.")
    body = {"scale_id": op.body["scale_id"], "value": op.body["value"]}
    return Decision(body=body, channels=audience_of("facilitators", actor), keep=body)


def _wall_show(op: Operation, _actor: Actor, _now: Situation, _written: str, _at: datetime) -> Decision:
    body = {"view": op.body["view"], "prompt_id": op.body.get("prompt_id")}
    return Decision(body=body, channels=("screen", "facilitators"))


def _session_end(_op: Operation, _actor: Actor, _now: Situation, _written: str, _at: datetime) -> Decision:
    return Decision(body={}, channels=("all",))


_Decider = Callable[[Operation, Actor, Situation, str, datetime], Decision]

_DECIDERS: Mapping[str, _Decider] = {
    "session.end": _session_end,
    "round.open": _round_open,
    "round.close": _round_close,
    "prompt.ask": _prompt_ask,
    "prompt.reword": _prompt_reword,
    "note.add": _note_add,
    "note.edit": _note_edit,
    "note.move": _note_move,
    "note.share": _note_share,
    "note.remove": _note_remove,
    "notes.reveal": _notes_reveal,
    "cluster.add": _cluster_add,
    "cluster.rename": _cluster_rename,
    "cluster.merge": _cluster_merge,
    "vote.cast": _vote_cast,
    "vote.retract": _vote_retract,
    "lightbulb.mark": _lightbulb_mark,
    "position.set": _position_set,
    "wall.show": _wall_show,
}
