"""A "no" holds for every version of the words of a sound, also one that is brought or heard after it.

Everything is done as people do it: they join, are heard, are matched at the bench, answer, bring a file, try again.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from retreat.consent import derived
from retreat.consent.derived import Whose
from retreat.errors import NotFound
from retreat.house import House
from retreat.transcripts.earlier import read_instead
from retreat.transcripts.editing.held import hold_turn
from retreat.transcripts.editing.operations import Typed, Who, type_turn
from retreat.transcripts.reading import read_transcript
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.versions.models import CURRENT, TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, STAFF, TALK, Table, talk_of
from tests.record.bringing import hits
from tests.record.versions import NAMED, PLAIN, bring, current, hear_again, sound_of
from tests.support.meeting import Meeting

NO = {"audio_recorded": False, "machine_transcription": False}
YES = dict.fromkeys(NO, True)

# What the first voice says and nobody else, and what only others say.
HERS = ("tired", "carers", "garden", "river")
OTHERS = ("winter", "mattered", "housing")

# Another talk.
ELSEWHERE = "Ana: " + "The carers brought seeds to the garden by the school and everybody planted onions there. " * 6
WAYS = [(NAMED, True), (NAMED, False), (PLAIN, True), (PLAIN, False)]
WAY_NAMES = ["named and joined", "named as text", "plain and joined", "plain as text"]


@pytest.fixture
def table(house: House, meeting: Meeting, tmp_path: Path) -> Table:
    """A talk of three voices, worked on."""
    return talk_of(house, meeting, tmp_path)


def matched(table: Table, label: str = "S1") -> str:
    """Ana agrees to sound and is matched; her id."""
    ana = table.meeting.join("Ana", consents=SOUND_YES)
    table.do(acts.match_voice, label, ana.seat.id)
    return ana.seat.id


def read(table: Table) -> str:
    """All that is read of the session's transcripts now."""
    with table.house.database.read() as db:
        rows = db.scalars(select(TranscriptVersion).where(TranscriptVersion.state == CURRENT)).all()
        return " ".join(turn.text for row in rows for turn in read_transcript(db, STAFF, row, 1).turns).casefold()


def own(table: Table) -> str:
    """What is read of this transcript alone."""
    return " ".join(text for _n, _name, text in table.page()).casefold()


def shown(table: Table, ada: Browser) -> str:
    """What any page shows: the record, its levels, its text, its bench, what is found, what is heard so far."""
    record = f"/sessions/{table.meeting.session_id}"
    pages = [f"{record}/speakers?transcript={row.id}" for row in current(table)]
    for row in current(table):
        pages += [f"{record}?transcript={row.id}"]
        pages += [f"{record}/levels?transcript={row.id}&level={level}" for level in ("intelligent", "gist")]
        pages += [f"{record}/levels/text?transcript={row.id}&level={level}" for level in ("full", "intelligent")]
    pages += [f"{record}/recordings/{sound_of(table)}/so-far"]
    found = " ".join(hit.text for word in HERS for hit in hits(table.house, word))
    return (" ".join(ada.open(path).text for path in pages) + found).casefold()


def of(words: tuple[str, ...], text: str) -> set[str]:
    return {word for word in words if word in text}


@pytest.mark.both_engines
@pytest.mark.parametrize(("text", "joined"), WAYS, ids=WAY_NAMES)
def test_a_transcript_brought_after_a_no_when_read_then_her_words_are_nowhere_and_others_stay(
    table: Table, ada: Browser, tmp_path: Path, text: str, joined: bool
) -> None:
    ana = matched(table)
    table.answer(ana, **NO)

    brought = bring(table, tmp_path, text, joined=joined)

    assert of(HERS, read(table)) == of(HERS, shown(table, ada)) == set()
    assert of(OTHERS, own(brought)) == set(OTHERS) == of(OTHERS, shown(table, ada))
    table.answer(ana, **YES)
    assert of(HERS, read(table)) == set(HERS)
    assert any("carers" in hit.text for hit in hits(table.house, "carers"))


@pytest.mark.both_engines
@pytest.mark.parametrize(("text", "joined"), WAYS, ids=WAY_NAMES)
def test_a_transcript_brought_before_a_no_when_she_says_it_then_her_words_are_withheld_there_too(
    table: Table, ada: Browser, tmp_path: Path, text: str, joined: bool
) -> None:
    ana = matched(table)
    brought = bring(table, tmp_path, text, joined=joined)
    before = own(brought)

    table.answer(ana, **NO)

    assert of(HERS, before) == set(HERS)
    assert of(HERS, read(table)) == of(HERS, shown(table, ada)) == set()
    assert of(OTHERS, own(brought)) == set(OTHERS)


@pytest.mark.both_engines
def test_a_sound_heard_again_after_a_no_when_read_then_her_words_stay_out(table: Table, ada: Browser) -> None:
    ana = matched(table)
    table.answer(ana, **NO)

    again = hear_again(table, TALK.replace("S1:", "S7:").replace("tired", "tired and tired"))

    assert again.transcript_id != table.transcript_id
    assert of(HERS, read(table)) == of(HERS, shown(table, ada)) == set()
    assert of(OTHERS, own(again)) == set(OTHERS)
    table.answer(ana, **YES)
    assert of(HERS, read(table)) == set(HERS)


def test_a_sound_heard_again_in_one_voice_when_read_then_only_her_words_stay_out(table: Table, ada: Browser) -> None:
    ana = matched(table)
    table.answer(ana, **NO)

    again = hear_again(table, "S1: " + PLAIN)

    assert of(HERS, shown(table, ada)) == set() and of(OTHERS, own(again)) == set(OTHERS)


