"""Projects and codebooks of other programs, read as data: codes, texts, codings, memos. Pure.

The product reads every file of another program in a confined child, by ``answer``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from retreat.errors import InvalidInput
from retreat.export.qda.found import (
    SOUND,
    TEXT,
    TRANSCRIPT,
    ReadCode,
    ReadCoder,
    ReadCoding,
    ReadMemo,
    ReadProject,
    ReadSource,
)
from retreat.export.qda.guids import ORIGIN
from retreat.export.qda.line_ends import with_lf
from retreat.export.qda.unpacking import DAMAGED, Unpacked, unpack

_DEPTH_MAX = 200
_LOST_CODINGS = "codings without a place or a code"
_LOST_OTHER = "codings on pictures, video and pages of PDF documents"
_NOT_KEPT = {"Links": "links between codes or sources", "Graphs": "maps and graphs", "Cases": "cases", "Sets": "sets"}


@dataclass(slots=True)
class _Reading:
    unpacked: Unpacked
    known: set[str] = field(default_factory=set)
    lost: dict[str, int] = field(default_factory=dict)
    on: dict[str, list[str]] = field(default_factory=dict)
    comments: list[ReadMemo] = field(default_factory=list)

    def lose(self, what: str, count: int = 1) -> None:
        if count:
            self.lost[what] = self.lost.get(what, 0) + count


def answer(content: bytes) -> dict[str, Any]:
    """As `read`, in what JSON can say: ``read``, or ``code`` and ``tell``."""
    try:
        return {"read": read(content).to_json()}
    except InvalidInput as refused:
        return {"code": refused.code, "tell": refused.tell}


def read(content: bytes) -> ReadProject:
    """A project or a codebook.

    Raises:
        InvalidInput: It is neither, is damaged, or unpacks to too much.
    """
    unpacked = unpack(content)
    root, reading = unpacked.root, _Reading(unpacked)
    book = root if _tag(root) == "CodeBook" else _child(root, "CodeBook")
    codes = tuple(_codes(_child(book, "Codes"), None, reading, 0)) if book is not None else ()
    reading.known = {one.id for one in codes}
    sources = tuple(_sources(_child(root, "Sources"), reading))
    # In a project of ours they say what is here already.
    for name, what in _NOT_KEPT.items() if root.get("origin") != ORIGIN else ():
        found = _child(root, name)
        reading.lose(what, 0 if found is None else len(found))
    _noted(reading, root, "")
    memos = (*_memos(_child(root, "Notes"), reading), *reading.comments)
    return ReadProject(
        name=root.get("name", ""),
        origin=root.get("origin", ""),
        coders=tuple(
            ReadCoder(id=_guid(one), name=one.get("name") or one.get("id") or "Unknown")
            for one in _children(_child(root, "Users"), "User")
        ),
        codes=codes,
        sources=sources,
        memos=memos,
        losses=tuple(f"Not read: {what} ({count})." for what, count in sorted(reading.lost.items())),
    )


def _codes(parent: Any, above: str | None, reading: _Reading, depth: int) -> Iterator[ReadCode]:
    if depth > _DEPTH_MAX:
        raise InvalidInput(DAMAGED, code="damaged")
    for one in _children(parent, "Code"):
        own = _guid(one)
        yield ReadCode(
            id=own,
            name=one.get("name") or "Without a name",
            description=_said(one),
            color=one.get("color", ""),
            parent_id=above,
        )
        _noted(reading, one, own)
        yield from _codes(one, own, reading, depth + 1)


def _sources(parent: Any, reading: _Reading) -> Iterator[ReadSource]:
    for one in parent if parent is not None else ():
        kind, own = _tag(one), _guid(one)
        if not kind:
            continue
        _noted(reading, one, own)
        if kind == TEXT:
            yield _text(one, reading)
        elif kind in (SOUND, "VideoSource"):
            yield from _sound(one, reading)
        else:
            inside = _child(one, "Representation")
            if inside is not None:
                yield _text(inside, reading, name=one.get("name") or "")
            marked = [each for each in one if _tag(each).endswith("Selection")]
            reading.lose(_LOST_OTHER, sum(len(_children(each, "Coding")) for each in marked))
            reading.lose("pictures and PDF documents", 1 if inside is None else 0)


def _text(one: Any, reading: _Reading, *, name: str = "") -> ReadSource:
    text = _words(one, reading)
    selections = _children(one, "PlainTextSelection")
    places = [(_number(each, "startPosition"), _number(each, "endPosition")) for each in selections]
    text, moved = with_lf(text, [place for place in places if place[0] is not None and place[1] is not None])
    codings: list[ReadCoding] = []
    for each, place in zip(selections, places, strict=True):
        codings += _codings(each, moved.get(place, place), reading)
    # A code on the whole document lies on all of its words.
    codings += _codings(one, (0, len(text)), reading)
    return ReadSource(guid=_guid(one), kind=TEXT, name=name or one.get("name") or "", text=text, codings=tuple(codings))


def _sound(one: Any, reading: _Reading) -> Iterator[ReadSource]:
    own, name = _guid(one), one.get("name") or ""
    for transcript in _children(one, "Transcript"):
        _noted(reading, transcript, _guid(transcript))
        yield _transcript(transcript, own, name, reading)
    of_sound: list[ReadCoding] = []
    for each in _children(one, "AudioSelection"):
        of_sound += _codings(each, (_number(each, "begin"), _number(each, "end")), reading)
    for each in _children(one, "VideoSelection"):
        reading.lose(_LOST_OTHER, len(_children(each, "Coding")))
    reading.lose(_LOST_CODINGS, len(_children(one, "Coding")))
    if of_sound:
        yield ReadSource(guid=own, kind=SOUND, name=name, text="", codings=tuple(of_sound))


def _transcript(one: Any, within: str, otherwise: str, reading: _Reading) -> ReadSource:
    text = _words(one, reading)
    points = {_guid(each): _number(each, "position") for each in _children(one, "SyncPoint")}
    selections = _children(one, "TranscriptSelection")
    places = [
        (points.get(_bare(each.get("fromSyncPoint", ""))), points.get(_bare(each.get("toSyncPoint", ""))))
        for each in selections
    ]
    text, moved = with_lf(text, [place for place in places if place[0] is not None and place[1] is not None])
    codings: list[ReadCoding] = []
    for each, place in zip(selections, places, strict=True):
        codings += _codings(each, moved.get(place, place), reading)
    return ReadSource(
        guid=_guid(one),
        kind=TRANSCRIPT,
        name=one.get("name") or otherwise,
        text=text,
        codings=tuple(codings),
        within=within,
    )


def _words(one: Any, reading: _Reading) -> str:
    inside = _child(one, "PlainTextContent")
    if inside is not None:
        return str(inside.text or "")
    text = reading.unpacked.text_at(one.get("plainTextPath"))
    if text is None:
        reading.lose("texts that are not in the file")
    return text or ""


def _codings(selection: Any, place: tuple[int | None, int | None], reading: _Reading) -> Iterator[ReadCoding]:
    found: list[ReadCoding] = []
    for one in _children(selection, "Coding"):
        code = _child(one, "CodeRef")
        target = _bare(code.get("targetGUID", "")) if code is not None else ""
        start, end = place
        if start is None or end is None or start < 0 or end <= start or target not in reading.known:
            reading.lose(_LOST_CODINGS)
            continue
        own = _guid(one)
        of_selection = () if _tag(selection) in (TEXT, "Representation") else _noted(reading, selection, own)
        coding = ReadCoding(
            guid=own,
            code=target,
            by=_bare(one.get("creatingUser") or selection.get("creatingUser") or "") or None,
            at=_moment(one.get("creationDateTime") or selection.get("creationDateTime")),
            start=start,
            end=end,
            memos=_noted(reading, one, own) + of_selection,
        )
        found.append(coding)
        yield coding
    _comment(selection, found, reading)


def _comment(selection: Any, on: list[ReadCoding], reading: _Reading) -> None:
    """Some programs write comments as descriptions of what is coded, without a memo."""
    said = _said(selection).strip() if _tag(selection).endswith("Selection") else ""
    if said and on:
        reading.comments.append(
            ReadMemo(
                guid=_guid(selection),
                title="",
                text=said,
                by=_bare(selection.get("creatingUser", "")) or on[0].by,
                at=_moment(selection.get("creationDateTime")) or on[0].at,
                on=tuple(one.guid for one in on),
            )
        )
    elif said:
        reading.lose("comments on words without a code")


def _memos(parent: Any, reading: _Reading) -> Iterator[ReadMemo]:
    for one in _children(parent, "Note"):
        own = _guid(one)
        yield ReadMemo(
            guid=own,
            title=one.get("name") or "",
            text=with_lf(_words(one, reading), ())[0],
            by=_bare(one.get("creatingUser", "")) or None,
            at=_moment(one.get("creationDateTime")),
            on=tuple(dict.fromkeys(on for on in reading.on.get(own, ()) if on)),
        )


def _noted(reading: _Reading, element: Any, own: str) -> tuple[str, ...]:
    found = tuple(_bare(one.get("targetGUID", "")) for one in _children(element, "NoteRef"))
    for memo in found:
        reading.on.setdefault(memo, []).append(own)
    return found


def _said(element: Any) -> str:
    described = _child(element, "Description")
    return str(described.text or "") if described is not None else ""


def _tag(element: Any) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""


def _child(parent: Any, tag: str) -> Any:
    return next(iter(_children(parent, tag)), None)


def _children(parent: Any, tag: str) -> list[Any]:
    return [] if parent is None else [one for one in parent if _tag(one) == tag]


def _guid(element: Any) -> str:
    return _bare(element.get("guid", ""))


def _bare(text: str) -> str:
    return text.strip().strip("{}").upper()


def _number(element: Any, name: str) -> int | None:
    text = (element.get(name) or "").strip()
    return int(text) if re.fullmatch(r"-?[0-9]{1,12}", text) else None


def _moment(text: str | None) -> datetime | None:
    try:
        found = datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
