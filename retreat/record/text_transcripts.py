"""Transcripts that come as text: WebVTT, SubRip, lines of ``Speaker: words``, and the JSON that `transcribe` writes.

Gives turns and words; cutting them into passages is the speech room's. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from retreat.errors import InvalidInput
from transcription.types import Transcript, Turn, Word

_SPEAKER = re.compile(r"^\s*(?:\[[\d:.,\s]+\]\s*)?([^:\n<>{}]{1,60}?)\s*:\s+(\S.*)$")
_VOICE = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")
_CUE = re.compile(r"^\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})\s*-->\s*((?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3})")
_ENTITIES = {"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": " ", "&lrm;": "", "&rlm;": ""}

NOTHING = "There are no words in this file."


@dataclass(frozen=True, slots=True, kw_only=True)
class TextTranscript:
    """What was read: a transcript without passages (unless the JSON had them), and whether its times are real."""

    transcript: Transcript
    is_timed: bool
    is_recognised: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    speaker: str | None
    text: str
    start_ms: int = 0
    end_ms: int = 0


def read_text_transcript(name: str, content: bytes) -> TextTranscript:
    """Read a transcript by what it holds; its name only decides between plain kinds.

    Raises:
        InvalidInput: It is none, or holds no words.
    """
    text = _decoded(content)
    ending = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    if ending == "json":
        return _read_json(text)
    if ending == "vtt" or text.startswith("WEBVTT"):
        return _timed(_cues(text))
    if ending == "srt":
        return _timed(_cues(text))
    said = _lines(text)
    if not said:
        raise InvalidInput(NOTHING)
    return TextTranscript(transcript=_transcript(said), is_timed=False)


def transcript_of(said: Sequence[tuple[str | None, str]]) -> Transcript:
    """A transcript without times from pairs of speaker and words."""
    return _transcript([_Said(speaker=speaker, text=words) for speaker, words in said])


def _decoded(content: bytes) -> str:
    if b"\0" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise InvalidInput("This file is not text. Please choose a WebVTT, SubRip, text or JSON transcript.")
    for encoding in ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding).replace("\r\n", "\n").replace("\r", "\n")
        except UnicodeDecodeError:
            continue
    raise InvalidInput("The letters of this file cannot be read. Please save it as UTF-8 text.")


def _timed(said: list[_Said]) -> TextTranscript:
    if not said:
        raise InvalidInput("There are no timed words in this file. Please check that it is WebVTT or SubRip.")
    return TextTranscript(transcript=_transcript(said), is_timed=True)


def _cues(text: str) -> list[_Said]:
    """Cues with their speaker; a cue without one goes on with the speaker before, as captions are cut."""
    said: list[_Said] = []
    for block in re.split(r"\n\s*\n", text):
        lines = block.split("\n")
        at = next((n for n, line in enumerate(lines) if _CUE.match(line)), None)
        if at is None:
            continue
        found = _CUE.match(lines[at])
        assert found is not None
        start_ms, end_ms = _milliseconds(found.group(1)), _milliseconds(found.group(2))
        for speaker, words in _voices(lines[at + 1 :]):
            if words:
                said.append(_Said(speaker=speaker, text=words, start_ms=start_ms, end_ms=max(start_ms, end_ms)))
    return said


def _voices(lines: Sequence[str]) -> list[tuple[str | None, str]]:
    joined = "\n".join(lines)
    parts = _VOICE.split(joined)
    if len(parts) > 1:
        pairs = zip(parts[1::2], parts[2::2], strict=True)
        before = [(None, _clean(parts[0]))] if _clean(parts[0]) else []
        return [*before, *((speaker.strip(), _clean(words)) for speaker, words in pairs)]
    found = _SPEAKER.match(_clean(joined))
    return [(found.group(1).strip(), found.group(2))] if found else [(None, _clean(joined))]


def _clean(words: str) -> str:
    plain = _TAG.sub("", words)
    for entity, letter in _ENTITIES.items():
        plain = plain.replace(entity, letter)
    return " ".join(plain.split())


def _lines(text: str) -> list[_Said]:
    """Each line with a speaker begins a turn; other lines go on with it; without any speaker, a line is a turn."""
    said: list[_Said] = []
    for line in filter(str.strip, text.split("\n")):
        found = _SPEAKER.match(line)
        if found and not found.group(1).lower().startswith(("http", "www")):
            said.append(_Said(speaker=found.group(1).strip(), text=found.group(2).strip()))
        elif said and said[-1].speaker is not None:
            said[-1] = _Said(speaker=said[-1].speaker, text=f"{said[-1].text} {line.strip()}")
        elif not re.fullmatch(r"\s*[^:\s][^:]{0,60}:\s*", line):
            said.append(_Said(speaker=None, text=line.strip()))
    return said


def _transcript(said: Sequence[_Said]) -> Transcript:
    words: list[Word] = []
    turns: list[Turn] = []
    for one in said:
        parts = one.text.split()
        first = len(words)
        step = (one.end_ms - one.start_ms) / max(len(parts), 1)
        words += [
            Word(
                text=part,
                start_ms=one.start_ms + round(n * step),
                end_ms=one.start_ms + round((n + 1) * step),
                confidence=1.0,
                speaker=one.speaker,
            )
            for n, part in enumerate(parts)
        ]
        turns.append(
            Turn(
                speaker=one.speaker,
                start_ms=one.start_ms,
                end_ms=one.end_ms,
                text=" ".join(parts),
                word_indexes=tuple(range(first, len(words))),
            )
        )
    return Transcript(
        duration_s=max((turn.end_ms for turn in turns), default=0) / 1000,
        language=None,
        model="text",
        words=tuple(words),
        turns=tuple(turns),
    )


def _read_json(text: str) -> TextTranscript:
    try:
        data: Any = json.loads(text)
        transcript = Transcript.from_json(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InvalidInput("This JSON is not a transcript as “transcribe” writes it.") from error
    if not transcript.words and not transcript.turns and not isinstance(data.get("words"), list):
        raise InvalidInput("This JSON is not a transcript as “transcribe” writes it.")
    if not _fits_together(transcript):
        raise InvalidInput("This JSON transcript points at words or turns that it does not have.")
    return TextTranscript(transcript=transcript, is_timed=True, is_recognised=True)


def _fits_together(transcript: Transcript) -> bool:
    words, turns = len(transcript.words), len(transcript.turns)
    return (
        all(0 <= index < words for turn in transcript.turns for index in turn.word_indexes)
        and all(0 <= one.first_word <= one.last_word < words for one in transcript.passages)
        and all(0 <= one.first_turn <= one.last_turn < turns for one in transcript.passages)
        and all(0 <= at < len(transcript.passages) for one in transcript.groupings for at in one.passages)
        and all(isinstance(word.text, str) and isinstance(word.start_ms, int) for word in transcript.words)
    )


def _milliseconds(stamp: str) -> int:
    whole, _, fraction = stamp.replace(",", ".").partition(".")
    seconds = 0
    for part in whole.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000 + int(fraction.ljust(3, "0")[:3])
