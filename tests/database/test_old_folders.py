"""A folder of the version before lives on: each row and file is where it was, up and down, and reads as it did."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import facilitation.activities  # noqa: F401 - registers the catalogue
import tests.support.all_models  # noqa: F401 - all tables must be known
from facilitation.live.views import snapshot
from facilitation.operations import perform_batch
from retreat.consent.gate import StaffReader
from retreat.consent.queries import all_answers
from retreat.database import Database, open_database
from retreat.database.migrate import bring_up_to_date, current_revision, newest_revision
from retreat.database.sqlite import sqlite_engine
from retreat.errors import Gone, NotSignedIn
from retreat.house import House
from retreat.ids import system_ids
from retreat.log.shapes import parse_batch
from retreat.people.access import Seat, holder_of_token, seat_in
from retreat.people.accounts import password_hash_of, signed_in_by, use_first_link
from retreat.people.guard import COOKIE
from retreat.people.members import roles_of
from retreat.people.operations import Arrival, join
from retreat.people.passwords import password_is
from retreat.programme.events import morning_after
from retreat.recordings.uploads import upload_view
from retreat.recordings.waiting import queued
from retreat.search.notes import EarlierWork
from retreat.search.passages import search_record
from retreat.search.vectors import Vectors
from retreat.transcripts.editing.held import hold_turn, transcript_of_session
from retreat.transcripts.editing.revisions import history_of
from retreat.transcripts.reading import read_transcript
from retreat.transcripts.sight import sight_of
from retreat.transcripts.speakers.queries import voices_view
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.support.clock import HandClock
from tests.support.meeting import op_id
from tests.support.old_folders import OldFolder, Row, Rows, digests_below, key_of, migrate, rows_of
from tests.support.rooms import make_app, make_house

OLD = OldFolder(name="0004", revision="0004_erasures")
OLD_SESSION = {row["id"]: row["session_id"] for row in OLD.rows["participant"]}

# --- What later migrations moved. Whatever is not named here is where it was. ---------------------------------------

# Tables that are gone (None), and columns that are gone.
GONE: Mapping[str, frozenset[str] | None] = {
    "setting": None,  # 0005_members
    "partner": frozenset({"setting_id"}),  # 0005_members
    "join_pass": frozenset({"session_id"}),  # 0006: letters open the event
    "participant": frozenset({"table_id"}),  # 0006: stands in their seat
    "round": frozenset(  # 0008: stands in its step
        ["title", "instruction", "minutes", "shares", "default_share", "note_kinds", "note_budget", "vote_budget"]
    ),
}


def _first_link(row: Row) -> Row:
    """0005_members: invitations that were open have ended, as they name no programme."""
    return {"used_at": row["used_at"] or row["created_at"], "programme_id": None}


def _event_of(row: Row) -> Row:
    """0006: what belonged to a session belongs to its event."""
    events = {session["id"]: session["event_id"] for session in OLD.rows["dialogue_session"]}
    return {"event_id": events[row["session_id"]]}


def _participant(row: Row) -> Row:
    """0006: people belong to the event alone; desks and screens to their session too. 0017: nobody knows whence."""
    unknown = dict.fromkeys(("joined_from", "browser", "taken_out_at"))
    return _event_of(row) | unknown | {"session_id": None if row["kind"] == "participant" else row["session_id"]}


def _event(row: Row) -> Row:
    """0006: an event ends on the day on which it began; with a session still to come it stays open till tomorrow."""
    last_day = max(date.fromisoformat(row["starts_on"]), date.today() + timedelta(days=1))
    closes_at = int(morning_after(last_day).timestamp() * 1000)
    return {"ends_on": row["starts_on"], "closes_at": closes_at, "closed_at": None}


def _round(row: Row) -> Row:
    """0008: what was planned for a round is one value."""
    asked = sorted((one for one in OLD.rows["prompt"] if one["round_id"] == row["id"]), key=lambda one: one["position"])
    step = {name: row[name] for name in GONE["round"] or ()}
    step |= {"interaction": "notes", "group": "everyone", "options": {}}
    return {"step": step | {"prompts": [one["planned_text"] for one in asked]}}


def _note(row: Row) -> Row:
    """0011: a note of before was written from its author's own seat; 0019: one that was handed in is nameless."""
    reveals = (done["body"] for done in OLD.rows["log_operation"] if done["kind"] == "notes.reveal")
    shown = {note["id"] for body in reveals for note in body["notes"]}
    return {"seat": None, "nameless": row["share"] == "facilitators" or row["id"] in shown}


