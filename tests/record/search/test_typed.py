"""What people type: how it is read, what is said about it, and what it finds; alike on both engines."""

from __future__ import annotations

import string
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retreat.consent.gate import Owner, Reader, StaffReader
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.search.passages import search_record
from retreat.search.searching import rank
from retreat.search.typed.reading import read_query
from retreat.search.typed.saying import said_of
from retreat.search.vectors import Vectors
from tests.record.scripted_speech import ScriptedSpeech
from tests.support.meeting import Meeting

TALK = """Ana Lee: The carers were asking for a break, and the café was shut at half past twelve.
Ben: We don't have a colour printer. It costs £12.50 a page, and employers pay for it.
Ana Lee: My carer was asked for breaks. Employability is another word, she said.
Ben: Nobody at the table had heard of the organisation that organizes the minibus.
Cem: The minibus is late.
"""
ENGINES = pytest.mark.both_engines


@pytest.fixture
def talk(house: House, meeting: Meeting, tmp_path: Path) -> House:
    """Five turns of three voices, and a note."""
    (tmp_path / "talk.txt").write_text(TALK)
    ingest(house, tmp_path / "talk.txt", session_id=meeting.session_id, table=None, speech=ScriptedSpeech())
    meeting.join("Dee", sector="Third sector").note("The minibus never came to the garden", share="everyone")
    return house


def found(house: House, typed: str, reader: Reader | None = None) -> list[str]:
    """The first two words of each hit."""
    with house.database.read() as db:
        hits = search_record(db, typed, reader=reader or Owner(), vectors=Vectors(None), embed=None)
    return [" ".join(hit.text.split()[:2]) for hit in hits]


SPOKEN, NOTE = "The carers", "The minibus"


FINDS: list[tuple[str, list[str]]] = [
    ('"asking for a break"', [SPOKEN]),
    ('"asked for a break"', []),
    ("employabil*", [SPOKEN]),
    ("zebra* AND minibus", []),
    ("mini* AND garden", [NOTE]),
    ("carers AND (colour OR zebra)", [SPOKEN]),
    ("carers AND NOT colour", []),
    ("color AND organise", [SPOKEN]),
    ("cafe AND carers", [SPOKEN]),
    ('"cafe was"', [SPOKEN]),
    ('"café was"', [SPOKEN]),
    ("don't", [SPOKEN]),
    ("don’t", [SPOKEN]),
    ("12.50", [SPOKEN]),
    ("£12.50", [SPOKEN]),
    ("£13.50 AND page", []),
    ("carers NEAR/5 break", [SPOKEN]),
    ("carers NEAR/3 break", []),
    ("carers NEAR/2 café", []),
    ("break NEAR/5 carers", [SPOKEN]),
    ("carers NEAR/1t colour", [SPOKEN]),
    ("café NEAR/1t organisation", []),
    ("café NEAR/3t organisation", [SPOKEN]),
    ('speaker:"Ana Lee" colour', []),
    ("speaker:ben colour", [SPOKEN]),
    ("colour NOT speaker:ben", []),
    ("speaker:cem AND minibus", [SPOKEN]),
    ("speaker:cem AND printer", []),
    ('sector:"third sector" minibus', [NOTE]),
    ("sector:academic minibus", []),
    ("session:tuesday minibus", [NOTE, SPOKEN]),
    ("session:wednesday minibus", []),
]


@ENGINES
def test_a_query_when_searched_then_exactly_what_it_says_is_found(talk: House) -> None:
    wrong = {typed: got for typed, hits in FINDS if sorted(got := found(talk, typed)) != sorted(hits)}

    assert wrong == {}


@ENGINES
def test_a_name_as_it_sounds_when_searched_then_it_is_found_and_told_as_far_as_it_may_be_read(
    talk: House, meeting: Meeting
) -> None:
    fay = meeting.join("Fay")
    for text in ("Dafydd came", "Gwenllian sang", "The Grŵp met", "Mr LeBouthillier spoke", "A goldfinch in the hedge"):
        fay.note(text, share="everyone")

    for typed, first in (
        ("Dafyd", "Dafydd came"),
        ("Davith AND came", "Dafydd came"),
        ("Gwenlian", "Gwenllian sang"),
        ("Grwp", "The Grŵp"),
        ("Lebouthilier", "Mr LeBouthillier"),
    ):
        assert found(talk, typed) == [first], typed
    for typed in ("zebrafinch", '"Dafyd came"'):
        assert found(talk, typed) == [], typed
    with talk.database.read() as db:
        asked = {"vectors": Vectors(None), "embed": None}
        told = rank(db, "Dafyd", reader=Owner(), **asked).corrections
        hidden = rank(db, "Dafyd", reader=StaffReader(staff_id="nobody"), **asked).corrections
    assert [one.instead for one in told] == [("dafydd",)] and hidden == ()


