"""A backup while people write; what is new, what ends it, and what is noticed."""

from __future__ import annotations

import os
import random
import resource
import signal
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retreat.database import open_database
from retreat.errors import Conflict, DiskFull, InvalidInput, Unavailable
from retreat.keeping.backing import back_up, newest
from retreat.keeping.copies import read
from retreat.keeping.place import GONE, LOCKS, SHEET, Place, make_place, open_place, refuse_inside
from retreat.keeping.sealing import Damaged, WrongPassphrase, new_lock, opened, read_lock
from retreat.keeping.thinning import ending
from retreat.keeping.verifying import verify_backup
from tests.keeping.folder import PASSPHRASE, Folder
from tests.support.canary import canary, files_with
from tests.support.rooms import make_house
from tests.support.server import until

MB = 1_000_000


def fill(folder: Folder, megabytes: int) -> list[Path]:
    """Files like those of long recordings."""
    made = []
    for number in range(megabytes // 5):
        path = folder.house.storage / "files" / f"long-{number}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(random.Random(number).randbytes(5 * MB))
        made.append(path)
    return made


def test_a_second_backup_when_little_is_new_then_only_that_is_written_and_nothing_can_be_read_in_it(
    folder: Folder,
) -> None:
    fill(folder, 10)
    word = canary()
    ana = folder.meeting.join("Ana")
    ana.note(f"Nobody reads {word}")
    first = folder.back_up()
    folder.meeting.clock.forward(hours=1)  # type: ignore[attr-defined]
    ana.note("Written later")

    second = folder.back_up()

    assert first.new_bytes > 10 * MB > 100_000 > second.new_bytes > 0
    assert folder.place.copies() == [first.name, second.name]
    assert {one.path for one in second.copy.files} >= {"audio/files/long-0", "audio/files/long-1", "secret"}
    assert files_with(folder.place.folder, [word, folder.secret[:40]]) == []
    assert PASSPHRASE not in (folder.place.folder / SHEET).read_text()
    assert not verify_backup(folder.place).troubles


def test_a_backup_when_killed_at_any_moment_then_earlier_copies_are_whole_and_the_next_goes_on(folder: Folder) -> None:
    folder.meeting.join("Ana").note("Before the fire")
    first = folder.back_up()
    fill(folder, 60)
    written, blocks = 0, folder.place.folder / "blocks"
    for _ in range(4):
        begun = len(list(blocks.rglob("*")))
        child = os.fork()
        if child == 0:
            _back_up_and_end(folder)
        _until_written(blocks, begun + random.randint(3, 6), child)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        written = sum(path.stat().st_size for path in blocks.rglob("*") if path.is_file())
        assert first.name in folder.place.copies()
        assert not verify_backup(folder.place).troubles

    last = folder.back_up()

    assert written > 10 * MB and last.new_bytes < 60 * MB
    assert not list(folder.place.folder.rglob(".*.part"))
    assert not verify_backup(folder.place).troubles
    copy = newest(folder.place)
    assert copy is not None and sum(one.size for one in copy.files) > 60 * MB


def _until_written(blocks: Path, many: int, child: int) -> None:
    until(lambda: _ended(child) or len(list(blocks.rglob("*"))) >= many, what="some blocks")


def _ended(child: int) -> bool:
    return Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def _back_up_and_end(folder: Folder) -> None:
    """In a child: with a database of its own, and no way back into the test."""
    try:
        data = folder.house.settings.data
        database = open_database(sqlite_file=data / "retreat.db")
        back_up(make_house(database, folder.meeting.clock, data), folder.place)
    finally:
        os._exit(0)


def test_a_full_disk_when_it_fills_midway_then_it_is_said_and_earlier_copies_are_whole(folder: Folder) -> None:
    first = folder.back_up()
    fill(folder, 10)
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2 * MB, before[1]))
    try:
        with pytest.raises(DiskFull) as refused:
            folder.back_up()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert str(folder.place.folder) in refused.value.tell and "\n" not in refused.value.tell
    assert folder.place.copies() == [first.name] and not verify_backup(folder.place).troubles
    assert not list(folder.place.folder.rglob(".*.part"))
    folder.back_up()


