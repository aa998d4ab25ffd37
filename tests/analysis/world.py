"""A programme with a heard talk of two people who agreed to it, a note, and three who code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.analysis.acts.acting import Analyst
from retreat.analysis.codebook.operations import Wording, add_code
from retreat.analysis.codings.operations import code_excerpt
from retreat.analysis.excerpts.choosing import Chosen
from retreat.consent.gate import StaffReader
from retreat.database import Base
from retreat.house import House
from retreat.ids import system_ids
from retreat.log.makings import made_in
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.under import Word, words_under
from tests.people.world import ALL_YES
from tests.people.world import World as PeoplesWorld
from tests.support.clock import HandClock
from tests.support.meeting import Person
from tests.support.rooms import match, say_no

T = TypeVar("T")
TABLES = frozenset(
    ("code_wording", "memo_wording", "reading", "analysis_entry", "analysis_set", "coding", "code", "theme_voice")
)
NOTE = "Ask the carers too"


class World(PeoplesWorld):
    """Ada leads, Cem codes, Rea reads; Ana speaks and has a voice of her own."""

    def __init__(self, house: House, clock: HandClock, folder: Path) -> None:
        super().__init__(house, clock, folder)
        self.clock = clock
        self.cem_id, self.cem = self.colleague("coder")
        self.programme_id = self.view.programme_id
        self.session_id = self.meeting.session_id

    def who(self, staff_id: str | None = None) -> Analyst:
        """Somebody who decides, now."""
        return Analyst(programme_id=self.programme_id, by=staff_id or self.ada_id, now=self.clock(), ids=system_ids)

    def reader(self, staff_id: str | None = None) -> StaffReader:
        """The same person as a reader."""
        return StaffReader(staff_id=staff_id or self.ada_id)

    def words(self, first: int, last: int) -> Chosen:
        """Some words of the talk, by their numbers."""
        return Chosen(words=Span(transcript_id=self.heard.transcript_id, first=first, last=last))

    def bens(self) -> Person:
        """Ben, who agreed to everything and is matched to his voice."""
        ben = self.meeting.join("Ben", consents=ALL_YES)
        match(self.house, self.meeting, self.heard.transcript_id, "Ben", ben)
        return ben

    def say_no(self, person: Person) -> None:
        """Somebody no longer wants their voice to be written down."""
        say_no(self.house, person, "machine_transcription")

    def write(self, act: Callable[[Session], T]) -> T:
        """In one transaction."""
        return self.database.write(act)

    def read(self, ask: Callable[[Session], T]) -> T:
        """On an open database."""
        with self.database.read() as db:
            return ask(db)

    def code(self, name: str, **more: str) -> str:
        """A code of that name; its id."""
        return self.write(lambda db: add_code(db, self.who(), Wording(name=name), **more).id)  # type: ignore[arg-type]

    def coded(self, code_id: str, chosen: Chosen, staff_id: str | None = None) -> str:
        """A coding; its id."""
        return self.write(lambda db: code_excerpt(db, self.who(staff_id), self.session_id, chosen, code_id).id)

    def first_words_of(self, db: Session, label: str) -> int:
        """The number of the first word that a voice says."""
        return next(word.n for word in words_under(db, self.heard.transcript_id) if word.label == label)

    def words_of(self, db: Session, label: str) -> list[Word]:
        """Everything that a voice says."""
        return [word for word in words_under(db, self.heard.transcript_id) if word.label == label]

    def note_id(self, db: Session) -> str:
        """The note that Ana wrote."""
        return next(one.id for one in made_in(db, self.reader(), self.session_id) if one.text == NOTE)

    def all_rows(self) -> str:
        """Everything that the tables of analysis hold."""
        with self.database.engine.connect() as connection:
            tables = [table for table in Base.metadata.sorted_tables if table.name in TABLES]
            return repr([tuple(row) for table in tables for row in connection.execute(select(table))])
