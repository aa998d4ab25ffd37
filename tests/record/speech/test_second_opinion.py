"""Another model on doubtful turns: it changes no word; people take what it heard or let it go. On both engines."""

from __future__ import annotations

import html
import re
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from retreat.consent.gate import StaffReader
from retreat.database import Database
from retreat.errors import Conflict, InvalidInput
from retreat.house import House
from retreat.jobs import leases
from retreat.speech.again import operations as rerun
from retreat.speech.again.choosing import named
from retreat.speech.again.second_opinion import ask_opinion
from retreat.speech.work import progress
from retreat.speech.work.worker import Worker
from retreat.transcripts.correcting.checking import to_check
from retreat.transcripts.editing.held import TurnChanged
from retreat.transcripts.models import RecordedTurn, RecordedWord, TurnOpinion, TurnRevision
from retreat.transcripts.opinions.operations import Decided, decide, doubtful_turns, opinions_of
from retreat.transcripts.sight import sight_of
from retreat.transcripts.versions.models import SpeechRerun, TranscriptVersion
from tests.people.pages import Browser
from tests.record.rerunning import OTHERWISE, Desk
from tests.record.scripted_speech import TALK, ScriptedSpeech
from tests.record.working import found
from tests.support.clock import HandClock
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import make_house, match_to_one_who_said_no

MODELS = ("base", "tiny.en")


class Doubted(Desk):
    """A transcript of which the second to the fourth turn are doubtful, and people who ask another model."""

    def __init__(self, house: House, meeting: Meeting) -> None:
        super().__init__(house, meeting)
        self.flag(1, "low_confidence")
        self.flag(2, "repetition")
        self.flag(3, "text_over_silence")

    def flag(self, n: int, *flags: str) -> None:
        def write(db: Any) -> None:
            db.get_one(RecordedTurn, (self.id, n)).flags = list(flags)

        self.house.database.write(write)

    def move_last_away(self) -> None:
        """So far that it is a stretch of its own."""

        def write(db: Any) -> None:
            turn = db.get_one(RecordedTurn, (self.id, 3))
            turn.start_ms, turn.end_ms = turn.start_ms + 100_000, turn.end_ms + 100_000

        self.house.database.write(write)

    def written_by(self, model: str, **versions: str) -> None:
        """Let another model have written the transcript."""

        def write(db: Any) -> None:
            row = db.get_one(TranscriptVersion, self.id)
            row.model, row.versions = model, versions

        self.house.database.write(write)

    def ask_another(self, model: str = "tiny.en", known: tuple[str, ...] = MODELS) -> str:
        house = self.house
        asked = rerun.Asked(
            session_id=self.meeting.session_id,
            transcript_id=self.id,
            kind=rerun.OPINION,
            start_ms=None,
            end_ms=None,
            options={"model": model},
            by="ada",
        )
        return house.database.write(
            lambda db: ask_opinion(
                db, asked, models=named(known), now=house.clock(), ids=house.ids, wake=lambda _id: None
            )
        )

    def opinions(self) -> dict[int, bool]:
        """Whether it was heard alike, by turn, as people are shown it."""
        with self.house.database.read() as db:
            return {n: told[0].agrees for n, told in opinions_of(db, sight_of(db, self.who.reader, self.id)).items()}

    def decide(self, n: int, decision: str, *, version: int | None = None, model: str = "tiny.en") -> None:
        decided = Decided(
            session_id=self.meeting.session_id,
            transcript_id=self.id,
            turn=n,
            version=self.turn(n).version if version is None else version,
            model=model,
            decision=decision,
        )
        self.house.database.write(lambda db: decide(db, decided, self.who))

    def first_to_check(self) -> list[int]:
        with self.house.database.read() as db:
            row = db.get_one(TranscriptVersion, self.id)
            return [one.turn for one in to_check(db, StaffReader(staff_id="ada", as_asked=True), row)]