def _anchor_id(*of: object) -> str:
    return str(uuid.uuid5(uuid.UUID("3c1f2a4e-6d0b-5a7c-9e58-0016a0c40e55"), "/".join(str(one) for one in of)))


def _passage(row: Row) -> Row:
    """0015: what was said has its voices, and no author."""
    is_spoken = row["kind"] == "spoken"
    return {
        "participant_id": None if is_spoken else row["participant_id"],
        "cut_away": is_spoken and row["first_word"] is None,
    }


# What stands in some columns of an old row now, old columns or new ones.
STANDS: Mapping[str, Callable[[Row], Row]] = {
    "first_link": _first_link,
    "event": _event,
    "join_pass": _event_of,
    "participant": _participant,
    "round": _round,
    "note": _note,
    "erasure": lambda _row: {"tables": None},  # 0013: what waits there waits for all tables of notes
    "passage": _passage,
    "staff": lambda row: {
        "is_owner": row["id"] == OLD.known["elin"],
        "second_step_at": None,
    },  # 0018: the first owns it
    "sign_in": lambda _row: {"address": None, "browser": None},  # 0018: was not asked before
    "recorded_word": lambda _row: {"said_by": None},  # 0014: only the voices of turns say whose words are
}


def _members() -> list[Row]:
    """0005_members: all who have an account belong to every programme, and the first facilitator leads it."""
    (programme,) = OLD.rows["programme"]
    roles = {OLD.known["elin"]: "lead", OLD.known["rowan"]: "researcher"}
    return [
        {"programme_id": programme["id"], "staff_id": one["id"], "role": roles[one["id"]]}
        | {"since": one["created_at"], "ended_at": None}
        for one in OLD.rows["staff"]
    ]


def _seats() -> list[Row]:
    """0006: each person has a seat in the session into which they came, at the table that they chose."""
    return [
        {"participant_id": row["id"], "session_id": row["session_id"], "table_id": row["table_id"]}
        | {"arrived_at": row["joined_at"]}
        for row in OLD.rows["participant"]
        if row["kind"] == "participant"
    ]


def _is_gist(row: Row) -> bool:
    return bool(row["level"] == "gist")


def _gists() -> list[Row]:
    """0016_anchors: the gist of a passage is that of its words."""
    return [
        {name: row[name] for name in ("number", "text", "basis", "at", "by")}
        | {"anchor_id": _anchor_id("gist", row["transcript_id"], row["turn"])}
        for row in OLD.rows["turn_wording"]
        if _is_gist(row)
    ]


def _anchors() -> list[Row]:
    """0016_anchors: one for each gist, on the words of the passage at its place."""
    sessions = {row["id"]: row["session_id"] for row in OLD.rows["transcript_version"]}
    found: dict[str, Row] = {}
    for row in OLD.rows["turn_wording"]:
        if _is_gist(row):
            (passage,) = (
                one
                for one in OLD.rows["passage"]
                if one["transcript_id"] == row["transcript_id"] and one["position"] == row["turn"]
            )
            anchor_id = _anchor_id("gist", row["transcript_id"], row["turn"])
            words = {"first_word": passage["first_word"], "last_word": passage["last_word"]}
            found.setdefault(anchor_id, _anchor(anchor_id, row, sessions) | words | {"by": row["by"]})
    return list(found.values())


def _anchor(anchor_id: str, row: Row, sessions: Mapping[str, str]) -> Row:
    empty = dict.fromkeys(["moved_to", "moved_first", "moved_last", "moved_by", "let_go_at", "let_go_by"])
    of = {"id": anchor_id, "transcript_id": row["transcript_id"], "at": row["at"]}
    return empty | of | {"session_id": sessions[row["transcript_id"]]}


def _voices() -> list[Row]:
    """0015: who has words in each spoken passage, in the order in which they begin."""
    whose = {(row["transcript_id"], row["label"]): row["participant_id"] for row in OLD.rows["recorded_speaker"]}
    turns = {(row["transcript_id"], row["n"]): row["speaker"] for row in OLD.rows["recorded_turn"]}
    words = sorted((row for row in OLD.rows["recorded_word"] if not row["removed"]), key=lambda row: row["place"])
    made: list[Row] = []
    for one in OLD.rows["passage"]:
        if one["kind"] == "written" or one["first_word"] is None:
            continue
        transcript = one["transcript_id"]
        inside = [row for row in words if row["transcript_id"] == transcript and within(row["place"], one)]
        labels = dict.fromkeys(turns.get((transcript, row["turn"])) for row in inside)
        made += [
            {"number": one["number"], "place": place, "label": label, "participant_id": whose.get((transcript, label))}
            for place, label in enumerate(labels)
        ]
    return made


