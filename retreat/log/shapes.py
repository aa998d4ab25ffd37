"""Checking the shape of what clients send, before anything else looks at it. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from retreat.clock import from_text
from retreat.errors import InvalidInput
from retreat.ids import is_id
from retreat.log.fields import BATCH_MAX_OPS, Field, Operation
from retreat.log.kinds import KINDS

# Control characters carry no meaning in a note, and NUL cannot be stored by PostgreSQL.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_RANK = re.compile(r"[0-9A-Za-z]{1,64}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_FIRST_YEAR = 1900  # earlier ones are slips of the hand, such as the year 27
_ABOUT_THE_SESSION = ("session.end", "session.reopen", "notes.reveal", "wall.show")
_ENVELOPE = {"op_id", "device_seq", "kind", "target_id", "base_version", "client_at", "body"}


def clean_text(text: str) -> str:
    """Words as they are kept: line ends as LF, control characters and broken surrogates gone, ends trimmed."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def parse_batch(payload: object) -> tuple[Operation, ...]:
    """Check ``{"v": 1, "batch": […]}``.

    Raises:
        InvalidInput: Names the first fault by its place in the batch.
    """
    if not isinstance(payload, Mapping) or payload.get("v") != 1:
        raise InvalidInput("The message must be an object with v = 1.", fields={"v": "must be 1"})
    batch = payload.get("batch")
    if not isinstance(batch, list) or not 1 <= len(batch) <= BATCH_MAX_OPS:
        raise InvalidInput(
            f"A batch holds 1 to {BATCH_MAX_OPS} operations.", fields={"batch": f"1 to {BATCH_MAX_OPS} operations"}
        )
    return tuple(_operation(raw, f"batch[{index}]") for index, raw in enumerate(batch))


def _refuse(place: str, problem: str) -> InvalidInput:
    return InvalidInput(f"{place}: {problem}.", fields={place: problem})


def _operation(raw: object, place: str) -> Operation:
    if not isinstance(raw, Mapping):
        raise _refuse(place, "must be an object")
    unknown = set(raw) - _ENVELOPE
    if unknown:
        raise _refuse(f"{place}.{sorted(map(str, unknown))[0]}", "is not a known field")
    for name in ("op_id", "target_id"):
        if name == "target_id" and raw.get(name) is None and raw.get("kind") in _ABOUT_THE_SESSION:
            continue
        if not is_id(raw.get(name)):
            raise _refuse(f"{place}.{name}", "must be an id of 1 to 64 letters, digits, dashes")
    kind = KINDS.get(raw.get("kind")) if isinstance(raw.get("kind"), str) else None  # type: ignore[arg-type]
    if kind is None or kind.senders == {"server"}:
        raise _refuse(f"{place}.kind", "is not a kind that clients send")
    base_version = raw.get("base_version")
    if base_version is not None and not _is_whole(base_version):
        raise _refuse(f"{place}.base_version", "must be a whole number")
    device_seq = raw.get("device_seq")
    if device_seq is not None and not _is_whole(device_seq):
        raise _refuse(f"{place}.device_seq", "must be a whole number")
    body = raw.get("body", {})
    if not isinstance(body, Mapping):
        raise _refuse(f"{place}.body", "must be an object")
    return Operation(
        op_id=raw["op_id"],
        kind=kind.name,
        target_id=raw.get("target_id") or raw["op_id"],
        body=_body(kind.takes, body, f"{place}.body"),
        base_version=base_version,
        client_at=_moment(raw.get("client_at"), f"{place}.client_at"),
        device_seq=device_seq,
    )


def _is_visible(character: str) -> bool:
    """A note of nothing but spaces and zero-width joiners would be an empty slip on every wall."""
    category = unicodedata.category(character)
    return category[0] != "Z" and category not in ("Cc", "Cf")


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**53


def _moment(value: object, place: str) -> datetime | None:
    if value is None:
        return None
    try:
        return from_text(value) if isinstance(value, str) else _raise()
    except (ValueError, OverflowError) as error:
        raise _refuse(place, "must be a time such as 2026-03-05T10:00:00.000Z") from error


def _raise() -> datetime:
    raise ValueError("not text")


def _body(takes: Mapping[str, Field], body: Mapping[str, Any], place: str) -> dict[str, Any]:
    unknown = set(body) - set(takes)
    if unknown:
        raise _refuse(f"{place}.{sorted(map(str, unknown))[0]}", "is not a known field")
    parsed: dict[str, Any] = {}
    for name, field in takes.items():
        if name not in body or (body[name] is None and not field.required):
            if field.required and not (name in body and field.nullable):
                raise _refuse(f"{place}.{name}", "is missing")
            continue
        parsed[name] = _value(field, body[name], f"{place}.{name}")
    return parsed


def _value(field: Field, value: object, place: str) -> object:
    if value is None and field.nullable:
        return None
    if field.type == "text":
        return _text(field, value, place)
    if field.type == "texts":
        if not isinstance(value, list) or len(value) > field.most_items:
            raise _refuse(place, f"must be a list of at most {field.most_items} texts")
        return [_text(field, one, f"{place}[{number}]") for number, one in enumerate(value)]
    if field.type == "id" and not is_id(value):
        raise _refuse(place, "must be an id")
    if field.type == "choice" and value not in field.choices:
        raise _refuse(place, f"must be one of {', '.join(field.choices)}")
    if field.type == "number" and (not _is_whole(value) or not field.least <= value <= field.most):  # type: ignore[operator]
        raise _refuse(place, f"must be a whole number from {field.least} to {field.most}")
    if field.type == "span" and not _is_span(value, field):
        raise _refuse(place, "must say what it is on, and from where to where")
    if field.type == "rank" and not (isinstance(value, str) and _RANK.fullmatch(value)):
        raise _refuse(place, "must be 1 to 64 letters and digits")
    if field.type == "day" and not (isinstance(value, str) and _is_day(value)):
        raise _refuse(place, "must be a day such as 2027-03-31")
    if field.type == "ids" and not (
        isinstance(value, list) and len(value) <= field.most_items and all(map(is_id, value))
    ):
        raise _refuse(place, f"must be a list of at most {field.most_items} ids")
    return value


def _is_day(value: str) -> bool:
    try:
        return bool(_DAY.fullmatch(value)) and date.fromisoformat(value).year >= _FIRST_YEAR
    except ValueError:
        return False


def _is_span(value: object, field: Field) -> bool:
    if not isinstance(value, Mapping) or set(value) != {"on", "from", "to"} or not is_id(value["on"]):
        return False
    begins, ends = value["from"], value["to"]
    return _is_whole(begins) and _is_whole(ends) and 0 <= begins < ends <= field.most


def _text(field: Field, value: object, place: str) -> str:
    if not isinstance(value, str):
        raise _refuse(place, "must be text")
    text = clean_text(value)
    if not field.may_be_empty and not any(map(_is_visible, text)):
        raise _refuse(place, "needs at least one word")
    return text
