"""Transcripts that come as text: captions, lines of ``Speaker: words``, Word documents, JSON of recognisers and ours.

The content decides the format, not the name. Gives turns and words; the speech room cuts them into passages.
The product reads every transcript in a confined child: see ``reading``. Pure.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from retreat.errors import InvalidInput
from retreat.imports import said as pieces
from retreat.imports.cues import CUE, captions, is_captions
from retreat.imports.documents import Block, Paragraph, Row, blocks_of, is_zip
from retreat.imports.labels import Labels
from retreat.imports.letters import letters_of
from retreat.imports.lines import lines_said, paragraphs_said, row_said
from retreat.imports.said import NOTHING, Said
from retreat.imports.word_json import is_ours, loaded, our_transcript, whisper_language, whisper_said
from transcription.types import Transcript

OwnTimes = Literal["none", "captions", "words"]
_NO_CUES = "There are no timed words in this file. Please check that it is WebVTT or SubRip."


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTranscript:
    """What was read: a transcript without passages (unless the JSON had them).

    Attributes:
        is_timed: Whether its times are real.
        is_recognised: Whether a recogniser wrote it and said how sure it was.
        came_as: The kind of file: ``vtt``, ``srt``, ``text``, ``docx``, ``whisper`` or ``transcribe``.
        own_times: What its times are worth: nothing, times of whole captions, or of single words.
    """

    transcript: Transcript
    is_timed: bool
    is_recognised: bool = False
    came_as: str = "text"
    own_times: OwnTimes = "none"


def read_text_transcript(name: str, content: bytes) -> TextTranscript:
    """Read a transcript in whatever format its content has.

    Args:
        name: Only used in the message about a file whose name does not match its content.

    Raises:
        InvalidInput: It is not a transcript, or has no words.
    """
    if is_zip(content):
        return _document(blocks_of(content))
    text = letters_of(content)
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending == "json" or text.lstrip()[:1] == "{" or _is_json_list(text):
        return _json(text)
    if is_captions(text):
        said = captions(text)
        if not said:
            raise InvalidInput(_NO_CUES, code="no_cues")
        return _read(said, came_as="vtt" if text.startswith("WEBVTT") else "srt")
    if ending in ("vtt", "srt"):
        raise InvalidInput(_NO_CUES, code="no_cues") if text.strip() else InvalidInput(NOTHING, code="no_words")
    return _read(lines_said(text), came_as="text")


def handed(name: str, content: bytes, *, look: bool) -> bytes:
    """What `answer` is handed. ``look``: only whether it can be read."""
    return json.dumps({"name": name, "look": look}).encode() + b"\n" + content


def answer(handed: bytes) -> dict[str, Any]:
    """As `read_text_transcript`, in what JSON can say: ``read``, null for a mere look, or ``code`` and ``tell``."""
    asked, _, content = handed.partition(b"\n")
    wanted = json.loads(asked)
    try:
        read = read_text_transcript(wanted["name"], content)
    except InvalidInput as refused:
        return {"code": refused.code, "tell": refused.tell}
    return {"read": None if wanted["look"] else _told(read)}


def _told(read: TextTranscript) -> dict[str, Any]:
    beside = {name: getattr(read, name) for name in TextTranscript.__dataclass_fields__ if name != "transcript"}
    return {**beside, "transcript": read.transcript.to_json()}


def read_said(told: Mapping[str, Any]) -> TextTranscript:
    """What `answer` read, back again."""
    return TextTranscript(**{**told, "transcript": Transcript.from_json(told["transcript"])})


def transcript_of(said: Sequence[tuple[str | None, str]]) -> Transcript:
    """A transcript without times from pairs of speaker and words."""
    return pieces.transcript_of([Said(speaker=speaker, text=words) for speaker, words in said])


def _read(said: Sequence[Said], *, came_as: str, language: str | None = None) -> TextTranscript:
    times = _word_times(said)
    is_timed = any(one.start_ms is not None for one in said) or any(times)
    is_recognised = any(word.confidence is not None for one in said for word in one.words)
    own: OwnTimes = "words" if times and sum(times) > len(times) / 2 else "captions" if is_timed else "none"
    transcript = pieces.transcript_of(said, language=language)
    return TextTranscript(
        transcript=transcript, is_timed=is_timed, is_recognised=is_recognised, came_as=came_as, own_times=own
    )


def _word_times(said: Sequence[Said]) -> list[bool]:
    """Of every word, whether it has a time of its own."""
    return [
        at
        for one in said
        for at in ([word.start_ms is not None for word in one.words] or [False] * len(one.text.split()))
    ]


def _is_json_list(text: str) -> bool:
    if text.lstrip()[:1] != "[":
        return False
    try:
        return isinstance(loaded(text), list)
    except InvalidInput:
        return False


def _json(text: str) -> TextTranscript:
    data: Any = loaded(text)
    if is_ours(data):
        return TextTranscript(
            transcript=our_transcript(data),
            is_timed=True,
            is_recognised=True,
            came_as="transcribe",
            own_times="words",
        )
    return _read(whisper_said(data), came_as="whisper", language=whisper_language(data))


def _document(blocks: Sequence[Block]) -> TextTranscript:
    whole = "\n".join(block.text for block in blocks if isinstance(block, Paragraph))
    if any(CUE.match(line) for line in whole.split("\n")):
        apart = "\n".join(f"\n{line}" if CUE.match(line) else line for line in whole.split("\n"))
        return _read(captions(apart), came_as="docx")
    said: list[Said] = []
    lines: list[str] = []
    labels = Labels(block.cells[0] for block in blocks if isinstance(block, Row) and len(block.cells) == 1)
    for block in blocks:
        if isinstance(block, Paragraph):
            lines += [line.replace("\t", "  ") for line in block.text.split("\n") if line.strip()]
            continue
        said += paragraphs_said(lines)
        lines = []
        row = row_said([cell.replace("\n", " ") for cell in block.cells], labels)
        said += [row] if row is not None else []
    return _read([*said, *paragraphs_said(lines)], came_as="docx")
