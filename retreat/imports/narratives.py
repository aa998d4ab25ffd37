"""A file in which somebody brings an outcome narrative, read for the programme in a confined child."""

from __future__ import annotations

from retreat.imports.reading import read_in_child
from retreat.programme.narratives.ports import register_file_reader

_READER = "retreat.imports.narrative_text"


def text_of(_name: str, content: bytes) -> str:
    """Its words; see `narrative_text`.

    Raises:
        InvalidInput: It is neither text nor a Word document, or cannot be read.
    """
    return str(read_in_child(_READER, content))


register_file_reader(text_of)
