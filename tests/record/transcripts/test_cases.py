"""Whose words they are: sector and role of a voice, by hand or of its participant, and what is found by them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from retreat.consent.gate import StaffReader
from retreat.errors import InvalidInput, NotPermitted
from retreat.house import House
from retreat.people.members import make_member
from retreat.people.models import Staff
from retreat.programme.models import DialogueSession
from retreat.programme.queries import programme_of_session
from retreat.search.filters import sectors_and_roles
from retreat.search.models import Passage
from retreat.transcripts.models import RecordedSpeaker, SpeakerChange
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.speakers.cases import Case
from retreat.transcripts.speakers.given_turns import Target
from retreat.transcripts.speakers.state import DESCRIBED, SpeakersChanged
from tests.record.bench import SOUND_YES, STAFF, Table, talk_of
from tests.support.meeting import Meeting

pytestmark = pytest.mark.both_engines

NURSE = Case(sector="Third sector", role="Nurse")
# Each voice has a passage of its own.
TALK = "\n".join(
    f"{label}: " + f"The {thing} came back to the harbour this year and we were glad of it. " * 9
    for label, thing in (("S1", "pelicans"), ("S2", "ferries"))
)


@pytest.fixture
def table(house: House, meeting: Meeting, tmp_path: Path) -> Table:
    """Two voices who speak after one another."""
    return talk_of(house, meeting, tmp_path, TALK)


def cases(table: Table) -> dict[str | None, str]:
    """What the page of voices says beside each."""
    return {voice.label: voice.case.said for voice in table.bench().voices}


def who_said(table: Table, **narrowed: str) -> set[str]:
    """The voices, or what is written, that a search for the harbour finds."""
    return {voice for hit in table.found("harbour", **narrowed) for voice in hit.speakers or [hit.text]}


def offered(table: Table, reader: StaffReader = STAFF) -> tuple[list[str], list[str]]:
    with table.house.database.read() as db:
        return sectors_and_roles(db, reader)


def test_a_voice_when_described_by_hand_then_its_words_are_found_by_both_and_no_other_voices(table: Table) -> None:
    table.do(acts.describe_voice, "S1", Case(sector="  third \n SECTOR ", role="Nurse"))
    table.do(acts.describe_voice, "S2", Case(sector="A church of ours", role="Driver"))

    assert cases(table) == {"S1": "Nurse, Third sector", "S2": "Driver, A church of ours"}
    assert who_said(table) == {"S1", "S2"}
    assert who_said(table, sector="THIRD sector") == {"S1"} == who_said(table, sector="Third sector", role="nurse")
    assert who_said(table, role="Driver") == {"S2"}
    assert who_said(table, sector="Third sector", role="Driver") == set() == who_said(table, sector="Academic")
    assert offered(table) == (["A church of ours", "Third sector"], ["Driver", "Nurse"])


def test_two_voices_in_one_passage_when_searched_then_it_is_found_by_the_words_of_either_and_each_has_its_own(
    house: House, meeting: Meeting, tmp_path: Path
) -> None:
    """Seen red: the garden was found among the academics', since they speak in the same passage."""
    table = talk_of(house, meeting, tmp_path)
    table.do(acts.describe_voice, "S1", NURSE)
    table.do(acts.describe_voice, "S2", Case(sector="Academic", role="Driver"))

    for narrowed in ({"sector": "Third sector"}, {"role": "Nurse"}, {"speaker": "Voice 1", "role": "Nurse"}):
        assert [hit.why["words"] for hit in table.found("garden letters", **narrowed)] == [["garden"]]
    for narrowed in ({"sector": "Academic"}, {"speaker": "Voice 2"}, {"speaker": "Voice 2", "sector": "Academic"}):
        assert [hit.why["words"] for hit in table.found("garden letters", **narrowed)] == [["letters"]]
        assert table.found("garden", **narrowed) == [] == table.found('"her garden"', **narrowed)
    for narrowed in (
        {"sector": "Academic", "role": "Nurse"},
        {"speaker": "Voice 1", "sector": "Academic"},
        {"speaker": "Voice 3", "role": "Nurse"},
    ):
        assert table.found("garden", **narrowed) == []


def test_two_voices_of_one_name_when_searched_with_a_role_then_only_the_one_that_has_it_is_meant(
    house: House, meeting: Meeting, tmp_path: Path
) -> None:
    """Seen red: two of one name in one transcript were taken for one."""
    table = talk_of(house, meeting, tmp_path)
    table.do(acts.name_voice, "S1", "Ana")
    table.do(acts.name_voice, "S2", "Ana")
    table.do(acts.describe_voice, "S1", NURSE)

    assert len(table.found("garden", speaker="Ana", role="Nurse")) == 1
    assert table.found("letters", speaker="Ana", role="Nurse") == [] != table.found("letters", speaker="Ana")