def test_a_disk_when_it_is_pulled_out_or_not_ours_then_one_sentence_says_so(folder: Folder, elsewhere: Path) -> None:
    folder.back_up()
    folder.place.folder.rename(elsewhere / "pulled")

    with pytest.raises(Unavailable) as pulled:
        folder.back_up()
    with pytest.raises(InvalidInput):
        refuse_inside(folder.house.settings.data / "audio", folder.house.settings.data)
    (elsewhere / "photos").mkdir()
    (elsewhere / "photos" / "cat.jpg").write_bytes(b"cat")
    with pytest.raises(Conflict):
        make_place(elsewhere / "photos", PASSPHRASE, folder_id=folder.id)
    with pytest.raises(Conflict):
        make_place(elsewhere / "pulled", PASSPHRASE, folder_id="another")

    assert "\n" not in pulled.value.tell and "backup" in pulled.value.tell
    assert [path.name for path in (elsewhere / "photos").iterdir()] == ["cat.jpg"]


def test_a_disk_when_it_is_pulled_out_midway_then_one_line_says_so_and_the_next_backup_goes_on(
    folder: Folder, elsewhere: Path
) -> None:
    first = folder.back_up()
    fill(folder, 40)
    pulled = elsewhere / "pulled"

    def pull(_share: float) -> None:
        there = (folder.place.folder / "blocks").rglob("*")
        if not pulled.exists() and sum(path.stat().st_size > MB for path in there) >= 2:
            folder.place.folder.rename(pulled)

    with pytest.raises(Unavailable) as told:
        back_up(folder.house, folder.place, tell=pull)

    assert str(folder.place.folder) in told.value.tell and "\n" not in told.value.tell
    assert not folder.place.folder.exists()
    pulled.rename(folder.place.folder)
    assert folder.place.copies() == [first.name]
    assert folder.back_up().new_bytes < 40 * MB and not verify_backup(folder.place).troubles


def test_two_computers_when_both_go_on_from_one_backup_then_the_earlier_one_is_refused_its_place(
    folder: Folder, elsewhere: Path
) -> None:
    folder.back_up()
    folder.meeting.clock.forward(minutes=5)  # type: ignore[attr-defined]
    folder.restore(elsewhere / "spare")
    spare = folder.open(replace(folder.house.settings, data=elsewhere / "spare"))
    folder.meeting.clock.forward(minutes=5)  # type: ignore[attr-defined]
    taken_over = back_up(spare, folder.place)

    with pytest.raises(Conflict):
        folder.back_up()
    assert folder.place.copies()[-1] == taken_over.name
    back_up(spare, folder.place)
    spare.database.close()


def test_two_backups_when_they_go_to_one_place_then_the_second_is_refused(folder: Folder) -> None:
    other = Place(folder.place.folder, folder.place.sealer, folder_id=folder.id)

    with folder.place.alone(), pytest.raises(Conflict):
        back_up(folder.house, other)


def test_a_passphrase_when_it_is_wrong_or_short_then_nothing_opens(folder: Folder) -> None:
    folder.back_up()

    with pytest.raises(WrongPassphrase):
        open_place(folder.place.folder, PASSPHRASE.upper())
    with pytest.raises(InvalidInput):
        new_lock("short", folder_id="f")
    (folder.place.folder / LOCKS[0]).write_bytes(b"{")
    assert open_place(folder.place.folder, PASSPHRASE).copies() == folder.place.copies()
    (folder.place.folder / LOCKS[1]).write_bytes(b"{}")
    with pytest.raises(Damaged):
        open_place(folder.place.folder, PASSPHRASE)


