"""Operations from a plain form. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from retreat.log.fields import Field, Kind
from retreat.web.asked import number


def ops_of(form: Mapping[str, str], kind: Kind | None, new_id: Callable[[], str]) -> list[dict[str, Any]]:
    """What a form asks for: one operation, or several of one kind.

    Several have separate fields, ``value.1`` beside ``op_id.1`` and ``target_id.1``, and share the others. One that
    lacks what its kind needs is left out, and so is one whose field is still what ``value.1.was`` says.
    """
    numbers = sorted({name.split(".")[1] for name in form if name.startswith("op_id.")})
    if not numbers or kind is None:
        return [_op(form, form, kind, new_id)]
    shared = {name: value for name, value in form.items() if "." not in name}
    several = [
        shared | {name.split(".")[0]: form[name] for name in form if name.split(".")[1:] == [one]} for one in numbers
    ]
    before = [
        {name.split(".")[0]: form[name] for name in form if name.split(".")[1:] == [one, "was"]} for one in numbers
    ]
    return [
        _op(form, fields, kind, new_id)
        for fields, was in zip(several, before, strict=True)
        if all(fields.get(name) for name, field in kind.takes.items() if field.required)
        and not (was and was.items() <= fields.items())
    ]


def _op(
    form: Mapping[str, str], fields: Mapping[str, str], kind: Kind | None, new_id: Callable[[], str]
) -> dict[str, Any]:
    takes = kind.takes if kind else {}
    op: dict[str, Any] = {
        "op_id": fields.get("op_id") or new_id(),
        "kind": form.get("kind", ""),
        "target_id": fields.get("target_id") or new_id(),
        "body": {name: _typed(field, name, fields) for name, field in takes.items() if fields.get(name)},
    }
    version = number(fields.get("base_version"))
    return op if version is None else op | {"base_version": version}


def _typed(field: Field, name: str, fields: Mapping[str, str]) -> object:
    if field.type == "number":
        return number(fields[name])
    return _span(fields[name], fields.get(f"{name}_to")) if field.type == "span" else fields[name]


def _span(text: str, to: str | None) -> object:
    """A span is written ``ID 12 40``; a second one, ``place_to``, makes it reach to there, in whichever order."""
    found = [one.split() for one in (text, to or text)]
    if any(len(one) != 3 or not (one[1].isdecimal() and one[2].isdecimal()) for one in found):
        return text  # it is refused for its shape
    places = [(int(begins), int(ends)) for _on, begins, ends in found]
    return {"on": found[0][0], "from": min(one[0] for one in places), "to": max(one[1] for one in places)}
