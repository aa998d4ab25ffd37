"""The speech stages over one file: decode, voice, words, speakers, checks, passages, groupings; stored and resumable.

A stage with a matching record is not done again; words resume at their last checkpoint. Speakers may
fail: a transcript without speakers is still a transcript.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from transcription.children.child import Child
from transcription.children.messages import Message
from transcription.sound import audio
from transcription.sound.voice import Probabilities, VoiceRules, WindowRules, voice_spans, windows
from transcription.speakers.attribution import attribute
from transcription.text.groupings import group
from transcription.text.meaning import Vectors
from transcription.text.passages import cut
from transcription.words.checkpoints import WORDS_FILE, read_checkpoints
from transcription.words.checks import check
from transcription.words.first_look import first_look
from transcription.words.quality import measured

from .errors import EngineFailed, EngineMissing
from .options import TranscriptionOptions
from .types import Passage, Quality, Timing, Transcript, Turn, Word
from .warm_children import WarmChildren
from .work_folder import Record, WorkFolder, print_of

STAGES = ("decode", "voice", "words", "speakers", "checks", "passages", "groupings")
# Raise this when a stage's method changes, so that older records are not mistaken for current ones.
_VERSION = 7
# Likewise for the speakers alone, so that words needn't be heard again.
_SPEAKERS_VERSION = 3

# A stage's name, and how much of it is done out of how much: seconds of sound, or 1 of 1.
Report = Callable[[str, float, float], None]


def unreported(_stage: str, _done: float, _total: float) -> None:
    """A report that does nothing."""


def partial_words(work: Path) -> tuple[Word, ...]:
    """The words found so far, without speakers; readable at any moment of a run."""
    _, heard = read_checkpoints(work / WORDS_FILE)
    return tuple(word for number in sorted(heard) for word in heard[number].words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _DecodedSound:
    """The result of decoding."""

    made_from: str
    duration_s: float
    warnings: tuple[str, ...]


class Stages:
    """One run over one file; remembers what was loaded and how long stages took."""

    def __init__(
        self,
        children: WarmChildren,
        path: Path,
        options: TranscriptionOptions,
        work: WorkFolder,
        report: Report,
        span: tuple[int, int] | None = None,
    ) -> None:
        self._children, self._path, self._options, self._work, self._report = children, path, options, work, report
        self._span = span
        self._seconds: dict[str, float] = {}
        self._load_s = 0.0

    def transcript(self) -> Transcript:
        began = time.perf_counter()
        self._first_look()
        sound = self._decode()
        voice = self._voice(sound)
        heard = self._words(sound, voice)
        self._end_after_long_sound(self._children.words, sound)
        words = self._words_in_order()
        spans, warning = self._speakers(sound, voice)
        self._end_after_long_sound(self._children.speakers, sound)
        clock = time.perf_counter()
        words, turns = attribute(words, spans) if words or spans else ((), ())
        turns, quality = _flagged_and_counted(words, turns, voice, sound)
        self._note_own_time("checks", clock)
        passages, vectors = self._passages(words, turns)
        clock = time.perf_counter()
        groupings = group([passage.text for passage in passages], vectors)
        self._note_own_time("groupings", clock)
        return Transcript(
            duration_s=sound.duration_s,
            language=heard["language"] if words else self._options.language,
            model=heard["model"],
            model_digest=heard["digest"],
            options=self._options.to_json(),
            versions=heard["versions"],
            words=words,
            turns=turns,
            passages=passages,
            groupings=groupings,
            timing=Timing(
                load_s=self._load_s,
                stages=dict(self._seconds),
                total_s=sum(self._seconds.values()),
                wall_s=time.perf_counter() - began,
            ),
            warnings=(*sound.warnings, *warning),
            quality=quality,
        )

    def voices(self) -> list[Turn]:
        sound = self._decode()
        spans, warning = self._speakers(sound, self._voice(sound))
        if warning:
            raise EngineFailed(warning[0])
        return spans

    def checked(self, words: Sequence[Word], turns: Sequence[Turn]) -> tuple[tuple[Turn, ...], Quality]:
        sound = self._decode()
        voice = self._voice(sound)
        clock = time.perf_counter()
        found = _flagged_and_counted(words, turns, voice, sound)
        self._note_own_time("checks", clock)
        return found

    def _first_look(self) -> None:
        """Of a long file, the first words at once: see `first_look`."""
        if self._span is not None or self._work.path("decode.json").exists():
            return
        self._report("decode", 0.0, 1.0)
        self._load_s += first_look(self._children.words, self._path, self._options, self._work.folder)
        self._report("decode", 0.0, 1.0)

    def _decode(self) -> _DecodedSound:
        stat = self._path.stat()
        made_from = print_of(_VERSION, stat.st_size, stat.st_mtime_ns)
        pcm = self._work.path("audio.pcm")
        record = self._work.kept("decode", made_from) if pcm.exists() else None
        if record is None:
            began = time.perf_counter()
            found = audio.decode(self._path, pcm, lambda done, total: self._report("decode", done, max(done, total)))
            record = self._work.keep(
                "decode",
                made_from,
                {
                    "seconds": time.perf_counter() - began,
                    "duration_s": found.duration_s,
                    "warnings": found.warnings(),
                },
            )
        # Only certain now: a caller that does not accept sound of this length can refuse before hours are spent on it.
        self._report("decode", record["duration_s"], record["duration_s"])
        self._seconds["decode"] = float(record["seconds"])
        return _DecodedSound(made_from=made_from, duration_s=record["duration_s"], warnings=tuple(record["warnings"]))

    def _voice(self, sound: _DecodedSound) -> Probabilities:
        target = self._work.path("voice.npy")
        record = self._work.kept("voice", sound.made_from)
        voice = _loaded_if_whole(target) if record is not None else None
        if record is None or voice is None:
            request = {"stage": "voice", "pcm": str(self._work.path("audio.pcm")), "voice": str(target)}
            record = self._work.keep("voice", sound.made_from, self._children.words.ask(request))
            voice = np.load(target)
        self._note_childs_time("voice", record)
        return voice

    def _words(self, sound: _DecodedSound, voice: Probabilities) -> Record:
        options = replace(self._options, speakers=None, separate_speakers=True)
        duration_ms = round(sound.duration_s * 1000)
        start_ms, end_ms = self._span or (0, duration_ms)
        laid = [
            [window.start_ms, window.end_ms]
            for window in windows(voice_spans(voice), voice, duration_ms)
            if window.end_ms > start_ms and window.start_ms < end_ms
        ]
        hub = options.engine == "faster_whisper"
        digest = self._children.models.whisper(options.model).digest if hub else None
        made_from = print_of(sound.made_from, options.to_json(), digest, laid, str(VoiceRules()), str(WindowRules()))
        record = self._work.kept("words", made_from)
        if record is None:
            self._work.begin("words", made_from, WORDS_FILE)
            request = {
                "stage": "words" if laid else "load",
                "pcm": str(self._work.path("audio.pcm")),
                "windows": laid,
                "voice": str(self._work.path("voice.npy")),
                "options": options.to_json(),
                "out": str(self._work.path(WORDS_FILE)),
            }
            record = self._children.words.ask(request, self._progress_of("words"))
            self._load_s += record["load_s"]
            language, _ = read_checkpoints(self._work.path(WORDS_FILE))
            record = self._work.keep("words", made_from, {**record, "language": language})
        self._note_childs_time("words", record)
        return record

    def _words_in_order(self) -> tuple[Word, ...]:
        words = partial_words(self._work.folder)
        return tuple(sorted(words, key=lambda word: (word.start_ms, word.end_ms)))

    def _speakers(self, sound: _DecodedSound, voice: Probabilities) -> tuple[list[Turn], tuple[str, ...]]:
        """The speakers' spans; when that stage fails, none and a sentence that says so."""
        if not self._options.separate_speakers or not voice_spans(voice):
            self._seconds["speakers"] = 0.0
            return [], ()
        made_from = print_of(sound.made_from, self._options.speakers, _SPEAKERS_VERSION)
        record = self._work.kept("speakers", made_from)
        if record is None:
            request: Message = {"pcm": str(self._work.path("audio.pcm")), "speakers": self._options.speakers}
            try:
                record = self._children.speakers.ask(request, self._progress_of("speakers"))
            except (EngineFailed, EngineMissing) as error:
                self._seconds["speakers"] = 0.0
                return [], (f"Speakers could not be separated: {error}",)
            self._load_s += record["load_s"]
            record = self._work.keep("speakers", made_from, record)
        self._note_childs_time("speakers", record)
        return [
            Turn(speaker=who, start_ms=start_ms, end_ms=end_ms, text="", speaker_confidence=sure)
            for who, start_ms, end_ms, sure in record["spans"]
        ], ()

    def _passages(self, words: tuple[Word, ...], turns: tuple[Turn, ...]) -> tuple[tuple[Passage, ...], Vectors]:
        began = time.perf_counter()
        if words:
            self._load_s += self._children.load_meaning()
        loaded = time.perf_counter()
        passages = cut(words, turns, self._children.topic_shifts)
        vectors = self._children.meanings([passage.text for passage in passages])
        self._note_own_time("passages", loaded if words else began)
        return passages, vectors

    def _end_after_long_sound(self, child: Child, sound: _DecodedSound) -> None:
        """After a long file, end the child that has done its part, so that the next one has its memory."""
        if sound.duration_s > self._children.long_sound_s:
            child.close()

    def _progress_of(self, stage: str) -> Callable[[Message], None]:
        return lambda message: self._report(stage, message["done_ms"] / 1000, message["of_ms"] / 1000)

    def _note_childs_time(self, stage: str, record: Record) -> None:
        self._seconds[stage] = float(record["seconds"])
        self._report(stage, 1.0, 1.0)

    def _note_own_time(self, stage: str, began: float) -> None:
        self._seconds[stage] = time.perf_counter() - began
        self._report(stage, 1.0, 1.0)


def _flagged_and_counted(
    words: Sequence[Word], turns: Sequence[Turn], voice: Probabilities, sound: _DecodedSound
) -> tuple[tuple[Turn, ...], Quality]:
    """The turns with their flags, and the counts of all."""
    flagged = check(turns, words, voice)
    return flagged, measured(words, flagged, voice, round(sound.duration_s * 1000))


def _loaded_if_whole(file: Path) -> Probabilities | None:
    """The content of the file; None if it is missing, or cut short by a power cut."""
    try:
        found: Probabilities = np.load(file)
    except (OSError, ValueError, EOFError):
        return None
    return found
