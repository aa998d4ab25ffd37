"""Planned without sound, a session or one table: everybody is told, none is accepted, and nobody is moved there."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app import create_app
from facilitation.seats.mixing import WAYS, moves
from retreat.database import Database
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.people.seating import Sitting, sittings
from retreat.programme.events import table_given
from retreat.programme.models import DialogueSession
from retreat.programme.operations import plan_sound
from retreat.programme.queries import session_view
from retreat.recordings.at_table import may_be_recorded
from retreat.recordings.held.refusing import WithoutSound
from tests.people.pages import Browser, first_facilitator
from tests.record.scripted_speech import TALK, Drawn
from tests.record.sound import wav
from tests.recordings.pieces import BEGIN, bearer
from tests.recordings.tus import create
from tests.support.clock import HandClock
from tests.support.marks import codes, slots, wrong_fields
from tests.support.meeting import YES, Meeting
from tests.support.rooms import make_house, send_sound

SOUND_YES = YES | {"audio_recorded": True, "machine_transcription": True}


@pytest.fixture
def house(sqlite_database: Database, clock: HandClock, tmp_path: Path) -> House:
    return make_house(sqlite_database, clock, tmp_path)


@pytest.fixture
def desk(house: House) -> Browser:
    browser = Browser(create_app(house))
    first_facilitator(browser)
    return browser


def planned(house: House, clock: HandClock, *, off: bool = False, quiet: int | None = None) -> Meeting:
    """An open session with three tables."""
    meeting = Meeting.open(house.database, clock, tables=3)
    house.database.write(lambda db: plan_sound(db, meeting.session_id, without_sound=off, quiet_table=quiet))
    return meeting


@pytest.mark.parametrize(
    ("off", "quiet", "table", "is_refused"),
    [
        (True, None, "1", True),
        (True, None, "", True),
        (False, 3, "3", True),
        (False, 3, "", True),
        (False, 3, "2", False),
    ],
)
def test_sound_of_a_session_or_table_without_sound_when_sent_in_any_way_then_refused_and_not_a_byte_is_kept(
    desk: Browser, house: House, clock: HandClock, tmp_path: Path, off: bool, quiet: int, table: str, is_refused: bool
) -> None:
    meeting = planned(house, clock, off=off, quiet=quiet)
    file = tmp_path / "talk.wav"
    file.write_bytes(wav(60.0))

    live = desk.client.post(
        f"/api/sessions/{meeting.session_id}/recordings",
        json=BEGIN | ({"table": table} if table else {}),
        headers=bearer(meeting.leader.token),
    )
    announced = create(desk.client, meeting, 48_044, **({"table": table} if table else {}))
    sent = send_sound(desk, meeting.session_id, wav(3.0), table=table)
    page = desk.open(sent.headers["Location"]).text

    assert (live.status_code, announced.status_code) == ((409, 409) if is_refused else (201, 201))
    assert ("without_sound" in codes(page)) is is_refused
    if not is_refused:
        return
    assert live.get_json()["error"]["code"] == announced.get_json()["error"]["code"] == "without_sound"
    with pytest.raises(WithoutSound):
        ingest(house, file, session_id=meeting.session_id, table=table or None, speech=Drawn(TALK))
    assert file.read_bytes() == wav(60.0)
    assert [path for path in house.storage.rglob("*") if path.is_file()] == []


def test_a_session_when_planned_with_a_table_without_sound_then_door_phone_and_desk_say_which_to_everybody_alike(
    desk: Browser, house: House, clock: HandClock
) -> None:
    made = Meeting.open(house.database, clock)
    form = {"activity": "brainstorm", "tables": "3", "seating": "chosen", "sound": "table", "quiet_table": "2"}
    wrong = desk.send(f"/desk/events/{made.event_id}/sessions/new", **form | {"quiet_table": "4"})
    alone = desk.send(f"/desk/events/{made.event_id}/sessions/new", **form | {"tables": "1", "quiet_table": "1"})
    answer = desk.send(f"/desk/events/{made.event_id}/sessions/new", **form)
    session_id = answer.headers["Location"].rsplit("/", 1)[-1]
    at_desk = desk.open(f"/desk/sessions/{session_id}").text
    made.leader.send("session.end", made.session_id)
    desk.send(f"/desk/sessions/{session_id}/open", page=f"/desk/sessions/{session_id}")

    assert (wrong.status_code, wrong_fields(wrong.text)) == (422, ["quiet_table"])
    assert (alone.status_code, wrong_fields(alone.text)) == (422, ["quiet_table"])
    with house.database.read() as db:
        quiet = session_view(db, session_id).quiet_table
        left = db.query(DialogueSession).count()
    assert quiet is not None and quiet.number == 2 and left == 2, "what was refused was not planned"
    assert [quiet.name in said for said in slots(at_desk, "sound")] == [True]
    assert [quiet.name in said for said in slots(desk.open(f"/desk/sessions/{session_id}").text, "sound")] == [True]

    said = []
    for sound in ("yes", "no"):
        phone = Browser(desk.app)
        phone.send("/join", page="/", join_pass=made.join_pass)
        door = phone.open(f"/join/{made.event_id}").text
        phone.send(f"/join/{made.event_id}", notes="yes", sound=sound, table=quiet.id)
        page, table = phone.open(f"/s/{session_id}").text, phone.open(f"/s/{session_id}/table").text
        said.append([slots(text, "quiet_table") for text in (door, page, table)] + [slots(page, "sound")])
        assert 'data-sound="table_off"' in page and quiet.name in slots(door, "quiet_table")[0]
    assert said[0] == said[1], "a seat there tells nothing of anybody's answer"


def test_a_session_without_sound_when_everybody_says_yes_then_no_phone_says_that_it_may_be_recorded(
    desk: Browser, house: House, clock: HandClock
) -> None:
    off, quiet = planned(house, clock, off=True), planned(house, clock, quiet=3)
    people = [off.join(name, SOUND_YES, table=1) for name in ("Ana", "Ben")]
    at_quiet, elsewhere = quiet.join("Cy", SOUND_YES, table=3), quiet.join("Di", SOUND_YES, table=1)
    people[0].answer(audio_recorded=False)
    at_quiet.answer(audio_recorded=False)

    told = [op["kind"] for one in (*people, at_quiet, elsewhere) for op in one.heard()]

    assert "sound.may" not in told, "what phones say of sound was true from the beginning, and still is"
    with house.database.read() as db:
        may = [may_be_recorded(db, off.session_id, off.table_ids[0])]
        may += [may_be_recorded(db, quiet.session_id, table) for table in quiet.table_ids]
    assert may == [False, True, False, False]


@pytest.mark.parametrize("how", WAYS)
def test_tables_when_mixed_then_nobody_is_moved_to_the_one_without_sound_or_away_from_it(how: str) -> None:
    dice = random.Random(how)
    for _ in range(30):
        people = [
            Sitting(
                id=f"p{n}",
                name=None,
                sector=dice.choice("abc"),
                table_id=dice.choice(("t1", "t2", "quiet")),
                is_pinned=False,
            )
            for n in range(dice.randint(1, 20))
        ]
        to = moves(how, people, ("t1", "t2"), (), seed="1")
        assert "quiet" not in to.values()
        assert not {one.id for one in people if one.table_id == "quiet"} & to.keys()


def test_the_desk_when_it_mixes_gives_tables_or_moves_people_by_hand_then_the_table_without_sound_is_left_alone(
    desk: Browser, house: House, clock: HandClock
) -> None:
    meeting = planned(house, clock, quiet=3)
    one, _two, quiet = meeting.table_ids
    ana, ben = meeting.join("Ana", table=one), meeting.join("Ben", table=quiet)
    page = f"/desk/sessions/{meeting.session_id}/tables"

    shown = desk.send(f"{page}/mix", page=page, how="onward").text
    by_hand = [
        desk.send(f"{page}/seats", page=page, **{f"table-{who.seat.id}": to, f"table-{who.seat.id}.was": was})
        for who, was, to in ((ana, one, quiet), (ben, quiet, one))
    ]

    assert f'data-moves="{ana.seat.id}"' in shown and f'data-moves="{ben.seat.id}"' not in shown
    assert [answer.status_code for answer in by_hand] == [422, 422]
    assert f'name="table-{ben.seat.id}"' not in desk.open(page).text
    with house.database.read() as db:
        assert {each.name: each.table_id for each in sittings(db, meeting.session_id)} == {"Ana": one, "Ben": quiet}

    def give(db):  # type: ignore[no-untyped-def]
        db.get_one(DialogueSession, meeting.session_id).tables_given = True
        db.flush()
        return {table_given(db, meeting.session_id, sector) for sector in ("a", "b", None)}

    assert quiet not in house.database.write(give)
