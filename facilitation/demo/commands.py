"""``demo``: fills an empty data folder through the same doors that people use."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from facilitation.activities.catalogue import find_activity
from facilitation.cli.command_line import Asked, say
from facilitation.demo.script import (
    ASSUMPTIONS,
    CLUSTERS,
    DEPTHS,
    EVENT,
    LAST_STEP,
    LIGHT_BULBS,
    NOTES,
    PEOPLE,
    PLACE,
    PROGRAMME,
    TABLE_STEP,
    TABLE_TALK,
    Assumed,
    Written,
)
from facilitation.operations import BatchResult, open_session, perform_batch
from retreat.errors import Conflict
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.log.fields import Operation
from retreat.people.access import Seat, desk_of_token
from retreat.people.operations import Arrival, facilitator_token, join
from retreat.programme.models import Programme, Prompt
from retreat.programme.operations import create_event, create_programme, create_session
from retreat.programme.queries import session_view

BEGAN_AGO = timedelta(minutes=20)
YES = {"attend": True, "notes_kept": True, "audio_recorded": True, "machine_transcription": True}


@dataclass(slots=True)
class Stage:
    """One invented session while it is being played."""

    house: House
    session_id: str
    leader: Seat
    began: datetime
    seats: dict[str, Seat] = field(default_factory=dict)

    def perform(self, seat: Seat, kind: str, target_id: str, body: dict[str, Any], *, at_s: int = 0) -> None:
        """Somebody does something, ``at_s`` seconds after the session began."""
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

    def open_round(self, number: int, *, at_s: int = 0) -> None:
        """The facilitator opens a round."""
        self.perform(self.leader, "round.open", self.round_id(number), {}, at_s=at_s)

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
    _play_light_bulbs(house, event_id, began + timedelta(minutes=5), tokens)
    speech = asked.parts.open_speech(asked.settings)
    try:
        during = replace(house, clock=lambda: began)
        added = ingest(during, TABLE_TALK, session_id=rock, table=1, speech=speech)
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


def _open(house: House, event_id: str, activity: str, began: datetime, tokens: dict[str, str], *, tables: int) -> Stage:
    """Open a session; people come in by the letters once, and stay who they are in the next one."""

    def begin(db: Session) -> Stage:
        view = create_session(
            db,
            event_id=event_id,
            title="",
            template=find_activity(activity),
            by=None,
            clock=lambda: began,
            ids=house.ids,
            tables=tables,
        )
        leader = desk_of_token(db, facilitator_token(db, view.id, now=began, ids=house.ids))
        open_session(db, leader, now=began, ids=house.ids)
        stage = Stage(house=house, session_id=view.id, leader=leader, began=began)
        for person in PEOPLE:
            arrival = Arrival(
                display_name=person.name,
                sector=person.sector,
                table=person.table if tables else None,
                answers={} if person.key in tokens else YES,
                how="api",
                token=tokens.get(person.key),
            )
            joined = join(db, view.join_pass, arrival, now=began, ids=house.ids)
            tokens[person.key], stage.seats[person.key] = joined.token, joined.seat
        return stage

    return house.database.write(begin)


def _play_rock(house: House, event_id: str, began: datetime, tokens: dict[str, str]) -> str:
    stage = _open(house, event_id, "lifting_the_rock", began, tokens, tables=1)
    for number in (TABLE_STEP, LAST_STEP):
        stage.open_round(number, at_s=1)
    clusters = {title: house.ids() for title in CLUSTERS}
    for title, cluster_id in clusters.items():
        stage.perform(stage.leader, "cluster.add", cluster_id, {"title": title}, at_s=2)
    ids = {said.key: house.ids() for said in ASSUMPTIONS if said.kind == "name"}
    told: list[Written | Assumed] = [*NOTES, *ASSUMPTIONS]
    for one in sorted(told, key=lambda one: one.at_s):
        if isinstance(one, Written):
            _play_note(stage, one, clusters)
        else:
            of = {} if one.kind == "name" else {"assumption_id": ids.get(one.key, one.key)}
            body = {"round_id": stage.round_id(TABLE_STEP), "share": "everyone", **of, **one.says}
            target = ids[one.key] if one.kind == "name" else house.ids()
            stage.perform(stage.seats[one.by], f"assumption.{one.kind}", target, body, at_s=one.at_s)
    for by, depth in DEPTHS.items():
        placed = {"round_id": stage.round_id(TABLE_STEP), "assumption_id": ids["outcome"], "depth": depth}
        stage.perform(stage.seats[by], "assumption.place", house.ids(), placed, at_s=110)
    stage.end(at_s=120)
    return stage.session_id


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
        stage.perform(stage.leader, "note.move", note_id, moved, at_s=note.at_s + 2)


def _play_light_bulbs(house: House, event_id: str, began: datetime, tokens: dict[str, str]) -> None:
    stage = _open(house, event_id, "light_bulb_log", began, tokens, tables=0)
    for number, (key, texts) in enumerate(LIGHT_BULBS):
        body = {**texts, "on": stage.prompt_id(0, 0), "share": "everyone"}
        stage.perform(stage.seats[key], "lightbulb.mark", house.ids(), body, at_s=30 + number * 20)
    stage.end(at_s=200)
