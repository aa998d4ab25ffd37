"""A day on which everything happened that leaves words somewhere. Ana's hold canaries; Ben's are to stay.

It is done as people do it: they join, write, are heard, are matched at the bench, and others work on what they said.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
from sqlalchemy import select

from facilitation.access.operations import Asked, keep_needs
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.recordings.operations import try_again
from retreat.search.models import Passage
from retreat.search.vectors import Vectors
from retreat.speech.again import operations as rerun
from retreat.speech.again.choosing import named
from retreat.speech.again.second_opinion import ask_opinion
from retreat.speech.work.worker import Worker
from retreat.transcripts.editing.operations import Typed, Who, type_turn
from retreat.transcripts.levels import gists
from retreat.transcripts.levels.wordings import Written, write_wording
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.ports import Heard, HeardWindow, Report
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.speakers.given_turns import Target
from retreat.transcripts.versions.models import TranscriptVersion
from tests.record.bench import SOUND_YES, STAFF, Table
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.sound import wav
from tests.support.canary import canary
from tests.support.meeting import Meeting, op_id
from tests.support.saying_no.analysed import analyse
from transcription.types import Transcript

# Labels of groupings are made of letters alone; what the file that was brought calls her is a word of its own.
LABEL, CALLED = "zqxquillivork", "Zqxfennivork"
BENS = ("pelican", "lanternfish", "gannets", "cormorant", "guillemot")
MODEL = "tiny.en"


@dataclass(frozen=True)
class Talk:
    """What is said, with Ana's canaries by what becomes of them."""

    ana: Mapping[str, str]

    @property
    def script(self) -> str:
        """Ana is the first voice; in Ben's first turn some words are hers."""
        said = self.ana
        return (
            f"S1: {said['said']} " + f"The harbour wall kept the {LABEL} and the fishermen dry. " * 40 + "\n"
            "S2: "
            + "The pelican kept to the harbour wall and the pelican liked the ferry. "
            * 20
            + f"Then somebody {said['part']} said no, {said['left']} and the pelican left.\n"
            f"S1: We carried letters {said['taken_out']} all through the winter.\n"
            f"S2: Nobody wrote down the lanternfish, so the next worker began again.\n"
            f"S1: She wanted {said['doubted']} to stay near the river.\n"
        )