def test_a_word_that_another_voice_refuses_when_searched_by_voice_then_it_is_no_reason_to_leave_a_passage_out(
    house: House, meeting: Meeting, tmp_path: Path
) -> None:
    table = talk_of(house, meeting, tmp_path)

    assert table.found("garden -letters", speaker="Voice 2") == []
    assert len(table.found("garden -letters", speaker="Voice 1")) == 1
    assert table.found("garden -letters") == []


def test_a_hit_by_voice_when_played_then_from_the_words_of_that_voice(
    house: House, meeting: Meeting, tmp_path: Path
) -> None:
    """Seen red: it played from the passage's first word that was looked for, whoever said it."""
    table = talk_of(house, meeting, tmp_path)
    (anyone,) = table.found("nobody")
    (third,) = table.found("nobody", speaker="Voice 3")

    assert (anyone.why["words"], third.why["words"]) == (["nobody"], ["nobody"])
    assert anyone.play_ms is not None and third.play_ms is not None and anyone.play_ms < third.play_ms


def test_a_voice_of_another_transcript_when_it_has_the_same_label_then_it_is_not_meant(
    table: Table, house: House, meeting: Meeting, tmp_path: Path
) -> None:
    talk_of(house, meeting, tmp_path, TALK)
    table.do(acts.describe_voice, "S1", NURSE)

    hits = table.found("harbour", role="Nurse")

    with house.database.read() as db:
        passages = select(Passage.transcript_id).where(Passage.id.in_([hit.passage_id for hit in hits]))
        assert set(db.scalars(passages)) == {table.transcript_id}


def test_a_voice_when_matched_then_it_has_its_participants_and_what_was_given_waits(
    table: Table, meeting: Meeting
) -> None:
    ana = meeting.join("Ana", consents=SOUND_YES, sector="Academic", role="Lecturer")
    table.do(acts.describe_voice, "S1", NURSE)

    table.do(acts.match_voice, "S1", ana.seat.id)

    assert cases(table)["S1"] == "Lecturer, Academic"
    assert who_said(table, sector="Academic") == {"Ana"} and who_said(table, sector="Third sector") == set()
    with pytest.raises(InvalidInput):
        table.do(acts.describe_voice, "S1", Case(role="Driver"))
    table.do(acts.match_voice, "S1", None)
    assert cases(table)["S1"] == "Nurse, Third sector"
    assert who_said(table, role="Nurse") == {"S1"} and who_said(table, role="Lecturer") == set()


@pytest.mark.parametrize(
    ("most", "said"),
    [("named", "Lecturer, Academic"), ("role", "Lecturer, Academic"), ("sector", "Academic"), ("none", "")],
)
def test_a_matched_voice_when_shown_then_no_more_stands_beside_it_than_the_session_allows(
    table: Table, meeting: Meeting, most: str, said: str
) -> None:
    def rule(db: Session) -> None:
        db.get_one(DialogueSession, meeting.session_id).attribution_ceiling = most

    table.house.database.write(rule)
    ana = meeting.join("Ana", consents=SOUND_YES, sector="Academic", role="Lecturer")

    table.do(acts.match_voice, "S1", ana.seat.id)
    table.do(acts.describe_voice, "S2", NURSE)

    assert cases(table) == {"S1": said, "S2": "Nurse, Third sector"}


def test_somebody_who_says_no_later_when_asked_for_then_nothing_tells_of_their_sector_or_role(
    house: House, meeting: Meeting, tmp_path: Path
) -> None:
    table = talk_of(house, meeting, tmp_path)  # one passage of three voices, which others may read
    ana = meeting.join("Ana", consents=SOUND_YES, sector="Academic", role="Lecturer")
    table.do(acts.describe_voice, "S1", NURSE)
    table.do(acts.match_voice, "S1", ana.seat.id)
    assert len(table.found("garden waiting list", sector="Academic")) == 1

    table.answer(ana.seat.id, machine_transcription=False)

    for narrowed in ({"sector": "Academic"}, {"role": "Lecturer"}, {"sector": "Third sector"}, {"role": "Nurse"}):
        assert table.found("garden waiting list", **narrowed) == []
    assert offered(table) == ([], []) and cases(table)["S1"] == ""
    assert not any(word in change.said for change in table.bench().changes for word in ("Nurse", "Third", "Lecturer"))
    with pytest.raises(NotPermitted):
        table.do(acts.describe_voice, "S1", Case())


