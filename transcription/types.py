"""The values that speech work returns: words, turns, passages, groupings and the transcript that holds them.

Pure data. Must never know an engine, a file on disk, the web or the database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")

FORMAT_VERSION = 1

# What a check can say about a turn. Flags only advise a reader; nothing is ever deleted because of one.
FLAG_TEXT_OVER_SILENCE = "text_over_silence"
FLAG_REPETITION = "repetition"
FLAG_IMPOSSIBLE_RATE = "impossible_rate"
FLAG_LOW_CONFIDENCE = "low_confidence"
FLAG_SPEECH_WITHOUT_TEXT = "speech_without_text"
FLAG_OVERLAP = "overlap"
ALL_FLAGS = (
    FLAG_TEXT_OVER_SILENCE,
    FLAG_REPETITION,
    FLAG_IMPOSSIBLE_RATE,
    FLAG_LOW_CONFIDENCE,
    FLAG_SPEECH_WITHOUT_TEXT,
    FLAG_OVERLAP,
)
# A word that a recogniser was less sure of than this is shown as doubtful.
UNSURE_BELOW = 0.5
# Among a transcript's versions: the number of parameters of the network that wrote it.
PARAMETERS = "parameters"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One spoken word. Its place in ``Transcript.words`` is its index; words are in time order."""

    text: str
    start_ms: int
    end_ms: int
    confidence: float
    speaker: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One voice's unbroken speech. Turns may overlap (two at once) and may have no text.

    ``speaker_confidence``: how sure the machine is of the speaker, 0 to 1; None where it can't say.
    """

    speaker: str | None
    start_ms: int
    end_ms: int
    text: str
    flags: tuple[str, ...] = ()
    word_indexes: tuple[int, ...] = ()
    speaker_confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """The searchable unit: consecutive turns of 60 to 150 words.

    ``first_word``/``last_word`` and ``first_turn``/``last_turn`` are inclusive indexes into the transcript.
    ``speakers`` are in order of first appearance.
    """

    text: str
    start_ms: int
    end_ms: int
    speakers: tuple[str, ...]
    first_word: int
    last_word: int
    first_turn: int
    last_turn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WideGrouping:
    """Similar passages of many sessions: a suggestion.

    Attributes:
        words: What sets them apart from the other groups.
        passages: Their indexes, the most typical first, the least typical last.
        closeness: Of each: how much more alike it is to this group than to the next, as a difference of cosines.
        stability: 0 to 1: how much of the group comes back when passages are left out.
    """

    words: tuple[str, ...]
    passages: tuple[int, ...]
    closeness: tuple[float, ...]
    stability: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WideGroupings:
    """Groups, largest first.

    Attributes:
        stability: How far all groups agree with those that come out when passages are left out (adjusted Rand).
        unassigned: How many passages are in no group.
    """

    groups: tuple[WideGrouping, ...]
    stability: float
    unassigned: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouping:
    """A machine's suggestion of similar passages: some distinctive words and the passages' indexes."""

    words: tuple[str, ...]
    passages: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Seconds spent: loading models, each stage, all stages together (without loading), and by the clock."""

    load_s: float = 0.0
    stages: Mapping[str, float] = field(default_factory=dict)
    total_s: float = 0.0
    wall_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """Counts that show how far to trust a transcript, made in the checks stage, when the voice detection is at hand.

    ``voice_ms`` is surely voice; ``silence_ms`` surely none. ``over_silence`` are indexes of words during which
    nobody seems to speak, ``unheard`` spans in milliseconds of a voice without words; of long lists, the beginning.
    """

    voice_ms: int = 0
    voice_with_words_ms: int = 0
    silence_ms: int = 0
    words: int = 0
    doubtful_words: int = 0
    words_over_silence: int = 0
    over_silence: tuple[int, ...] = ()
    unheard_ms: int = 0
    unheard: tuple[tuple[int, int], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """A plain record of the counts."""
        return {**asdict(self), "over_silence": list(self.over_silence), "unheard": [list(it) for it in self.unheard]}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Quality:
        """Read the counts back; unknown names are left out."""
        known = {key: value for key, value in data.items() if key in cls.__dataclass_fields__}
        spans = tuple((int(start), int(end)) for start, end in known.get("unheard") or ())
        return cls(**{**known, "over_silence": tuple(known.get("over_silence") or ()), "unheard": spans})


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """All that came out of one audio recording."""

    duration_s: float
    language: str | None
    model: str
    model_digest: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    words: tuple[Word, ...] = ()
    turns: tuple[Turn, ...] = ()
    passages: tuple[Passage, ...] = ()
    groupings: tuple[Grouping, ...] = ()
    timing: Timing = field(default_factory=Timing)
    warnings: tuple[str, ...] = ()
    quality: Quality | None = None

    def to_json(self) -> dict[str, Any]:
        """The stable wire shape, as ``transcribe --json`` writes it."""
        return {
            "format": FORMAT_VERSION,
            "duration_s": round(self.duration_s, 3),
            "language": self.language,
            "model": self.model,
            "model_digest": self.model_digest,
            "options": dict(self.options),
            "versions": dict(self.versions),
            "words": [asdict(word) for word in self.words],
            "turns": [_listed(asdict(turn)) for turn in self.turns],
            "passages": [_listed(asdict(passage)) for passage in self.passages],
            "groupings": [_listed(asdict(grouping)) for grouping in self.groupings],
            "timing": {
                "load_s": round(self.timing.load_s, 3),
                "stages": {name: round(seconds, 3) for name, seconds in self.timing.stages.items()},
                "total_s": round(self.timing.total_s, 3),
                "wall_s": round(self.timing.wall_s, 3),
            },
            "warnings": list(self.warnings),
            "quality": self.quality.to_json() if self.quality else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Transcript:
        """Read the wire shape back. Fields that only newer or older writers know are left out or defaulted."""
        timing = data.get("timing") or {}
        return cls(
            duration_s=float(data["duration_s"]),
            language=data.get("language"),
            model=str(data.get("model", "")),
            model_digest=data.get("model_digest"),
            options=dict(data.get("options") or {}),
            versions=dict(data.get("versions") or {}),
            words=tuple(_known(Word, item) for item in data.get("words", ())),
            turns=tuple(_known(Turn, item) for item in data.get("turns", ())),
            passages=tuple(_known(Passage, item) for item in data.get("passages", ())),
            groupings=tuple(_known(Grouping, item) for item in data.get("groupings", ())),
            timing=_known(Timing, timing),
            warnings=tuple(data.get("warnings") or ()),
            quality=Quality.from_json(data["quality"]) if data.get("quality") else None,
        )


def _listed(record: dict[str, Any]) -> dict[str, Any]:
    return {key: list(value) if isinstance(value, tuple) else value for key, value in record.items()}


def _known(kind: type[T], record: Mapping[str, Any]) -> T:
    names = kind.__dataclass_fields__  # type: ignore[attr-defined]
    values = {key: tuple(value) if isinstance(value, list) else value for key, value in record.items() if key in names}
    return kind(**values)
