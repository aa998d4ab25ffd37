"""What a plain form asks for: one operation, or several of one kind of which the unchanged ones are left out."""

from __future__ import annotations

import pytest

from facilitation.plain_acts import ops_of
from retreat.log.kinds import KINDS

PLACED = KINDS["position.set"]
FORM = {"kind": "position.set", "scale_id": "card-2"}


def test_form_when_it_has_one_act_then_its_fields_are_the_body_and_others_are_left_out() -> None:
    form = FORM | {"op_id": "o", "target_id": "t", "value": "30", "colour": "red"}

    assert ops_of(form, PLACED, lambda: "new") == [
        {"op_id": "o", "kind": "position.set", "target_id": "t", "body": {"scale_id": "card-2", "value": 30}}
    ]


def test_form_when_it_has_several_acts_then_only_those_that_are_filled_in_and_changed_are_sent() -> None:
    form = FORM | {"op_id.1": "a", "target_id.1": "x", "value.1": "30", "value.1.was": "30"}
    form |= {"op_id.2": "b", "target_id.2": "y", "value.2": "40", "value.2.was": "30", "seat.2": "seat-1"}
    form |= {"op_id.3": "c", "target_id.3": "z", "seat.3": "seat-2"}

    assert ops_of(form, PLACED, lambda: "new") == [
        {
            "op_id": "b",
            "kind": "position.set",
            "target_id": "y",
            "body": {"scale_id": "card-2", "value": 40, "seat": "seat-1"},
        }
    ]
    assert ops_of(FORM | {"op_id.1": "a"}, PLACED, lambda: "new") == []


def test_form_when_its_kind_is_not_known_then_it_is_sent_on_to_be_refused() -> None:
    assert ops_of({"kind": "x.y", "op_id.1": "a"}, None, lambda: "new") == [
        {"op_id": "new", "kind": "x.y", "target_id": "new", "body": {}}
    ]


@pytest.mark.parametrize(
    ("place", "to", "meant"),
    [
        ("n1 4 9", "", {"on": "n1", "from": 4, "to": 9}),
        ("n1 20 30", "n1 4 9", {"on": "n1", "from": 4, "to": 30}),
        ("n1 4", "", "n1 4"),
        ("n1 4 x", "n1 4 9", "n1 4 x"),
    ],
)
def test_form_when_it_names_a_place_then_it_is_a_span_in_whichever_order_or_refused_for_its_shape(
    place: str, to: str, meant: object
) -> None:
    form = {"kind": "read.mark", "op_id": "o", "target_id": "t", "place": place, "place_to": to}

    (op,) = ops_of(form, KINDS["read.mark"], lambda: "new")

    assert op["body"] == {"place": meant}
