"""Whatever is done to a talk, in whatever order: what cites its words finds them or is listed, and a "no" holds.

Heard again, brought, corrected, moved between voices, cut again, read instead, answered. Seen red with maps that were
read the wrong way round, with a place taken for any words that stand there, and with a list that left out what was
made in the transcript that is read.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from retreat.consent.gate import StaffReader
from retreat.errors import RetreatError
from retreat.house import House
from retreat.speech.again import operations as rerun
from retreat.transcripts.anchors.anchors import anchor_words, places_of, unplaced
from retreat.transcripts.anchors.models import Anchor
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.earlier import read_instead
from retreat.transcripts.editing.operations import Typed, Who, type_turn
from retreat.transcripts.levels.gists import Written, gists, write_gist
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.reading import read_transcript
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.speakers.given_turns import Target
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, STAFF, Table, talk_of
from tests.record.rerunning import performed
from tests.record.scripted_speech import ScriptedSpeech
from tests.record.versions import bring, hear_again, sound_of
from tests.support.clock import HandClock
from tests.support.meeting import Meeting
from tests.support.rooms import signed_in_as

SCRIPT = (
    "S1: We were tired at the end of every week and anaquail nobody asked how the carers were doing at all.\n"
    "S2: The waiting list for home care benotter grew longer and the money was gone before winter had begun.\n"
    "S1: She wanted to stay in her own house anaplum near the river and keep her garden and her cat.\n"
    "S3: Nobody wrote down what mattered to her so the next worker began again from nothing.\n"
    "S2: Housing would not talk to health benthistle and health would not talk to housing so we carried letters.\n"
)
HERS = {"S1": ("anaquail", "anaplum"), "S2": ("benotter", "benthistle")}
NO = {"audio_recorded": False, "machine_transcription": False}
SAYS = ("in_its_place", "words_not_in_it", "words_taken_out", "words_withheld")

number = st.integers(0, 400)
hearing = st.tuples(st.sampled_from(["hear", "bring"]), st.sampled_from(["voices", "one", "plain"]), number)
act = st.one_of(
    hearing,
    st.tuples(st.sampled_from(["correct", "take_out", "move", "anchor", "gist"]), number, number),
    st.tuples(st.sampled_from(["cut", "instead"]), number, number),
    st.tuples(st.just("answer"), st.sampled_from(["S1", "S2"]), st.booleans()),
)


def otherwise(way: str, seed: int) -> str:
    """The talk as it is heard or written another time: other voices, and another word here and there."""
    lines = [line.split(": ", 1) for line in SCRIPT.splitlines()]
    spoken = [(label, words.split()) for label, words in lines]
    _label, words = spoken[seed % len(spoken)]
    at = 1 + seed // 5 % (len(words) - 2)
    if words[at] not in HERS["S1"] + HERS["S2"]:
        words[at : at + 1] = [["moreover"], [], [words[at], "well", "yes"]][seed % 3]
    if way == "voices":
        return "".join(f"{label}: {' '.join(words)}\n" for label, words in spoken)
    whole = " ".join(" ".join(words) for _label, words in spoken)
    return f"S1: {whole}\n" if way == "one" else whole


@dataclass
class Talk:
    """A talk on which people act, and what was ever made of it."""

    house: House
    meeting: Meeting
    folder: Path
    browser: Browser
    table: Table
    people: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    secret: set[str] = field(default_factory=lambda: {word for words in HERS.values() for word in words})
    quoted: dict[str, list[int]] = field(default_factory=dict)
    links: dict[Span, list[str]] = field(default_factory=dict)

    @property
    def who(self) -> Who:
        return Who(by="ellen", reader=STAFF, now=self.house.clock(), ids=self.house.ids)

    def now(self) -> Table:
        """The transcript of the sound that is read."""
        of = TranscriptVersion.recording_id == sound_of(self.table), TranscriptVersion.state == CURRENT
        with self.house.database.read() as db:
            return Table(self.house, self.meeting, db.scalars(select(TranscriptVersion.id).where(*of)).one())

    def words(self, table: Table) -> list[tuple[int, str]]:
        of = RecordedWord.transcript_id == table.transcript_id, ~RecordedWord.removed
        with self.house.database.read() as db:
            rows = db.execute(select(RecordedWord.n, RecordedWord.text).where(*of).order_by(RecordedWord.place))
            return [(n, text) for n, text in rows]

    def hear(self, way: str, seed: int) -> None:
        hear_again(self.table, otherwise("voices" if way == "plain" else way, seed))

    def bring(self, way: str, seed: int) -> None:
        bring(self.table, self.folder, otherwise(way, seed), joined=True)

    def _type(self, turn: int, change: Callable[[list[str]], list[str]]) -> None:
        table = self.now()
        with self.house.database.read() as db:
            rows = list(db.scalars(select(RecordedTurn).where(RecordedTurn.transcript_id == table.transcript_id)))
        row = rows[turn % len(rows)]
        typed = Typed(
            session_id=self.meeting.session_id,
            transcript_id=table.transcript_id,
            turn=row.n,
            version=row.version,
            text=" ".join(change(row.text.split())),
            may_be_empty=True,
        )
        self.house.database.write(lambda db: type_turn(db, typed, self.who))

    def correct(self, turn: int, at: int) -> None:
        def change(words: list[str]) -> list[str]:
            keep = [n for n, word in enumerate(words) if word not in HERS["S1"] + HERS["S2"]]
            return [("perhaps" if keep and n == keep[at % len(keep)] else word) for n, word in enumerate(words)]

        self._type(turn, change)

    def take_out(self, turn: int, at: int) -> None:
        self._type(turn, lambda words: words[: at % (len(words) or 1)])

    def move(self, turn: int, to: int) -> None:
        table = self.now()
        bench = table.bench()
        labels = [voice.label for voice in bench.voices if voice.label]
        numbers = [n for n, _name, text in table.page() if n >= 0 and text]
        if not labels or not numbers:
            return  # nobody's voice is known, or nothing can be read
        n = numbers[turn % len(numbers)]
        with self.house.database.read() as db:
            text = db.get_one(RecordedTurn, (table.transcript_id, n)).text
        # From here on people say that somebody else said these.
        self.secret -= set(text.split())
        with self.house.database.read() as db:
            of = RecordedWord.transcript_id == table.transcript_id, RecordedWord.turn == n, ~RecordedWord.removed
            words = list(db.scalars(select(RecordedWord.n).where(*of).order_by(RecordedWord.place)))
        table.do(acts.give_span, n, (words[0], words[-1]), Target(label=labels[to % len(labels)]))

    def anchor(self, first: int, count: int) -> None:
        table = self.now()
        words = self.words(table)
        if not words:
            return
        start = first % len(words)
        some = words[start : start + 1 + count % 20]
        span = Span(transcript_id=table.transcript_id, first=some[0][0], last=some[-1][0])
        made = self.house.database.write(
            lambda db: anchor_words(db, span, by="ellen", now=self.house.clock(), ids=self.house.ids).id
        )
        self.quoted[made] = [n for n, _text in some]
        self.links[span] = [text for _n, text in some]

    def gist(self, at: int, _seed: int) -> None:
        table = self.now()

        def write(db: Any) -> None:
            row = db.get_one(TranscriptVersion, table.transcript_id)
            told = gists(db, STAFF, row, 1)
            if not told:
                return
            one = told[at % len(told)]
            first, last = one.words.split("-")
            written = Written(words=(int(first), int(last)), number=one.wording.number, text="A gist")
            write_gist(db, STAFF, row, written, by="ellen", now=self.house.clock(), ids=self.house.ids)

        self.house.database.write(write)

    def cut(self, _one: int, _other: int) -> None:
        performed(self.house, self.meeting, self.now().transcript_id, rerun.PASSAGES, ScriptedSpeech(SCRIPT))

    def instead(self, which: int, _other: int) -> None:
        of = TranscriptVersion.recording_id == sound_of(self.table)
        with self.house.database.read() as db:
            ids = list(db.scalars(select(TranscriptVersion.id).where(of).order_by(TranscriptVersion.id)))
        read_instead(self.house, self.meeting.session_id, ids[which % len(ids)])

    def answer(self, label: str, says_yes: bool) -> None:
        self.table.answer(self.people[label], **dict.fromkeys(NO, says_yes))
        (self.refused.discard if says_yes else self.refused.add)(label)

    def check(self) -> None:
        """What has to be so after whatever was done."""
        now = self.now()
        words = self.words(now)
        order = {n: at for at, (n, _text) in enumerate(words)}
        with self.house.database.read() as db:
            rows = db.scalars(select(Anchor).where(Anchor.session_id == self.meeting.session_id)).all()
            stand = places_of(db, rows)
            listed = {one.anchor.id: one.stands for one in unplaced(db, self.meeting.session_id)}
        for one in stand:
            if not isinstance(one.stands, Span):
                assert one.anchor.id in listed and one.stands.lack != "not_laid_yet"
                continue
            assert one.stands.transcript_id == now.transcript_id and one.anchor.id not in listed
            if one.anchor.id in self.quoted and one.anchor.transcript_id != now.transcript_id:
                found = [order[n] for n in (one.stands.first, one.stands.last) if n in order]
                if len(found) == 2:
                    text = [word for _n, word in words[found[0] : found[1] + 1]]
                    # As people have left them: some may have been corrected or taken out before the next hearing.
                    there = dict(self.words(Table(self.house, self.meeting, one.anchor.transcript_id)))
                    quoted = [there[n] for n in self.quoted[one.anchor.id] if n in there]
                    assert is_theirs(quoted, text), (quoted, text)
        self._pages()

    def _pages(self) -> None:
        record = f"/sessions/{self.meeting.session_id}"
        search = f"/search?q=carers+housing&session={self.meeting.session_id}"
        pages = [self.browser.open(path) for path in (record, f"{record}/unplaced", search)]
        for span in self.links:
            page = self.browser.open(f"{record}?words={span.name}&from=earlier")
            assert page.status_code == 200
            assert "is-cited" in page.text or any(f'data-code="{code}"' in page.text for code in SAYS), span
            pages.append(page)
        with self.house.database.read() as db:
            row = db.get_one(TranscriptVersion, self.now().transcript_id)
            shared = " ".join(turn.text for turn in read_transcript(db, StaffReader(staff_id="partner"), row, 1).turns)
        text = " ".join(page.text for page in pages) + shared
        for label in self.refused:
            assert [word for word in HERS[label] if word in self.secret and word in text] == []


def is_theirs(quoted: list[str], found: list[str]) -> bool:
    """Whether half of what was quoted is there, in order; a few words may be others between the same ones."""
    plain = [[word.strip(".,").casefold() for word in words] for words in (quoted, found)]
    same = sum(block.size for block in difflib.SequenceMatcher(None, *plain, autojunk=False).get_matching_blocks())
    return 2 * same >= len(quoted) or len(quoted) <= 3


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(done=st.lists(act, min_size=2, max_size=6))
def test_a_talk_when_anything_is_done_to_it_then_what_cites_it_finds_its_words_or_is_listed_and_a_no_holds(
    house: House, ada: Browser, clock: HandClock, tmp_path: Path, done: list[tuple[Any, ...]]
) -> None:
    meeting = Meeting.open(house.database, clock)
    folder = tmp_path / house.ids()
    folder.mkdir()
    if not (tmp_path / "partner").exists():
        signed_in_as(house, meeting, "partner")
        (tmp_path / "partner").touch()
    talk = Talk(house, meeting, folder, ada, talk_of(house, meeting, folder, SCRIPT))
    for label in HERS:
        talk.people[label] = meeting.join(label, consents=SOUND_YES | {"share_partners": True}).seat.id
        talk.table.do(acts.match_voice, label, talk.people[label])
    talk.anchor(8, 4)

    for name, *what in done:
        with suppress(RetreatError):
            getattr(talk, name)(*what)
        talk.check()
