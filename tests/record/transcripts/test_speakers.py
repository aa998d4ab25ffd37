"""The speaker bench on the database: names, merges, splits, spans and matches hold everywhere and can be taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import Owner
from retreat.errors import InvalidInput, NotFound, NotPermitted
from retreat.house import House
from retreat.programme.models import DialogueSession
from retreat.search.models import Passage
from retreat.search.passages import search_record
from retreat.search.vectors import Vectors
from retreat.transcripts.editing.operations import Typed, Who, type_turn
from retreat.transcripts.models import RecordedTurn, RecordedWord, TurnRevision
from retreat.transcripts.phrases import voices
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.speakers.given_turns import Target
from retreat.transcripts.speakers.queries import turns_of_voice, voice_called
from retreat.transcripts.speakers.seating import people_offered
from retreat.transcripts.speakers.state import SpeakersChanged
from retreat.transcripts.voices import new_label
from tests.record.bench import SOUND_YES, STAFF, Table, talk_of
from tests.support.meeting import Meeting


@pytest.fixture
def table(house: House, meeting: Meeting, tmp_path: Path) -> Table:
    """A talk of three voices, worked on."""
    return talk_of(house, meeting, tmp_path)


@pytest.mark.both_engines
def test_a_voice_when_named_once_then_page_passage_hit_and_index_say_so(table: Table) -> None:
    table.do(acts.name_voice, "S1", "  Ana \n Reyes ")

    assert table.voices() == {0: "Ana Reyes", 1: "S2", 2: "Ana Reyes", 3: "S3", 4: "S2"}
    (hit,) = table.found("garden", speaker="Ana Reyes")
    assert hit.speakers == ("Ana Reyes", "S2", "S3")
    assert table.found("garden", speaker="S1") == []
    assert [one.passage_id for one in table.found("Reyes")] == [hit.passage_id]
    assert table.bench().voices[0].name == "Ana Reyes"


@pytest.mark.parametrize(
    ("label", "read"),
    [("S1", "Voice 1"), ("S12", "Voice 12"), ("SPEAKER_00", "Voice 1"), ("SPEAKER_11", "Voice 12"), ("Ana", "Ana"),
     ("SPEAKER_", "SPEAKER_"), ("S", "S")],
)  # fmt: skip
def test_a_label_of_any_program_when_shown_then_it_is_a_voice_with_a_number(label: str, read: str) -> None:
    assert voice_called(label) == read
    assert voices([label, "Ben"]) == f"{read}, Ben"


def test_a_new_voice_beside_labels_of_another_program_when_made_then_no_two_are_shown_alike() -> None:
    assert new_label(["SPEAKER_00", "SPEAKER_01"]) == "S3"


@pytest.mark.parametrize("name", ["x" * 121, "S4", "SPEAKER_00"])
def test_a_name_that_cannot_stand_when_given_then_one_sentence_says_why_and_nothing_changes(
    table: Table, name: str
) -> None:
    with pytest.raises(InvalidInput, match=r"\w"):
        table.do(acts.name_voice, "S1", name)

    assert table.voices()[0] == "S1" and table.bench().changes == ()


@pytest.mark.both_engines
def test_two_voices_when_merged_then_they_are_one_under_the_name_that_either_had(table: Table) -> None:
    table.do(acts.name_voice, "S3", "Ben")
    table.do(acts.merge_voices, "S3", "S2")

    assert table.voices() == {0: "S1", 1: "Ben", 2: "S1", 3: "Ben", 4: "Ben"}
    assert [voice.label for voice in table.bench().voices] == ["S2", "S1"]
    assert table.found("garden")[0].speakers == ("S1", "Ben")


@pytest.mark.both_engines
def test_chosen_turns_when_split_off_then_they_are_a_new_voice_and_say_who_assigned_them(table: Table) -> None:
    label = table.do(acts.give_turns, [2], Target(new=True, name="Cara"))

    assert label == "S4" and table.voices()[2] == "Cara" and table.voices()[0] == "S1"
    with table.house.database.read() as db:
        turn = db.get_one(RecordedTurn, (table.transcript_id, 2))
        kinds = db.scalars(select(TurnRevision.kind).where(TurnRevision.turn == 2).order_by(TurnRevision.number))
        assert (turn.assigned_by, turn.version) == ("ellen", 1)
        assert kinds.all() == ["heard", "spoken_by"]
    assert "Cara" in table.found("garden")[0].speakers


def test_turns_that_nobody_knows_when_set_so_then_they_are_a_voice_without_a_name(table: Table) -> None:
    table.do(acts.give_turns, [1, 4], Target())

    assert table.voices()[1] is None
    bench = table.bench()
    assert bench.unknown is not None and bench.unknown.turns == 2
    assert [voice.label for voice in bench.voices] == ["S1", "S3"]


@pytest.mark.parametrize(
    ("span", "parts"),
    [((4, 7), ["0-3", "4-7", "8-18"]), ((0, 7), ["0-7", "8-18"]), ((8, 18), ["0-7", "8-18"])],
)
def test_a_span_inside_a_turn_when_given_to_another_then_the_turn_is_cut_and_words_keep_their_numbers(
    table: Table, span: tuple[int, int], parts: list[str]
) -> None:
    before = table.words()

    table.do(acts.give_span, 0, span, Target(label="S2"))

    assert table.words() == before
    with table.house.database.read() as db:
        rows = db.execute(
            select(RecordedWord.turn, RecordedWord.n).where(RecordedWord.n < 19).order_by(RecordedWord.n)
        ).all()
        turns = list(dict.fromkeys(turn for turn, _ in rows))
        spans = [[n for turn, n in rows if turn == one] for one in turns]
        speakers = [db.get_one(RecordedTurn, (table.transcript_id, turn)).speaker for turn in turns]
        times = [db.get_one(RecordedTurn, (table.transcript_id, turn)).start_ms for turn in turns]
    assert [f"{own[0]}-{own[-1]}" for own in spans] == parts
    assert [speaker for speaker, own in zip(speakers, spans, strict=True) if own[0] == span[0]] == ["S2"]
    assert speakers.count("S2") == 1
    assert times == [own[0] * 500 for own in spans]
    assert [text for _, _, text in table.page()][:1] == [" ".join(word for n, word in before if n in spans[0])]


def test_a_span_of_another_turns_words_when_sent_then_it_is_refused_and_nothing_is_cut(table: Table) -> None:
    for span in ((4, 25), (9, 3), (400, 401)):
        with pytest.raises(InvalidInput) as refused:
            table.do(acts.give_span, 0, span, Target(new=True))
        assert refused.value.code == "no_span"

    assert len(table.page()) == 5 and len(table.bench().voices) == 3


@pytest.mark.both_engines
def test_every_act_when_taken_back_latest_first_then_all_stands_as_the_machine_left_it(table: Table) -> None:
    before, words, hits = table.page(), table.words(), table.found("garden")
    shares = [(voice.label, voice.turns, voice.talk_ms) for voice in table.bench().voices]
    table.do(acts.name_voice, "S1", "Ana")
    table.do(acts.give_span, 0, (4, 7), Target(new=True, name="Dan"))
    table.do(acts.give_turns, [2], Target(label="S2"))
    table.do(acts.merge_voices, "S3", "S1")
    table.do(acts.give_voice, "S2", Target())
    assert table.page() != before

    for _ in range(5):
        table.do(acts.undo_latest)

    assert table.page() == before and table.words() == words
    assert [(hit.text, hit.speakers) for hit in table.found("garden")] == [(hit.text, hit.speakers) for hit in hits]
    bench = table.bench()
    assert [(voice.label, voice.turns, voice.talk_ms) for voice in bench.voices] == shares
    assert [change.is_undone for change in bench.changes] == [True] * 5
    with pytest.raises(NotFound):
        table.do(acts.undo_latest)
    with table.house.database.read() as db:
        assert {row.assigned_by for row in db.scalars(select(RecordedTurn))} == {None}


@pytest.mark.both_engines
def test_two_at_once_when_both_change_the_voices_then_one_wins_and_the_other_is_told(table: Table) -> None:
    seen = table.bench().seen
    table.do(acts.name_voice, "S1", "Ana", seen=seen)

    with pytest.raises(SpeakersChanged):
        table.do(acts.merge_voices, "S1", "S2", seen=seen)
    table.do(acts.undo_latest)
    with pytest.raises(SpeakersChanged):
        table.do(acts.name_voice, "S2", "Eve", seen=seen)

    assert table.voices()[0] == "S1" and table.voices()[1] == "S2"


@pytest.mark.parametrize(
    ("ceiling", "others", "named", "offered"),
    [
        ("named", 0, "Ana", "Ana"),
        ("sector", 4, "Third sector", "Third sector"),
        ("sector", 3, "S1", "Somebody at this session (Third sector)"),
        ("none", 4, "S1", "Somebody at this session"),
    ],
)
def test_a_voice_when_matched_to_somebody_who_agreed_then_it_has_the_name_that_attribution_allows(
    table: Table, meeting: Meeting, ceiling: str, others: int, named: str, offered: str
) -> None:
    for number in range(others):
        meeting.join(f"Somebody {number}", sector="Third sector")
    ana = meeting.join("Ana", consents=SOUND_YES, sector="Third sector")
    table.do(acts.name_voice, "S1", "Ana as somebody called her")

    def rule(db: Session) -> None:
        db.get_one(DialogueSession, meeting.session_id).attribution_ceiling = ceiling

    table.house.database.write(rule)
    with table.house.database.read() as db:
        assert [one.name for one in people_offered(db, meeting.session_id, None)] == [offered]

    table.do(acts.match_voice, "S1", ana.seat.id)

    assert table.voices()[0] == named
    assert named in table.found("garden")[0].speakers
    assert [voice.label for voice in table.bench().voices if voice.is_matched] == ["S1"]
    with table.house.database.read() as db:
        assert [row.participant_id for row in db.scalars(select(Passage))] == [None], "several people's passage"
    assert table.bench().changes[0].said == "Voice 1 was matched to a person"


@pytest.mark.parametrize("consents", [None, {**SOUND_YES, "machine_transcription": False}, {"audio_recorded": True}])
def test_somebody_who_did_not_agree_when_chosen_all_the_same_then_they_look_as_if_they_were_not_there(
    table: Table, meeting: Meeting, consents: dict[str, bool] | None
) -> None:
    bea = meeting.join("Bea", consents=consents)
    refusals = []
    for participant_id in (bea.seat.id, "nobody", meeting.leader.seat.id):
        with pytest.raises(NotFound) as refused:
            table.do(acts.match_voice, "S1", participant_id)
        refusals.append(str(refused.value))

    assert len(set(refusals)) == 1 and table.bench().changes == ()


@pytest.mark.both_engines
def test_a_match_when_its_person_says_no_later_then_their_words_and_name_are_nowhere_and_others_words_stay(
    table: Table, meeting: Meeting
) -> None:
    ana = meeting.join("Ana", consents=SOUND_YES)
    table.do(acts.match_voice, "S1", ana.seat.id)
    before = table.page()

    table.answer(ana.seat.id, audio_recorded=False, machine_transcription=False)
    table.house.database.write(lambda db: db.add(unheard(table.transcript_id)))

    with table.house.database.read() as db:
        texts = " ".join(row.text for row in db.scalars(select(Passage)))
        owned = search_record(db, "garden", reader=Owner(), vectors=Vectors(None), embed=None, limit=5)
    assert "garden" not in texts and "waiting list" in texts
    assert owned == [] and table.found("garden cat") == [] and table.found("waiting list") != []
    assert [label for _, label, _ in table.page()] == [None, "S2", None, "S3", "S2"], "a mark where words are withheld"
    assert [n for n, _, _ in table.page()] == [-1, 1, -1, 3, 4]
    assert table.found("waiting list")[0].speakers == ("S2", "S3")
    theirs = next(voice for voice in table.bench().voices if voice.label == "S1")
    assert theirs.is_withheld and (theirs.name, theirs.samples, theirs.shown) == (None, (), "S1")
    with table.house.database.read() as db:
        assert turns_of_voice(db, STAFF, table.transcript_id, "S1", 1).turns == ()
    for act, what in (
        (acts.name_voice, ("S1", "Somebody")),
        (acts.merge_voices, ("S1", "S2")),
        (acts.match_voice, ("S1", None)),
        (acts.give_turns, ([0], Target(label="S2"))),
        (acts.undo_latest, ()),
    ):
        with pytest.raises(NotPermitted):
            table.do(act, *what)

    table.answer(ana.seat.id, audio_recorded=True, machine_transcription=True)
    assert table.page()[:5] == before and len(table.found("garden")) == 1


def unheard(transcript_id: str) -> RecordedTurn:
    """A turn of the first voice in which nothing was understood."""
    return RecordedTurn(
        transcript_id=transcript_id,
        n=5,
        speaker="S1",
        start_ms=58_000,
        end_ms=59_000,
        text="",
        flags=["speech_without_text"],
    )


def test_a_voice_alone_in_its_passage_when_its_person_says_no_then_the_gate_hides_the_passage(
    house: House, meeting: Meeting, tmp_path: Path
) -> None:
    table = talk_of(house, meeting, tmp_path, "S1: " + "The pelicans came back to the harbour this year. " * 9)
    ana = meeting.join("Ana", consents=SOUND_YES)
    table.do(acts.match_voice, "S1", ana.seat.id)
    assert len(table.found("pelicans")) >= 1

    table.answer(ana.seat.id, machine_transcription=False)

    assert table.found("pelicans") == [] and table.page() == [(-1, None, "")]


def test_samples_when_chosen_then_they_are_long_clear_and_from_different_places(table: Table) -> None:
    first = next(voice for voice in table.bench().voices if voice.label == "S1")

    assert [sample.turn for sample in first.samples] == [0, 2]
    assert first.samples[1].start_ms == 37 * 500 and first.samples[1].text.startswith("She wanted to stay")
    assert sum(voice.share for voice in table.bench().voices) == pytest.approx(1.0)


def test_words_edited_in_a_cut_turn_when_the_cut_is_taken_back_then_the_edit_stays(table: Table) -> None:
    table.do(acts.give_span, 0, (4, 7), Target(label="S2"))
    cut = next(n for n, _, text in table.page() if text.startswith("the end of every"))
    who = Who(by="ellen", reader=STAFF, now=table.house.clock(), ids=table.house.ids)
    with table.house.database.read() as db:
        version = db.get_one(RecordedTurn, (table.transcript_id, cut)).version
    typed = Typed(
        session_id=table.meeting.session_id,
        transcript_id=table.transcript_id,
        turn=cut,
        version=version,
        text="the very end of every",
    )
    table.house.database.write(lambda db: type_turn(db, typed, who))

    table.do(acts.undo_latest)

    assert table.page()[0][2].startswith("We were tired at the very end of every week")
    assert "very end" in table.found("tired")[0].text