class Thorough(ScriptedSpeech):
    """Doubts the last turn, draws peaks and makes a copy for browsers."""

    def transcribe(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Transcript:
        said = super().transcribe(path, work=work, options=options, report=report)
        return replace(said, turns=(*said.turns[:-1], replace(said.turns[-1], flags=("low_confidence",))))

    def make_playable(self, source: Path, target: Path) -> bool:
        copyfile(source, target)
        return True

    def peaks(self, work: Path) -> Mapping[str, Any] | None:
        return {"peaks": [0, 1]}


class CutShort(ScriptedSpeech):
    """Is heard to the middle and leaves a checkpoint; then its worker is told to end."""

    def __init__(self, script: str, stop: threading.Event) -> None:
        super().__init__(script)
        self.stop = stop

    def transcribe(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Transcript:
        (work / "words.json").write_text(self.script)
        window = HeardWindow(number=0, start_ms=0, end_ms=1_000, words=((self.script, 0, 1_000),))
        report(Heard(stage="words", done=0.5, text=self.script, windows=(window,)))
        self.stop.set()
        report(Heard(stage="words", done=0.6))
        raise AssertionError("it was to end here")


class World:
    """One session, Ana and Ben, and all that was made of what they said and wrote."""

    def __init__(self, house: House, meeting: Meeting, folder: Path) -> None:
        names = (
            "said part left taken_out corrected doubted opinion tidied gist called again note reworded bulb need so_far"
        )
        self.house, self.meeting = house, meeting
        self.canaries = {name: canary() for name in names.split()} | {"label": LABEL, "brought_as": CALLED}
        self.canaries["brought"] = canary()
        self.canaries["role"] = canary()
        self.ana = meeting.join("Ana", consents=SOUND_YES, role=self.canaries["role"])
        self.ben = meeting.join("Ben", consents=SOUND_YES)
        self._write()
        self._bring(folder)
        self._hear(folder)
        self._work_on_it()
        self._hear_again()
        self._keep_meanings()
        analyse(house, meeting.session_id, f"It was the {self.canaries['bulb']}", label=LABEL)

    def _write(self) -> None:
        said = self.canaries
        note = self.ana.note(f"The bus {said['note']} never came", share="everyone")
        assert "seq" in self.ana.send("note.edit", note, text=f"It {said['reworded']} came", base_version=1)
        for person, word in ((self.ana, said["bulb"]), (self.ben, "cormorant")):
            answer = person.send("lightbulb.mark", op_id("bulb"), share="everyone", now=f"It was the {word}")
            assert "seq" in answer, answer
        self.ben.note("The guillemot came late", share="everyone")
        for person, word in ((self.ana, said["need"]), (self.ben, "kittiwake")):
            self._need(person.seat.id, f"A {word} at the door")

    def _need(self, who: str, words: str) -> None:
        event_id, now = self.meeting.event_id, self.house.clock()
        asked = Asked(needs=("quiet",), words=words)
        self.house.database.write(lambda db: keep_needs(db, event_id, who, asked, now=now))

    def _bring(self, folder: Path) -> None:
        self.brought = folder / "minutes.txt"
        hers = f"{CALLED}: I brought {self.canaries['brought']} along."
        self.brought.write_text(f"{hers}\nBen: And I saw the gannets there.\n")
        self.match_brought(self.bring_again("1"))

    def bring_again(self, number: str | None = "2") -> str:
        """The very same file, for another table; its transcript."""
        kept = ingest(
            self.house, self.brought, session_id=self.meeting.session_id, table=number, speech=ScriptedSpeech()
        )
        return str(kept["transcript_id"])

    def match_brought(self, transcript_id: str) -> None:
        """Whose voices they are in a transcript of that file."""
        self._match(Table(self.house, self.meeting, transcript_id), CALLED, "Ben")

    def _hear(self, folder: Path) -> None:
        sound = folder / "talk.wav"
        sound.write_bytes(wav(60.0))
        self.talk = Talk(self.canaries).script
        kept = ingest(self.house, sound, session_id=self.meeting.session_id, table=None, speech=Thorough(self.talk))
        self.recording_id = str(kept["recording_id"])
        self.table = Table(self.house, self.meeting, str(kept["transcript_id"]))

    def _work_on_it(self) -> None:
        said, table = self.canaries, self.table
        self._rerun(rerun.OPINION, self.talk.replace(said["doubted"], said["opinion"]), model=MODEL)
        self._rerun(rerun.GROUPINGS, self.talk)
        self._tidy(0, f"Tidied {said['tidied']}.")
        self._tidy(3, "Tidied lanternfish.")
        first, *_, last = self.passages()
        self._gist(first, f"Gist of {said['gist']}.")
        by_ben = next(one for one in self.passages() if one.first_turn == one.last_turn == 1 and one is not last)
        self._gist(by_ben, "Gist of a pelican.")
        self.type(2, f"We carried letters {said['corrected']} all through the winter.")
        self.type(3, "Nobody wrote down the lanternfish, so they began again.")
        # The word to be taken out is corrected first, and then only what is left beside it is given to her.
        words = self.words(1)
        part = next(word.n for word in words if word.text == said["part"])
        self.type(1, " ".join(word.text for word in words if word.text != said["left"]))
        table.do(acts.name_voice, "S1", said["called"])
        self._match(table, "S1", "S2")
        table.do(acts.give_span, 1, (part, part + 3), Target(label="S1"))

    def _hear_again(self) -> None:
        """As a whole, twice: the first becomes the current version, the second breaks down on its way."""
        self._again(Thorough(self.talk.replace(self.canaries["said"], self.canaries["again"])))
        with self.house.database.read() as db:
            wanted = TranscriptVersion.recording_id == self.recording_id, TranscriptVersion.state == "current"
            self.now = Table(self.house, self.meeting, db.scalars(select(TranscriptVersion.id).where(*wanted)).one())
        self._match(self.now, "S1", "S2")
        part = next(word.n for word in self.words(1, self.now) if word.text == self.canaries["part"])
        self.now.do(acts.give_span, 1, (part, part + 3), Target(label="S1"))
        stop = threading.Event()
        self._again(CutShort(self.canaries["so_far"], stop), stop)

    def _again(self, speech: ScriptedSpeech, stop: threading.Event | None = None) -> None:
        self.house.database.write(lambda db: try_again(db, self.recording_id, wake=lambda _id: None))
        Worker(self.house, speech, stop or threading.Event()).work_on(self.recording_id)

    def _keep_meanings(self) -> None:
        data = self.house.settings.data
        with self.house.database.read() as db:
            Vectors(data / "index", tail_max=0).similarities(db, np.zeros(1, np.int64), np.zeros(384, np.float32))
        database = data / "retreat.db"
        if database.exists():
            copyfile(database, data / "before-0012.db")

    def _match(self, table: Table, hers: str, his: str) -> None:
        table.do(acts.match_voice, hers, self.ana.seat.id)
        table.do(acts.match_voice, his, self.ben.seat.id)

    def _rerun(self, kind: str, script: str, **options: Any) -> None:
        house = self.house
        asked = rerun.Asked(
            session_id=self.meeting.session_id,
            transcript_id=self.table.transcript_id,
            kind=kind,
            start_ms=None,
            end_ms=None,
            options=options,
            by="ellen",
        )
        more = {"now": house.clock(), "ids": house.ids, "wake": lambda _id: None}
        if kind == rerun.OPINION:
            house.database.write(lambda db: ask_opinion(db, asked, models=named(["base", MODEL]), **more))
        else:
            house.database.write(lambda db: rerun.ask(db, asked, **more))
        assert Worker(house, ScriptedSpeech(script), threading.Event()).work_next()

    def _tidy(self, turn: int, text: str) -> None:
        def write(db: Any) -> None:
            row = db.get_one(TranscriptVersion, self.table.transcript_id)
            written = Written(item=turn, number=-1, text=text)
            write_wording(db, STAFF, row, written, by="ellen", now=self.house.clock())

        self.house.database.write(write)

    def _gist(self, passage: Passage, text: str) -> None:
        def write(db: Any) -> None:
            row = db.get_one(TranscriptVersion, self.table.transcript_id)
            words = passage.first_word or 0, passage.last_word or 0
            written = gists.Written(words=words, number=-1, text=text)
            gists.write_gist(db, STAFF, row, written, by="ellen", now=self.house.clock(), ids=self.house.ids)

        self.house.database.write(write)

    def type(self, turn: int, text: str, *, version: int | None = None, table: Table | None = None) -> None:
        """Somebody of the team corrects a turn."""
        typed = Typed(
            session_id=self.meeting.session_id,
            transcript_id=(table or self.table).transcript_id,
            turn=turn,
            version=self.turn(turn).version if version is None else version,
            text=text,
        )
        who = Who(by="ellen", reader=STAFF, now=self.house.clock(), ids=self.house.ids)
        self.house.database.write(lambda db: type_turn(db, typed, who))

    def turn(self, n: int, table: Table | None = None) -> RecordedTurn:
        """A turn as it stands."""
        with self.house.database.read() as db:
            return db.get_one(RecordedTurn, ((table or self.table).transcript_id, n))

    def words(self, turn: int, table: Table | None = None) -> list[RecordedWord]:
        """The words of a turn as they stand."""
        of = RecordedWord.transcript_id == (table or self.table).transcript_id, RecordedWord.turn == turn
        with self.house.database.read() as db:
            asked = select(RecordedWord).where(*of, ~RecordedWord.removed).order_by(RecordedWord.place)
            return list(db.scalars(asked))

    def passages(self) -> list[Passage]:
        """Of the transcript that people worked on."""
        of = Passage.transcript_id == self.table.transcript_id
        with self.house.database.read() as db:
            return list(db.scalars(select(Passage).where(of).order_by(Passage.position)))
