"""A project's XML and texts, out of a file that may be malicious. Pure.

A project is a ZIP of XML, and either can be hostile: unpacking has limits, nothing is ever written to a path that
comes from the archive, and a document type declaration is refused, without which no entity can be declared.
"""

from __future__ import annotations

import codecs
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from retreat.errors import InvalidInput

_FILES_MAX = 20_000
_XML_MAX_BYTES = 128 * 1024**2
_TEXT_MAX_BYTES = 64 * 1024**2
_ALL_MAX_BYTES = 512 * 1024**2
DAMAGED = "This file is damaged. Please export it from the other program again."
NOT_QDA = "This is not a REFI-QDA project (.qdpx) or codebook (.qdc). Please export one from the other program."
TOO_LARGE = "This project unpacks to more than can be read. Please export it in parts."
# The confined child opens no file, so what decodes is loaded beforehand; cp437 is for names in a ZIP.
for _name in ("cp437", "utf-8-sig", "utf-16"):
    codecs.lookup(_name)
_INSIDE = re.compile(r"^(?:internal://)?(?:[Ss]ources/)?([^/\\]+)$")
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, MemoryError),
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The root element, and the texts beside it by their names in small letters."""

    root: Any
    texts: Mapping[str, str]

    def text_at(self, path: str | None) -> str | None:
        """The text that a path of the project names; None if it is not inside."""
        found = _INSIDE.match(path or "")
        return self.texts.get(found[1].lower()) if found else None


def unpack(content: bytes) -> Unpacked:
    """What is in a project, or a codebook.

    Raises:
        InvalidInput: It is neither, is damaged, or unpacks to too much.
    """
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        xml, texts = _unzipped(content)
    else:
        xml, texts = content, {}
    if len(xml) > _XML_MAX_BYTES:
        raise InvalidInput(TOO_LARGE, code="too_long")
    return Unpacked(_parsed(xml), texts)


def _unzipped(content: bytes) -> tuple[bytes, dict[str, str]]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > _FILES_MAX:
                raise InvalidInput(TOO_LARGE, code="too_long")
            roots = [one for one in infos if "/" not in one.filename and one.filename.lower().endswith(".qde")]
            if len(roots) != 1:
                raise InvalidInput(NOT_QDA, code="not_qda")
            room = _ALL_MAX_BYTES
            xml = _member(archive, roots[0], min(room, _XML_MAX_BYTES))
            room -= len(xml)
            texts: dict[str, str] = {}
            for one in infos:
                folder, _, name = one.filename.rpartition("/")
                if folder.lower() == "sources" and name.lower().endswith(".txt"):
                    read = _member(archive, one, min(room, _TEXT_MAX_BYTES))
                    room -= len(read)
                    texts[name.lower()] = read.decode(_encoding(read), errors="replace")
            return xml, texts
    except _BROKEN as error:
        raise InvalidInput(DAMAGED, code="damaged") from error


def _encoding(content: bytes) -> str:
    """Some programs on Windows write UTF-16, whatever the standard says."""
    return "utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> bytes:
    """What a size in the archive says is not believed."""
    with archive.open(info) as stream:
        found = stream.read(most + 1)
    if len(found) > most:
        raise InvalidInput(TOO_LARGE, code="too_long")
    return found


def _parsed(xml: bytes) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(xml.lstrip(b"\xef\xbb\xbf \t\r\n"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise InvalidInput(DAMAGED, code="damaged") from error
    if root.getroottree().docinfo.doctype:
        raise InvalidInput(DAMAGED, code="damaged")
    if etree.QName(root).localname not in ("Project", "CodeBook"):
        raise InvalidInput(NOT_QDA, code="not_qda")
    return root
