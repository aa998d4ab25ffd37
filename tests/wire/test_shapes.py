"""What a field of a body may hold: checked before anything else looks at it."""

from __future__ import annotations

import pytest

from retreat.errors import InvalidInput
from retreat.log import shapes
from retreat.log.fields import Field, Kind

TRIED = Kind(
    name="tried.set",
    says="Not a kind of ours: it has a field of every type that bounds itself.",
    senders=frozenset({"participant"}),
    takes={
        "value": Field(type="number", least=1, most=9, required=False),
        "sides": Field(type="texts", max_chars=10, most_items=2, required=False),
        "on": Field(type="ids", most_items=2, required=False),
        "lines": Field(type="span", most=9, required=False),
        "due": Field(type="day", required=False),
    },
)


def parsed(monkeypatch: pytest.MonkeyPatch, **body: object) -> object:
    """One operation of that kind, checked."""
    monkeypatch.setattr(shapes, "KINDS", {TRIED.name: TRIED})
    op = {"op_id": "op-1", "kind": TRIED.name, "target_id": "target-1", "body": body}
    return shapes.parse_batch({"v": 1, "batch": [op]})[0].body


@pytest.mark.parametrize(
    "body",
    [
        {"value": 1},
        {"value": 9},
        {"sides": ["a", " b "]},
        {"sides": []},
        {"on": ["a-1"]},
        {"lines": {"on": "a", "from": 0, "to": 9}},
        {"due": "2028-02-29"},
    ],
)
def test_field_when_within_its_own_bounds_then_it_is_taken(monkeypatch: pytest.MonkeyPatch, body: dict) -> None:
    wanted = {"sides": ["a", "b"]} if body.get("sides") else body

    assert parsed(monkeypatch, **body) == wanted


@pytest.mark.parametrize(
    "body,field",
    [
        ({"value": 0}, "value"),
        ({"value": 10}, "value"),
        ({"sides": "a"}, "sides"),
        ({"sides": ["a", "b", "c"]}, "sides"),
        ({"sides": ["a", " "]}, "sides[1]"),
        ({"on": ["a", "b", "c"]}, "on"),
        *(({"due": wrong}, "due") for wrong in ("2027-02-29", "31.3.2027", "0027-03-31", "2027-3-1", 20270331)),
        ({"lines": [0, 3]}, "lines"),
        ({"lines": {"on": "a", "from": 0}}, "lines"),
        ({"lines": {"on": "a", "from": 3, "to": 3}}, "lines"),
        ({"lines": {"on": "a", "from": 0, "to": 10}}, "lines"),
        ({"lines": {"on": "a b", "from": 0, "to": 1}}, "lines"),
    ],
)
def test_field_when_outside_its_own_bounds_then_the_refusal_names_it(
    monkeypatch: pytest.MonkeyPatch, body: dict, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        parsed(monkeypatch, **body)

    assert set(refused.value.fields) == {f"batch[0].body.{field}"}


def test_lists_of_texts_when_a_kind_has_them_then_they_are_words() -> None:
    assert TRIED.text_fields == ("sides",)


@pytest.mark.parametrize("name", ["op_id", "target_id"])
@pytest.mark.parametrize("wrong", ["a\n", "a" * 64 + "\n", "a" * 65, "", "a b"])
def test_an_id_when_it_is_none_then_the_refusal_names_it(name: str, wrong: str) -> None:
    """Seen red for a line end, which is one letter more than a database has room for."""
    op = {"op_id": "op-1", "kind": "note.remove", "target_id": "target-1", "body": {}} | {name: wrong}

    with pytest.raises(InvalidInput) as refused:
        shapes.parse_batch({"v": 1, "batch": [op]})

    assert set(refused.value.fields) == {f"batch[0].{name}"}


def test_a_rank_when_a_line_end_follows_then_it_is_refused() -> None:
    body = {"cluster_id": None, "rank": "a\n"}
    op = {"op_id": "op-1", "kind": "note.move", "target_id": "target-1", "body": body}

    with pytest.raises(InvalidInput):
        shapes.parse_batch({"v": 1, "batch": [op]})
