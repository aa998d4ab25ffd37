"""Random phones on a bad network: whatever was acknowledged happened once, and every phone ends with the same board.

Half-way the server is killed with requests under way, and the desk ends the session, opens it again and adds a round.
The seed is printed; run one again with ``RETREAT_SEED``. Seen failing with an outbox that makes new ``op_id``s, with a
client that folds what it has already, with a projection that forgets a cluster's merge, with a fold in JavaScript
that forgets a pause, and with phones that forget their outbox at the crash.
"""

from __future__ import annotations

import json
import os
import random
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.activities import load_catalogue
from facilitation.interactions import OPTIONS
from facilitation.live.load.anything import NOT_AT_RANDOM, anything, kinds_of, steps
from retreat.database import open_database
from retreat.log.board import empty_board, fold
from retreat.log.fields import SERVER
from retreat.log.kinds import KINDS
from retreat.log.models import LogOperation, Note
from retreat.programme.steps import Step
from tests.support.server import Server
from tests.wire.client import Live, Seat, Socket, open_live, signed_in_desk
from tests.wire.folding import boards_in_javascript

ROUNDS = 25
CRASH, FRAME = 10, 15
# What follows from an operation in the same transaction has an ``op_id`` of the server.
FOLLOWS = {"round.open", "round.close", "prompt.ask"}
WORD = re.compile(r"w[0-9a-f]{5,}")


@dataclass
class Phone:
    """What a phone keeps: its outbox, its board, its cursors; its socket comes and goes."""

    seat: Seat
    dice: random.Random
    board: dict[str, Any] = field(default_factory=empty_board)
    cursors: dict[str, int] = field(default_factory=dict)
    outbox: list[dict[str, Any]] = field(default_factory=list)
    acked: dict[str, dict[str, Any]] = field(default_factory=dict)
    sent: dict[str, dict[str, Any]] = field(default_factory=dict)
    folded: list[dict[str, Any]] = field(default_factory=list)
    boards: dict[int, dict[str, Any]] = field(default_factory=dict)
    received: list[str] = field(default_factory=list)
    socket: Socket | None = None
    taken: int = 0

    def connect(self) -> None:
        """Come back with the cursors of the last time; sometimes with older ones, so that much comes twice."""
        asked = {name: max(0, at - self.dice.randrange(3)) for name, at in self.cursors.items()}
        self.socket, self.taken = self.seat.socket(cursors=asked), 0
        assert self.socket.answer["mode"] == "delta"
        self.take((name, op) for name, part in self.socket.answer["channels"].items() for op in part["ops"])

    def drop(self) -> None:
        """The network is gone; what was under way is lost on the way."""
        if self.socket is not None:
            self.received += [*self.socket.texts, json.dumps(self.socket.answer)]
            self.socket.close()
            self.socket = None

    def take(self, ops: Iterable[tuple[str, dict[str, Any]]]) -> None:
        """Fold what is new. Channels are put together by time: a session's times rise strictly."""
        for channel, op in sorted(ops, key=lambda one: one[1]["at"]):
            at = self.cursors.get(channel, 0)
            if op["seq"] > at:
                assert op["seq"] == at + 1, "a gap after hello"
                self.board = fold(self.board, op)
                self.folded.append(op)
                self.cursors[channel] = op["seq"]

    def drink(self) -> None:
        """Fold the frames that have come."""
        if self.socket is not None:
            self.socket.ask("seen", {"cursors": self.cursors})
            frames = self.socket.frames[self.taken :]
            self.take((frame["channel"], op) for frame in frames for op in frame["ops"])
            self.taken = len(self.socket.frames)
            self.boards[len(self.folded)] = self.board

    def flush(self, *, lose_answers: bool) -> None:
        """Send the outbox: shuffled, doubled, by either door; forget what is acknowledged."""
        batch = self.outbox[:10]
        if not batch:
            return None
        if self.dice.random() < 0.3:
            batch = self.dice.sample(batch, len(batch))
        if self.dice.random() < 0.3:
            batch = batch + batch[:2]
        payload = {"v": 1, "batch": batch}
        self.sent |= {op["op_id"]: op for op in batch}
        by_socket = self.socket is not None and self.dice.random() < 0.5
        if by_socket and lose_answers:
            self.socket.tell("ops", payload)  # type: ignore[union-attr]
            return self.drop()
        answer = self.socket.ask("ops", payload) if by_socket else self.seat.post(*batch)  # type: ignore[union-attr]
        if lose_answers:
            return None
        for one in answer["accepted"]:
            assert self.acked.setdefault(one["op_id"], one) == one, "a repeated operation is answered alike"
        final = {one["op_id"] for one in answer["refused"] if one["code"] != "slow_down"}
        self.outbox = [op for op in self.outbox if op["op_id"] not in self.acked and op["op_id"] not in final]
        return None

    def empty(self) -> None:
        """Send until nothing is left; slowed down, it is sent again."""
        while self.outbox:
            self.flush(lose_answers=False)


