"""Decisions about notes: who may write, reword, open, show and take back. Pure."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from facilitation.deciding import audience_of, is_wider, readers_of, round_is_open, widened
from facilitation.facts import Actor, Decision, Refused, compare
from facilitation.interactions.notes.facts import NoteFacts, NoteSituation
from retreat.log.fields import Operation
from retreat.log.note_words import CHOSEN_WORDS
from retreat.programme.steps import seat_ids


def note_add(op: Operation, actor: Actor, now: NoteSituation, written: str, written_at: datetime) -> Decision:
    if now.target_taken:
        raise Refused("not_permitted", "That note is already there.")
    round_ = round_is_open(now, written_at)
    if not now.prompt_asked:
        raise Refused("gone", "That question has not been asked. Your note is kept on your phone.")
    share = op.body.get("share") or round_.step.default_share
    # A round of another interaction may say who reads what is written, and takes no notes all the same.
    if share not in round_.step.shares or not round_.step.note_kinds:
        raise Refused("not_permitted", "This round does not offer that choice of readers.")
    note_kind = op.body.get("note_kind") or round_.step.note_kinds[0]
    if note_kind not in round_.step.note_kinds:
        raise Refused("not_permitted", "This round does not offer that kind of note.")
    seat = op.body.get("seat")
    if seat not in (None, *seat_ids(round_.step.speaking_as)):
        raise Refused("not_permitted", "This round has no such seat.")
    if round_.step.note_budget is not None and now.mine_in_round >= round_.step.note_budget:
        many = "one note" if round_.step.note_budget == 1 else f"{round_.step.note_budget} notes"
        raise Refused("budget_spent", f"This round takes {many} from each person.")
    audience = readers_of(share, actor, round_)
    body: dict[str, Any] = {
        "prompt_id": op.body["prompt_id"],
        "note_kind": note_kind,
        "share": share,
        "version": 1,
        "written_at": written,
    }
    if share == "table":
        body["table"] = actor.table_id
    if seat is not None:
        body["seat"] = seat
    return Decision(
        body=body,
        channels=audience,
        texts={"text": op.body["text"]},
        keep={
            "share": share,
            "note_kind": note_kind,
            "round_id": round_.id,
            "at_table": actor.table_id,
            "chosen": _chosen(op),
        },
    )


def _chosen(op: Operation) -> str | None:
    """Which answer it is, if these are its words. Nobody in the hall is told: it would tell who needs pictures."""
    chosen = op.body.get("chosen")
    return chosen if chosen is not None and CHOSEN_WORDS.get(chosen) == op.body["text"] else None


def _own_note(actor: Actor, now: NoteSituation) -> NoteFacts:
    if now.note is None:
        raise Refused("gone")
    if now.note.author_id != actor.id:
        raise Refused("not_permitted", "Only the person who wrote a note can change it.")
    return now.note


def note_edit(op: Operation, actor: Actor, now: NoteSituation, _written: str, at: datetime) -> Decision:
    note = _own_note(actor, now)
    if now.locked_at is not None and at >= now.locked_at:
        raise Refused("round_closed", "A later step has locked this note. You can read it, or take it back.")
    compare(op, note.version)
    version = note.version + 1
    return Decision(body={"version": version}, channels=note.audience, version=version, texts={"text": op.body["text"]})


def note_share(op: Operation, actor: Actor, now: NoteSituation, _written: str, _at: datetime) -> Decision:
    note = _own_note(actor, now)
    share = op.body["share"]
    if share not in now.shares_offered:
        raise Refused("not_permitted", "This round does not offer that choice of readers.")
    if not is_wider(share, note.share):
        raise Refused("not_permitted", "Others have read it already. You can take the note back instead.")
    audience = widened(note.audience, readers_of(share, actor, now.round))
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


def note_bring(_op: Operation, actor: Actor, now: NoteSituation, _written: str, _at: datetime) -> Decision:
    """Somebody at a table brings one of its notes to everyone: as the table's, whoever wrote it."""
    note = now.note
    if note is None or note.share != "table" or note.table_id is None or note.table_id != actor.table_id:
        raise Refused("gone")
    if now.round is None or now.round.step.who["tables"] != "bring":
        raise Refused("not_permitted", "This round lets notes stay at their table.")
    version = note.version + 1
    source = {"table": note.table_id, "from_table": now.table_name}
    return Decision(
        body=note_body(note) | source | {"share": "everyone", "version": version},
        channels=("all",),
        version=version,
        shows_words_id=note.words_id,
        keep={"share": "everyone", "audience": ["all"]},
    )


def note_body(note: NoteFacts) -> dict[str, Any]:
    source = {"picture_id": note.picture_id} if note.picture_id else {}
    return source | {
        "prompt_id": note.prompt_id,
        "note_kind": note.note_kind,
        "seat": note.seat,
        "version": note.version,
        "written_at": note.written_at,
        "at": note.at,
        "cluster_id": note.cluster_id,
        "rank": note.rank,
    }


def note_remove(_op: Operation, actor: Actor, now: NoteSituation, _written: str, _at: datetime) -> Decision:
    if now.note is None:
        raise Refused("gone")
    leads = actor.role == "facilitator" and {"all", "facilitators"} & set(now.note.audience)
    if now.note.author_id != actor.id and not leads:
        raise Refused("not_permitted", "Only the person who wrote a note can take it back.")
    version = now.note.version + 1
    # Everybody else has seen a note that was set aside go before.
    channels = audience_of("me", actor) if now.note.set_aside else now.note.audience
    return Decision(body={}, channels=channels, version=version, keep={"erase": now.note.author_id == actor.id})


def notes_reveal(op: Operation, _actor: Actor, now: NoteSituation, _written: str, _at: datetime) -> Decision:
    if not op.body.get("prompt_id") and not op.body.get("note_ids"):
        raise Refused("not_permitted", "Say which notes to show: those of a prompt, or a list.")
    if not now.handed_in:
        raise Refused("gone", "There are no handed-in notes to show.")
    notes = [
        {"id": note.id, "words_id": note.words_id} | note_body(note) | {"version": note.version + 1}
        for note in now.handed_in
    ]
    return Decision(body={"notes": notes}, channels=("all",))
