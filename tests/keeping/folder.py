"""A data folder with people in it, and what its backup is restored into."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tests.support.all_models  # noqa: F401 - all rooms must have registered
from retreat.database import open_database
from retreat.database.migrate import bring_up_to_date
from retreat.house import House
from retreat.ids import system_ids
from retreat.keeping import standing
from retreat.keeping.backing import Made, back_up, newest
from retreat.keeping.place import Place, make_place
from retreat.keeping.restoring import Restored, Wish, restore
from retreat.recordings import operations
from retreat.recordings.operations import WholeFile
from retreat.recordings.pieces.joining import file_name
from retreat.recordings.storage import LocalStorage
from retreat.settings import Settings
from tests.record.sound import wav
from tests.support.meeting import Meeting
from tests.support.rooms import make_house

PASSPHRASE = "five red lamps at noon"


def no_speech() -> Any:
    """Nothing here needs to be heard again."""
    raise AssertionError("speech was opened")


@dataclass
class Folder:
    """A house, its backup on another disk, and a meeting."""

    house: House
    elsewhere: Path
    meeting: Meeting
    secret: str = "a" * 64
    _place: Place | None = field(default=None)

    def __post_init__(self) -> None:
        """As every start makes it."""
        (self.house.settings.data / "secret").write_text(self.secret)

    @property
    def place(self) -> Place:
        """Where it is backed up to; opening it costs half a second, so it is done once."""
        if self._place is None:
            self._place = make_place(self.elsewhere / "backup", PASSPHRASE, folder_id=self.id)
        return self._place

    @property
    def id(self) -> str:
        """Which data folder this is."""
        return self.house.database.write(lambda db: standing.row_of(db, system_ids).folder_id)

    def back_up(self) -> Made:
        """Make a copy."""
        return back_up(self.house, self.place)

    def sound(self) -> str:
        """A file from a recorder; its id."""
        recording_id = system_ids()
        kept = LocalStorage(self.house.storage).save(file_name(recording_id), [wav(20.0)])
        file = WholeFile(
            recording_id=recording_id,
            session_id=self.meeting.session_id,
            table_id=None,
            filename="talk.wav",
            mime="audio/wav",
            size_bytes=kept.size_bytes,
            sha256=kept.sha256,
            started_at=self.house.clock(),
        )
        now = self.house.clock()
        return self.house.database.write(lambda db: operations.keep_file(db, file, now=now, wake=lambda _id: None))

    def restore(self, data: Path, url: str = "", speech: Any = None) -> Restored:
        """Restore the newest copy; ``speech`` is what sound is silenced with."""
        copy = newest(self.place)
        assert copy is not None
        wish = Wish(
            place=self.place,
            copy=copy,
            gone=self.place.read_gone() or {},
            open_house=self.open,
            open_speech=(lambda: speech) if speech else no_speech,
        )
        return restore(wish, replace(self.house.settings, data=data, database_url=url))

    def open(self, settings: Settings) -> House:
        """A house on a restored folder."""
        database = open_database(sqlite_file=settings.sqlite_file, url=settings.database_url)
        bring_up_to_date(database, data=settings.data)
        made = make_house(database, self.meeting.clock, settings.data)
        return replace(made, settings=settings, storage=settings.storage)
