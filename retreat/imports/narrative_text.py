"""The words of a file in which somebody brings an outcome narrative: plain text, or a Word document. Pure.

Read in a confined child, as transcripts are: see ``reading``.
"""

from __future__ import annotations

from typing import Any

from retreat.errors import InvalidInput
from retreat.imports.documents import Paragraph, blocks_of, is_zip
from retreat.imports.letters import NOT_TEXT, letters_of

_NOT_TEXT = "This file is not text. Please choose a Word document (.docx) or a text file (.txt)."


def narrative_text(content: bytes) -> str:
    """Its paragraphs, with an empty line between those of a document; a row of a table is a line.

    Raises:
        InvalidInput: It is neither, or cannot be read.
    """
    try:
        if not is_zip(content):
            return letters_of(content)
        blocks = blocks_of(content)
    except InvalidInput as error:
        says = _NOT_TEXT if error.tell == NOT_TEXT else error.tell.replace("the transcript", "the narrative")
        raise InvalidInput(says, code=error.code) from error
    return "\n\n".join(block.text if isinstance(block, Paragraph) else " | ".join(block.cells) for block in blocks)


def answer(content: bytes) -> dict[str, Any]:
    """As `narrative_text`, in what JSON can say: ``read``, or ``code`` and ``tell``."""
    try:
        return {"read": narrative_text(content)}
    except InvalidInput as refused:
        return {"code": refused.code, "tell": refused.tell}
