"""A backup restored on either engine, and what people took back after it was made."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from retreat.consent.gate import Owner
from retreat.consent.queries import all_answers
from retreat.database import open_database
from retreat.database.migrate import bring_up_to_date, current_revision, newest_revision
from retreat.errors import BadSetting, Conflict
from retreat.house import House
from retreat.keeping.backing import write_gone
from retreat.keeping.place import Place
from retreat.keeping.sealing import Damaged
from retreat.keeping.standing import standing
from retreat.keeping.unfinished import STAGING, refuse_unfinished
from retreat.keeping.verifying import verify
from retreat.log.makings import made_in
from retreat.log.models import LogOperation, Position, Vote, Words
from retreat.people.models import Participant, SignIn, Staff
from retreat.search.models import Passage
from tests.keeping.folder import Folder
from tests.record.working import found
from tests.support.canary import canary, files_with
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.planning import sign_in
from tests.support.rooms import make_house


def texts(house: House, session_id: str) -> list[str]:
    with house.database.read() as db:
        return [one.text for one in made_in(db, Owner(), session_id)]


@pytest.mark.parametrize("goes_to", ["the server", "the file"])
def test_a_backup_when_restored_on_the_other_engine_then_all_of_it_reads_and_is_found_as_before(
    goes_to: str, own_postgres_url: str, folder: Folder, clock: HandClock, tmp_path: Path, elsewhere: Path
) -> None:
    if goes_to == "the file":
        database = open_database(url=own_postgres_url)
        bring_up_to_date(database, data=tmp_path)
        house = make_house(database, clock, tmp_path)
        folder = Folder(house, elsewhere, Meeting.open(database, clock, tables=2))
    ana = folder.meeting.join("Ana")
    ana.note("Long nights & “short” days – Ünïcode ✓")
    ana.note("The kettle was always warm")
    recording = folder.sound()
    folder.back_up()

    done = folder.restore(elsewhere / "restored", own_postgres_url if goes_to == "the server" else "")

    other = folder.open(_settings(folder, elsewhere / "restored", own_postgres_url if goes_to == "the server" else ""))
    assert texts(other, folder.meeting.session_id) == texts(folder.house, folder.meeting.session_id)
    assert len(texts(other, folder.meeting.session_id)) == 2
    assert found(other, "kettle") == found(folder.house, "kettle") != []
    assert sum(done.held_back.values()) == 0
    assert (elsewhere / "restored" / "secret").read_text() == folder.secret
    assert not verify(other).troubles
    sound = Path("audio/files") / recording
    assert (elsewhere / "restored" / sound).read_bytes() == (folder.house.settings.data / sound).read_bytes()
    # Numbers go on after those that were restored.
    meeting = Meeting(other.database, clock, folder.meeting.session_id, prompt_ids=folder.meeting.prompt_ids)
    ana.meeting = meeting
    ana.note("One more, after the fire")
    assert len(texts(other, folder.meeting.session_id)) == 3
    other.database.close()
    folder.house.database.close()


def _settings(folder: Folder, data: Path, url: str = ""):  # type: ignore[no-untyped-def]
    return replace(folder.house.settings, data=data, database_url=url)


def test_what_was_taken_back_when_an_older_copy_is_restored_then_no_byte_of_it_is_there(
    folder: Folder, elsewhere: Path
) -> None:
    word, stays = canary("back"), canary("stays")
    ana, ben, eve = (folder.meeting.join(name) for name in ("Ana", "Ben", "Eve"))
    note = ana.note(f"I said {word} and regret it")
    ben.note(f"I said {stays} and mean it")
    house, now = folder.house, folder.house.clock()
    ada, _token = house.database.write(lambda db: sign_in(db, now))
    folder.back_up()
    copy = elsewhere / "old"
    shutil.copytree(folder.place.folder, copy)

    ana.send("note.remove", note, base_version=1)
    ben.answer(share_partners=False, notes_kept=False)

    def leave(db) -> None:  # type: ignore[no-untyped-def]
        db.get(Participant, eve.seat.id).revoked_at = now
        db.get(Staff, ada).disabled_at = now

    house.database.write(leave)
    folder.back_up()
    older = Place(copy, folder.place.sealer, folder_id=folder.id)
    folder._place, gone = older, folder.place.read_gone()
    older.write_gone(gone)

    done = folder.restore(elsewhere / "restored")

    restored = elsewhere / "restored"
    assert files_with(restored, [word]) == []
    assert files_with(restored, [stays]) == ["retreat.db"]
    other = folder.open(_settings(folder, restored))
    with other.database.read() as db:
        erased = db.scalars(select(Words.texts).where(Words.target_id == note, Words.erased_at.is_not(None))).all()
        assert erased == [{}]
        assert all_answers(db, ben.seat.id)["notes_kept"] == "no"
        assert db.get_one(Participant, eve.seat.id).revoked_at is not None
        assert db.get_one(Staff, ada).disabled_at is not None
        assert all(db.scalars(select(SignIn.ended_at)))
    assert [one for one in texts(other, folder.meeting.session_id) if word in one] == []
    assert done.held_back["words"] == 1
    assert done.held_back["people"] == 1
    other.database.close()


def test_a_folder_or_a_server_that_holds_data_when_restored_into_then_it_is_left_alone(
    folder: Folder, elsewhere: Path, own_postgres_url: str
) -> None:
    folder.back_up()
    (elsewhere / "mine").mkdir()
    (elsewhere / "mine" / "letter.txt").write_text("mine")
    theirs = open_database(url=own_postgres_url)
    with theirs.engine.begin() as connection:
        connection.execute(text("create table theirs (id integer)"))

    with pytest.raises(Conflict):
        folder.restore(elsewhere / "mine")
    with pytest.raises(Conflict):
        folder.restore(elsewhere / "new", own_postgres_url)

    assert [path.name for path in (elsewhere / "mine").iterdir()] == ["letter.txt"]
    with theirs.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from theirs")) == 0
    theirs.close()


def test_a_restore_when_it_was_killed_then_nobody_opens_the_folder_and_it_begins_again(
    folder: Folder, elsewhere: Path
) -> None:
    folder.meeting.join("Ana").note("Still here")
    folder.back_up()
    half = elsewhere / "half"
    (half / STAGING).mkdir(parents=True)
    (half / STAGING / "retreat.db").write_bytes(b"half of it")

    with pytest.raises(BadSetting):
        refuse_unfinished(half)
    folder.restore(half)

    refuse_unfinished(half)
    opened = open_database(sqlite_file=half / "retreat.db")
    with opened.engine.connect() as connection:
        assert current_revision(connection) == newest_revision()
    with opened.read() as db:
        row = standing(db)
        assert row is not None and row.restored_at is not None and row.folder_id == folder.id
        assert db.scalars(select(Passage.text)).all() == ["Still here"]
    opened.close()


def test_a_damaged_backup_when_restored_then_it_is_refused_and_the_folder_stays_empty(
    folder: Folder, elsewhere: Path
) -> None:
    recording = folder.sound()
    made = folder.back_up()
    kept = next(one for one in made.copy.files if recording in one.path)
    block = folder.place.folder / "blocks" / kept.blocks[0][0][:2] / kept.blocks[0][0]
    content = bytearray(block.read_bytes())
    content[len(content) // 2] ^= 1
    block.write_bytes(content)

    with pytest.raises(Damaged):
        folder.restore(elsewhere / "restored")

    assert list((elsewhere / "restored").iterdir()) == []


def test_dots_positions_and_hands_when_taken_back_after_a_backup_then_a_restored_copy_has_taken_them_back_too(
    folder: Folder, elsewhere: Path
) -> None:
    ana, ben = folder.meeting.join("Ana"), folder.meeting.join("Ben")
    note, dot_kept = ana.note("the first"), ana.note("the second")
    for target in (note, dot_kept):
        assert "seq" in ben.send("vote.cast", target)
    placed = ben.send("position.set", "placed", scale_id="a", value=30)
    assert "seq" in placed, placed
    folder.back_up()
    retracted = ben.op("vote.retract", note)
    for op in (retracted, ben.op("position.remove", "placed"), ben.op("vote.retract", dot_kept)):
        assert "seq" in ben.send_all([op])[0]
    assert "seq" in ben.send("vote.cast", dot_kept)
    write_gone(folder.house, folder.place)

    done = folder.restore(elsewhere / "restored")

    other = folder.open(_settings(folder, elsewhere / "restored"))
    with other.database.read() as db:
        assert list(db.scalars(select(Vote.target_id))) == [dot_kept]
        assert list(db.scalars(select(Position.id))) == []
        kept = db.scalars(select(LogOperation.op_id).where(LogOperation.kind == "vote.retract")).all()
    assert kept == [retracted["op_id"]] and done.held_back["acts"] == 2
    other.database.close()
