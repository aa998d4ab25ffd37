"""What was found in a project of another program, as frozen values that JSON can carry out of the reading child. Pure.

Places are code points of the text, half-open; in sound without words, milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

TEXT, TRANSCRIPT, SOUND = "TextSource", "Transcript", "AudioSource"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCoder:
    """Somebody who worked on the project; ``id`` is a GUID in capitals."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCode:
    """A code; ``id`` and ``parent_id`` are GUIDs in capitals, ``color`` is ``#RRGGBB`` or empty."""

    id: str
    name: str
    description: str = ""
    color: str = ""
    parent_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCoding:
    """A code on a stretch of one source."""

    guid: str
    code: str
    by: str | None
    at: datetime | None
    start: int
    end: int
    memos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSource:
    """A source with its codings.

    Attributes:
        kind: ``TextSource``, ``Transcript``, or ``AudioSource`` for codings on the sound itself.
        within: For a transcript: the GUID of its sound.
    """

    guid: str
    kind: str
    name: str
    text: str
    codings: tuple[ReadCoding, ...] = ()
    within: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMemo:
    """A memo, and what it is on: GUIDs of codes, codings and sources; on nothing, it is about the whole project."""

    guid: str
    title: str
    text: str
    by: str | None
    at: datetime | None
    on: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProject:
    """What was found in a file; ``losses``: what was not read, in sentences."""

    name: str
    origin: str
    coders: tuple[ReadCoder, ...] = ()
    codes: tuple[ReadCode, ...] = ()
    sources: tuple[ReadSource, ...] = ()
    memos: tuple[ReadMemo, ...] = ()
    losses: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """In what JSON can say."""
        plain: dict[str, Any] = _plain(asdict(self))
        return plain

    @classmethod
    def from_json(cls, told: Mapping[str, Any]) -> ReadProject:
        """What `to_json` said, back again."""
        return cls(
            name=told["name"],
            origin=told["origin"],
            coders=tuple(ReadCoder(**one) for one in told["coders"]),
            codes=tuple(ReadCode(**one) for one in told["codes"]),
            sources=tuple(
                ReadSource(**{**one, "codings": tuple(_coding(coding) for coding in one["codings"])})
                for one in told["sources"]
            ),
            memos=tuple(ReadMemo(**{**one, "at": _moment(one["at"]), "on": tuple(one["on"])}) for one in told["memos"]),
            losses=tuple(told["losses"]),
        )


def _coding(one: Mapping[str, Any]) -> ReadCoding:
    return ReadCoding(**{**one, "at": _moment(one["at"]), "memos": tuple(one["memos"])})


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else value
