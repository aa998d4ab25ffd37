"""What ``verify`` notices, what it can make again, and stretches that were left out after a backup."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text, update

from retreat.errors import DiskFull
from retreat.keeping import estimate
from retreat.keeping.drill import drill
from retreat.keeping.schedule import ScheduledBackups
from retreat.keeping.standing import standing
from retreat.keeping.verifying import Verified, verify
from retreat.recordings.left_out.models import LeftOutDone
from retreat.recordings.models import READY, AudioRecording
from retreat.search.models import Passage
from retreat.transcripts.models import RecordedWord
from tests.keeping.folder import PASSPHRASE, Folder, no_speech
from tests.record.left_out_talk import LeftOutTalk
from tests.record.scripted_speech import Drawn, ScriptedSpeech
from tests.record.working import found
from tests.support.canary import files_with


def told(done: Verified) -> list[tuple[str, str]]:
    return [(one.code, one.what) for one in done.troubles]


def test_sound_when_a_bit_flips_or_it_is_lost_then_it_is_named_and_the_rest_is_well(folder: Folder) -> None:
    ids = [folder.sound() for _ in range(3)]
    assert told(verify(folder.house)) == []
    flipped, lost = (folder.house.storage / "files" / one for one in ids[:2])
    content = bytearray(flipped.read_bytes())
    content[1000] ^= 4
    flipped.write_bytes(content)
    lost.unlink()

    done = verify(folder.house, rebuild=no_speech)

    assert done.originals == 3
    assert sorted(told(done)) == [("damaged", f"audio/files/{ids[0]}"), ("missing", f"audio/files/{ids[1]}")]
    assert not any(one.can_be_rebuilt for one in done.troubles)


def test_what_is_made_from_others_when_it_went_wrong_then_it_is_named_and_made_again(folder: Folder) -> None:
    house, recording = folder.house, folder.sound()
    ana = folder.meeting.join("Ana")
    ana.note("The kettle was warm")
    ana.note("The lamp was red")
    storage = house.storage
    house.database.write(
        lambda db: db.execute(update(AudioRecording).values(state=READY, playable=False, duration_s=20.0))
    )
    assert len(verify(house, rebuild=Copying).rebuilt) == 1
    copy = storage / "copies" / recording
    stat, content = copy.stat(), bytearray(copy.read_bytes())
    content[99] ^= 1
    copy.write_bytes(content)
    os.utime(copy, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    (storage / "peaks" / recording).unlink()

    def harm(db) -> None:  # type: ignore[no-untyped-def]
        db.execute(update(Passage).where(Passage.text.contains("kettle")).values(text="The cattle was warm"))
        db.execute(text("DELETE FROM passage_fts WHERE rowid = (SELECT max(number) FROM passage)"))

    house.database.write(harm)

    found_wrong = verify(house)
    mended = verify(house, rebuild=Copying)

    assert {code for code, _what in told(found_wrong)} == {"stale", "damaged", "missing"}
    assert len(found_wrong.troubles) == 4 and all(one.can_be_rebuilt for one in found_wrong.troubles)
    assert len(mended.rebuilt) == 3 and told(mended) == []
    assert found(house, "kettle") and found(house, "lamp")
    assert copy.read_bytes()[99] == content[99] ^ 1


class Copying(Drawn):
    """Speech that copies what browsers cannot play."""

    def make_playable(self, source: Path, target: Path) -> bool:
        """As it is."""
        target.write_bytes(source.read_bytes())
        return True


def test_a_stretch_left_out_after_the_backup_when_restored_then_neither_its_words_nor_its_sound_are_there(
    folder: Folder, elsewhere: Path
) -> None:
    talk = LeftOutTalk(folder.house, folder.meeting)
    talk.pass_by()
    recording = talk.file()
    talk.work(recording)
    folder.back_up()
    before = (folder.house.storage / "files" / recording).read_bytes()
    copies = folder.place.copies()
    talk.leave_out(talk.ana)
    talk.close()
    talk.erase()
    folder.meeting.clock.forward(hours=1)  # type: ignore[attr-defined]
    folder.back_up()
    newer = folder.place.folder / "copies" / f"{folder.place.copies()[-1]}.sealed"
    newer.unlink()
    assert folder.place.copies() == copies

    done = folder.restore(elsewhere / "restored", speech=ScriptedSpeech())

    restored = elsewhere / "restored"
    assert files_with(restored, [talk.late]) == [] and files_with(restored, [talk.early]) == ["retreat.db"]
    after = (restored / "audio" / "files" / recording).read_bytes()
    assert after != before and after == (folder.house.storage / "files" / recording).read_bytes()
    assert done.held_back["left_out"] == 1
    other = folder.open(replace(folder.house.settings, data=restored))
    with other.database.read() as db:
        assert db.scalar(select(func.count()).select_from(LeftOutDone)) == 1
        assert talk.late not in " ".join(db.scalars(select(RecordedWord.text)))
    assert told(verify(other)) == []
    other.database.close()


def test_a_drill_when_it_runs_then_it_says_what_it_proved_and_leaves_nothing_but_its_date(folder: Folder) -> None:
    ana = folder.meeting.join("Ana")
    for word in ("kettle", "lamp", "harbour"):
        ana.note(f"The {word} was there")
    folder.sound()
    house = folder.house

    proved = drill(house, None, folder_id=folder.id, open_house=folder.open, open_speech=no_speech)

    assert (proved.files, proved.passages, proved.findable) == (2, 3, 3) and proved.rows > 20
    with house.database.read() as db:
        row = standing(db)
        assert row is not None and row.drill_at == house.clock() and row.backup_at is None
    assert list((house.settings.data / "tmp").rglob("*.sealed")) == []


def test_a_drill_where_nothing_could_be_lost_when_it_runs_then_it_says_so_and_keeps_no_date(folder: Folder) -> None:
    """Seen red when the desk said of an empty folder that its backup had been tried out."""
    house = folder.house

    proved = drill(house, None, folder_id=folder.id, open_house=folder.open, open_speech=no_speech)

    assert proved.is_nothing
    with house.database.read() as db:
        row = standing(db)
        assert row is None or row.drill_at is None


@pytest.fixture
def scheduled(folder: Folder, tmp_path: Path, elsewhere: Path) -> Callable[[], bool]:
    """A worker that looks whether a backup is due."""
    file = elsewhere / "passphrase"
    file.write_text(f"{PASSPHRASE}\n")
    to = str(elsewhere / "disk" / "backup")
    settings = replace(folder.house.settings, backup_to=to, backup_passphrase_file=str(file))
    folder.house = house = replace(folder.house, settings=settings)
    looking = ScheduledBackups()
    return lambda: looking.look(house)


def test_a_backup_by_schedule_when_it_is_due_then_it_is_made_and_what_is_taken_back_is_listed_sooner(
    folder: Folder, scheduled: Callable[[], bool], elsewhere: Path
) -> None:
    house, clock = folder.house, folder.meeting.clock
    ana = folder.meeting.join("Ana")
    note_id = ana.note("I regret this")
    place = elsewhere / "disk" / "backup"

    assert scheduled() and not scheduled()
    # While a session is open, a spare machine could have to go on from the last copy.
    clock.forward(minutes=9)  # type: ignore[attr-defined]
    assert not scheduled()
    clock.forward(minutes=2)  # type: ignore[attr-defined]
    assert scheduled() and not scheduled()
    assert "seq" in folder.meeting.leader.send("session.end", folder.meeting.session_id)
    clock.forward(hours=23)  # type: ignore[attr-defined]
    assert not scheduled()
    listed = (place / "taken-back.sealed").read_bytes()
    ana.send("note.remove", note_id, base_version=1)
    assert scheduled() and not scheduled()
    assert (place / "taken-back.sealed").read_bytes() != listed
    clock.forward(hours=2)  # type: ignore[attr-defined]
    assert scheduled()
    assert len(list((place / "copies").glob("*"))) == 3

    # Its disk is gone: an empty folder in its place is not taken for a new one.
    (elsewhere / "disk").rename(elsewhere / "drawer")
    clock.forward(hours=25)  # type: ignore[attr-defined]
    assert scheduled() and not scheduled()
    with house.database.read() as db:
        row = standing(db)
        assert row is not None and row.trouble and house.clock() - row.backup_at == timedelta(hours=25)
    assert not (elsewhere / "disk").exists()
    (elsewhere / "drawer").rename(elsewhere / "disk")
    clock.forward(minutes=16)  # type: ignore[attr-defined]
    assert scheduled()
    with house.database.read() as db:
        row = standing(db)
        assert row is not None and row.trouble is None and row.backup_at == house.clock()


def test_a_disk_with_too_little_room_when_backed_up_to_then_it_is_refused_before_anything_is_written(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(estimate.shutil, "disk_usage", lambda _folder: type("Usage", (), {"free": 1_000})())
    with pytest.raises(DiskFull):
        estimate.check_room(folder.place.folder, estimate.estimate(folder.house, None))
    assert folder.place.copies() == []
