"""A day on which Ana says and writes what leaves words everywhere, and then says no by her phone's own form.

Everything is done as people do it. What she said or wrote is a canary each time; so is what Ben did, whose words stay.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app import create_app
from facilitation.seat_cookie import COOKIE as SEAT
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.recordings.operations import try_again
from retreat.search.models import Passage
from retreat.speech.again import operations as rerun
from retreat.speech.again.choosing import named
from retreat.speech.again.second_opinion import ask_opinion
from retreat.speech.work.worker import Worker
from retreat.transcripts.correcting.finding import Find
from retreat.transcripts.correcting.replacing import chosen_of, replace_in_turns
from retreat.transcripts.editing.operations import Typed, Who, type_turn
from retreat.transcripts.levels import gists
from retreat.transcripts.levels.wordings import Written, write_wording
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.speakers.given_turns import Target
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, STAFF, Table
from tests.record.left_out_talk import LeftOutTalk
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.sound import wav
from tests.support.canary import canary
from tests.support.meeting import Meeting, Person
from tests.support.rooms import Meaning, let_in
from tests.support.saying_no.analysed import analyse
from tests.support.saying_no.pieces import KEPT, PIECES, activity, write_pieces
from tests.support.saying_no.speeches import CutShort, Thorough

SPOKEN = (
    *("said", "label", "part", "taken_out", "corrected", "found", "replaced", "doubted", "opinion"),
    *("tidied", "gist", "so_far", "peaks", "sound", "earlier"),
)
WRITTEN = (
    *("note", "reworded", "handed_in", "bulb", "bulb_own", "tension", "side"),
    *("reading", "rewriting", "rewriting_why", "handed_in_id"),
)
# What is read afterwards for Ben; his own bulb is nobody's but his.
BENS = ["said", "turn", "doubted", "opinion", "tidied", "gist", "note", "bulb", "side", "reading", "handed_in"]
PLACED = 73
READINGS, REWRITINGS = 3, 4  # the steps of close reading in which these are written
MODEL = "tiny.en"
_LETTERS = str.maketrans("0123456789", "abcdefghij")


def word(name: str) -> str:
    """A canary of letters alone, as labels of groupings are."""
    return canary(name.replace("_", "")).translate(_LETTERS)


class NoWorld:
    """One event with several sessions, Ana and Ben, and all that was made of what they said and wrote."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.folder = replace(house, meaning=Meaning()), folder
        self.app = create_app(self.house)
        self.staff = Browser(self.app)
        let_in(self.staff, self.house)
        self.hers = {name: word(name) for name in (*SPOKEN, *WRITTEN, *PIECES)}
        self.his = {name: word(f"ben{name}") for name in (*BENS, *KEPT)}
        self.secret = {"bulb": word("secret")}
        database, clock = house.database, house.clock
        self.meeting = Meeting.open(database, clock, tables=2)  # type: ignore[arg-type]
        self.line, self.tension, self.reading = (
            Meeting.open(database, clock, activity, event_id=self.meeting.event_id)  # type: ignore[arg-type]
            for activity in ("where we stand", "holding a tension", "outcome narrative close reading")
        )
        self.pieces = Meeting.open(database, clock, activity(), event_id=self.meeting.event_id)  # type: ignore[arg-type]
        self.ana = self.meeting.join("Ana", consents=SOUND_YES)
        self.ben = self.meeting.join("Ben", consents=SOUND_YES | {"share_partners": True})
        for step in (READINGS, REWRITINGS):
            self.reading.leader.send("round.open", self.reading.round_ids[step])
        self._write()
        self._write_pieces()
        self._hear()
        self._work_on_it()
        self._hear_a_second_sound()
        self._leave_out()
        self.analysed = analyse(self.house, self.meeting.session_id, f"It was the {self.hers['bulb']}")

    @property
    def meetings(self) -> tuple[Meeting, ...]:
        return self.meeting, self.line, self.tension, self.reading, self.pieces, self.left.meeting

    def phone_of(self, person: Person) -> Browser:
        """A browser that somebody came in with."""
        browser = Browser(self.app)
        browser.client.set_cookie(SEAT, f"{self.meeting.event_id}.{person.token}")
        return browser

    def say_no(self) -> None:
        """By the form on her own phone."""
        form = f"/e/{self.meeting.event_id}/answers"
        sent = self.phone_of(self.ana).send(form, notes="no", sound="no")
        assert sent.status_code == 303, sent.text

    def _write(self) -> None:
        for person, said, own in ((self.ana, self.hers, self.hers["bulb_own"]), (self.ben, self.his, "")):
            note = person.note(f"The bus {said['note']} never came", share="everyone")
            if person is self.ana:
                _took(person.send("note.edit", note, text=f"It {said['reworded']} came", base_version=1))
            handed_in = said.get("handed_in_id")
            of_prompt = {"prompt_id": self.meeting.prompt_ids[0], "text": said["handed_in"], "share": "facilitators"}
            _took(person.send("note.add", handed_in, **of_prompt))
            _took(person.send("lightbulb.mark", share="everyone", now=f"It was the {said['bulb']}"))
            _took(person.send("lightbulb.mark", share="me", now=own or self.secret["bulb"]))
            on_line, on_tension = person.into(self.line), person.into(self.tension)
            placed = PLACED if person is self.ana else 20
            _took(on_line.send("position.set", scale_id="card-1", value=placed))
            about = {"round_id": self.tension.round_ids[0]}
            _took(on_tension.send("tension.side", tension_id="tension-1", text=said["side"], **about))
            in_step = {"round_id": self.reading.round_ids[READINGS], "share": "everyone"}
            _took(person.into(self.reading).send("read.write", text=said["reading"], **in_step))
        _took(on_tension.send("tension.neither", tension_id="tension-1", text="Both are fair", **about))
        rewritten = {"text": self.hers["rewriting"], "why": self.hers["rewriting_why"], "share": "everyone"}
        in_step = {"round_id": self.reading.round_ids[REWRITINGS], "form": "rewriting"}
        _took(self.ana.into(self.reading).send("read.write", **in_step, **rewritten))
        hers = self.ana.into(self.tension)
        _took(hers.send("tension.name", text=self.hers["tension"], **about))

    def _write_pieces(self) -> None:
        for round_id in self.pieces.round_ids[1:]:
            _took(self.pieces.leader.send("round.open", round_id))
        for person, said in ((self.ana, self.hers), (self.ben, self.his)):
            write_pieces(self.pieces, person.into(self.pieces), said)

    def _leave_out(self) -> None:
        """A table of two others leaves the last of three minutes out; nobody may read what was said in it."""
        database, clock = self.house.database, self.house.clock
        meeting = Meeting.open(database, clock, tables=1, event_id=self.meeting.event_id)  # type: ignore[arg-type]
        self.left = LeftOutTalk(self.house, meeting)
        self.left_recording_id = self.left.file()
        self.left.pass_by()
        self.left.leave_out(self.left.ana)
        self.left_table = Table(self.house, meeting, self.left.work(self.left_recording_id))
        self.his["left_in"], self.secret["left_out"] = self.left.early, self.left.late

    def script(self, **otherwise: str) -> str:
        """Ben is the first voice, Ana the second; in Ben's second turn a part will be given to her."""
        ana, ben = {**self.hers, **otherwise}, self.his
        return (
            f"S1: {ben['said']} " + "The harbour wall kept the ferry and the fishermen dry. " * 40 + "\n"
            f"S2: {ana['said']} "
            + f"The {ana['label']} kept to the harbour wall and the {ana['label']} liked the ferry. "
            * 20
            + "\n"
            f"S1: We asked {ana['part']} how the carers felt all week long.\n"
            f"S2: We carried letters {ana['taken_out']} and {ana['found']} all through the winter.\n"
            f"S1: Nobody wrote down the {ben['turn']} so the next worker began again.\n"
            f"S2: She wanted {ana['doubted']} to stay near the river.\n"
            f"S1: They kept {otherwise.get('ben_doubted', ben['doubted'])} by the garden gate.\n"
        )

    def _sound(self, name: str, seconds: float) -> Path:
        """A file in which a player would hear her."""
        file, sound = self.folder / name, bytearray(wav(seconds))
        said = self.hers["sound"].encode()
        sound[2_000 : 2_000 + len(said)] = said
        file.write_bytes(bytes(sound))
        return file

    def _hear(self) -> None:
        """Twice: what was heard first stays beside, with her voice matched in both."""
        talk = Thorough(self.script(said=self.hers["earlier"]), self.hers["peaks"])
        kept = ingest(
            self.house, self._sound("talk.wav", 60.0), session_id=self.meeting.session_id, table=None, speech=talk
        )
        self.recording_id = str(kept["recording_id"])
        self.before = Table(self.house, self.meeting, str(kept["transcript_id"]))
        self.match(self.before)
        self.give_part(self.before)
        self.house.database.write(lambda db: try_again(db, self.recording_id, wake=lambda _id: None))
        again = Thorough(self.script(), self.hers["peaks"])
        assert Worker(self.house, again, threading.Event()).work_on(self.recording_id)
        wanted = TranscriptVersion.recording_id == self.recording_id, TranscriptVersion.state == CURRENT
        with self.house.database.read() as db:
            self.table = Table(self.house, self.meeting, db.scalars(select(TranscriptVersion.id).where(*wanted)).one())

    def _work_on_it(self) -> None:
        said, table = self.hers, self.table
        heard = self.script(doubted=said["opinion"], ben_doubted=self.his["opinion"])
        self.rerun(rerun.OPINION, heard, model=MODEL)
        self.rerun(rerun.PASSAGES, self.script())
        self.rerun(rerun.GROUPINGS, self.script())
        self.tidy(2, f"We asked {said['part']} and {said['tidied']}.")
        self.tidy(4, f"Nobody wrote down {self.his['tidied']}.")
        first, *_, last = self.passages()
        self.gist(last, f"They spoke of {said['gist']}.")
        self.gist(first, f"They spoke of {self.his['gist']}.")
        self.type(3, self.text(3).replace(said["taken_out"], said["corrected"]))
        find = Find(text=said["found"], session_id=self.meeting.session_id)
        place = chosen_of([f"{table.transcript_id}:3:{self.turn(3).version}:0"])
        self.house.database.write(
            lambda db: replace_in_turns(db, find, said["replaced"], place, act="found", who=self.who)
        )
        self.match(table)
        self.give_part(table)

    def _hear_a_second_sound(self) -> None:
        """It is heard again and that is not done yet."""
        script = f"S1: {self.hers['so_far']} and so on.\nS2: This is what I said then."
        file = self._sound("more.wav", 30.0)
        kept = ingest(
            self.house,
            file,
            session_id=self.meeting.session_id,
            table="2",
            speech=Thorough(script, self.hers["peaks"]),
        )
        self.unready_id = str(kept["recording_id"])
        self.second = Table(self.house, self.meeting, str(kept["transcript_id"]))
        self.second.do(acts.match_voice, "S1", self.ana.seat.id)
        self.second.do(acts.match_voice, "S2", self.ben.seat.id)
        self.house.database.write(lambda db: try_again(db, self.unready_id, wake=lambda _id: None))
        stop = threading.Event()
        Worker(self.house, CutShort(self.hers["so_far"], stop), stop).work_on(self.unready_id)

    @property
    def who(self) -> Who:
        return Who(by="ellen", reader=STAFF, now=self.house.clock(), ids=self.house.ids)

    def match(self, table: Table) -> None:
        """The bench says whose voices they are."""
        table.do(acts.match_voice, "S1", self.ben.seat.id)
        table.do(acts.match_voice, "S2", self.ana.seat.id)

    def give_part(self, table: Table) -> None:
        """The bench gives her what she said within his turn."""
        part = next(n for n, text in self.words(2, table) if text == self.hers["part"])
        table.do(acts.give_span, 2, (part, part + 2), Target(label="S2"))

    def rerun(self, kind: str, script: str, table: Table | None = None, **options: Any) -> None:
        """Somebody asks for a stage again, and the machine does it."""
        house = self.house
        asked = rerun.Asked(
            session_id=self.meeting.session_id,
            transcript_id=(table or self.table).transcript_id,
            kind=kind,
            start_ms=None,
            end_ms=None,
            options=options,
            by="ellen",
        )
        more = {"now": house.clock(), "ids": house.ids, "wake": lambda _id: None}
        if kind == rerun.OPINION:
            job = house.database.write(lambda db: ask_opinion(db, asked, models=named(["base", MODEL]), **more))
        else:
            job = house.database.write(lambda db: rerun.ask(db, asked, **more))
        assert Worker(house, ScriptedSpeech(script), threading.Event()).work_on(job)

    def tidy(self, turn: int, text: str) -> None:
        def write(db: Any) -> None:
            row = db.get_one(TranscriptVersion, self.table.transcript_id)
            written = Written(item=turn, number=-1, text=text)
            write_wording(db, STAFF, row, written, by="ellen", now=self.house.clock())

        self.house.database.write(write)

    def gist(self, passage: Passage, text: str) -> None:
        def write(db: Any) -> None:
            row = db.get_one(TranscriptVersion, self.table.transcript_id)
            words = passage.first_word or 0, passage.last_word or 0
            written = gists.Written(words=words, number=-1, text=text)
            gists.write_gist(db, STAFF, row, written, by="ellen", now=self.house.clock(), ids=self.house.ids)

        self.house.database.write(write)

    def type(self, turn: int, text: str) -> None:
        """Somebody of the team corrects a turn."""
        typed = Typed(
            session_id=self.meeting.session_id,
            transcript_id=self.table.transcript_id,
            turn=turn,
            version=self.turn(turn).version,
            text=text,
        )
        self.house.database.write(lambda db: type_turn(db, typed, self.who))

    def turn(self, n: int) -> RecordedTurn:
        with self.house.database.read() as db:
            return db.get_one(RecordedTurn, (self.table.transcript_id, n))

    def text(self, turn: int) -> str:
        return " ".join(text for _n, text in self.words(turn, self.table))

    def words(self, turn: int, table: Table) -> list[tuple[int, str]]:
        of = RecordedWord.transcript_id == table.transcript_id, RecordedWord.turn == turn
        with self.house.database.read() as db:
            rows = db.execute(
                select(RecordedWord.n, RecordedWord.text).where(*of, ~RecordedWord.removed).order_by(RecordedWord.place)
            )
            return [(n, text) for n, text in rows]

    def passages(self) -> list[Passage]:
        of = Passage.transcript_id == self.table.transcript_id, Passage.state == CURRENT
        with self.house.database.read() as db:
            return list(db.scalars(select(Passage).where(*of).order_by(Passage.position)))


def _took(answer: Mapping[str, Any]) -> None:
    assert "seq" in answer, answer