@pytest.fixture
def house(database: Database, clock: HandClock, tmp_path: Path) -> House:
    """A house with a second model on its disk."""
    made = make_house(database, clock, tmp_path)
    for name in MODELS:
        (tmp_path / "models" / name).mkdir(parents=True)
        (tmp_path / "models" / name / "model.bin").touch()
    return replace(made, settings=replace(made.settings, models=tmp_path / "models"))


@pytest.fixture
def desk(house: House, meeting: Meeting) -> Doubted:
    """A transcript with three doubtful turns."""
    return Doubted(house, meeting)


def test_doubtful_turns_when_another_model_hears_them_then_no_word_changes_and_each_is_told_of(desk: Doubted) -> None:
    before, versions = desk.texts(), [desk.turn(n).version for n in range(5)]
    job = desk.ask_another()

    speech = ScriptedSpeech(OTHERWISE.replace("We were tired", "We were tied"))
    desk.work(speech)

    assert speech.again[0][0]["model"] == "tiny.en" and len(speech.again) == 1
    assert desk.texts() == before and [desk.turn(n).version for n in range(5)] == versions
    assert desk.opinions() == {1: False, 2: False, 3: True}, "and the first, which nobody doubts, was not listened to"
    assert desk.job(job).outcome | {"model": "tiny.en", "agreed": 1, "differed": 2, "kept": 0} == desk.job(job).outcome
    assert desk.turn(1).flags == ["low_confidence"] and desk.turn(3).flags == ["text_over_silence"]
    assert not found(desk.house, "honey")


def test_an_opinion_when_kept_then_it_says_by_which_model_when_and_repeats_no_words_that_agree(desk: Doubted) -> None:
    job = desk.ask_another()
    desk.work(ScriptedSpeech(OTHERWISE))

    with desk.house.database.read() as db:
        rows = {row.turn: row for row in db.scalars(select(TurnOpinion))}
    assert (rows[1].model, rows[1].rerun_id, rows[1].at) == ("tiny.en", job, desk.house.clock())
    assert "honey" in rows[1].words and rows[3].words == []


def test_turns_that_people_touched_when_another_model_listens_then_it_passes_them_over(desk: Doubted) -> None:
    desk.approve(1)
    desk.type(2, desk.text(2).replace("river", "River"))
    desk.ask_another()

    desk.work(ScriptedSpeech(OTHERWISE))

    assert desk.opinions() == {3: True}


@pytest.mark.both_engines
def test_a_turn_that_is_edited_while_it_is_listened_to_then_the_person_has_the_word(desk: Doubted) -> None:
    job = desk.ask_another()

    desk.work(ScriptedSpeech(OTHERWISE, meanwhile=lambda: desk.type(1, "The money was gone.")))

    assert desk.opinions() == {2: False, 3: True} and desk.job(job).outcome["kept"] == 1


def test_an_opinion_when_the_turn_is_edited_or_checked_afterwards_then_it_is_not_shown(desk: Doubted) -> None:
    desk.ask_another()
    desk.work(ScriptedSpeech(OTHERWISE))
    desk.type(1, "The money was gone.")
    desk.approve(2)

    assert desk.opinions() == {3: True}


@pytest.mark.both_engines
def test_words_of_another_model_when_taken_then_it_is_a_persons_change_with_history_and_known_words_keep_their_number(
    desk: Doubted,
) -> None:
    before = {row.n: row.text for row in desk.rows(1)}
    desk.ask_another()
    desk.work(ScriptedSpeech(OTHERWISE))

    desk.decide(1, "taken")

    assert "the honey was gone" in desk.text(1) and found(desk.house, "honey")
    changed = {row.n for row in desk.rows(1) if row.text != before.get(row.n)}
    assert len(changed) == 1 and next(row.heard for row in desk.rows(1) if row.n in changed) == "money"
    with desk.house.database.read() as db:
        latest = db.scalars(select(TurnRevision).where(TurnRevision.turn == 1).order_by(TurnRevision.number)).all()[-1]
    assert (latest.kind, latest.by) == ("opinion_taken", "ada")
    assert desk.turn(1).review == "machine" and desk.turn(1).flags == ["low_confidence"], "nobody has checked it yet"
    assert desk.opinions() == {2: False, 3: True}
    desk.decide(1, "taken")
    with pytest.raises(Conflict):
        desk.decide(1, "let_go")