def within(place: int, passage: Row) -> bool:
    """A heard word stands at its number times 2^20; what people added, half of that around it."""
    return bool(passage["first_word"] <= (place + 2**19 - 1) // 2**20 <= passage["last_word"])


# All rows of new tables.
MADE: Mapping[str, Callable[[], list[Row]]] = {
    "member": _members,
    "seat": _seats,
    "anchor": _anchors,
    "gist": _gists,
    "word_map": list,
    "passage_voice": _voices,
}

# Rows that stand in a new table now.
MOVED: Mapping[str, Callable[[Row], bool]] = {"turn_wording": _is_gist}  # 0016_anchors

# Columns that do not get their old value back on the way down; where a function is, what stands there then.
LOST: Mapping[str, Callable[[Row], Row]] = {
    "first_link": lambda row: {"used_at": _first_link(row)["used_at"]},  # 0005_members: what has ended stays so
}

# --------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Folder:
    """The old folder, rebuilt, and a moment at which its people continue."""

    database: Database
    data: Path
    clock: HandClock

    @property
    def house(self) -> House:
        return make_house(self.database, self.clock, self.data)

    def up(self) -> Folder:
        """Upgraded by the product's own entry."""
        bring_up_to_date(self.database, data=self.data)
        return self

    def seat(self, name: str) -> Seat:
        """Whose phone or desk still keeps its token."""
        with self.database.read() as db:
            holder = holder_of_token(db, OLD.known[name])
            return seat_in(db, OLD.known[name], holder.session_id or OLD_SESSION[holder.id])

    def snapshot(self, name: str) -> dict[str, Any]:
        """What that phone or desk shows."""
        with self.database.read() as db:
            return snapshot(db, self.seat(name), now=self.clock())

    def send(self, name: str, kind: str, target_id: str, version: int, **body: Any) -> bool:
        """Whether something that this phone sends is taken."""
        op = {"op_id": op_id(), "kind": kind, "target_id": target_id, "body": body, "base_version": version}
        (operation,) = parse_batch({"v": 1, "batch": [op]})
        seat, now = self.seat(name), self.clock()
        result = self.database.write(lambda db: perform_batch(db, seat, [operation], now=now, ids=system_ids))
        return bool(result.accepted)


@pytest.fixture(params=["sqlite", "postgresql"])
def folder(request: pytest.FixtureRequest, tmp_path: Path, clock: HandClock) -> Iterator[Folder]:
    """The folder as its version left it."""
    if request.param == "sqlite":
        database = Database(sqlite_engine(tmp_path / "retreat.db", synchronous="OFF"))
    else:
        database = open_database(url=request.getfixturevalue("postgres_url"))
        with database.engine.begin() as connection:
            connection.execute(text("drop schema public cascade"))
            connection.execute(text("create schema public"))
    OLD.lay(database, tmp_path)
    last = max(row["at"] for row in OLD.rows["log_operation"])
    clock.at = clock.at.fromtimestamp(last // 1000, clock.at.tzinfo) + timedelta(hours=1)
    yield Folder(database, tmp_path, clock)
    database.close()


def by_key(database: Database, rows: Rows) -> dict[tuple[Any, ...], Row]:
    """Rows by their table and key, so that a comparison names the one that differs."""
    keys = {table: key_of(database, table) for table in rows}
    return {(table, *(row[name] for name in keys[table])): row for table, many in rows.items() for row in many}


def stands_now(table: str, row: Row) -> Row:
    """An old row as it has to stand after the upgrade."""
    changed = STANDS[table](row) if table in STANDS else {}
    return {name: value for name, value in (row | changed).items() if name not in (GONE.get(table) or ())}


def stayed(table: str) -> list[Row]:
    """The old rows of a table that are not in another by now."""
    return [row for row in OLD.rows[table] if table not in MOVED or not MOVED[table](row)]


def as_in(wanted: Rows, found: Rows) -> Rows:
    """The tables and columns of one that the other has too: what is new besides is left out."""
    return {
        table: [{name: value for name, value in row.items() if name in rows[0]} for row in found[table]]
        if rows
        else found[table]
        for table, rows in wanted.items()
    }


def test_an_old_folder_when_upgraded_then_every_row_and_value_is_where_it_was(folder: Folder) -> None:
    assert rows_of(folder.database) == OLD.rows, "it was not laid as it was written down"

    found = rows_of(folder.up().database)

    there = OLD.rows.keys() - {table for table, columns in GONE.items() if columns is None}
    wanted = {table: [stands_now(table, row) for row in stayed(table)] for table in there}
    wanted |= {table: rows() for table, rows in MADE.items()}
    assert by_key(folder.database, as_in(wanted, found)) == by_key(folder.database, wanted)
    assert {table for table, columns in GONE.items() if columns is None}.isdisjoint(found)
    with folder.database.engine.connect() as connection:
        assert current_revision(connection) == newest_revision()


def test_an_old_folder_when_taken_up_and_down_then_it_is_what_it_was(folder: Folder) -> None:
    folder.up()

    migrate(folder.database, OLD.revision, down=True)

    wanted = {
        table: [row | (LOST[table](row) if table in LOST else {}) for row in rows] for table, rows in OLD.rows.items()
    }
    found = rows_of(folder.database)
    assert by_key(folder.database, found) == by_key(folder.database, wanted)
    assert found.keys() == wanted.keys()


def test_an_old_folder_when_upgraded_twice_with_a_way_down_between_then_it_is_as_after_once(folder: Folder) -> None:
    once = rows_of(folder.up().database)
    migrate(folder.database, OLD.revision, down=True)

    assert rows_of(folder.up().database) == once


def test_the_files_of_an_old_folder_when_upgraded_then_no_byte_has_changed(folder: Folder) -> None:
    before = digests_below(folder.data / "audio")
    assert {name.removeprefix("audio/"): digest for name, digest in OLD.digests.items()}.items() <= before.items()

    folder.up()

    assert digests_below(folder.data / "audio") == before
    if folder.database.dialect == "sqlite":
        kept = open_database(sqlite_file=folder.data / f"before-{OLD.revision}.db")
        assert rows_of(kept) == OLD.rows
        kept.close()


def test_the_record_of_an_old_folder_when_read_then_words_corrections_and_names_stand(folder: Folder) -> None:
    reader = StaffReader(staff_id=OLD.known["elin"])

    with folder.up().database.read() as db:
        for transcript_id in (OLD.known["spoken"], OLD.known["brought"]):
            read = read_transcript(db, reader, db.get_one(TranscriptVersion, transcript_id), 1)
            said = {
                r["n"]: r["text"]
                for r in OLD.rows["recorded_turn"]
                if r["transcript_id"] == transcript_id and r["text"]
            }
            assert {turn.n: turn.text for turn in read.turns} == said
        spoken = transcript_of_session(db, OLD.known["ended"], OLD.known["spoken"])
        names = {turn.n: turn.name for turn in read_transcript(db, reader, spoken, 1).turns}
        assert (names[1], names[8], names[13]) == ("Morag", "Somebody by the door", "S3")
        assert [one.label for one in voices_view(db, reader, spoken).voices if one.is_matched] == ["S1"]
        kinds = [
            one.kind for one in history_of(db, hold_turn(db, reader, spoken, 2).turn, sight_of(db, reader, spoken.id))
        ]
        assert sorted(kinds) == ["edited", "heard", "reviewed"]


def test_an_old_folder_when_searched_then_corrected_words_and_notes_are_found(folder: Folder) -> None:
    reader = StaffReader(staff_id=OLD.known["elin"])

    def found(db: Any, words: str) -> list[str]:
        return [hit.text for hit in search_record(db, words, reader=reader, vectors=Vectors(None), embed=None)]

    with folder.up().database.read() as db:
        assert any("For the carers" in one for one in found(db, "carers"))
        assert found(db, "characters") == []
        assert found(db, "cleaners") == ["Ask the cleaners first."]


def test_light_bulbs_of_an_old_folder_when_a_worker_has_come_by_then_they_are_found_as_well(folder: Folder) -> None:
    house = folder.up().house
    keep_earlier = EarlierWork()
    assert keep_earlier(house, None, "a worker") and not keep_earlier(house, None, "a worker")

    with folder.database.read() as db:
        reader = StaffReader(staff_id=OLD.known["elin"])
        (hit,) = search_record(db, "silence data", reader=reader, vectors=Vectors(None), embed=None)
    assert (hit.note_id, hit.made and hit.made.noun) == (OLD.known["bulb"], "lightbulb")


def test_a_browser_signed_in_before_when_it_opens_a_session_then_the_record_is_there(folder: Folder) -> None:
    browser = Browser(make_app(folder.up().house))
    browser.client.set_cookie(COOKIE, OLD.known["elin_sign_in"])

    for session in OLD.rows["dialogue_session"]:
        page = browser.open(f"/sessions/{session['id']}")
        assert page.status_code == 200 and session["title"] in page.text


def test_phones_of_an_old_folder_when_they_come_back_then_their_own_notes_are_their_own(folder: Folder) -> None:
    folder.up()

    for name in ("bryn", "ffion", "gethin", "sioned", "desk"):
        shown, own = folder.snapshot(name), folder.seat(name).id
        notes = [row for row in OLD.rows["note"] if row["participant_id"] == own and row["removed_at"] is None]
        bulbs = [row for row in OLD.rows["lightbulb"] if row["participant_id"] == own]
        assert sorted(shown["mine"]) == sorted(row["id"] for row in [*notes, *bulbs])
        assert shown["voted"] == [row["target_id"] for row in OLD.rows["vote"] if row["participant_id"] == own]


def test_notes_of_every_share_when_read_after_the_upgrade_then_their_readers_are_the_same(folder: Folder) -> None:
    folder.up()
    kinds = ("me", "facilitators", "table", "everyone", "reworded", "revealed", "taken_back", "set_aside")

    def read_by(name: str) -> list[str]:
        notes = folder.snapshot(name)["board"]["notes"]
        return [kind for kind in kinds if OLD.known[f"note_{kind}"] in notes]

    assert read_by("bryn") == ["me", "table", "everyone", "revealed"]
    assert read_by("ffion") == ["everyone", "reworded", "revealed"]
    assert read_by("sioned") == ["everyone", "revealed"]
    assert read_by("desk") == ["facilitators", "table", "everyone", "revealed"]


def test_an_old_note_when_reworded_now_then_its_author_may_and_nobody_else(folder: Folder) -> None:
    folder.up()
    note, version = OLD.known["note_everyone"], 1

    assert not folder.send("bryn", "note.edit", note, version, text="Not mine")
    assert folder.send("gethin", "note.edit", note, version, text="Still mine")


def test_what_people_answered_when_counted_after_the_upgrade_then_the_latest_answer_counts(folder: Folder) -> None:
    latest: dict[str, dict[str, str]] = {}
    for row in sorted(OLD.rows["consent_answer"], key=lambda row: int(row["number"])):
        latest.setdefault(row["participant_id"], {})[row["purpose"]] = row["answer"]
    folder.up()

    with folder.database.read() as db:
        for person, answers in latest.items():
            assert answers.items() <= all_answers(db, person).items()
        assert all_answers(db, folder.seat("bryn").id)["notes_kept"] == "yes", "no, and then yes again"
        assert all_answers(db, folder.seat("ffion").id)["audio_recorded"] == "no"
        assert all_answers(db, folder.seat("sioned").id)["notes_kept"] == "no"


def test_letters_of_an_old_folder_when_typed_now_then_they_open_what_they_opened(folder: Folder) -> None:
    folder.up()
    arrival = Arrival(answers={"attend": True})
    ended = next(row["letters"] for row in OLD.rows["join_pass"] if row["revoked_at"])

    for letters in (OLD.known["planned_letters"], OLD.known["open_letters"]):
        joined = folder.database.write(
            lambda db, typed=letters: join(db, typed, arrival, now=folder.clock(), ids=system_ids)
        )
        assert joined.seat.session_id == OLD.known["open"], "they lead to what is open now"
    with pytest.raises(Gone):
        folder.database.write(lambda db: join(db, ended, arrival, now=folder.clock(), ids=system_ids))


def test_a_seat_that_was_taken_back_when_it_returns_then_it_stays_outside(folder: Folder) -> None:
    folder.up()

    with pytest.raises(NotSignedIn):
        folder.seat("huw")


def test_staff_of_an_old_folder_when_they_go_on_then_accounts_hold_and_the_open_invitation_has_ended(
    folder: Folder,
) -> None:
    (programme,) = OLD.rows["programme"]
    now = folder.clock()

    with folder.up().database.read() as db:
        for name, role in (("elin", "lead"), ("rowan", "researcher")):
            found = signed_in_by(db, OLD.known[f"{name}_sign_in"], now=now)
            assert found is not None and found[0].staff_id == OLD.known[name]
            assert roles_of(db, OLD.known[name]) == {programme["id"]: role}
        kept = password_hash_of(db, "elin@lantern.example")
    assert kept is not None and password_is("seven lanterns on the pier", kept[1])
    with pytest.raises(Gone):
        folder.database.write(
            lambda db: use_first_link(
                db, token=OLD.known["invitation"], name="Una", email="una", password_hash="-", now=now, ids=system_ids
            )
        )


def test_sound_that_waited_in_an_old_folder_when_upgraded_then_it_still_waits_and_uploads_go_on(folder: Folder) -> None:
    with folder.up().database.read() as db:
        assert [row.id for row in db.scalars(queued())] == [OLD.known["queued"]]
        assert upload_view(db, OLD.known["half_way"], now=folder.clock()).offset_bytes == 3000
