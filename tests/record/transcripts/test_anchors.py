"""A link to words finds them in whichever transcript is read today, or says what became of them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from retreat.house import House
from retreat.search.models import Passage
from retreat.transcripts.anchors.models import WordMap
from retreat.transcripts.anchors.spans import Span
from retreat.transcripts.carrying.earlier_maps import EarlierMaps
from retreat.transcripts.earlier import read_instead
from retreat.transcripts.editing.operations import Typed, Who, type_turn
from retreat.transcripts.models import RecordedTurn, RecordedWord
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, STAFF, TALK, Table, talk_of
from tests.record.versions import NAMED, PLAIN, bring, hear_again
from tests.support.marks import codes
from tests.support.meeting import Meeting, op_id

CITED = re.compile(r'<span id="w(\d+)" class="is-cited[^"]*"[^>]*>([^<]*)</span>')
SAID = "the money was gone before the winter had begun."


@pytest.fixture
def table(house: House, meeting: Meeting, tmp_path: Path) -> Table:
    """A talk of three voices, worked on."""
    return talk_of(house, meeting, tmp_path)


def span_of(table: Table, said: str) -> Span:
    """Where some words stand in a transcript."""
    of = RecordedWord.transcript_id == table.transcript_id
    with table.house.database.read() as db:
        rows = db.execute(
            select(RecordedWord.n, RecordedWord.text).where(of, ~RecordedWord.removed).order_by(RecordedWord.place)
        ).all()
    wanted = said.split()
    at = next(at for at in range(len(rows)) if [row.text for row in rows[at : at + len(wanted)]] == wanted)
    return Span(transcript_id=table.transcript_id, first=rows[at].n, last=rows[at + len(wanted) - 1].n)


def follow(ada: Browser, table: Table, span: Span) -> tuple[str, list[str]]:
    """The words that a link marks, and what the page says."""
    page = followed(ada, f"/sessions/{table.meeting.session_id}?words={span.name}")
    return " ".join(text for _n, text in CITED.findall(page)), codes(page)


def followed(ada: Browser, path: str) -> str:
    """The page, also where the link leads on to where its words stand today."""
    answer = ada.open(path)
    if answer.status_code == 200:
        return answer.text
    place, _, mark = answer.location.partition("#")
    page = ada.open(place if place.startswith("/") else path.partition("?")[0] + place).text
    assert f'id="{mark}"' in page
    return page


def type_in(table: Table, turn: int, text: str) -> None:
    with table.house.database.read() as db:
        version = db.get_one(RecordedTurn, (table.transcript_id, turn)).version
    who = Who(by="ellen", reader=STAFF, now=table.house.clock(), ids=table.house.ids)
    typed = Typed(
        session_id=table.meeting.session_id, transcript_id=table.transcript_id, turn=turn, version=version, text=text
    )
    table.house.database.write(lambda db: type_turn(db, typed, who))


@pytest.mark.both_engines
def test_a_link_to_words_when_the_sound_is_heard_again_then_it_finds_them_and_says_that_another_is_read(
    table: Table, ada: Browser
) -> None:
    """Seen red without maps: the link opened the first page of another transcript."""
    link = span_of(table, SAID)
    before = follow(ada, table, link)

    hear_again(table, TALK.replace("S1:", "S7:").replace("nobody asked", "well and nobody ever asked"))

    assert before == (SAID, before[1]) and "in_its_place" not in before[1]
    text, told = follow(ada, table, link)
    assert text == SAID and "in_its_place" in told


@pytest.mark.parametrize("text", [NAMED, PLAIN], ids=["named", "plain"])
def test_a_link_to_words_when_a_transcript_is_brought_and_taken_back_then_it_finds_them_both_times(
    table: Table, ada: Browser, tmp_path: Path, text: str
) -> None:
    link = span_of(table, "how the carers were doing at all.")

    brought = bring(table, tmp_path, text, joined=True)

    shown, told = follow(ada, table, link)
    assert shown.startswith("how the carers were") and shown.split()[-1].startswith("all") and "in_its_place" in told
    newer = span_of(brought, "was gone before the winter")
    read_instead(table.house, table.meeting.session_id, table.transcript_id)
    assert follow(ada, table, link)[0] == "how the carers were doing at all."
    assert follow(ada, table, newer)[0] == "was gone before the winter"


def test_a_word_that_was_heard_otherwise_when_linked_then_its_place_is_found_between_the_same_words(
    table: Table, ada: Browser
) -> None:
    link = span_of(table, "money")

    hear_again(table, TALK.replace("money", "honey"))

    assert follow(ada, table, link)[0] == "honey"


def test_words_that_nobody_hears_any_more_when_linked_then_nothing_else_is_marked_and_the_page_says_so(
    table: Table, ada: Browser
) -> None:
    """Seen red when any word in their place was taken for theirs."""
    link = span_of(table, SAID)

    hear_again(table, TALK.replace(SAID, "that was one long and cold spring."))

    text, told = follow(ada, table, link)
    assert text == "" and "words_not_in_it" in told


@pytest.mark.both_engines
def test_words_that_were_corrected_when_linked_then_they_are_found_until_all_of_them_are_taken_out(
    table: Table, ada: Browser
) -> None:
    link, whole = span_of(table, "the money was gone"), table.page()[1][2]

    type_in(table, 1, whole.replace("money was gone", "funds were all gone"))
    corrected = follow(ada, table, link)
    type_in(table, 1, "The waiting list for home care grew longer.")
    gone = follow(ada, table, link)
    type_in(table, 1, whole)

    assert corrected[0] == "the funds were all gone"
    assert gone[0] == "" and "words_taken_out" in gone[1]


def test_words_of_somebody_who_says_no_when_linked_then_the_link_opens_what_may_be_read(
    table: Table, ada: Browser, meeting: Meeting
) -> None:
    ben = meeting.join("Ben", consents=SOUND_YES)
    link = span_of(table, "doing at all. The waiting list")
    hers = span_of(table, SAID)
    table.do(acts.match_voice, "S2", ben.seat.id)
    table.answer(ben.seat.id, audio_recorded=False, machine_transcription=False)

    assert follow(ada, table, link)[0] == "doing at all."
    text, told = follow(ada, table, hers)
    assert text == "" and {"words_withheld", "withheld"} <= set(told)


@pytest.mark.both_engines
def test_an_old_link_to_a_passage_when_followed_then_it_leads_to_its_words(
    table: Table, ada: Browser, meeting: Meeting
) -> None:
    record = f"/sessions/{meeting.session_id}"
    bea = meeting.join("Bea")
    note = bea.note("A sentence about pelicans", share="everyone")
    with table.house.database.read() as db:
        spoken = db.scalars(select(Passage).where(Passage.kind == "spoken")).first()
        written = db.scalars(select(Passage.id).where(Passage.note_id == note)).one()
    assert spoken is not None
    words = f"{table.transcript_id}.{spoken.first_word}-{spoken.last_word}"

    led = ada.open(f"{record}?passage={spoken.id}")

    assert (led.status_code, led.location) == (302, f"{record}?words={words}#w{spoken.first_word}")
    assert ada.open(f"{record}?passage={written}").location == f"{record}?show=notes#note-{note}"
    assert f"?words={words}#w{spoken.first_word}" in ada.open("/search?q=carers").text
    for garbled in ("passage=nowhere", "passage=%00", "words=nowhere", f"words={words}9999", "words=%00.0-1"):
        refused = ada.open(f"{record}?{garbled}")
        assert refused.status_code == 404 and "no_such_words" in codes(refused.text), garbled


@pytest.mark.both_engines
def test_versions_of_an_older_product_when_a_worker_has_come_by_then_a_link_finds_its_words(
    table: Table, ada: Browser
) -> None:
    link = span_of(table, SAID)
    hear_again(table)
    table.house.database.write(lambda db: db.execute(delete(WordMap)))
    before = follow(ada, table, link)
    make_maps = EarlierMaps()

    assert make_maps(table.house, None, "a worker") and not make_maps(table.house, None, "a worker")

    assert "words_not_laid" in before[1] and before[0] == ""
    assert follow(ada, table, link)[0] == SAID


def test_words_that_were_erased_when_linked_then_the_page_says_that_they_were_taken_out(
    table: Table, ada: Browser
) -> None:
    link = span_of(table, SAID)
    of = RecordedWord.transcript_id == table.transcript_id, RecordedWord.n.between(link.first, link.last)
    table.house.database.write(
        lambda db: db.execute(update(RecordedWord).where(*of).values(text="", heard=None, removed=True))
    )

    assert "words_taken_out" in follow(ada, table, link)[1]


@pytest.mark.both_engines
def test_a_light_bulb_when_the_sound_is_heard_again_then_it_stands_beside_what_is_said_at_its_moment(
    table: Table, ada: Browser, meeting: Meeting
) -> None:
    """Notes and light-bulbs name no words: they rest on a moment of the one clock, which every version has."""
    with table.house.database.read() as db:
        began = db.get_one(TranscriptVersion, table.transcript_id).started_at
        third = db.get_one(RecordedTurn, (table.transcript_id, 2))
    bea = meeting.join("Bea")
    meeting.clock.at = began + timedelta(milliseconds=(third.start_ms or 0) + 500)
    bea.send("lightbulb.mark", op_id("bulb"), share="everyone", now="She wants to stay")

    def beside() -> list[str]:
        page = ada.open(f"/sessions/{meeting.session_id}?show=transcript").text
        return [turn for turn in page.split('<li class="turn') if "She wants to stay" in turn]

    (before,) = beside()
    hear_again(table, TALK.replace("S1:", "S7:").replace("near the river", "by the river"))
    (after,) = beside()

    assert "near</span>" in before and "by</span>" in after and "garden" in before and "garden" in after