def test_words_of_another_model_when_let_go_then_nothing_changes_and_they_are_not_shown_again(desk: Doubted) -> None:
    before = desk.texts()
    desk.ask_another()
    desk.work(ScriptedSpeech(OTHERWISE))

    desk.decide(1, "let_go")

    assert desk.texts() == before and desk.opinions() == {2: False, 3: True}
    with pytest.raises(Conflict) as refused:
        desk.ask_another()
    assert refused.value.code == "all_heard"


def test_words_when_taken_over_a_newer_text_then_nothing_happens(desk: Doubted) -> None:
    desk.ask_another()
    desk.work(ScriptedSpeech(OTHERWISE))
    seen = desk.turn(1).version
    desk.type(1, "The money was gone.")

    with pytest.raises(TurnChanged):
        desk.decide(1, "taken", version=seen)
    with pytest.raises(Conflict):
        desk.decide(1, "taken")

    assert desk.text(1) == "The money was gone."


def test_a_turn_where_another_model_hears_nothing_when_that_is_taken_then_its_words_are_out_and_can_come_back(
    desk: Doubted,
) -> None:
    desk.ask_another()
    desk.work(ScriptedSpeech(""))

    desk.decide(3, "taken")

    assert desk.text(3) == "" and desk.rows(3) and all(row.removed for row in desk.rows(3))


def test_turns_that_models_hear_differently_when_asked_what_to_check_then_they_come_first(desk: Doubted) -> None:
    assert desk.first_to_check() == [1, 2, 3, 0, 4]
    desk.ask_another()
    desk.work(ScriptedSpeech(TALK.replace("wrote down", "rode down")))

    assert desk.first_to_check() == [3, 1, 2, 0, 4]
    desk.decide(3, "let_go")
    assert desk.first_to_check() == [1, 2, 3, 0, 4]


def test_nothing_doubtful_when_another_model_is_asked_then_one_sentence_says_so(desk: Doubted) -> None:
    for n in (1, 2, 3):
        desk.approve(n)

    with pytest.raises(Conflict) as refused:
        desk.ask_another()
    assert refused.value.code == "nothing_doubtful"


@pytest.mark.parametrize("model", ["scripted", "large", ""])
def test_a_model_that_is_no_other_or_not_here_when_asked_then_it_is_refused(desk: Doubted, model: str) -> None:
    with pytest.raises(InvalidInput):
        desk.ask_another(model)


def test_talk_that_is_not_english_when_a_model_of_english_alone_is_asked_then_it_is_refused(desk: Doubted) -> None:
    def welsh(db: Any) -> None:
        db.get_one(TranscriptVersion, desk.id).language = "cy"

    desk.house.database.write(welsh)

    with pytest.raises(InvalidInput):
        desk.ask_another("tiny.en")
    desk.ask_another("base")