def test_a_backup_when_bits_flip_or_parts_are_cut_swapped_or_lost_then_each_is_named_and_can_be_written_again(
    folder: Folder,
) -> None:
    fill(folder, 30)
    made = folder.back_up()
    blocks = [name for one in made.copy.files for name, size in one.blocks if size > MB]
    paths = [folder.place.folder / "blocks" / name[:2] / name for name in blocks[:5]]
    flipped, cut, first, second, lost = paths
    flipped.write_bytes(bytes([*flipped.read_bytes()[:-1], flipped.read_bytes()[-1] ^ 1]))
    cut.write_bytes(cut.read_bytes()[:-5])
    one, two = first.read_bytes(), second.read_bytes()
    first.write_bytes(two)
    second.write_bytes(one)
    lost.unlink()

    found = verify_backup(folder.place)
    verify_backup(folder.place, discard=True)
    again = folder.back_up()

    assert {one.what.rpartition("/")[2] for one in found.troubles} == {path.name for path in paths}
    assert {one.what.rpartition("/")[2] for one in found.troubles if one.code == "missing"} >= {lost.name}
    assert again.new_bytes >= 5 * MB
    assert not verify_backup(folder.place).troubles


def test_a_list_of_what_was_taken_back_when_one_of_its_files_is_damaged_then_the_other_is_read(folder: Folder) -> None:
    folder.back_up()
    main, twin = (folder.place.folder / name for name in GONE)
    main.write_bytes(main.read_bytes()[:-1])

    assert folder.place.read_gone() is not None
    twin.write_bytes(b"")
    with pytest.raises(Damaged):
        folder.place.read_gone()
    assert [one.what for one in verify_backup(folder.place).troubles] == [GONE[0]]


def test_a_key_file_or_a_copy_from_elsewhere_when_it_asks_too_much_then_it_is_refused() -> None:
    lock = read_lock(new_lock(PASSPHRASE, folder_id="f"))
    sealer = opened(lock, PASSPHRASE)
    sealed = sealer.seal("a", b"content")

    assert sealer.open("a", sealed) == b"content"
    for name, content in (("b", sealed), ("a", sealed[:-1]), ("a", b""), ("a", b"RBK2" + sealed[4:])):
        with pytest.raises(Damaged):
            sealer.open(name, content)
    with pytest.raises(InvalidInput):
        read({"format": 99})
    with pytest.raises(Damaged):
        read({"format": 1})


def test_copies_of_ten_years_when_one_is_made_every_day_then_none_is_overdue_and_parts_of_ended_ones_are_gone(
    folder: Folder,
) -> None:
    first = datetime(2026, 1, 1, 12, tzinfo=UTC)
    made = {f"{day:05}": first + timedelta(days=day, hours=9 * (day % 2)) for day in range(3650)}
    many = {f"{n:03}": first + timedelta(minutes=10 * n) for n in range(300)}

    kept, now = dict(made), first
    for day in range(3650):
        now = first + timedelta(days=day, hours=23)
        there = {name: at for name, at in kept.items() if at <= now}
        for name in ending(there, now=now, days=365):
            del kept[name]
    left = set(many) - set(ending(many, now=first + timedelta(days=4), days=365))

    assert len(kept) == 365 and min(kept.values()) >= now - timedelta(days=365)
    assert ending(made, now=now + timedelta(days=3650), days=0) == []
    assert set(made) - set(ending(made, now=now + timedelta(days=3650), days=365)) == {max(made)}
    assert left == {"071", "215"} | {str(n) for n in range(288, 300)}

    (old,) = fill(folder, 5)
    folder.back_up()
    old.unlink()
    folder.meeting.clock.forward(days=400)  # type: ignore[attr-defined]
    last = folder.back_up()
    there = {path.name for path in (folder.place.folder / "blocks").rglob("*") if path.is_file()}
    assert folder.place.copies() == [last.name] and there == set(last.copy.blocks())
    assert not verify_backup(folder.place).troubles
