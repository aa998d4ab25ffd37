"""A picture that is there already, without its way through a child."""

from __future__ import annotations

from retreat.house import House
from retreat.people.access import Seat
from retreat.pictures.operations import Shot, file_name, keep
from retreat.pictures.reading import Drawn
from retreat.pictures.storing import storage_of
from tests.pictures.drawn import jpeg, paper


def keep_picture(house: House, seat: Seat, *, table_id: str | None = None) -> str:
    """Somebody who may has photographed paper of a table, or of the whole room; its id."""
    drawn, name = Drawn(jpeg=jpeg(paper()), width=400, height=300), file_name()
    storage_of(house).save(name, [drawn.jpeg])
    shot = Shot(picture_id=house.ids(), table_id=table_id, agreed=True)
    house.database.write(lambda db: keep(db, seat, shot, drawn, name, now=house.clock(), ids=house.ids))
    return shot.picture_id