@pytest.mark.both_engines
def test_the_other_transcript_when_read_instead_then_her_words_stay_out(
    table: Table, ada: Browser, tmp_path: Path
) -> None:
    brought = bring(table, tmp_path, NAMED, joined=True)
    ana = matched(brought, "Ana Ferreira")
    table.answer(ana, **NO)

    read_instead(table.house, table.meeting.session_id, table.transcript_id)

    assert of(HERS, read(table)) == of(HERS, shown(table, ada)) == set()
    assert of(OTHERS, read(table)) == set(OTHERS)


def test_the_other_transcript_when_chosen_on_the_page_then_her_words_stay_out(
    table: Table, ada: Browser, tmp_path: Path
) -> None:
    brought = bring(table, tmp_path, PLAIN, joined=True)
    read_instead(table.house, table.meeting.session_id, table.transcript_id)
    ana = matched(table)
    table.answer(ana, **NO)
    record = f"/sessions/{table.meeting.session_id}"

    told = ada.send(f"{record}/transcripts/{brought.transcript_id}/instead", page=record)

    assert told.status_code == 303 and [row.id for row in current(table)] == [brought.transcript_id]
    assert of(HERS, shown(table, ada)) == set() and of(OTHERS, read(table)) == set(OTHERS)


@pytest.mark.both_engines
def test_a_match_by_hand_when_made_in_one_version_then_it_counts_in_the_others(table: Table, tmp_path: Path) -> None:
    brought = bring(table, tmp_path, NAMED, joined=False)

    ana = matched(table)

    def matches() -> dict[str | None, bool]:
        return {voice.label: voice.is_matched for voice in brought.bench().voices}

    assert matches() == {"Ana Ferreira": True, "Benedikt": False, "Cleo": False}
    table.do(acts.match_voice, "S1", None)
    assert set(matches().values()) == {False}
    table.answer(ana, **NO)
    assert of(HERS, own(brought)) == set(HERS)


def test_a_match_that_was_wrong_when_taken_back_then_no_version_withholds_for_it(table: Table, tmp_path: Path) -> None:
    ana = matched(table)
    brought = bring(table, tmp_path, PLAIN, joined=False)
    table.do(acts.match_voice, "S1", None)

    table.answer(ana, **NO)

    assert of(HERS, own(brought)) == set(HERS)


def test_the_words_of_another_talk_when_brought_then_nothing_is_taken_over(table: Table, tmp_path: Path) -> None:
    ana = matched(table)
    table.answer(ana, **NO)

    brought = bring(table, tmp_path, ELSEWHERE, joined=False)

    assert len(" ".join(text for _n, _name, text in brought.page()).split()) == len(ELSEWHERE.split()) - 1


def test_a_turn_of_several_people_when_one_of_them_said_no_then_it_cannot_be_held_to_be_changed(
    table: Table, tmp_path: Path
) -> None:
    ana = matched(table)
    brought = bring(table, tmp_path, PLAIN, joined=False)
    with table.house.database.read() as db:
        assert hold_turn(db, STAFF, db.get_one(TranscriptVersion, brought.transcript_id), 0)

    table.answer(ana, **NO)

    with table.house.database.read() as db, pytest.raises(NotFound):
        hold_turn(db, STAFF, db.get_one(TranscriptVersion, brought.transcript_id), 0)


def test_a_word_that_is_typed_among_hers_when_she_says_no_then_it_is_withheld_with_them(
    table: Table, tmp_path: Path
) -> None:
    ana = matched(table)
    brought = bring(table, tmp_path, PLAIN, joined=False)
    text = brought.page()[0][2].replace("the carers were", "the pelicans and carers were")
    who = Who(by="ellen", reader=STAFF, now=table.house.clock(), ids=table.house.ids)
    typed = Typed(
        session_id=table.meeting.session_id, transcript_id=brought.transcript_id, turn=0, version=0, text=text
    )
    table.house.database.write(lambda db: type_turn(db, typed, who))
    before = own(brought)

    table.answer(ana, **NO)

    assert "pelicans" in before and "pelicans" not in own(brought)


@pytest.mark.both_engines
def test_words_known_to_be_hers_from_another_version_when_hers_are_erased_then_they_go_too(
    table: Table, tmp_path: Path
) -> None:
    ana = matched(table)
    brought = bring(table, tmp_path, PLAIN, joined=False)

    whose = Whose(participant_id=ana, at=table.house.clock())
    table.house.database.write(lambda db: derived.erase(db, whose))

    assert of(HERS, read(table)) == set() and of(OTHERS, own(brought)) == set(OTHERS)
    table.answer(ana, **YES)
    assert of(HERS, read(table)) == set()


def test_a_turn_given_to_her_by_hand_when_she_says_no_then_the_other_version_withholds_it_too(
    table: Table, ada: Browser, tmp_path: Path
) -> None:
    ana = matched(table, "S3")
    brought = bring(table, tmp_path, PLAIN, joined=False)
    bench = f"/sessions/{table.meeting.session_id}/speakers"
    page = f"{bench}?transcript={table.transcript_id}"
    form = {"transcript": table.transcript_id, "seen": str(table.bench().seen), "turn": "0", "to": "voice:S3"}
    assert ada.send(f"{bench}/turns", page=page, **form).status_code == 303

    table.answer(ana, **NO)

    assert of(("tired", "carers", "mattered"), own(brought)) == set() and "garden" in own(brought)