def test_turns_of_which_a_fifth_was_heard_unclearly_then_they_are_doubtful_though_no_check_flagged_them(
    desk: Doubted,
) -> None:
    rows = [row.n for row in desk.rows(4)]

    def unsure(db: Any) -> None:
        for n in rows[: len(rows) // 5 + 1]:
            db.get_one(RecordedWord, (desk.id, n)).confidence = 0.3

    desk.house.database.write(unsure)

    with desk.house.database.read() as db:
        assert [one.n for one in doubtful_turns(db, desk.id)] == [1, 2, 3, 4]


@pytest.mark.both_engines
def test_a_worker_that_dies_between_two_stretches_when_another_goes_on_then_it_listens_to_the_rest_alone(
    desk: Doubted,
) -> None:
    desk.move_last_away()
    job = desk.ask_another()
    first = ScriptedSpeech(OTHERWISE)

    def dies() -> None:
        if len(first.again) == 2:
            raise KeyboardInterrupt

    first.meanwhile = dies
    with pytest.raises(KeyboardInterrupt):
        desk.work(first)
    assert desk.opinions() == {1: False, 2: False}
    desk.house.database.write(lambda db: leases.release_of_dead(db, SpeechRerun, desk.job(job).lease_owner or ""))
    second = ScriptedSpeech(OTHERWISE)

    desk.work(second)

    assert len(second.again) == 1 and desk.job(job).state == "ready"
    assert set(desk.opinions()) == {1, 2, 3} and desk.job(job).outcome["differed"] >= 2


def test_a_job_when_somebody_stops_it_in_between_then_it_ends_and_what_was_heard_stays(
    desk: Doubted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "NOTE_EVERY_S", 0.0)
    desk.move_last_away()
    job = desk.ask_another()
    house = desk.house

    def stop() -> None:
        house.database.write(lambda db: rerun.cancel(db, desk.meeting.session_id, job, now=house.clock()))

    speech = ScriptedSpeech(OTHERWISE, meanwhile=stop)
    desk.work(speech)

    assert not Worker(house, speech, threading.Event()).work_next()
    assert (desk.job(job).state, desk.job(job).reason) == ("set_aside", rerun.STOPPED)
    assert len(speech.again) == 1 and desk.opinions() == {1: False, 2: False}
    with pytest.raises(Conflict):
        desk.take_back(job)


def test_a_voice_whose_person_says_no_afterwards_then_what_another_model_heard_of_it_is_not_shown(
    desk: Doubted, house: House, meeting: Meeting
) -> None:
    desk.ask_another()
    desk.work(ScriptedSpeech(OTHERWISE))

    match_to_one_who_said_no(house, meeting, "Ben")

    assert desk.opinions() == {2: False}


def test_pages_when_another_model_was_asked_then_plain_forms_show_both_and_take_or_let_go(
    desk: Doubted, ada: Browser
) -> None:
    base = f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}"

    offered = ada.open(f"{base}/again").text
    asked = ada.send(f"{base}/again", kind="opinion", second="tiny.en")
    queue = ada.open("/queue").text

    assert "3 turns are doubtful" in offered and asked.status_code == 303
    assert "tiny.en" in queue and "/stop" in queue
    desk.work(ScriptedSpeech(OTHERWISE))
    record, checking = ada.open(f"/sessions/{desk.meeting.session_id}").text, ada.open(f"{base}/checking").text
    for page in (record, checking, ada.open(f"{base}/turns/1").text):
        assert re.search(r"tiny\.en heard:.*?<del>.*?money</del> <ins>.*?honey</ins>", page, re.DOTALL)
    assert "opinion--same" in record
    said = re.search(r'class="queued__said">([^<]*)<', ada.open(f"{base}/again").text)
    assert said and "tiny.en" in said[1] and re.findall(r"\d+", said[1]) == ["2", "1"]
    taken = _decide(ada, f"{base}/checking", 1, "taken")
    assert taken.location.endswith(f"{base}/checking") and "honey" in desk.text(1)
    gone = _decide(ada, f"/sessions/{desk.meeting.session_id}", 2, "let_go")
    assert gone.location.endswith("#turn-2") and "tiny.en heard:" not in ada.open(gone.location).text
    assert "opinion_taken" in codes(ada.open(f"{base}/turns/1").text)


