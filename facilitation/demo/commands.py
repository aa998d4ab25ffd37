"""``demo``: fills an empty data folder through the same doors that people use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facilitation.activities.catalogue import find_activity
from facilitation.cli.command_line import Asked, say
from facilitation.demo.script import (
    ASSUMPTIONS,
    CLUSTERS,
    DEPTHS,
    EARLY_S,
    EVENT,
    LIGHT_BULBS,
    NOTES,
    PEOPLE,
    PLACE,
    PROGRAMME,
    STEPS,
    TABLE_STEP,
    TABLE_TALK,
    Assumed,
    Written,
)
from facilitation.operations import BatchResult, open_session, perform_batch
from retreat.clock import to_text
from retreat.errors import Conflict
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.log.fields import Operation
from retreat.people.access import Seat, desk_of_token
from retreat.people.operations import Arrival, facilitator_token, join
from retreat.programme.models import Programme, Prompt
from retreat.programme.operations import create_event, create_programme, create_session
from retreat.programme.queries import session_view

BEGAN_AGO = timedelta(minutes=75)
YES = {"attend": True, "notes_kept": True, "audio_recorded": True, "machine_transcription": True}


# Something that happens at a second.
Act = tuple[int, Callable[[], None]]


@dataclass(slots=True)
class Stage:
    """One invented session while it is being played. ``began``: what all seconds are counted from."""

    house: House
    session_id: str
    leader: Seat
    began: datetime
    seats: dict[str, Seat] = field(default_factory=dict)

    def perform(self, seat: Seat, kind: str, target_id: str, body: dict[str, Any], *, at_s: int = 0) -> None:
        """Somebody does something, ``at_s`` seconds after ``began``, before it if that is negative."""
        now = self.began + timedelta(seconds=at_s)
        op = Operation(op_id=self.house.ids(), kind=kind, target_id=target_id, body=body)

        def act(db: Session) -> BatchResult:
            return perform_batch(db, seat, [op], now=now, ids=self.house.ids)

        refused = self.house.database.write(act).refused
        if refused:
            raise Conflict(f"The sample programme does not fit the activity: {refused[0]['message']}")

    def prompt_id(self, round_number: int, prompt_number: int) -> str:
        """A prompt by its place in the plan."""
        with self.house.database.read() as db:
            round_ = session_view(db, self.session_id).rounds[round_number]
            in_order = select(Prompt.id).where(Prompt.round_id == round_.id).order_by(Prompt.position)
            return db.scalars(in_order).all()[prompt_number]

    def hold_round(self, number: int, *, from_s: int, to_s: int, acts: Iterable[Act] = ()) -> None:
        """A round is opened; people do what they do, each at its second; and it is closed. The first is open."""
        if number:
            self.perform(self.leader, "round.open", self.round_id(number), {}, at_s=from_s)
        for _at_s, act in sorted(acts, key=lambda pair: pair[0]):
            act()
        self.perform(self.leader, "round.close", self.round_id(number), {}, at_s=to_s)

    def round_id(self, number: int) -> str:
        """A round by its place in the plan."""
        with self.house.database.read() as db:
            return session_view(db, self.session_id).rounds[number].id

    def end(self, *, at_s: int) -> None:
        """The facilitator ends the session."""
        self.perform(self.leader, "session.end", self.session_id, {}, at_s=at_s)


def demo(asked: Asked) -> None:
    """Fill an empty data folder with a sample programme; its sound goes through the real pipeline."""
    house = asked.parts.open_house(asked.settings)
    with house.database.read() as db:
        if db.scalar(select(func.count()).select_from(Programme)):
            raise Conflict("This data folder holds work already; choose an empty one with RETREAT_DATA.")
    began = house.clock() - BEGAN_AGO
    event_id = house.database.write(lambda db: _event(db, house, began))
    tokens: dict[str, str] = {}
    rock = _play_rock(house, event_id, began, tokens)
    _play_light_bulbs(house, event_id, began + timedelta(minutes=51), tokens)
    speech = asked.parts.open_speech(asked.settings)
    try:
        during = replace(house, clock=lambda: began)
        added = ingest(during, TABLE_TALK, session_id=rock, table=1, speech=speech, began=to_text(began))
    finally:
        speech.close()
        house.database.close()
    say(
        asked,
        {"session_id": rock, "passages": added["passages"]},
        [
            "The sample programme is there; everybody in it is invented.",
            "Start with “make run”, sign in, and look at the record of “Lifting the rock”,",
            "or try: python app.py search “story is the evidence”",
        ],
    )


def _event(db: Session, house: House, began: datetime) -> str:
    programme_id = create_programme(db, title=PROGRAMME, now=began, ids=house.ids)
    return create_event(
        db,
        programme_id=programme_id,
        title=EVENT,
        kind="data_retreat",
        starts_on=began.date(),
        place=PLACE,
        now=began,
        ids=house.ids,
    )


def _open(
    house: House,
    event_id: str,
    activity: str,
    began: datetime,
    tokens: dict[str, str],
    *,
    tables: int,
    early_s: int = 0,
) -> Stage:
    """Open a session; people come in by the letters once, and stay who they are in the next one.

    Args:
        early_s: How many seconds before ``began`` it opens.
    """
    opens = began - timedelta(seconds=early_s)

    def begin(db: Session) -> Stage:
        view = create_session(
            db,
            event_id=event_id,
            title="",
            template=find_activity(activity),
            by=None,
            clock=lambda: opens,
            ids=house.ids,
            tables=tables,
        )
        leader = desk_of_token(db, facilitator_token(db, view.id, now=opens, ids=house.ids))
        open_session(db, leader, now=opens, ids=house.ids)
        stage = Stage(house=house, session_id=view.id, leader=leader, began=began)
        for number, person in enumerate(PEOPLE):
            arrival = Arrival(
                display_name=person.name,
                sector=person.sector,
                table=person.table if tables else None,
                answers={} if person.key in tokens else YES,
                how="api",
                token=tokens.get(person.key),
            )
            comes = opens + timedelta(seconds=7 + 11 * number)
            joined = join(db, view.join_pass, arrival, now=comes, ids=house.ids)
            tokens[person.key], stage.seats[person.key] = joined.token, joined.seat
        return stage

    return house.database.write(begin)


def _play_rock(house: House, event_id: str, began: datetime, tokens: dict[str, str]) -> str:
    """Lifting the rock, over three quarters of an hour; seconds are counted from the beginning of the table's talk."""
    stage = _open(house, event_id, "lifting_the_rock", began, tokens, tables=1, early_s=EARLY_S)
    clusters = {title: house.ids() for title in CLUSTERS}
    ids = {said.key: house.ids() for said in ASSUMPTIONS if said.kind == "name"}
    for number, (from_s, to_s) in enumerate(STEPS):
        acts: list[Act] = [
            (one.at_s, partial(_play_note, stage, one, clusters)) for one in NOTES if one.round == number
        ]
        if number == TABLE_STEP:
            acts += [(one.at_s, partial(_play_assumption, stage, one, ids)) for one in ASSUMPTIONS]
            acts += [(at_s, partial(_play_depth, stage, by, at_s, ids)) for by, at_s in _placed_at()]
        if number == len(STEPS) - 1:
            acts += [(from_s + 20, partial(_play_clusters, stage, clusters, from_s + 20))]
        stage.hold_round(number, from_s=from_s, to_s=to_s, acts=acts)
    stage.end(at_s=STEPS[-1][1] + 30)
    return stage.session_id


