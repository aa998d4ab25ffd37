"""The network beside the rules: names in a long text are found as well as in a short one, as whole words."""

from __future__ import annotations

import pytest

from transcription.text.bench_identifiers import bench_identifiers
from transcription.text.identifiers import IdentifierFinder, by_rules
from transcription.weights import ModelStore

pytestmark = pytest.mark.models


def test_a_name_when_it_stands_after_a_thousand_words_then_it_is_suggested(models: ModelStore) -> None:
    text = "We waited for the form and nobody came. " * 130 + "My mum, Morag Sinclair, was in Oban."

    found = [text[one.start : one.end] for one in IdentifierFinder(models).suggest(text)]

    assert "Oban" in found and "Morag" in " ".join(found)


def test_texts_written_after_the_rules_when_measured_then_at_least_nine_in_ten_are_found(models: ModelStore) -> None:
    second = bench_identifiers(IdentifierFinder(models).suggest, by_rules, None)["own"]["second"]

    assert second["recall"] >= 0.9 and second["precision"] >= 0.85
