"""The text of a file in which somebody brings an outcome narrative: plain text, or a Word document."""

from __future__ import annotations

from retreat.errors import InvalidInput
from retreat.imports.documents import Paragraph
from retreat.imports.letters import NOT_TEXT, letters_of
from retreat.imports.unpacking import unpacked
from retreat.programme.narratives.ports import register_file_reader

_NOT_TEXT = "This file is not text. Please choose a Word document (.docx) or a text file (.txt)."


def text_of(_name: str, content: bytes) -> str:
    """Its paragraphs, with an empty line between those of a document; a row of a table is a line.

    Raises:
        InvalidInput: It is neither, or cannot be read.
    """
    try:
        blocks = unpacked(content)
        if blocks is None:
            return letters_of(content)
    except InvalidInput as error:
        says = _NOT_TEXT if error.tell == NOT_TEXT else error.tell.replace("the transcript", "the narrative")
        raise InvalidInput(says, code=error.code) from error
    return "\n\n".join(block.text if isinstance(block, Paragraph) else " | ".join(block.cells) for block in blocks)


register_file_reader(text_of)
