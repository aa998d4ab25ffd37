"""Three minutes of one table's talk, in pieces or as a file: one word is said early, one in the last minute."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from sqlalchemy import select

from retreat.house import House
from retreat.ids import system_ids
from retreat.log.closing import close_event
from retreat.recordings import operations
from retreat.recordings.left_out.operations import Asked, leave_out, lift, undo
from retreat.recordings.operations import Piece, WholeFile
from retreat.recordings.pieces.joining import file_name, piece_name
from retreat.recordings.storage import LocalStorage
from retreat.speech.work.left_out import erase_left_out
from retreat.speech.work.worker import Worker
from retreat.transcripts.versions.models import TranscriptVersion
from tests.record.bench import SOUND_YES
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.sound import RATE_HZ, wav
from tests.support.canary import canary
from tests.support.meeting import Meeting, Person

PIECES = 3
PIECE_S = 60
_WORDS = 2 * PIECES * PIECE_S


def _no_wake(_recording_id: str) -> None:
    """Nobody waits for it."""


@dataclass
class LeftOutTalk:
    """A table with Ana and Ben, what they said, and a worker."""

    house: House
    meeting: Meeting
    early: str = field(default_factory=canary)
    late: str = field(default_factory=canary)
    began: datetime = None  # type: ignore[assignment]
    ana: Person = None  # type: ignore[assignment]
    ben: Person = None  # type: ignore[assignment]

    def __post_init__(self) -> None:
        """They sit down, and the talk begins."""
        self.began = self.house.clock()
        self.ana, self.ben = (self.meeting.join(name, SOUND_YES, table=1) for name in ("Ana", "Ben"))

    @property
    def script(self) -> str:
        """A word every half second; a new turn every twenty words."""
        words = [f"word{n}" for n in range(_WORDS)]
        words[40], words[330] = self.early, self.late
        return "\n".join(f"S1: {' '.join(words[at : at + 20])}." for at in range(0, _WORDS, 20)) + "\n"

    def pass_by(self) -> None:
        """The three minutes are over."""
        self.meeting.clock.forward(minutes=PIECES)  # type: ignore[attr-defined]

    def pieces(self) -> str:
        """Sent by a device in the room."""
        house = self.house
        begun = house.database.write(
            lambda db: operations.begin(
                db,
                session_id=self.meeting.session_id,
                table=1,
                mime="audio/wav",
                started_at=self.began,
                by=None,
                now=house.clock(),
                ids=system_ids,
            )
        )
        for n in range(PIECES):
            self.piece(begun.recording_id, n)
        house.database.write(
            lambda db: operations.seal(db, begun.recording_id, chunks=PIECES, now=house.clock(), wake=_no_wake)
        )
        return begun.recording_id

    def piece(self, recording_id: str, n: int) -> None:
        """One of them."""
        house, content = self.house, wav(PIECE_S)
        kept = LocalStorage(house.storage)
        sha256 = kept.save("scratch", [content]).sha256
        kept.move("scratch", piece_name(recording_id, n, sha256))
        piece = Piece(
            n=n,
            start_ms=n * PIECE_S * 1000,
            samples=PIECE_S * RATE_HZ,
            rate_hz=RATE_HZ,
            size_bytes=len(content),
            sha256=sha256,
        )
        house.database.write(
            lambda db: operations.keep_piece(db, recording_id, piece, now=house.clock(), wake=_no_wake)
        )

    def file(self, table_id: str | None = None) -> str:
        """Brought from a recorder, whose start somebody has said."""
        house, recording_id = self.house, system_ids()
        kept = LocalStorage(house.storage).save(file_name(recording_id), [wav(PIECES * PIECE_S)])
        file = WholeFile(
            recording_id=recording_id,
            session_id=self.meeting.session_id,
            table_id=table_id or self.meeting.table_ids[0],
            filename="talk.wav",
            mime="audio/wav",
            size_bytes=kept.size_bytes,
            sha256=kept.sha256,
            started_at=self.began,
        )
        return house.database.write(lambda db: operations.keep_file(db, file, now=house.clock(), wake=_no_wake))

    def work(self, recording_id: str, speech: ScriptedSpeech | None = None) -> str:
        """A worker turns it into words; the version's id."""
        assert Worker(self.house, speech or ScriptedSpeech(self.script), threading.Event()).work_on(recording_id)
        with self.house.database.read() as db:
            made = select(TranscriptVersion.id).where(TranscriptVersion.recording_id == recording_id)
            return str(db.scalars(made.order_by(TranscriptVersion.created_at.desc())).first())

    def leave_out(self, person: Person, minutes: int = 1, left_out_id: str = "") -> Asked:
        """Somebody asks."""
        house = self.house
        return house.database.write(
            lambda db: leave_out(
                db,
                person.seat,
                left_out_id=left_out_id or system_ids(),
                minutes=minutes,
                now=house.clock(),
                ids=system_ids,
            )
        )

    def undo(self, person: Person, asked: Asked, key: str | None = None) -> None:
        """They take it back."""
        key = key or asked.undo_key or ""
        act = partial(undo, seat=person.seat, left_out_id=asked.left_out_id, key=key)
        self.house.database.write(lambda db: act(db, now=self.house.clock(), ids=system_ids))

    def lift(self, person: Person, asked: Asked, *, may_stay: bool = True) -> None:
        """Somebody would have it kept."""
        act = partial(lift, seat=person.seat, left_out_id=asked.left_out_id, may_stay=may_stay)
        self.house.database.write(lambda db: act(db, now=self.house.clock(), ids=system_ids))

    def close(self) -> None:
        """The event is closed."""
        close_event(self.house.database, self.meeting.event_id, now=self.house.clock(), ids=system_ids)

    def erase(self) -> None:
        """The worker's part, until nothing is left to do."""
        for _ in range(20):
            if not erase_left_out(self.house, ScriptedSpeech(), "worker"):
                return
        raise AssertionError("it never ends")
