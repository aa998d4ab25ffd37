"""Decodes text files of any machine; a file that is not text is recognised by its first bytes. Pure."""

from __future__ import annotations

import codecs
import re

from retreat.errors import InvalidInput

NOT_TEXT = "This file is not text. Please choose a WebVTT, SubRip, text, Word or JSON transcript."
_KNOWN: tuple[tuple[bytes, str, str], ...] = (
    (b"%PDF", "pdf", "This is a PDF. Please save the transcript as a Word document (.docx) or as plain text."),
    (
        b"{\\rtf",
        "rich_text",
        "This is Rich Text. Please save the transcript as a Word document (.docx) or as plain text.",
    ),
    (b"\xd0\xcf\x11\xe0", "old_word", "This is an old Word document. Please save it as .docx or as plain text."),
    (b"\x1f\x8b", "packed", "This file is compressed. Please unpack it and choose the transcript inside."),
    (b"7z\xbc\xaf", "packed", "This file is compressed. Please unpack it and choose the transcript inside."),
    (b"Rar!", "packed", "This file is compressed. Please unpack it and choose the transcript inside."),
)
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
# A confined child can load nothing more once it reads.
for _, _encoding in _MARKS:
    codecs.lookup(_encoding)
codecs.lookup("cp1252")
_LOOKED_AT_BYTES = 4096
_LONG_GAP = re.compile(r"[^\S\n]{9,}")
_GAP = " " * 8
_PLAIN = frozenset(b"\t\n\r\f\v\x1b\x1a")


def letters_of(content: bytes) -> str:
    """The text of a file, with line ends as ``\\n`` and without a byte order mark.

    Raises:
        InvalidInput: It is not text.
    """
    for begins, code, sentence in _KNOWN:
        if content.startswith(begins):
            raise InvalidInput(sentence, code=code)
    text = _decoded(content)
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")


def without_long_gaps(text: str) -> str:
    """The text with no more than eight blanks in a row on a line.

    Patterns that allow blanks in several places try every way to share them out: thousands would take hours.
    """
    return _LONG_GAP.sub(_GAP, text)


def _decoded(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _as(content[len(mark) :], encoding)
    wide = _wide(content[:_LOOKED_AT_BYTES])
    if wide:
        return _as(content, wide)
    head = content[:_LOOKED_AT_BYTES]
    if sum(byte < 32 and byte not in _PLAIN for byte in head) > len(head) / 100:
        raise InvalidInput(NOT_TEXT, code="not_text")
    for encoding in ("utf-8", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _as(content: bytes, encoding: str) -> str:
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise InvalidInput(
            "The characters in this file cannot be read. Please save it as UTF-8 text.", code="letters"
        ) from error
    head = text[:_LOOKED_AT_BYTES]
    if sum(ord(letter) < 32 and ord(letter) not in _PLAIN for letter in head) > len(head) / 100:
        raise InvalidInput(NOT_TEXT, code="not_text")
    return text


def _wide(head: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of a European text is zero."""
    if len(head) < 4:
        return None
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.6 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.6 and odd < 0.1 else None
