"""Somebody says no, others go on with their work, and after each thing that they do everybody looks everywhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from facilitation.live.publisher import Publisher
from retreat.errors import RetreatError
from retreat.speech.again import operations as rerun
from retreat.transcripts.correcting.replacing import undo_in_turns
from retreat.transcripts.earlier import read_instead
from retreat.transcripts.speakers import operations as acts
from tests.support.saying_no.looks import Sweep, leaks
from tests.support.saying_no.world import NoWorld

# Also in the transcript that was heard first, or written.
_OLDER = frozenset(("said", "turn", "doubted", "note", "bulb"))


def _sent_live(world: NoWorld) -> tuple[Callable[[], None], list[dict[str, Any]]]:
    """A way to send what has grown, and all frames that were sent."""
    sent: list[dict[str, Any]] = []
    publisher = Publisher(world.house.database, world.house.clock, lambda _room, _event, frame: sent.append(frame))
    publisher.follow(world.meeting.session_id)
    return lambda: publisher._send_growth(world.meeting.session_id), sent


def _act_on(world: NoWorld) -> str:
    """People go on with their work after the "no"; what was sent live meanwhile.

    What is refused is refused: only what can be read afterwards counts.
    """
    send, sent = _sent_live(world)
    world.meeting.leader.send("notes.reveal", prompt_id=world.meeting.prompt_ids[0])
    send()
    for kind in (rerun.PASSAGES, rerun.GROUPINGS):
        world.rerun(kind, world.script())
    with suppress(RetreatError):
        turns = [(world.table.transcript_id, 3)]
        world.house.database.write(lambda db: undo_in_turns(db, "found", turns, world.who))
    with suppress(RetreatError):
        world.table.do(acts.undo_latest)
    return json.dumps(sent)


def sweeps(world: NoWorld) -> Iterator[tuple[set[tuple[str, str]], set[str]]]:
    """What of hers was found where, and what of his was missed, after the "no" and after each thing done since."""
    sweep = Sweep(world)
    world.say_no()
    found, there = leaks(sweep.looks(), world)
    yield found, world.his.keys() - there

    live = _act_on(world)
    found, there = leaks([("wall", "live", live), *sweep.looks()], world)
    yield found, world.his.keys() - there

    read_instead(world.house, world.meeting.session_id, world.before.transcript_id)
    world.table = world.before
    found, there = leaks(sweep.looks(record_only=True), world)
    yield found, set(_OLDER - there)