def test_notes_when_searched_then_they_are_found_by_their_writers_beside_what_was_said(
    table: Table, meeting: Meeting
) -> None:
    meeting.join("Bea", sector="Third sector", role="Driver").note("The harbour was closed", share="everyone")
    meeting.join("Cleo", sector="Regulator").note("A harbour of my own", share="me")
    table.do(acts.describe_voice, "S1", NURSE)

    assert who_said(table, sector="Third sector") == {"S1", "Bea"}
    assert who_said(table, role="Driver") == {"Bea"} and who_said(table, sector="Regulator") == set()
    assert offered(table) == (["Third sector"], ["Driver", "Nurse"])


def test_two_voices_when_merged_then_what_is_known_of_either_stays_and_all_can_be_taken_back(table: Table) -> None:
    table.do(acts.describe_voice, "S1", NURSE)
    table.do(acts.describe_voice, "S2", Case(role="Driver"))

    table.do(acts.merge_voices, "S1", "S2")

    assert cases(table) == {"S2": "Driver, Third sector"}
    table.do(acts.undo_latest)
    assert cases(table) == {"S1": "Nurse, Third sector", "S2": "Driver"}
    table.do(acts.undo_latest)
    assert cases(table) == {"S1": "Nurse, Third sector", "S2": ""}
    assert [change.kind for change in table.bench().changes] == ["merged", DESCRIBED, DESCRIBED]


def test_turns_split_off_when_they_become_a_voice_then_it_is_not_described_yet(table: Table) -> None:
    table.do(acts.describe_voice, "S1", NURSE)

    label = table.do(acts.give_span, 0, (0, 3), Target(new=True, name="Dan"))

    assert cases(table)[label] == "" and cases(table)["S1"] == "Nurse, Third sector"


def test_a_name_when_given_or_changed_then_sector_and_role_stay_and_are_found(table: Table) -> None:
    table.do(acts.describe_voice, "S1", NURSE)

    for name, called in (("Ana", "Ana"), ('Zoë "Z" \\ O’Brien', 'Zoë "Z" \\ O’Brien'), ("", "S1")):
        table.do(acts.name_voice, "S1", name)
        assert cases(table)["S1"] == "Nurse, Third sector" and who_said(table, role="Nurse") == {called}


def test_a_change_of_a_version_without_sectors_when_taken_back_then_it_works_as_before(table: Table) -> None:
    def forget(db: Session) -> None:
        change = db.scalars(select(SpeakerChange)).one()
        change.before = {"voices": {"S1": [None, None]}}
        change.after = {"voices": {"S1": ["Ana", None]}}

    table.do(acts.name_voice, "S1", "Ana")
    table.house.database.write(forget)

    assert "Ana" in table.bench().changes[0].said
    table.do(acts.undo_latest)
    assert table.voices()[0] == "S1"


@pytest.mark.parametrize("case", [Case(sector="x" * 121), Case(role="x" * 121)])
def test_a_sector_or_role_that_is_too_long_when_given_then_it_is_refused_and_nothing_changes(
    table: Table, case: Case
) -> None:
    with pytest.raises(InvalidInput) as refused:
        table.do(acts.describe_voice, "S1", case)

    assert list(refused.value.fields) == ["sector" if case.sector else "role"]
    assert table.bench().changes == ()


def test_the_same_when_said_again_then_it_is_no_change_and_a_late_one_is_told(table: Table) -> None:
    seen = table.bench().seen
    table.do(acts.describe_voice, "S1", NURSE, seen=seen)
    table.do(acts.describe_voice, "S1", Case(sector="third sector", role="Nurse"))

    assert len(table.bench().changes) == 1
    with pytest.raises(SpeakersChanged):
        table.do(acts.describe_voice, "S1", Case(), seen=seen)
    with table.house.database.read() as db:
        rows = db.execute(select(RecordedSpeaker.sector, RecordedSpeaker.role).order_by(RecordedSpeaker.position))
        assert rows.all() == [("Third sector", "Nurse"), (None, None)]


@pytest.mark.parametrize(("role", "sees"), [("researcher", True), ("reader", True), ("partner", False), (None, False)])
def test_sectors_when_offered_or_asked_for_then_only_to_who_reads_that_programme(
    table: Table, meeting: Meeting, role: str | None, sees: bool
) -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)

    def take_in(db: Session) -> None:
        db.add(Staff(id="gil", name="Gil", email="g@x", password_hash="-", role="researcher", created_at=at))
        db.flush()
        programme_id = programme_of_session(db, meeting.session_id)
        if role is not None and programme_id is not None:
            make_member(db, programme_id, "gil", role, now=at)

    ana = meeting.join("Ana", consents={**SOUND_YES, "share_partners": True}, sector="Academic")
    table.do(acts.match_voice, "S1", ana.seat.id)
    table.house.database.write(take_in)
    gil = StaffReader(staff_id="gil")

    assert offered(table, gil) == (["Academic"] if sees else [], [])
    assert bool(table.found("harbour", gil)) is (role is not None)
    assert bool(table.found("harbour", gil, sector="Academic")) is sees
