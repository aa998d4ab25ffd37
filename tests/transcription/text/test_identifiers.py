"""What has a form is found by rule; what only looks like it isn't."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.needs import shared_file
from transcription.text.bench_identifiers import bench_identifiers, meetings, own_texts
from transcription.text.identifiers import Suggestion, by_rules, whole_words, windows


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Her NHS number is 943 476 5919.", ["nhs_number"]),
        ("an NHS number with a slip, NHS number 943 476 5918", ["nhs_number"]),
        ("the order is 943 476 5918", []),
        ("0303411237 was on the form", []),
        ("the CHI was 0303411237", ["chi_number"]),
        ("AB 12 34 56 C", ["ni_number"]),
        ("AB 12 34 56", []),
        ("GB 12 34 56 C", []),
        ("her National Insurance number is QQ123456", ["ni_number"]),
        ("DOB 29/02/00", ["date_of_birth"]),
        ("DOB 30/02/00", []),
        ("born on 1 Jan 1950", ["date_of_birth"]),
        ("born March 12, 1948", ["date_of_birth"]),
        ("born on the third of April nineteen fifty-two", ["date_of_birth"]),
        ("we met on the twenty-first of May two thousand and four", ["date"]),
        ("she was born in nineteen forty-eight", ["date_of_birth"]),
        ("it opened in 1948", []),
        ("we meet on 12 May", []),
        ("her birthday is the twelfth of May", ["date_of_birth"]),
        ("at M6 5pm", []),
        ("ring +44 (0)1463 234567", ["phone"]),
        ("Mrs MacLeod rang", ["titled_name"]),
        ("he goes to the Sunnyside Day Centre", ["service"]),
        ("The Hospital was full", []),
        ("CHI 0303411236", ["chi_number"]),
        ("she was born on 3 March 1941 in Oban", ["date_of_birth"]),
        ("we met on 3 March 2024", ["date"]),
        ("date of birth 03/04/1952", ["date_of_birth"]),
        ("she lives at IV2 3UJ now", ["postcode"]),
        ("ring 01463 234567 or write to a.b@example.org", ["phone", "email"]),
        ("we had 12 people in 3 groups", []),
    ],
)
def test_a_text_when_searched_then_these_are_suggested(text: str, kinds: list[str]) -> None:
    assert [suggestion.kind for suggestion in by_rules(text)] == kinds


@pytest.mark.parametrize("count", [0, 1, 126, 127, 900, 5_000])
def test_a_text_of_any_length_when_cut_into_windows_then_each_token_is_taken_once_and_no_window_is_too_long(
    count: int,
) -> None:
    cut = windows(count)

    assert [at for _read, (first, last) in cut for at in range(first, last)] == list(range(count))
    assert all(end - start <= 126 for (start, end), _taken in cut)
    assert all(start <= first and last <= end for (start, end), (first, last) in cut)
    assert all(first - start >= 24 for (start, _end), (first, _last) in cut[1:])


@pytest.mark.parametrize(
    ("text", "spans", "words"),
    [
        ("with Siobhan here", [(5, 9)], ["Siobhan"]),
        ("it is Siobhan O'Brien's idea", [(16, 18)], ["O'Brien"]),
        ("Jean-Paul left", [(0, 4), (5, 9)], ["Jean-Paul"]),
        ("so, Ana, said", [(2, 8)], ["Ana"]),
        ("...", [(0, 2)], []),
    ],
)
def test_a_ragged_span_when_widened_then_it_is_whole_words(
    text: str, spans: list[tuple[int, int]], words: list[str]
) -> None:
    ragged = [Suggestion(start=a, end=b, kind="surname", confidence=0.7, found_by="network") for a, b in spans]

    assert [text[one.start : one.end] for one in whole_words(text, ragged)] == words


def test_our_own_texts_when_measured_by_rules_alone_then_every_number_and_birth_is_found_and_misses_are_told() -> None:
    report = bench_identifiers(by_rules, by_rules, None)

    for part in ("first", "second"):
        groups = report["own"][part]["by_group"]
        for name in ("number", "birth", "contact"):
            assert groups[name]["found"] == groups[name]["whole"] == groups[name]["identifiers"], (part, name)
        assert {miss["group"] for miss in report["own"][part]["misses"]} <= {"person", "place", "service"}
    assert "meetings" not in report
    assert set(own_texts()) == {"first", "second"}


def test_meetings_when_read_then_their_entities_stand_where_people_marked_them() -> None:
    found = meetings(shared_file("corpora", "ami_es2002"))
    entities = [(one.text[a:b], group) for texts in found.values() for one in texts for a, b, group in one.identifiers]

    assert len(found) == 4
    assert len(entities) == 50
    assert ("David", "person") in entities


def test_a_folder_without_entities_when_measured_then_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="named entities"):
        bench_identifiers(by_rules, by_rules, tmp_path)
