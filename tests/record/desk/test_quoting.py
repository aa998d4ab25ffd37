"""Quoting: what a voice is called, the citation in each format, and the way back from one."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import update

from retreat.consent.operations import record_answers
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.programme.models import DialogueSession
from retreat.transcripts.citing.attribution import Cited, cited_as
from retreat.transcripts.citing.citation import Citation, Said, bibtex, plain, ris
from retreat.transcripts.speakers import operations as acts
from retreat.transcripts.speakers.cases import Case
from retreat.transcripts.versions.models import TranscriptVersion
from tests.people.pages import Browser
from tests.record.bench import SOUND_YES, talk_of
from tests.record.scripted_speech import ScriptedSpeech
from tests.support.forms import token_of
from tests.support.marks import codes
from tests.support.meeting import Meeting
from tests.support.rooms import HeardTalk, match, match_to_one_who_said_no

THIRD = Case(sector="Third sector", role="Nurse")


def cited(house: House, transcript_id: str) -> dict[str, Cited]:
    with house.database.read() as db:
        return cited_as(db, db.get_one(TranscriptVersion, transcript_id))


def allow(house: House, meeting: Meeting, ceiling: str) -> None:
    house.database.write(
        lambda db: db.execute(
            update(DialogueSession).where(DialogueSession.id == meeting.session_id).values(attribution_ceiling=ceiling)
        )
    )


@pytest.mark.both_engines
def test_a_voice_when_quoted_then_its_role_and_sector_show_only_once_five_people_share_them(
    house: House, meeting: Meeting, tmp_path: Path
) -> None:
    table = talk_of(house, meeting, tmp_path, "S1: I came by the ferry today.\nS2: And I came on foot.")
    table.do(acts.name_voice, "S1", "Ana of the river")
    table.do(acts.describe_voice, "S1", THIRD)
    called = {}
    for ceiling in ("named", "role", "sector", "none"):
        allow(house, meeting, ceiling)
        called[ceiling] = cited(house, table.transcript_id)["S1"].called
    assert set(called.values()) == {"Voice 1"}, "nobody has asked them"

    for name in ("Bea", "Cai", "Dot", "Eli"):
        meeting.join(name, sector="Third sector", role="Nurse")

    allow(house, meeting, "named")
    assert cited(house, table.transcript_id)["S1"] == Cited(called="Nurse, Third sector", may_be=None)
    allow(house, meeting, "sector")
    assert cited(house, table.transcript_id)["S1"].called == "Third sector"


def test_a_person_when_quoted_then_their_own_answer_sets_how(house: House, meeting: Meeting, heard: HeardTalk) -> None:
    bea = meeting.join("Bea", consents=SOUND_YES)
    match(house, meeting, heard.transcript_id, "Ana", bea)
    allow(house, meeting, "named")
    told = [cited(house, heard.transcript_id)["Ana"]]
    for answer in ("role", "named", "none"):
        now = house.clock()
        house.database.write(
            lambda db, answer=answer, now=now: record_answers(
                db, participant_id=bea.seat.id, answers={"quotes": answer}, how="form", now=now, ids=house.ids
            )
        )
        told.append(cited(house, heard.transcript_id)["Ana"])

    assert [one.may_be for one in told] == [False, True, True, False]
    assert [one.called == "Bea" for one in told] == [False, False, True, False]


def test_words_when_quoted_then_page_and_files_say_where_they_are_and_a_pasted_citation_finds_them_again(
    ada: Browser, meeting: Meeting, heard: HeardTalk, house: House
) -> None:
    named = f"{heard.transcript_id}.0-4"
    record = f"/sessions/{meeting.session_id}"

    page = ada.open(f"{record}/cite?words={named}").text
    text, references, tex = (ada.open(f"{record}/cite.{ending}?words={named}") for ending in ("txt", "ris", "bib"))

    assert "not_known" in codes(page) and 'data-slot="called"' in page
    assert f"words={named}#w0" in text.text and "turn 1" in text.text and "0:00–0:02" in text.text
    assert references.text.startswith("TY  - SOUND\r\n") and references.text.endswith("ER  - \r\n")
    assert tex.text.startswith("@misc{") and tex.text.count("{") == tex.text.count("}")
    assert ada.open(f"{record}/cite.exe?words={named}").status_code == 404
    assert ada.open(f"{record}/cite?words={heard.transcript_id}.90000-90001").status_code == 404
    assert ada.open(f"{record}/cite").status_code == 404

    def pasted(words: str) -> tuple[int, str]:
        token = token_of(ada.open("/citation").text)
        answer = ada.post("/citation", data={"csrf_token": token, "citation": words})
        return answer.status_code, answer.headers.get("Location", "")

    quoted = re.search("“([^”]+)”", text.text)
    assert quoted
    assert pasted(text.text) == (303, f"{record}?words={named}#w0")
    assert pasted(quoted[1].upper()) == (303, f"{record}?words={named}#w0")
    assert pasted("words that nobody here has ever said")[0] == 404 == pasted("we were")[0]

    match_to_one_who_said_no(house, meeting, "Ana")
    assert pasted(f"“{quoted[1]}”")[0] == 404
    assert ada.open(f"{record}/cite?words={named}").status_code == 404


def test_a_citation_when_written_then_no_word_of_it_can_break_its_format() -> None:
    hostile = Citation(
        said=[Said(called="A & B {x}", text="100 % \\input{y}\nER  - \r\nTI  - forged")],
        session="S_1",
        event="E",
        programme="P",
        on=date(2026, 5, 5),
        table="",
        prompt="",
        span="",
        turns="turn 3",
        is_checked=True,
        version=2,
        address="http://here/sessions/s?words=t.1-2#w1",
        may_be=False,
    )

    lines = ris(hostile).split("\r\n")

    tags = ["TY", "TI", "T2", "AU", "PB", "PY", "DA", "SP", "ET", "UR", "N1", "AB", "ER"]
    assert [line[:6] for line in lines[:-1]] == [f"{tag}  - " for tag in tags]
    assert "\\input" not in bibtex(hostile).replace("\\textbackslash{}input", "") and "\\&" in bibtex(hostile)
    assert plain(hostile).endswith(hostile.address) and hostile.caution in plain(hostile)


@pytest.mark.both_engines
def test_a_transcript_without_sound_when_carried_away_then_each_turn_is_one_numbered_paragraph_without_a_name(
    ada: Browser, house: House, meeting: Meeting, speech: ScriptedSpeech, tmp_path: Path
) -> None:
    file = tmp_path / "talk.txt"
    long = "We were tired at the end of every week and nobody asked how we were. " * 5
    file.write_text(f"Ana Ferreira: {long}\n\nBenedikt: The waiting list grew.\n", encoding="utf-8")
    allow(house, meeting, "role")
    kept = ingest(house, file, session_id=meeting.session_id, table=None, speech=speech)

    page = ada.open(f"/sessions/{meeting.session_id}").text
    sent = ada.open(f"/sessions/{meeting.session_id}/levels/text?transcript={kept['transcript_id']}&level=full").text

    assert re.findall(r'data-number="(\d+)"', page) == ["1", "2"] and page.count('data-slot="number"') == 2
    first, second = re.findall(r"^[12]  .*$", sent, re.MULTILINE)
    assert first.count("tired") == 5 and second.endswith("The waiting list grew.")
    assert "Ferreira" not in sent and "Benedikt" not in sent