def something(
    phone: Phone, live: Live, step: Step, notes: list[str], clusters: list[str], bulbs: list[str]
) -> dict[str, Any]:
    """Anything that a phone or the desk might do: of any kind there is, or with the notes of this script."""
    seat, dice = phone.seat, phone.dice
    if step.interaction != "notes" or dice.random() < 0.3:
        role = "facilitator" if seat is live.leader else "participant"
        return {"op_id": str(uuid.uuid4())} | anything(dice, phone.board, role, step)
    note = dice.choice(notes) if notes else str(uuid.uuid4())
    if seat is live.leader:
        cluster = dice.choice(clusters) if clusters else str(uuid.uuid4())
        other = dice.choice(clusters) if clusters else cluster
        made = str(uuid.uuid4())
        clusters.append(made)
        return dice.choice(
            [
                seat.op("cluster.add", made, title=f"C{len(clusters)}"),
                seat.op("note.move", note, cluster_id=cluster, rank="m"),
                seat.op("note.move", note, cluster_id=None),
                seat.op("cluster.merge", cluster, into=other),
                seat.op("cluster.rename", cluster, title="again"),
                seat.op("notes.reveal", live.session_id, prompt_id=live.prompt_ids[0]),
                seat.op("note.remove", note),
            ]
        )
    if dice.random() < 0.5:
        op = seat.note(
            f"w{dice.getrandbits(40):010x}", share=dice.choice(("everyone", "everyone", "facilitators", "me"))
        )
        notes.append(op["target_id"])
        return op
    bulb, marked = dice.choice(bulbs) if bulbs else str(uuid.uuid4()), str(uuid.uuid4())
    bulbs.append(marked)
    return dice.choice(
        [
            seat.op("note.edit", note, text="reworded"),
            seat.op("note.share", note, share="everyone"),
            seat.op("vote.cast", note),
            seat.op("vote.retract", note),
            seat.op("lightbulb.mark", marked, used="ah", share=dice.choice(("me", "facilitators", "everyone"))),
            seat.op("lightbulb.edit", bulb, now="oh", because="of that"),
            seat.op("lightbulb.remove", bulb),
            seat.op("note.remove", note),
        ]
    )


def seeds() -> list[int]:
    given = os.environ.get("RETREAT_SEED")
    return [int(given)] if given else [7, random.SystemRandom().randrange(10**6)]


@pytest.mark.parametrize("seed", seeds())
@pytest.mark.parametrize("interaction", sorted(OPTIONS))
def test_phones_on_a_bad_network_when_all_is_quiet_again_then_everyone_has_the_same(
    server: Server, interaction: str, seed: int
) -> None:
    print(f"seed {seed}")
    dice = random.Random(seed)
    activity, place = steps()[interaction]
    step = load_catalogue()[activity].steps[place]
    live = open_live(server, activity)
    live.leader = signed_in_desk(live)  # whose token outlasts the end of the session
    if place:
        live.leader.done(live.leader.op("round.open", live.round_ids[place]))
    opened = len(log_of(server, live))
    phones = [Phone(seat, random.Random(dice.random())) for seat in (live.join("Ana"), live.join("Ben"), live.leader)]
    notes: list[str] = []
    clusters: list[str] = []
    bulbs: list[str] = []

    frame = frame_of_talk(live, live.round_ids[place])
    for moment in range(ROUNDS):
        if moment == CRASH and has_crash(interaction):
            crash(server, phones)
        if moment >= FRAME and moment - FRAME < len(FRAMES):
            phones[-1].empty()
            phones[-1].outbox += frame[moment - FRAME]
            phones[-1].empty()
            phones[-1].drop()
            phones[-1].connect()
            phones[-1].drink()
        phone = dice.choice(phones)
        phone.outbox += [something(phone, live, step, notes, clusters, bulbs) for _ in range(dice.randrange(4))]
        if phone.socket is None or dice.random() < 0.2:
            phone.drop()
            phone.connect()
        phone.flush(lose_answers=dice.random() < 0.3)
        if dice.random() < 0.5:
            phone.drink()
    if interaction == "notes":
        put_together(phones[0], phones[-1])
    for phone in phones:
        phone.empty()
    for phone in phones:
        phone.drop()
        phone.connect()
        phone.drink()

    check_log(server, live, phones, opened)
    check_hidden(phones)
    assert {op["op_id"] for act in frame[-3:] for op in act} <= set(phones[-1].acked), "the session went on"
    looked = [(phone.folded[:count], board) for phone in phones for count, board in phone.boards.items()]
    assert boards_in_javascript([ops for ops, _board in looked]) == [board for _ops, board in looked]
    for phone in phones:
        snapshot = phone.seat.snapshot()
        assert phone.board == snapshot["board"], f"seed {seed}"
        assert phone.cursors == {name: at for name, at in snapshot["cursors"].items() if at}


def test_kinds_when_listed_then_each_that_somebody_may_send_is_tried() -> None:
    at_random = {*kinds_of("participant"), *kinds_of("facilitator")} - NOT_AT_RANDOM

    assert at_random | {kind for act in FRAMES for kind, _beside in act} == {
        name for name, kind in KINDS.items() if kind.senders != SERVER
    }


