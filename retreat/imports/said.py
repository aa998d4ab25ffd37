"""What every kind of transcript is read into, and how that becomes turns and words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from retreat.errors import InvalidInput
from retreat.transcripts.limits import NAME_MAX_CHARS, WORD_MAX_CHARS
from transcription.types import Transcript, Turn, Word

NOTHING = "There are no words in this file."
TOO_MANY = "This transcript is too long. Please cut it into parts and add them one by one."
# Ten hours of quick talk; more is no transcript of one session.
WORDS_MAX = 150_000
# A time beyond this is a mistake or an attack; the words are kept without it.
TIME_MAX_MS = 48 * 3600 * 1000
_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]+")
_LETTER_MS = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidWord:
    """One word with its own time, where it has one. Times in milliseconds."""

    text: str
    start_ms: int | None = None
    end_ms: int | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What one speaker said in one go; ``words`` where each came on its own, else ``text``. Times in milliseconds."""

    speaker: str | None
    text: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    words: tuple[SaidWord, ...] = ()

    @property
    def has_words(self) -> bool:
        """Whether anything was said at all."""
        return bool(self.words or self.text.strip())


def clean(text: str) -> str:
    """Words that a page and both databases can hold: no control characters, no lone surrogates, single spaces."""
    plain = _SURROGATE.sub("", _CONTROL.sub(" ", text))
    return " ".join(plain.split())


def label(name: str | None) -> str | None:
    """A speaker's name as it is kept."""
    return clean(name)[:NAME_MAX_CHARS].strip() or None if name else None


def milliseconds(seconds: object) -> int | None:
    """Seconds of a file as milliseconds; None if it cannot be a time."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    if not 0 <= seconds <= TIME_MAX_MS / 1000:  # which what is no number never is
        return None
    return round(seconds * 1000)


def stamp_ms(stamp: str) -> int | None:
    """``1:02:03.450``, ``02:03`` and so on as milliseconds; None if it cannot be a time."""
    whole, _, fraction = stamp.replace(",", ".").partition(".")
    seconds = 0
    for part in whole.split(":"):
        if not part.isascii() or not part.isdecimal() or len(part) > 4:
            return None
        seconds = seconds * 60 + int(part)
    thousandths = int(fraction.ljust(3, "0")[:3]) if fraction.isascii() and fraction.isdecimal() else 0
    at = seconds * 1000 + thousandths
    return at if at <= TIME_MAX_MS else None


def transcript_of(said: Sequence[Said], *, language: str | None = None, model: str = "text") -> Transcript:
    """Turns and words, with every time that is known or can be interpolated; zero without any.

    Raises:
        InvalidInput: There are no words, or far too many.
    """
    words: list[Word] = []
    turns: list[Turn] = []
    for one in _timed([one for one in said if one.has_words]):
        speaker = label(one.speaker)
        mine = list(_words(one, speaker))
        if not mine:
            continue
        first = len(words)
        words += mine
        if len(words) > WORDS_MAX:
            raise InvalidInput(TOO_MANY, code="too_long")
        turns.append(
            Turn(
                speaker=speaker,
                start_ms=one.start_ms or 0,
                end_ms=max(one.end_ms or 0, one.start_ms or 0),
                text=" ".join(word.text for word in mine),
                word_indexes=tuple(range(first, len(words))),
            )
        )
    if not any(letter.isalnum() for word in words for letter in word.text):
        raise InvalidInput(NOTHING, code="no_words")
    return Transcript(
        duration_s=max(turn.end_ms for turn in turns) / 1000,
        language=language,
        model=model,
        words=tuple(words),
        turns=tuple(turns),
    )


def _timed(said: Sequence[Said]) -> Iterable[Said]:
    """Missing ends come from the next beginning, or from the pace of speech; beginnings never run backwards."""
    reached = 0
    for n, one in enumerate(said):
        start_ms = one.start_ms if one.start_ms is not None else reached
        end_ms = one.end_ms
        if end_ms is None and any(other.start_ms is not None for other in said[n : n + 2]):
            after = next((other.start_ms for other in said[n + 1 : n + 2] if other.start_ms is not None), None)
            spoken = start_ms + _LETTER_MS * sum(len(word.text) for word in one.words or (SaidWord(text=one.text),))
            end_ms = spoken if after is None else max(start_ms, min(after, spoken))
        end_ms = max(start_ms, end_ms if end_ms is not None else start_ms)
        reached = max(reached, end_ms)
        yield replace(one, start_ms=start_ms, end_ms=end_ms)


def _words(one: Said, speaker: str | None) -> Iterable[Word]:
    start_ms, end_ms = one.start_ms or 0, one.end_ms or 0
    given = one.words or tuple(SaidWord(text=part) for part in clean(one.text).split())
    parts = [replace(word, text=part) for word in given for part in _pieces(clean(word.text))]
    for word, (begins, ends) in zip(parts, _spans(parts, start_ms, end_ms), strict=True):
        sure = 1.0 if word.confidence is None else word.confidence
        yield Word(text=word.text, start_ms=begins, end_ms=ends, confidence=sure, speaker=speaker)


def _pieces(text: str) -> Iterable[str]:
    for part in text.split():
        for at in range(0, len(part), WORD_MAX_CHARS):
            yield part[at : at + WORD_MAX_CHARS]


def _spans(words: Sequence[SaidWord], start_ms: int, end_ms: int) -> Iterable[tuple[int, int]]:
    """Each word's span, half open: its own, or an equal share of the room between its neighbours'."""
    n = 0
    reached = start_ms
    while n < len(words):
        own = words[n].start_ms
        if own is not None:
            begins = max(own, reached)
            ends = max(words[n].end_ms or begins, begins)
            yield begins, ends
            reached, n = begins, n + 1
            continue
        after = next((at for at in range(n, len(words)) if words[at].start_ms is not None), len(words))
        begins = max(reached, (words[n - 1].end_ms or reached) if n else start_ms)
        until = max(begins, (words[after].start_ms or 0) if after < len(words) else end_ms)
        step = (until - begins) / (after - n)
        for at in range(after - n):
            yield begins + round(at * step), begins + round((at + 1) * step)
        reached, n = until, after
