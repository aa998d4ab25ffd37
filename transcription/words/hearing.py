"""Groups windows, and transcribes one group: fills gaps with a second try, and drops words nobody can have said.

Must never know earlier results, or where they are stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from transcription.engines.port import Engine, Heard, Sound
from transcription.sound.pcm_file import sample_at
from transcription.sound.voice import Probabilities, Span

from .gaps import believable, merged, unheard
from .glossary import TERMS_AT_ONCE, likenesses, spelled
from .invented import believed
from .loops import without_loops

GROUP_MS = 60_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowGroup:
    """Neighbouring windows of one language, transcribed together; ``first``: the number of the first one."""

    first: int
    windows: tuple[Span, ...]
    language: str | None

    @property
    def numbers(self) -> range:
        """The numbers of its windows."""
        return range(self.first, self.first + len(self.windows))


def window_groups(windows: Iterable[tuple[Span, str | None]]) -> Iterator[WindowGroup]:
    """At most 60 s of sound each (one window may be all of it).

    They do not depend on what is already done: a resumed run has the same groups as an undisturbed one.
    """
    taken: list[Span] = []
    first = 0
    spoken: str | None = None
    for number, (window, language) in enumerate(windows):
        full = sum(item.length_ms for item in taken) + window.length_ms > GROUP_MS
        far = bool(taken) and window.end_ms - taken[0].start_ms > 4 * GROUP_MS
        if taken and (full or far or language != spoken):
            yield WindowGroup(first=first, windows=tuple(taken), language=spoken)
            taken = []
        if not taken:
            first, spoken = number, language
        taken.append(window)
    if taken:
        yield WindowGroup(first=first, windows=tuple(taken), language=spoken)


def piece_of(sound: Any, windows: Sequence[Span]) -> Sound:
    """The sound from the start of the first window to the end of the last, float32; ``sound``: int16, 16 kHz."""
    start, end = sample_at(windows[0].start_ms), sample_at(windows[-1].end_ms)
    return np.asarray(sound[start:end], np.float32) / 32768.0


def hear(
    engine: Engine,
    sound: Any,
    voice: Probabilities,
    group: WindowGroup,
    glossary: Sequence[str],
    known: Iterable[int] = (),
) -> list[Heard]:
    """The results for the unfinished windows of a group.

    Finished ones are decoded too, because beside other windows the same sound may give another result.
    """
    found = engine.hear(piece_of(sound, group.windows), group.windows, first=group.first, language=group.language)
    known = frozenset(known)
    return [
        _mended(engine, sound, window, item, voice, glossary)
        for window, item in zip(group.windows, found, strict=True)
        if item.window not in known
    ]


def _mended(
    engine: Engine, sound: Any, window: Span, heard: Heard, voice: Probabilities, glossary: Sequence[str]
) -> Heard:
    """The same without words that nobody can have said, with gaps filled, and with names spelled right."""
    heard = _fuller(engine, sound, window, heard, voice)
    heard = _heard_again(engine, sound, window, heard, voice)
    heard = replace(heard, words=believed(window, heard.words, voice, no_speech=heard.no_speech))
    return _named(engine, sound, window, heard, glossary)


def _fuller(engine: Engine, sound: Any, window: Span, heard: Heard, voice: Probabilities) -> Heard:
    """Where voice has no words, the window heard in another way too, and of both what leaves less of it without."""
    heard = replace(heard, words=without_loops(heard.words))
    missing_ms = _missing_ms(window, heard, voice)
    if missing_ms == 0:
        return heard
    other = engine.hear_otherwise(piece_of(sound, [window]), window, language=heard.language)
    if other is None:
        return heard
    other = replace(other, window=heard.window, words=without_loops(other.words))
    return other if _missing_ms(window, other, voice) < missing_ms else heard


def _missing_ms(window: Span, heard: Heard, voice: Probabilities) -> int:
    return sum(gap.length_ms for gap in unheard(window, heard.words, voice))


def _heard_again(engine: Engine, sound: Any, window: Span, heard: Heard, voice: Probabilities) -> Heard:
    """The same, with confident words for voice that had none."""
    words = heard.words
    for gap in unheard(window, words, voice):
        item = engine.hear_briefly(piece_of(sound, [gap]), gap, language=heard.language)
        sure = {"logprob": item.average_logprob, "no_speech": item.no_speech, "temperature": item.temperature}
        if believable(gap, item.words, **sure):
            words = merged(words, item.words)
    return replace(heard, words=words)


def _named(engine: Engine, sound: Any, window: Span, heard: Heard, glossary: Sequence[str]) -> Heard:
    """The same, with terms of the glossary where something similar was heard and a second try confirms them."""
    places = likenesses(glossary, heard.words)[:TERMS_AT_ONCE]
    if not places:
        return heard
    terms = [place.term for place in places]
    again = engine.hear_named(piece_of(sound, [window]), window, language=heard.language, terms=terms)
    return replace(heard, words=spelled(heard.words, places, again.words))
