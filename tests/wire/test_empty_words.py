"""Words that nobody can see are no words."""

from __future__ import annotations

import pytest

from retreat.errors import InvalidInput
from retreat.log.shapes import parse_batch


def note(text: str) -> dict[str, object]:
    """A batch with one note."""
    body = {"prompt_id": "p", "text": text}
    return {"v": 1, "batch": [{"op_id": "o", "kind": "note.add", "target_id": "n", "body": body}]}


@pytest.mark.parametrize("text", ["", " \n\t ", "\u200b\u200b", "\u2060\u00a0\ufeff", "\u0007"])
def test_note_when_nothing_of_it_can_be_seen_then_it_asks_for_words(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_batch(note(text))


@pytest.mark.parametrize("text", ["?", "👩\u200d👩\u200d👧", "م", "\U0001fae8", "—"])
def test_note_when_one_sign_of_it_can_be_seen_then_it_is_kept_as_it_is(text: str) -> None:
    (operation,) = parse_batch(note(text))

    assert operation.body["text"] == text
