"""What has a form is found by rule; what only looks like it isn't."""

from __future__ import annotations

import pytest

from transcription.text.identifiers import by_rules


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Her NHS number is 943 476 5919.", ["nhs_number"]),
        ("a number that is no NHS number, 943 476 5918", []),
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
