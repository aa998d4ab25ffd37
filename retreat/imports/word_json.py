"""Transcripts as JSON: what `transcribe` writes, and what openai-whisper, faster-whisper and WhisperX write. Pure."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from retreat.errors import InvalidInput
from retreat.imports.said import TIME_MAX_MS, WORDS_MAX, Said, SaidWord, clean, milliseconds
from retreat.transcripts.limits import NAME_MAX_CHARS
from transcription.types import Transcript

NOT_OURS = (
    "This JSON is not a transcript from “transcribe”, Whisper or WhisperX. "
    "Please choose the file with the words and their times."
)
POINTS_NOWHERE = "This JSON transcript refers to words or turns that it does not have."
_LANGUAGE_MAX_CHARS = 16


def loaded(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        InvalidInput: It is no JSON.
    """
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(NOT_OURS, code="no_transcript") from error


def is_ours(data: Any) -> bool:
    """Whether it looks like what `transcribe` writes."""
    return isinstance(data, dict) and "duration_s" in data and ("words" in data or "turns" in data)


def our_transcript(data: Any) -> Transcript:
    """What `transcribe` wrote.

    Raises:
        InvalidInput: It is something else, or points at what it does not have.
    """
    try:
        transcript = Transcript.from_json(data)
        is_whole, points_rightly = _is_whole(transcript), _points_rightly(transcript)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise InvalidInput(NOT_OURS, code="no_transcript") from error
    if not is_whole or len(transcript.words) > WORDS_MAX:
        raise InvalidInput(NOT_OURS, code="no_transcript")
    if not points_rightly:
        raise InvalidInput(POINTS_NOWHERE, code="points_nowhere")
    return transcript


def _is_whole(transcript: Transcript) -> bool:
    texts = [
        *(word.text for word in transcript.words),
        *(turn.text for turn in transcript.turns),
        *(passage.text for passage in transcript.passages),
        *(flag for turn in transcript.turns for flag in turn.flags),
        *(speaker for passage in transcript.passages for speaker in passage.speakers),
        *(word for grouping in transcript.groupings for word in grouping.words),
        *transcript.warnings,
        transcript.model,
    ]
    perhaps = [transcript.language, transcript.model_digest, *(one.speaker for one in _spoken(transcript))]
    timed: list[Any] = [*transcript.words, *transcript.turns, *transcript.passages]
    spans = [(one.start_ms, one.end_ms) for one in timed]
    sure: list[Any] = [word.confidence for word in transcript.words]
    sure += [turn.speaker_confidence for turn in transcript.turns if turn.speaker_confidence is not None]
    return (
        all(_is_plain(text) for text in texts)
        and all(word.text.strip() for word in transcript.words)
        and all(text is None or _is_plain(text) for text in perhaps)
        and all(type(at) is int and 0 <= at <= TIME_MAX_MS for span in spans for at in span)
        and all(type(one) in (int, float) and math.isfinite(one) for one in sure)
        and math.isfinite(transcript.duration_s)
        and 0 <= transcript.duration_s <= TIME_MAX_MS / 1000
        and _fits_columns(transcript)
        and _can_be_kept(transcript)
    )


def _spoken(transcript: Transcript) -> list[Any]:
    return [*transcript.words, *transcript.turns]


def _is_plain(text: Any) -> bool:
    """Text that both databases can hold: no NUL, no lone surrogates."""
    return isinstance(text, str) and "\0" not in text and not any("\ud800" <= letter <= "\udfff" for letter in text)


def _fits_columns(transcript: Transcript) -> bool:
    return (
        len(transcript.model) <= 120
        and len(transcript.model_digest or "") <= 64
        and len(transcript.language or "") <= _LANGUAGE_MAX_CHARS
        and all(len(one.speaker or "") <= NAME_MAX_CHARS for one in _spoken(transcript))
    )


def _can_be_kept(transcript: Transcript) -> bool:
    told = [dict(transcript.options), dict(transcript.versions), transcript.to_json()["timing"]]
    kept = json.dumps(told, ensure_ascii=False, allow_nan=False)
    return "\\u0000" not in kept and _is_plain(kept)


def _points_rightly(transcript: Transcript) -> bool:
    words, turns = len(transcript.words), len(transcript.turns)
    pointed = [
        *(index for turn in transcript.turns for index in turn.word_indexes),
        *(at for one in transcript.passages for at in (one.first_word, one.last_word, one.first_turn, one.last_turn)),
        *(at for one in transcript.groupings for at in one.passages),
    ]
    return (
        all(type(at) is int for at in pointed)
        and all(0 <= index < words for turn in transcript.turns for index in turn.word_indexes)
        and all(0 <= one.first_word <= one.last_word < words for one in transcript.passages)
        and all(0 <= one.first_turn <= one.last_turn < turns for one in transcript.passages)
        and all(0 <= at < len(transcript.passages) for one in transcript.groupings for at in one.passages)
    )