def _placed_at() -> list[tuple[str, int]]:
    """Who says how deep an assumption lies, and when: one after the other, once they have talked."""
    return [(by, 620 + 23 * number) for number, by in enumerate(DEPTHS)]


def _play_depth(stage: Stage, by: str, at_s: int, ids: dict[str, str]) -> None:
    placed = {"round_id": stage.round_id(TABLE_STEP), "assumption_id": ids["outcome"], "depth": DEPTHS[by]}
    stage.perform(stage.seats[by], "assumption.place", stage.house.ids(), placed, at_s=at_s)


def _play_clusters(stage: Stage, clusters: dict[str, str], at_s: int) -> None:
    for number, (title, cluster_id) in enumerate(clusters.items()):
        stage.perform(stage.leader, "cluster.add", cluster_id, {"title": title}, at_s=at_s + 9 * number)


def _play_assumption(stage: Stage, one: Assumed, ids: dict[str, str]) -> None:
    of = {} if one.kind == "name" else {"assumption_id": ids.get(one.key, one.key)}
    body = {"round_id": stage.round_id(TABLE_STEP), "share": "everyone", **of, **one.says}
    target = ids[one.key] if one.kind == "name" else stage.house.ids()
    stage.perform(stage.seats[one.by], f"assumption.{one.kind}", target, body, at_s=one.at_s)


def _play_note(stage: Stage, note: Written, clusters: dict[str, str]) -> None:
    note_id = stage.house.ids()
    body = {
        "prompt_id": stage.prompt_id(note.round, note.prompt),
        "text": note.text,
        "note_kind": note.kind,
        "share": note.share,
    }
    stage.perform(stage.seats[note.by], "note.add", note_id, body, at_s=note.at_s)
    if note.cluster:
        moved = {"cluster_id": clusters[note.cluster], "rank": "m"}
        stage.perform(stage.leader, "note.move", note_id, moved, at_s=note.at_s + 14)


def _play_light_bulbs(house: House, event_id: str, began: datetime, tokens: dict[str, str]) -> None:
    stage = _open(house, event_id, "light_bulb_log", began, tokens, tables=0)

    def mark(key: str, texts: Mapping[str, str], at_s: int) -> None:
        body = {**texts, "on": stage.prompt_id(0, 0), "share": "everyone"}
        stage.perform(stage.seats[key], "lightbulb.mark", house.ids(), body, at_s=at_s)

    marks = [(160 + 85 * number, partial(mark, *one, 160 + 85 * number)) for number, one in enumerate(LIGHT_BULBS)]
    stage.hold_round(0, from_s=90, to_s=510, acts=marks)
    stage.hold_round(1, from_s=520, to_s=700)
    stage.end(at_s=720)