def has_crash(interaction: str) -> bool:
    """A crash takes seconds; it is not the interaction that comes through it, so few are enough."""
    return interaction in ("notes", "position")


def crash(server: Server, phones: list[Phone]) -> None:
    """``kill -9``: one batch was kept and its sender never learns it, and the others' are under way."""
    for phone in phones:
        if phone.socket is None:
            phone.connect()
        word = f"w{phone.dice.getrandbits(40):010x}"
        phone.outbox.insert(0, phone.seat.op("lightbulb.mark", now=word, share="me"))
        phone.sent |= {op["op_id"]: op for op in phone.outbox[:10]}
    phones[0].seat.post(*phones[0].outbox[:10])
    for phone in phones[1:]:
        phone.socket.tell("ops", {"v": 1, "batch": phone.outbox[:10]})  # type: ignore[union-attr]
    server.kill()
    for phone in phones:
        phone.drop()
    server.start()


# What the desk does with the frame of the talk, one moment after another; each with what goes beside its kind.
FRAMES: tuple[tuple[tuple[str, str], ...], ...] = (
    (("round.pause", "step"), ("round.extend", "step"), ("prompt.reword", "prompt")),
    (("round.resume", "step"), ("round.add", "new"), ("round.close", "new")),
    (("round.close", "step"), ("round.open", "step")),
    (("session.end", "session"),),
    (("session.reopen", "session"),),
    (("round.open", "step"),),
)
BODIES = {"round.extend": {"minutes": 5}, "prompt.reword": {"text": "w00000000ff"}}


def frame_of_talk(live: Live, round_id: str) -> list[list[dict[str, Any]]]:
    """The same as operations of the desk."""
    desk, new = live.leader, str(uuid.uuid4())
    of = {"step": round_id, "new": new, "session": live.session_id, "prompt": (live.prompt_ids or [new])[0]}
    return [[desk.op(kind, of[about], **BODIES.get(kind, {})) for kind, about in act] for act in FRAMES]


def check_hidden(phones: list[Phone]) -> None:
    """What its author alone may read never reached anybody else."""
    acked = {op_id: op for phone in phones for op_id, op in phone.sent.items() if op_id in phone.acked}
    wider = {op["target_id"] for op in acked.values() if op["kind"].endswith((".share", ".bring", ".take", ".edit"))}
    for phone in phones:
        own = [op for op_id, op in phone.sent.items() if op_id in phone.acked and op["body"].get("share") == "me"]
        words = {word for op in own if op["target_id"] not in wider for word in WORD.findall(json.dumps(op["body"]))}
        for other in phones:
            if other is not phone:
                assert not words & set(WORD.findall("".join(other.received) + json.dumps(other.seat.snapshot())))


def put_together(writer: Phone, desk: Phone) -> None:
    """At the end of every script: a note goes into a cluster that is then merged into another."""
    note = writer.seat.note("the last one", share="everyone")
    gone, into = str(uuid.uuid4()), str(uuid.uuid4())
    writer.outbox.append(note)
    desk.outbox += [
        desk.seat.op("cluster.add", gone, title="gone"),
        desk.seat.op("cluster.add", into, title="into"),
        desk.seat.op("note.move", note["target_id"], cluster_id=gone, rank="m"),
        desk.seat.op("cluster.merge", gone, into=into),
    ]


def log_of(server: Server, live: Live) -> list[str]:
    """Everything kept of the session so far."""
    database = open_database(sqlite_file=server.file)
    with database.read() as db:
        kept = list(db.scalars(select(LogOperation.op_id).where(LogOperation.session_id == live.session_id)))
    database.close()
    return kept


def check_log(server: Server, live: Live, phones: list[Phone], opened: int) -> None:
    """The log is what was acknowledged, each once, and the projections say what the boards say."""
    database = open_database(sqlite_file=server.file)
    with database.read() as db:
        mine = select(LogOperation).where(LogOperation.session_id == live.session_id).order_by(LogOperation.seq)
        kinds = {one.op_id: one.kind for one in db.scalars(mine)}
        kept = [one.op_id for one in db.scalars(mine)]
        numbers = list(db.scalars(select(LogOperation.seq).where(LogOperation.session_id == live.session_id)))
        here = (Note.session_id == live.session_id, Note.removed_at.is_(None))
        projected = {
            row.id: (row.cluster_id, row.version, row.share) for row in db.execute(select(Note).where(*here)).scalars()
        }
    database.close()
    acked = set().union(*(phone.acked for phone in phones))
    assert len(kept) == len(set(kept)) and sorted(numbers) == list(range(1, len(numbers) + 1))
    sent = set().union(*(phone.sent for phone in phones))
    assert set(kept) & sent == acked <= set(kept), "what was kept of the outboxes is what was acknowledged"
    others = [kinds[op_id] for op_id in kept if op_id not in sent]
    assert len(others) >= opened and set(others[opened:]) <= FOLLOWS, "only what follows was never sent"
    seen: dict[str, Any] = {}
    for phone in phones:
        for note in phone.seat.snapshot()["board"]["notes"].values():
            seen[note["id"]] = (note["cluster_id"], note["version"], note["share"])
    assert seen == projected