def whisper_said(data: Any) -> list[Said]:
    """What openai-whisper, faster-whisper, WhisperX or whisper.cpp wrote.

    Raises:
        InvalidInput: It is something else.
    """
    if isinstance(data, dict) and isinstance(data.get("transcription"), list):
        return [_cpp(segment) for segment in _records(data["transcription"])]
    found = data.get("segments") if isinstance(data, dict) else data
    if isinstance(found, list) and found:
        segments = list(_records(found))
        if not any("text" in one or "words" in one for one in segments):
            raise InvalidInput(NOT_OURS, code="no_transcript")
        return [said for segment in segments for said in _segment(segment)]
    if isinstance(data, dict):
        for name in ("word_segments", "words"):
            if isinstance(data.get(name), list) and data[name]:
                return list(_by_speaker(_said_words(data[name]), None, None))
        if isinstance(found, list) or (isinstance(data.get("text"), str) and "language" in data):
            return [Said(speaker=None, text=str(data.get("text") or ""))]
    raise InvalidInput(NOT_OURS, code="no_transcript")


def whisper_language(data: Any) -> str | None:
    """The language that it names, where it is a short code."""
    named = data.get("language") if isinstance(data, dict) else None
    return clean(named) if isinstance(named, str) and 0 < len(clean(named)) <= _LANGUAGE_MAX_CHARS else None


def _records(found: Sequence[Any]) -> Iterator[Mapping[str, Any]]:
    for one in found:
        if not isinstance(one, dict):
            raise InvalidInput(NOT_OURS, code="no_transcript")
        yield one


def _segment(segment: Mapping[str, Any]) -> Iterator[Said]:
    start_ms, end_ms = milliseconds(segment.get("start")), milliseconds(segment.get("end"))
    speaker = _text(segment.get("speaker")) or None
    words = segment.get("words")
    if isinstance(words, list) and words:
        yield from _by_speaker(_said_words(words), speaker, (start_ms, end_ms))
        return
    yield Said(speaker=speaker, text=_text(segment.get("text")), start_ms=start_ms, end_ms=end_ms)


def _said_words(words: Sequence[Any]) -> list[tuple[str | None, SaidWord]]:
    """Words with their speakers; a piece without a space before it belongs to the word that it follows."""
    told = [one for one in _records(words) if _text(one.get("word", one.get("text"))).strip()]
    texts = [_text(one.get("word", one.get("text"))) for one in told]
    spaced = any(text[:1].isspace() for text in texts)
    joined: list[tuple[str | None, SaidWord]] = []
    pieces: list[list[str]] = []
    for one, text in zip(told, texts, strict=True):
        start_ms, end_ms = milliseconds(one.get("start")), milliseconds(one.get("end"))
        if spaced and joined and not text[:1].isspace():
            who, before = joined[-1]
            joined[-1] = (who, replace(before, end_ms=end_ms or before.end_ms))
            pieces[-1].append(text.strip())
            continue
        sure = one.get("probability", one.get("score", one.get("confidence")))
        word = SaidWord(text="", start_ms=start_ms, end_ms=end_ms, confidence=_share(sure))
        joined.append((_text(one.get("speaker")) or None, word))
        pieces.append([text.strip()])
    return [(who, replace(word, text="".join(of))) for (who, word), of in zip(joined, pieces, strict=True)]


def _by_speaker(
    words: Sequence[tuple[str | None, SaidWord]],
    speaker: str | None,
    span: tuple[int | None, int | None] | None,
) -> Iterator[Said]:
    """A new turn whenever the speaker changes; a word without a speaker belongs to the word before it."""
    groups: list[tuple[str | None, list[SaidWord]]] = []
    for named, word in words:
        who = named or (groups[-1][0] if groups else speaker)
        if groups and groups[-1][0] == who:
            groups[-1][1].append(word)
        else:
            groups.append((who, [word]))
    for n, (who, group) in enumerate(groups):
        starts = [word.start_ms for word in group if word.start_ms is not None]
        ends = [word.end_ms for word in group if word.end_ms is not None]
        first = span[0] if span and n == 0 else None
        last = span[1] if span and n == len(groups) - 1 else None
        yield Said(
            speaker=who,
            start_ms=starts[0] if starts else first,
            end_ms=max(ends) if ends else last,
            words=tuple(group),
        )


def _cpp(segment: Mapping[str, Any]) -> Said:
    """A segment of whisper.cpp: offsets in milliseconds."""
    offsets = segment.get("offsets")
    span = offsets if isinstance(offsets, dict) else {}
    at = [
        value / 1000 if type(value) is int and 0 <= value <= TIME_MAX_MS else None
        for value in map(span.get, ("from", "to"))
    ]
    speaker = _text(segment.get("speaker")) or None
    return Said(
        speaker=speaker, text=_text(segment.get("text")), start_ms=milliseconds(at[0]), end_ms=milliseconds(at[1])
    )


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _share(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and 0 <= value <= 1 else None
