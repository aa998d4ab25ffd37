"""Word documents: their paragraphs and tables, read with the standard library alone. Pure.

A document is a ZIP of XML, and either can be malicious: unpacking has a limit, and a document type
declaration, without which no entity can be declared, is refused. The product still reads them in a confined child:
see ``reading``.
"""

from __future__ import annotations

import codecs
import io
import lzma
import re
import zipfile
import zlib
from dataclasses import dataclass, field
from typing import IO
from xml.parsers import expat

from retreat.errors import InvalidInput
from retreat.imports.said import TOO_MANY

_MAIN = re.compile(r"^word/document\d*\.xml$")
_XML_MAX_BYTES = 64 * 1024**2
_FILES_MAX = 10_000
_DEPTH_MAX = 200
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_FALLBACK = "http://schemas.openxmlformats.org/markup-compatibility/2006 Fallback"
_TEXT_MAX_CHARS = 4 * 1024**2
_PARTS_MAX = 500_000

# Names inside a ZIP may use this codec, and a confined child cannot load it later.
codecs.lookup("cp437")

NOT_WORD = "This file is not a Word document (.docx). Please save the transcript as .docx or as plain text."
DAMAGED = "This Word document is damaged. Please open it, save it again and choose it once more."
LOCKED = "This Word document is locked with a password. Please save it without one."


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; a break inside it is a ``\\n``."""

    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, a text a cell."""

    cells: tuple[str, ...]


Block = Paragraph | Row


def is_zip(content: bytes) -> bool:
    """Whether it begins as a ZIP archive does."""
    return content.startswith((b"PK\x03\x04", b"PK\x05\x06"))


def blocks_of(content: bytes) -> list[Block]:
    """A document's paragraphs and rows in order, without text deleted under change tracking.

    Raises:
        InvalidInput: It is not a Word document, is damaged or locked, or unpacks to too much.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if len(archive.infolist()) > _FILES_MAX:
                raise InvalidInput(TOO_MANY, code="too_long")
            main = next((info for info in archive.infolist() if _MAIN.match(info.filename)), None)
            if main is None:
                raise InvalidInput(NOT_WORD, code="not_word")
            if main.flag_bits & 0x1:
                raise InvalidInput(LOCKED, code="locked")
            with archive.open(main) as stream:
                return _Reader().read(stream)
    except (
        zipfile.BadZipFile,
        expat.ExpatError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        LookupError,
        OSError,
        NotImplementedError,
        RuntimeError,
        ValueError,
    ) as error:
        raise InvalidInput(DAMAGED, code="damaged") from error


@dataclass(slots=True)
class _Table:
    cells: list[str] = field(default_factory=list)
    inside: list[str] = field(default_factory=list)


class _Reader:
    """Receives the elements of the main part as they come; never holds the whole tree."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self._tables: list[_Table] = []
        self._pieces: list[str] = []
        self._in_text = False
        self._skipped = 0
        self._depth = 0
        self._chars = 0
        self._parts = 0

    def read(self, stream: IO[bytes]) -> list[Block]:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._refuse
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._letters
        parser.buffer_text = True
        # All at once: the parser starts a tag again with every further piece, which takes minutes for a huge tag.
        whole = stream.read(_XML_MAX_BYTES + 1)
        if len(whole) > _XML_MAX_BYTES:
            raise InvalidInput(TOO_MANY, code="too_long")
        parser.Parse(whole, True)
        return self.blocks

    def _refuse(self, *_: object) -> None:
        raise InvalidInput(DAMAGED, code="damaged")

    def _begin(self, name: str, _attributes: object) -> None:
        self._depth += 1
        if self._depth > _DEPTH_MAX:
            raise InvalidInput(DAMAGED, code="damaged")
        if self._skipped or name == _FALLBACK:
            self._skipped += 1
            return
        match _local(name):
            case "t":
                self._in_text = True
            case "tab":
                self._pieces.append("\t")
            case "br" | "cr":
                self._pieces.append("\n")
            case "noBreakHyphen":
                self._pieces.append("-")
            case "tr":
                self._tables.append(_Table())

    def _end(self, name: str) -> None:
        self._depth -= 1
        if self._skipped:
            self._skipped -= 1
            return
        match _local(name):
            case "t":
                self._in_text = False
            case "p":
                self._paragraph()
            case "tc" if self._tables:
                self._count()
                table = self._tables[-1]
                table.cells.append("\n".join(table.inside))
                table.inside = []
            case "tr" if self._tables:
                row = Row(tuple(self._tables.pop().cells))
                if self._tables:
                    self._tables[-1].inside.append(" ".join(row.cells))
                else:
                    self.blocks.append(row)

    def _letters(self, letters: str) -> None:
        if self._in_text and not self._skipped:
            self._chars += len(letters)
            if self._chars > _TEXT_MAX_CHARS:
                raise InvalidInput(TOO_MANY, code="too_long")
            self._pieces.append(letters)

    def _count(self) -> None:
        self._parts += 1
        if self._parts > _PARTS_MAX:
            raise InvalidInput(TOO_MANY, code="too_long")

    def _paragraph(self) -> None:
        text = "".join(self._pieces)
        self._pieces = []
        if not text.strip():
            return
        self._count()
        if self._tables:
            self._tables[-1].inside.append(text)
        else:
            self.blocks.append(Paragraph(text))


def _local(name: str) -> str:
    space, _, local = name.rpartition(" ")
    return local if space in (_WORD, _STRICT) else ""