@ENGINES
def test_a_phrase_that_is_one_of_two_choices_when_searched_then_it_is_first(talk: House) -> None:
    assert found(talk, "garden OR minibus")[0] == NOTE
    assert found(talk, 'garden OR "employers pay"')[0] == SPOKEN


@ENGINES
def test_a_list_when_there_are_more_than_are_shown_then_all_are_counted_and_none_is_twice(talk: House) -> None:
    with talk.database.read() as db:
        some = [
            rank(db, "minibus", reader=Owner(), vectors=Vectors(None), embed=None, limit=1, start=start)
            for start in (0, 1, 2)
        ]

    assert [one.total for one in some] == [2, 2, 2]
    assert len({one.number for part in some for one in part.best}) == 2


@ENGINES
def test_a_passage_when_its_words_change_in_another_process_then_the_next_search_knows(
    talk: House, meeting: Meeting
) -> None:
    assert found(talk, "wheelbarrow") == []
    note = (eve := meeting.join("Eve")).note("A wheelbarrow by the gate", share="everyone")
    assert found(talk, "wheelbarrow") == ["A wheelbarrow"]
    eve.send("note.edit", note, base_version=1, text="A handcart by the gate")
    assert (found(talk, "wheelbarrow"), found(talk, "handcart")) == ([], ["A handcart"])
    eve.send("note.remove", note)
    assert found(talk, "handcart") == []


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("carers AND (tired OR worn)", set()),
        ("at 12:30 see http://example.org/x", set()),
        ('"never closed', {"open_quote"}),
        ("carers AND (tired", {"bracket"}),
        ("carers) AND tired", {"bracket"}),
        ("AND carers", {"lone_operator"}),
        ("carers OR", {"lone_operator"}),
        ("carers NOT", {"lone_operator"}),
        ("NEAR/5 carers", {"lone_operator"}),
        ("carers NEAR/many tired", {"near_count"}),
        ("*ployers", {"star_inside"}),
        ("a*", {"short_prefix"}),
        ('"carer* tired"', {"star_in_phrase"}),
        ("colour:red", {"unknown_field"}),
        ('speaker:""', {"empty_field"}),
        ("carers %%%", {"no_word"}),
        ("carer " * 200, {"too_long"}),
        ("a AND " + "(" * 60 + "b" + ")" * 60, {"too_deep"}),
    ],
)
def test_what_is_not_understood_when_typed_then_it_is_said(typed: str, codes: set[str]) -> None:
    query = read_query(typed)

    assert {one.code for one in query.remarks} >= codes and bool(query.remarks) == bool(codes)
    assert len(said_of(query.remarks)) == len({(one.code, one.text) for one in query.remarks})


PIECES = [*'"()-*:“”«»„/~^,', "AND", "OR", "NOT", "NEAR/2", "NEAR/2t", "speaker:", "sector:", "session:", "role:"]
WORDS = ["minibus", "carers", "words:", "passage_fts", "rowid", "text", "{words}", "' OR 1=1 --", "\x00", "\ud7ff"]


@ENGINES
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.text(max_size=60)
    | st.text(alphabet=string.punctuation + "ab ", max_size=40)
    | st.lists(st.sampled_from(PIECES + WORDS), max_size=14).map(" ".join)
    | st.lists(st.sampled_from(PIECES + WORDS), max_size=14).map("".join)
)
def test_hostile_syntax_when_searched_then_it_neither_errs_nor_finds_what_may_not_be_read(
    talk: House, meeting: Meeting, typed: str
) -> None:
    found(talk, typed)
    assert found(talk, typed, StaffReader(staff_id="nobody")) == []
