"""Close reading: what is laid out for whom, who learns of marks, readings that stay, and a narrative removed."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.activities.reading import BadActivity, read_activity
from facilitation.interactions.read.heat import Marked, spread
from facilitation.interactions.read.laying import for_desk, is_prepared
from facilitation.interactions.read.reading import ReadNarrative, narratives_read
from facilitation.interactions.read.record import TABLES
from retreat.consent.gate import Owner
from retreat.database import Database
from retreat.ids import system_ids
from retreat.log.makings import made_in
from retreat.log.models import Words
from retreat.programme.narratives.models import NarrativeText
from retreat.programme.narratives.operations import choose_narratives, remove_narrative
from retreat.programme.queries import programme_of_session
from retreat.search.models import Passage
from tests.support.clock import HandClock
from tests.support.meeting import Meeting, Person
from tests.support.planning import NARRATIVE, cleared_narrative

ACTIVITY = "outcome narrative close reading"
MARKS, READINGS, REWRITING = 1, 3, 4
HERS = {"from": 11, "to": 21}  # “the garden”


def meeting_of(database: Database, clock: HandClock, step: int = READINGS, tables: int = 0) -> Meeting:
    meeting = Meeting.open(database, clock, ACTIVITY, tables=tables)
    meeting.leader.send("round.open", meeting.round_ids[step])
    return meeting


def text_of(person: Person) -> str:
    """The id of what somebody reads."""
    (found,) = person.board()["narratives"]
    return str(found)


def mark(person: Person, *, step: int = MARKS, **more: Any) -> Any:
    """Mark “the garden”; the answer."""
    body = {"place": {"on": text_of(person), **HERS}, "meaning": "meaning-1", "share": "everyone"} | more
    return person.send("read.mark", round_id=person.meeting.round_ids[step], **body)


def write(person: Person, target_id: str | None = None, *, step: int = READINGS, **more: Any) -> Any:
    """Write a reading of “the garden”; the answer."""
    place = {} if "reading_id" in more or "place" in more else {"place": {"on": text_of(person), **HERS}}
    body = {"text": "It was hers.", "share": "everyone"} | place | more
    return person.send("read.write", target_id, round_id=person.meeting.round_ids[step], **body)


def recorded(meeting: Meeting) -> list[ReadNarrative]:
    with meeting.database.read() as db:
        return narratives_read(db, Owner(), meeting.session_id)


def rows_of(meeting: Meeting, name: str) -> list[list[Any]]:
    table = next(one for one in TABLES if one.name == name)
    with meeting.database.read() as db:
        return [list(row) for row in table.rows(db, Owner(), meeting.session_id)]


@pytest.mark.both_engines
def test_step_when_it_opens_then_what_was_chosen_is_laid_out_once_and_later_steps_go_on_with_it(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock, MARKS)
    ana = meeting.join("Ana")

    (found,) = ana.board()["narratives"].values()

    assert found["text"] == NARRATIVE and len(found["laid"]) == 1
    assert [NARRATIVE[begins:ends] for begins, ends, _opens in found["lines"]] == [
        line for line in NARRATIVE.split("\n") if line
    ]
    assert found["lines"][2][2] == 1, "a paragraph begins there"
    with database.read() as db:
        assert db.get_one(NarrativeText, found["id"]).used_at is not None


@pytest.mark.both_engines
def test_narrative_when_chosen_for_one_table_then_others_go_on_with_what_everyone_reads(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock, ACTIVITY, tables=2)
    first, second = (meeting.join(name, table=table) for name, table in zip("AB", meeting.table_ids, strict=True))
    of_all = text_of(first)

    def choose(db: Any) -> str:
        programme_id = programme_of_session(db, meeting.session_id)
        _id, text_id = cleared_narrative(db, programme_id, clock(), title="The stairs", text="They were steep.")
        wanted = {meeting.table_ids[0]: text_id}
        choose_narratives(
            db, meeting.session_id, meeting.round_ids[MARKS], wanted, by=None, now=clock(), ids=system_ids
        )
        return text_id

    of_table = database.write(choose)
    meeting.leader.send("round.open", meeting.round_ids[MARKS])

    assert set(first.board()["narratives"]) == {of_all, of_table} == set(meeting.leader.board()["narratives"])
    assert set(second.board()["narratives"]) == {of_all}
    step = meeting.round_ids[MARKS]
    at = {"place": {"on": of_table, "from": 0, "to": 4}, "meaning": "meaning-1", "share": "table"}
    assert "seq" in first.send("read.mark", round_id=step, **at)
    assert second.send("read.mark", round_id=step, **at)["code"] == "gone"
    assert not second.board()["marks"] and len(first.board()["marks"]) == 1


def test_session_without_a_narrative_when_planned_then_the_desk_lays_out_only_what_was_cleared(
    database: Database, clock: HandClock
) -> None:
    meeting = Meeting.open(database, clock, ACTIVITY)
    ana = meeting.join("Ana")
    with database.read() as db:
        assert is_prepared(db, meeting.session_id, meeting.round_ids[MARKS])
        narrative_id = db.scalars(select(NarrativeText.narrative_id)).one()
        programme_id = programme_of_session(db, meeting.session_id) or ""
    database.write(lambda db: remove_narrative(db, programme_id, narrative_id, now=clock(), ids=system_ids))
    with database.read() as db:
        assert not is_prepared(db, meeting.session_id, meeting.round_ids[MARKS])
    assert write(ana, place=None, step=0)["code"] in ("gone", "not_permitted")

    typed = {"title": "The stairs", "text": "They were steep."}
    lay = {"round_id": meeting.round_ids[0]} | typed
    assert meeting.leader.send("read.lay", "typed", **lay)["code"] == "not_permitted"
    assert meeting.leader.send("read.lay", "typed", **lay, cleared="yes")["code"] == "not_permitted"
    assert meeting.leader.send("read.lay", "typed", round_id=meeting.round_ids[0])["code"] == "gone"
    with database.read() as db:
        assert not for_desk(db, meeting.session_id, meeting.round_ids[0])["narratives"]

    text_id = database.write(lambda db: cleared_narrative(db, programme_id, clock(), **typed)[1])
    with database.read() as db:
        offered = for_desk(db, meeting.session_id, meeting.round_ids[0])["narratives"]
    assert [(one["id"], one["title"]) for one in offered] == [(text_id, typed["title"])]
    here = {"round_id": meeting.round_ids[0]}
    assert meeting.leader.send("read.lay", text_id, **here, table_id="none")["code"] == "gone"
    assert meeting.leader.send("read.lay", text_id, **lay, cleared="yes")["code"] == "not_permitted"
    assert "seq" in meeting.leader.send("read.lay", text_id, **here)
    assert ana.board()["narratives"][text_id]["text"] == typed["text"]


@pytest.mark.both_engines
def test_marks_when_counted_then_people_not_marks_and_others_hear_of_five_and_more_alone(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock, MARKS)
    people = [meeting.join(f"P{n}", sector="Third sector" if n < 5 else "Academic") for n in range(6)]
    for person in people:
        mark(person)
    mark(people[0], meaning="meaning-2")
    mark(people[1], place={"on": text_of(people[1]), "from": 50, "to": 56}, share="me")
    text_id = text_of(people[0])

    meeting.leader.send("read.show", text_id, round_id=meeting.round_ids[MARKS])

    (heat,) = people[5].board()["heats"].values()
    six = {"line": 1, "groups": [{"name": None, "people": 6}]}
    of_step = {"round_id": meeting.round_ids[MARKS], "meaning": "meaning-1"}
    assert heat["spread"] == [six | {"round_id": None, "meaning": None}, six | of_step]
    with database.read() as db:
        told = for_desk(db, meeting.session_id, "")["marked"][text_id]
    assert [(row["line"], row["meaning"]) for row in told] == [(1, None), (1, "meaning-1"), (1, "meaning-2")]
    assert all(op["actor"] is None for op in people[5].heard() if op["kind"] == "read.mark")
    assert len(people[5].board()["marks"]) == 7 and len(people[1].board()["marks"]) == 8


def test_spread_when_five_of_a_sector_and_five_others_marked_a_line_then_the_sector_is_named() -> None:
    def one(person: int, sector: str) -> Marked:
        return Marked(person=f"p{person}", sector=sector, lines=range(1, 2), round_id="r", meaning="meaning-1")

    marks = [one(n, "Third sector") for n in range(5)] + [one(n, "Academic") for n in range(5, 10)]

    rows = spread([*marks, marks[0]], for_everyone=True)

    assert rows[0]["groups"] == [{"name": "Academic", "people": 5}, {"name": "Third sector", "people": 5}]
    assert spread(marks[:4], for_everyone=True) == []
    assert spread(marks[:4], for_everyone=False)[0]["groups"] == [{"name": None, "people": 4}]


@pytest.mark.both_engines
def test_reading_when_read_again_then_the_first_stays_and_a_fourth_is_refused(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    write(ana, "first")

    assert write(ana, "second", reading_id="first", text="Theirs.")["code"] == "not_permitted", "without a why"
    assert write(ben, reading_id="first", text="No.", why="No.")["code"] == "gone"
    for number in (2, 3):
        clock.forward(minutes=1)
        assert "seq" in write(ana, f"reading-{number}", reading_id="first", text=f"Seen {number}.", why="Ben asked.")
    assert write(ana, reading_id="first", text="Seen 4.", why="Again.")["code"] == "budget_spent"

    ((series,),) = recorded(meeting)[0].readings
    assert [(one.text, one.number, one.quote, one.lines) for one in series] == [
        ("It was hers.", 1, "the garden", (1, 1)),
        ("Seen 2.", 2, "the garden", (1, 1)),
        ("Seen 3.", 3, "the garden", (1, 1)),
    ]
    assert [row[10] for row in rows_of(meeting, "readings")] == [1, 2, 3]


@pytest.mark.parametrize(
    ("kind", "more", "code"),
    [
        ("read.mark", {"meaning": "meaning-9"}, "gone"),
        ("read.mark", {"share": "facilitators"}, "not_permitted"),
        ("read.mark", {"step": READINGS, "place": {"on": "nothing", "from": 0, "to": 4}}, "gone"),
        ("read.mark", {"step": REWRITING}, "round_closed"),
        ("read.write", {"place": {"on": "", "from": 900, "to": 904}}, "stale"),
        ("read.write", {"quote": "the house"}, "stale"),
        ("read.write", {"form": "rewriting"}, "not_permitted"),
        ("read.write", {"step": 0}, "not_permitted"),
    ],
    ids=str,
)
def test_act_when_the_text_or_the_step_does_not_have_it_then_refused(
    database: Database, clock: HandClock, kind: str, more: dict[str, Any], code: str
) -> None:
    meeting = meeting_of(database, clock, MARKS)
    meeting.leader.send("round.open", meeting.round_ids[READINGS])
    ana = meeting.join("Ana")
    if more.get("place", {}).get("on") == "":
        more = more | {"place": more["place"] | {"on": text_of(ana)}}

    answer = mark(ana, **more) if kind == "read.mark" else write(ana, **more)

    assert answer["code"] == code, answer


@pytest.mark.both_engines
def test_narrative_when_removed_then_its_words_and_all_that_was_made_of_it_are_gone_from_board_record_and_search(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock, MARKS)
    meeting.leader.send("round.open", meeting.round_ids[READINGS])
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    mark(ana)
    write(ana, "of-ana")
    assert len(rows_of(meeting, "marks")) == 1 and rows_of(meeting, "marks")[0][7] == "the garden"
    with database.read() as db:
        narrative_id = db.scalars(select(NarrativeText.narrative_id)).one()
        programme_id = programme_of_session(db, meeting.session_id) or ""
        assert [one.id for one in made_in(db, Owner(), meeting.session_id)] == ["of-ana"]

    grown = database.write(lambda db: remove_narrative(db, programme_id, narrative_id, now=clock(), ids=system_ids))

    assert grown == [meeting.session_id]
    board = ben.board()
    assert [one["text"] for one in board["narratives"].values()] == [None]
    assert board["readings"]["of-ana"]["text"] is None
    erased = next(op for op in ben.heard() if op["kind"] == "words.erased")
    assert "of-ana" in erased["body"]["targets"]
    assert recorded(meeting) == [] and rows_of(meeting, "marks") == rows_of(meeting, "readings") == []
    with database.read() as db:
        texts = [value for kept in db.scalars(select(Words.texts)) for value in kept.values()]
        assert not any("the garden" in str(value) or "was hers" in str(value) for value in texts)
        assert db.scalars(select(Passage.text).where(Passage.note_id == "of-ana")).all() == [""]
        assert db.scalars(select(NarrativeText.text)).all() == [""]
    assert write(ben)["code"] == "gone"


def test_facilitator_when_setting_a_reading_aside_then_it_leaves_the_boards_and_its_author_may_still_take_it_back(
    database: Database, clock: HandClock
) -> None:
    meeting = meeting_of(database, clock)
    ana, ben = meeting.join("Ana"), meeting.join("Ben")
    write(ana, "of-ana")

    assert ben.send("read.remove", "of-ana")["code"] == "not_permitted"
    assert "seq" in meeting.leader.send("read.remove", "of-ana")

    assert ben.board()["readings"] == {} and recorded(meeting)[0].parts == ()
    assert "It was hers." not in str(ben.heard()), "nor does it reach whoever comes later"
    assert "seq" in ana.send("read.remove", "of-ana")


@pytest.mark.parametrize(
    ("options", "field"),
    [
        ({"offers": ["marks"]}, "options.meanings"),
        ({"offers": ["nothing"]}, "options.offers"),
        ({"meanings": ["Same", "same"]}, "options.meanings"),
        ({"kinds": []}, "options.kinds"),
    ],
    ids=str,
)
def test_step_when_its_options_cannot_be_used_then_each_is_named(options: dict[str, Any], field: str) -> None:
    step = {"title": "Read", "interaction": "read", "prompts": ["What?"], "shares": ["me"], "default_share": "me"}
    whole = {"name": "Ours", "purpose": "To read.", "group_shape": "All", "attribution_ceiling": "none"}

    with pytest.raises(BadActivity) as refused:
        read_activity("ours", whole | {"steps": [step | {"options": options}]})

    assert [one.field for one in refused.value.wrong] == [f"steps[1].{field}"]
