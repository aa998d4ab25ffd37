"""Projects and codebooks of other programs, read as data: codes, texts, codings, memos. Pure.

A project is a ZIP of XML, and either can be malicious: unpacking has limits, nothing is ever written to a path that
comes from the archive, and a document type declaration is refused, without which no entity can be declared.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

from retreat.errors import InvalidInput
from retreat.export.ports import Code, Coder

_FILES_MAX = 20_000
_XML_MAX_BYTES = 128 * 1024**2
_TEXT_MAX_BYTES = 64 * 1024**2
_ALL_MAX_BYTES = 512 * 1024**2
_DEPTH_MAX = 200
_DAMAGED = "This file is damaged. Please export it from the other program again."
_NOT_QDA = "This is not a REFI-QDA project (.qdpx) or codebook (.qdc)."
_TOO_LARGE = "This project unpacks to more than can be read."
_INSIDE = re.compile(r"^(?:internal://)?(?:[Ss]ources/)?([^/\\]+)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadCoding:
    """A code on a stretch of one text, in code points, half-open."""

    guid: str
    code: str
    by: str | None
    at: datetime | None
    start: int
    end: int
    memos: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadSource:
    """A text with its codings; ``kind`` is ``TextSource`` or ``Transcript``."""

    guid: str
    kind: str
    name: str
    text: str
    codings: tuple[ReadCoding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMemo:
    """A memo, and what it is on: GUIDs of codes and codings."""

    guid: str
    title: str
    text: str
    by: str | None
    at: datetime | None
    on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadProject:
    """What was found in a file.

    Attributes:
        codes: Ids and parents are GUIDs in capitals.
        losses: What was not read, in sentences.
    """

    name: str
    origin: str
    coders: tuple[Coder, ...]
    codes: tuple[Code, ...]
    sources: tuple[ReadSource, ...] = ()
    memos: tuple[ReadMemo, ...] = ()
    losses: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reading:
    texts: Mapping[str, str]
    lost: dict[str, int] = field(default_factory=dict)
    on: dict[str, list[str]] = field(default_factory=dict)

    def lose(self, what: str) -> None:
        self.lost[what] = self.lost.get(what, 0) + 1


def read(content: bytes) -> ReadProject:
    """A project or a codebook.

    Raises:
        InvalidInput: It is neither, is damaged, or unpacks to too much.
    """
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        xml, texts = _unpacked(content)
    else:
        xml, texts = content, {}
    if len(xml) > _XML_MAX_BYTES:
        raise InvalidInput(_TOO_LARGE, code="too_long")
    return _project(_parsed(xml), _Reading(texts))


def _unpacked(content: bytes) -> tuple[bytes, dict[str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > _FILES_MAX:
                raise InvalidInput(_TOO_LARGE, code="too_long")
            roots = [one for one in infos if "/" not in one.filename and one.filename.lower().endswith(".qde")]
            if len(roots) != 1:
                raise InvalidInput(_NOT_QDA, code="not_qda")
            room = _ALL_MAX_BYTES
            xml = _member(archive, roots[0], min(room, _XML_MAX_BYTES))
            room -= len(xml)
            texts: dict[str, str] = {}
            for one in infos:
                folder, _, name = one.filename.rpartition("/")
                if folder.lower() == "sources" and name.lower().endswith(".txt"):
                    read_ = _member(archive, one, min(room, _TEXT_MAX_BYTES))
                    room -= len(read_)
                    texts[name.lower()] = read_.decode("utf-8-sig", errors="replace")
            return xml, texts
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise InvalidInput(_DAMAGED, code="damaged") from error


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """What a size in the archive says is not believed."""
    with archive.open(info) as stream:
        found = stream.read(most + 1)
    if len(found) > most:
        raise InvalidInput(_TOO_LARGE, code="too_long")
    return found


def _parsed(xml: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InvalidInput(_DAMAGED, code="damaged") from error
    if root.getroottree().docinfo.doctype:
        raise InvalidInput(_DAMAGED, code="damaged")
    if _tag(root) not in ("Project", "CodeBook"):
        raise InvalidInput(_NOT_QDA, code="not_qda")
    return root


def _project(root: Any, reading: _Reading) -> ReadProject:
    book = root if _tag(root) == "CodeBook" else _child(root, "CodeBook")
    codes = tuple(_codes(_child(book, "Codes"), None, reading, 0)) if book is not None else ()
    known = {one.id for one in codes}
    sources = tuple(_sources(_child(root, "Sources"), reading, known))
    for name in ("Links", "Graphs"):
        if _child(root, name) is not None:
            reading.lose(name.lower())
    _noted(reading, root, "")
    memos = tuple(_memos(_child(root, "Notes"), reading))
    return ReadProject(
        name=root.get("name", ""),
        origin=root.get("origin", ""),
        coders=tuple(
            Coder(id=_guid(one), name=one.get("name") or one.get("id") or "Unknown")
            for one in _children(_child(root, "Users"), "User")
        ),
        codes=codes,
        sources=sources,
        memos=memos,
        losses=tuple(f"Not read: {what} ({count})." for what, count in sorted(reading.lost.items())),
    )


def _codes(parent: Any, above: str | None, reading: _Reading, depth: int) -> Iterator[Code]:
    if depth > _DEPTH_MAX:
        raise InvalidInput(_DAMAGED, code="damaged")
    for one in _children(parent, "Code"):
        own = _guid(one)
        described = _child(one, "Description")
        yield Code(
            id=own,
            name=one.get("name") or "Without a name",
            description=(described.text or "") if described is not None else "",
            color=one.get("color", ""),
            parent_id=above,
        )
        _noted(reading, one, own)
        yield from _codes(one, own, reading, depth + 1)


def _sources(parent: Any, reading: _Reading, known: set[str]) -> Iterator[ReadSource]:
    for one in parent if parent is not None else ():
        kind = _tag(one)
        if kind == "TextSource":
            yield _text(one, kind, _selected(one, reading, known), reading)
        elif kind in ("AudioSource", "VideoSource"):
            for transcript in _children(one, "Transcript"):
                name = transcript.get("name") or one.get("name") or ""
                yield _text(transcript, "Transcript", _timed(transcript, reading, known), reading, name=name)
        elif kind:
            reading.lose("pictures and PDF documents")


def _text(one: Any, kind: str, codings: Iterator[ReadCoding], reading: _Reading, *, name: str = "") -> ReadSource:
    return ReadSource(
        guid=_guid(one),
        kind=kind,
        name=name or one.get("name") or "",
        text=_words(one, reading),
        codings=tuple(codings),
    )


def _words(one: Any, reading: _Reading) -> str:
    inside = _child(one, "PlainTextContent")
    if inside is not None:
        return str(inside.text or "")
    found = _INSIDE.match(one.get("plainTextPath") or "")
    text = reading.texts.get(found[1].lower()) if found else None
    if text is None:
        reading.lose("texts that are not in the file")
    return text or ""


def _selected(source: Any, reading: _Reading, known: set[str]) -> Iterator[ReadCoding]:
    for one in _children(source, "PlainTextSelection"):
        place = _number(one, "startPosition"), _number(one, "endPosition")
        yield from _codings(one, place, reading, known)


def _timed(transcript: Any, reading: _Reading, known: set[str]) -> Iterator[ReadCoding]:
    points = {_guid(one): _number(one, "position") for one in _children(transcript, "SyncPoint")}
    for one in _children(transcript, "TranscriptSelection"):
        place = (
            points.get((one.get("fromSyncPoint") or "").strip("{}").upper()),
            points.get((one.get("toSyncPoint") or "").strip("{}").upper()),
        )
        yield from _codings(one, place, reading, known)


def _codings(
    selection: Any, place: tuple[int | None, int | None], reading: _Reading, known: set[str]
) -> Iterator[ReadCoding]:
    for one in _children(selection, "Coding"):
        code = _child(one, "CodeRef")
        target = _bare(code.get("targetGUID", "")) if code is not None else ""
        start, end = place
        if start is None or end is None or start < 0 or end <= start or target not in known:
            reading.lose("codings without a place or a code")
            continue
        own = _guid(one)
        yield ReadCoding(
            guid=own,
            code=target,
            by=_bare(one.get("creatingUser", "")) or None,
            at=_moment(one.get("creationDateTime")),
            start=start,
            end=end,
            memos=_noted(reading, one, own) + _noted(reading, selection, own),
        )


def _memos(parent: Any, reading: _Reading) -> Iterator[ReadMemo]:
    for one in _children(parent, "Note"):
        own = _guid(one)
        yield ReadMemo(
            guid=own,
            title=one.get("name") or "",
            text=_words(one, reading),
            by=_bare(one.get("creatingUser", "")) or None,
            at=_moment(one.get("creationDateTime")),
            on=tuple(dict.fromkeys(on for on in reading.on.get(own, ()) if on)),
        )


def _noted(reading: _Reading, element: Any, own: str) -> tuple[str, ...]:
    found = tuple(_bare(one.get("targetGUID", "")) for one in _children(element, "NoteRef"))
    for memo in found:
        reading.on.setdefault(memo, []).append(own)
    return found


def _tag(element: Any) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


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
        return datetime.fromisoformat((text or "").replace("Z", "+00:00"))
    except ValueError:
        return None