def _decide(ada: Browser, page: str, n: int, decision: str):  # type: ignore[no-untyped-def]
    """Press one of the two buttons of a turn, its form as it stands on the page."""
    form = re.search(rf'<form[^>]*action="([^"]*/turns/{n}/opinion)">(.*?)</form>', ada.open(page).text, re.DOTALL)
    assert form
    hidden = re.findall(r'name="(\w+)" value="([^"]*)"', form[2].split("<button")[0])
    return ada.post(form[1], data={name: html.unescape(value) for name, value in hidden} | {"decision": decision})


def test_a_page_when_nothing_is_doubtful_then_it_says_so_and_offers_no_button(desk: Doubted, ada: Browser) -> None:
    for n in (1, 2, 3):
        desk.approve(n)

    page = ada.open(f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}/again").text

    assert "nothing_doubtful" in codes(page) and 'name="second"' not in page


def test_a_weaker_model_when_a_stronger_one_wrote_the_words_then_it_cannot_be_asked_and_a_stronger_one_can(
    desk: Doubted,
) -> None:
    desk.written_by("base")

    with pytest.raises(InvalidInput):
        desk.ask_another("tiny.en")
    with pytest.raises(InvalidInput):
        desk.ask_another("small")
    desk.ask_another("small", known=("base", "tiny.en", "small"))


@pytest.mark.both_engines
def test_words_that_a_weaker_model_heard_before_when_somebody_wants_to_take_them_then_they_are_a_doubt_and_no_more(
    desk: Doubted, ada: Browser
) -> None:
    desk.ask_another("tiny.en")
    desk.work(ScriptedSpeech(OTHERWISE))
    desk.written_by("base")
    before = desk.text(1)

    with pytest.raises(Conflict) as refused:
        desk.decide(1, "taken")
    page = ada.open(f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}/turns/1").text

    assert refused.value.code == "weaker_model" and desk.text(1) == before
    assert desk.opinions() == {1: False, 2: False, 3: True}, "what it heard stays readable"
    assert "weaker_model" in codes(page) and 'value="let_go"' in page and 'value="taken"' not in page
    desk.decide(1, "let_go")
    assert desk.opinions() == {2: False, 3: True}


def test_a_turn_that_a_stronger_model_heard_again_then_a_weaker_ones_words_can_be_taken_beside_it_alone(
    desk: Doubted,
) -> None:
    desk.written_by("tiny.en")
    desk.ask_another("base", known=("base", "tiny.en"))
    desk.work(ScriptedSpeech(OTHERWISE))
    second = desk.turn(2)
    desk.ask(span=(second.start_ms, second.end_ms), model="small")
    desk.work(ScriptedSpeech(TALK))

    with pytest.raises(Conflict) as refused:
        desk.decide(2, "taken", model="base")
    desk.decide(1, "taken", model="base")

    assert refused.value.code == "weaker_model" and "honey" in desk.text(1)


def test_an_opinion_of_a_model_of_which_nobody_knows_how_strong_it_is_then_it_cannot_be_taken(desk: Doubted) -> None:
    desk.ask_another("tiny.en")
    desk.work(ScriptedSpeech(OTHERWISE))
    desk.written_by("/media/stick/ours")

    with pytest.raises(Conflict):
        desk.decide(1, "taken")
    desk.written_by("/media/stick/ours", parameters="30000000")
    desk.decide(1, "taken")

    assert "honey" in desk.text(1), "a model that told its size is known without its folder"


def test_pages_when_only_weaker_models_are_here_then_none_is_offered_and_they_say_how_to_get_one(
    desk: Doubted, ada: Browser
) -> None:
    address = f"/sessions/{desk.meeting.session_id}/transcripts/{desk.id}/again"
    offered = re.findall(r'<option value="([^"]*)"', ada.open(address).text)
    desk.written_by("large-v3")

    page = ada.open(address).text
    refused = ada.send(address, kind="words", model="base")

    assert offered == ["base", "tiny.en", "base", "tiny.en"], "the strongest first"
    assert "no_stronger" in codes(page) and "<option" not in page and "models add" in page
    assert refused.status_code == 422 and "weaker_model" in codes(refused.text)
