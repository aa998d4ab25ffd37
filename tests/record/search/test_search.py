"""Search: words, phrases, formulas, meaning; the same on both engines."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retreat.consent.gate import Owner
from retreat.house import House
from retreat.imports.ingest import ingest
from retreat.search.filters import Filters, labels_meant
from retreat.search.passages import Hit, search_record
from retreat.search.vectors import Vectors
from tests.record.scripted_speech import TALK, ScriptedSpeech, meaning
from tests.support.meeting import Meeting

pytestmark = pytest.mark.both_engines

BUDGETS = """Chair: The budget for home adaptations was halved although demand had doubled since the spring.
Clerk: Every adaptation of a bathroom now waits for nine months and people fall while they wait for it.
Chair: We could ask the housing association whether they would pay for the grab rails themselves.
Clerk: They have said no twice already and their answer will not change before the election is over.
"""


@pytest.fixture
def filled(house: House, meeting: Meeting, tmp_path) -> House:
    """Two transcripts in one session."""
    for name, text in (("talk.txt", TALK), ("budgets.txt", BUDGETS)):
        file = tmp_path / name
        file.write_text(text)
        ingest(house, file, session_id=meeting.session_id, table=None, speech=ScriptedSpeech())
    return house


def find(house: House, typed: str, **filters: str) -> list[Hit]:
    with house.database.read() as db:
        return search_record(
            db, typed, reader=Owner(), vectors=Vectors(None), embed=meaning, filters=Filters(**filters), limit=5
        )


def test_a_word_in_another_form_when_searched_then_its_passage_is_first(filled: House) -> None:
    hits = find(filled, "the worried carer")

    assert hits and "carers were doing" in hits[0].text
    assert set(hits[0].why["words"]) == {"carer"}


def test_a_phrase_in_quotation_marks_when_searched_then_only_these_very_words_are_found(filled: House) -> None:
    assert [hit.text for hit in find(filled, '"we were tired"')] == [find(filled, "tired week")[0].text]
    assert find(filled, '"we are tired"') == []
    assert find(filled, '"were tired we"') == []


def test_a_formula_when_searched_then_every_part_holds(filled: House) -> None:
    both = find(filled, "housing")
    first = find(filled, "housing AND carers")
    second = find(filled, "housing NOT carers AND housing")

    assert len(both) == 2
    assert ["carers" in hit.text for hit in first] == [True]
    assert ["carers" in hit.text for hit in second] == [False]
    assert len(find(filled, "garden OR bathroom")) == 2
    assert [hit.text for hit in find(filled, "housing -carers")] == [hit.text for hit in second]


def test_a_word_that_nobody_said_when_searched_then_nothing_is_found(filled: House) -> None:
    assert find(filled, "xyzzy quux") == []
    assert find(filled, "") == []


def test_a_filter_when_searched_then_only_what_passes_it_is_ranked(filled: House, meeting: Meeting) -> None:
    assert find(filled, "housing", session_id="another") == []
    assert len(find(filled, "housing", session_id=meeting.session_id, kind="spoken")) == 2
    assert len(find(filled, "winter", speaker="Ben")) == 1
    assert find(filled, "housing", speaker="Ben") == [], "it is Ana who says it"


def test_a_speaker_when_named_as_people_type_it_then_that_voice_is_meant_and_no_other() -> None:
    known = ["S2", "S12", "SPEAKER_01", "Ana", "Ana Lee", "José Díaz"]

    assert labels_meant("voice 2", known) == ["S2", "SPEAKER_01"]
    assert labels_meant("ana", known) == ["Ana", "Ana Lee"]
    assert labels_meant("ANA  lee", known) == ["Ana Lee"]
    assert labels_meant("díaz", known) == ["José Díaz"]
    assert labels_meant("an", known) == [] and labels_meant("", known) == known


def test_a_speaker_in_small_letters_when_searched_then_found_and_nobody_where_nobody_is_meant(filled: House) -> None:
    assert [hit.text for hit in find(filled, "housing", speaker="ana")] == [
        hit.text for hit in find(filled, "housing", speaker="Ana")
    ]
    assert find(filled, "housing", speaker="Nobody") == []


def test_a_hit_when_told_then_text_is_plain_and_times_are_null_without_sound(filled: House, meeting: Meeting) -> None:
    hit = find(filled, "garden cat")[0].to_json()

    assert set(hit) >= {"passage_id", "session_id", "session_title", "text", "speakers", "score", "why"}
    assert (hit["start_ms"], hit["end_ms"]) == (None, None)
    assert "Ana:" not in hit["text"] and hit["speakers"] == ["Ana", "Ben"]
    assert (hit["session_id"], hit["session_title"]) == (meeting.session_id, "Tuesday")


def test_a_note_when_written_reworded_and_removed_then_search_keeps_up(house: House, meeting: Meeting) -> None:
    ada = meeting.join("Ada")
    note = ada.note("The bus never came on Sundays", share="everyone")

    assert [hit.text for hit in find(house, "bus")] == ["The bus never came on Sundays"]
    ada.send("note.edit", note, base_version=1, text="The train never came on Sundays")
    assert find(house, "bus") == [] and len(find(house, "train")) == 1
    ada.send("note.remove", note)
    assert find(house, "train") == []


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    typed=st.text(max_size=60)
    | st.lists(
        st.sampled_from(['"', "(", ")", "AND", "OR", "NOT", "-", "a*", "^b", "c:d", "“", "”", "housing"]), max_size=9
    ).map(" ".join)
)
def test_anything_when_typed_then_it_is_never_an_error(filled: House, typed: str) -> None:
    first = find(filled, typed)

    assert find(filled, typed) == first


@pytest.mark.parametrize("typed", ["housing NOT letters", "housing -letters"])
def test_a_word_when_another_is_refused_then_only_what_has_it_is_found(filled: House, typed: str) -> None:
    """Seen failing: every passage without the refused word was found, as similar in meaning."""
    wide, narrow = find(filled, "housing"), find(filled, typed)

    assert {hit.passage_id for hit in narrow} < {hit.passage_id for hit in wide}
    assert narrow and all("housing" in hit.text.lower() and "letters" not in hit.text for hit in narrow)
