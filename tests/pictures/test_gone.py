"""A picture that was taken back after a backup: a restored copy neither shows it nor has its bytes."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select, update

from retreat.database import Database
from retreat.house import House
from retreat.keeping.gone import kinds
from retreat.pictures.models import Picture
from retreat.pictures.operations import mark_removed
from tests.pictures.kept import keep_picture
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import make_house


def test_pictures_taken_back_or_left_out_since_when_a_copy_is_restored_then_they_are_gone_or_hidden(
    sqlite_database: Database, clock: HandClock, tmp_path: Path
) -> None:
    house: House = make_house(sqlite_database, clock, tmp_path)
    desk = Meeting.open(sqlite_database, clock).leader.seat
    taken_back, left_out, shown = (keep_picture(house, desk) for _ in range(3))
    kind = next(one for one in kinds() if one.name == "pictures")
    with sqlite_database.read() as db:
        names = dict(db.execute(select(Picture.id, Picture.name)).tuples().all())
    folder = house.settings.data / "pictures"
    as_backed_up = {name: (folder / name).read_bytes() for name in names.values()}

    def change(db: object) -> None:
        mark_removed(db, [db.get(Picture, taken_back)], now=clock())  # type: ignore[attr-defined, arg-type]
        db.execute(update(Picture).where(Picture.id == left_out).values(left_out_at=clock()))  # type: ignore[attr-defined]

    house.database.write(change)
    with sqlite_database.read() as db:
        lines = kind.collect(db, ())
    house.database.write(lambda db: db.execute(update(Picture).values(left_out_at=None, removed_at=None)))
    for name, content in as_backed_up.items():
        (folder / name).write_bytes(content)

    assert house.database.write(lambda db: kind.bury(db, house, lines)) == 2

    assert not (folder / names[taken_back]).exists() and (folder / names[shown]).exists()
    with sqlite_database.read() as db:
        rows = {
            row.id: (row.removed_at is not None, row.left_out_at is not None) for row in db.scalars(select(Picture))
        }
    assert rows == {taken_back: (True, False), left_out: (False, True), shown: (False, False)}
