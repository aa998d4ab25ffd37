"""How long speech work will take, and what it needs: arithmetic on seconds per second of sound. Pure.

This machine's past speed is better than any guess, and the speed of the present run is better than both.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

# Seconds for each second of sound: Whisper base, int8, two cores of a laptop. Only the first job goes by it.
FIRST_GUESS: Mapping[str, float] = {
    "decode": 0.0015,
    "voice": 0.0030,
    "words": 0.0600,
    "speakers": 0.0250,
    "checks": 0.0003,
    "passages": 0.0020,
    "groupings": 0.0003,
    "playable": 0.0090,
    "index": 0.0010,
}
# In the order in which a job goes through them.
STAGES = tuple(FIRST_GUESS)
# The stages that take longer with a larger recogniser.
_BY_MODEL = ("words",)
START_S = 6.0
_GUESSED_MODEL_BYTES = 145_217_532
# A shorter sound says little about the machine, because most of the time is start-up.
_TELLING_S = 30.0
_SURE_AFTER = 0.2
_SHARE_MIN = 0.01

_MB = 1024**2
_PCM_BYTES_PER_S = 32_000
_COPY_BYTES_PER_S = 6_000
_KEPT_BYTES_PER_S = 1_200
_PROCESSES_BYTES = 790 * _MB
_PER_HOUR_BYTES = 50 * _MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one transcription took: seconds of its sound, and seconds by stage."""

    duration_s: float
    stages: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast this machine is.

    Attributes:
        rates: Seconds for each second of sound, by stage.
        learned: Whether they come from this machine's own past, not from a guess.
    """

    rates: Mapping[str, float] = field(default_factory=lambda: FIRST_GUESS)
    learned: bool = False

    @property
    def whole(self) -> float:
        """Seconds for each second of sound, all stages."""
        return sum(self.rates.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Where a job is now: ``done`` and ``begun_at`` are shares of the stage, 0 to 1."""

    stage: str | None
    done: float
    begun_at: float = 0.0
    elapsed_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """What a job uses while it lasts, in bytes; ``kept_bytes`` of disk space stay in use afterwards."""

    memory_bytes: int
    disk_bytes: int
    kept_bytes: int


def guess(model_bytes: int | None = None) -> Pace:
    """A first guess at a machine's pace, by the size of the recogniser's weights."""
    factor = (model_bytes or _GUESSED_MODEL_BYTES) / _GUESSED_MODEL_BYTES
    return Pace(rates={stage: rate * (factor if stage in _BY_MODEL else 1) for stage, rate in FIRST_GUESS.items()})


def pace_of(runs: Sequence[Run], otherwise: Pace) -> Pace:
    """The pace of past runs; stages that none of them timed come from ``otherwise``."""
    telling = [run for run in runs if run.duration_s >= _TELLING_S]
    rates = dict(otherwise.rates)
    for stage in rates:
        timed = [(run.stages[stage], run.duration_s) for run in telling if run.stages.get(stage)]
        if timed:
            rates[stage] = sum(seconds for seconds, _ in timed) / sum(length for _, length in timed)
    return Pace(rates=rates, learned=bool(telling))


def expected_s(pace: Pace, duration_s: float) -> float:
    """How long a whole job takes."""
    return START_S + pace.whole * duration_s


def remaining_s(pace: Pace, duration_s: float, step: Step) -> float:
    """How much longer a running job will take, by the speed of its present stage so far."""
    if step.stage not in STAGES:
        return expected_s(pace, duration_s)
    at = STAGES.index(step.stage)
    planned = pace.rates[step.stage] * duration_s
    later = sum(pace.rates[stage] for stage in STAGES[at + 1 :]) * duration_s
    left = 1 - min(max(step.done, 0.0), 1.0)
    came = step.done - step.begun_at
    if came < _SHARE_MIN:
        # It reports no progress: use the plan, less the time that has passed.
        return max(planned * left - step.elapsed_s, 0.0) + later
    seen = step.elapsed_s / came
    trust = min(1.0, came / _SURE_AFTER)
    # A machine that is busy now will stay busy for a while.
    slower = min(max(seen / planned, 0.5), 4.0) if planned > 0 else 1.0
    return (trust * seen + (1 - trust) * planned) * left + later * (1 + trust * (slower - 1))


def share_done(pace: Pace, stage: str | None, done: float) -> float:
    """How much of a job is done, 0 to 1, by the plan alone, so that a slow stage does not make it run backwards."""
    if stage not in STAGES or not pace.whole:
        return 0.0
    past = sum(pace.rates[one] for one in STAGES[: STAGES.index(stage)])
    # Never 1: a finished job leaves the queue.
    return min((past + pace.rates[stage] * min(max(done, 0.0), 1.0)) / pace.whole, 0.999)


def starts(busy: Sequence[float], lengths: Sequence[float], workers: int) -> list[float]:
    """When each waiting job will begin, in seconds from now.

    Args:
        busy: How much longer each running job will take.
        lengths: How long each waiting one takes, first things first.
        workers: How many work at a time.
    """
    free = [*busy, *[0.0] * (max(workers, 1) - len(busy))]
    heapq.heapify(free)
    begins = []
    for length in lengths:
        begin = heapq.heappop(free)
        begins.append(begin)
        heapq.heappush(free, begin + length)
    return begins


def needs(duration_s: float, *, model_bytes: int | None = None, pieces_bytes: int = 0) -> Needs:
    """Memory and disk of one job.

    Args:
        pieces_bytes: The sound, where it came in pieces that are first laid together.
    """
    model = model_bytes or _GUESSED_MODEL_BYTES
    kept = round((_COPY_BYTES_PER_S + _KEPT_BYTES_PER_S) * duration_s) + pieces_bytes
    work = round((_PCM_BYTES_PER_S + _COPY_BYTES_PER_S) * duration_s) + pieces_bytes
    # Weights are in memory once; computing with them takes about as much again.
    memory = _PROCESSES_BYTES + 2 * model + round(_PER_HOUR_BYTES * duration_s / 3600)
    return Needs(memory_bytes=memory, disk_bytes=work + kept, kept_bytes=kept)


def in_words(seconds: float) -> str:
    """A span of time as people say it, no more precise than the estimate."""
    if seconds < 50:
        return "less than a minute"
    minutes = max(1, round(seconds / 60))
    if minutes < 60:
        return "1 minute" if minutes == 1 else f"{minutes} minutes"
    hours, minutes = divmod(round(minutes / 5) * 5, 60)
    told = "1 hour" if hours == 1 else f"{hours} hours"
    return f"{told} {minutes} minutes" if minutes else told


def size_in_words(size_bytes: float) -> str:
    """A size as people say it."""
    if size_bytes >= 0.95 * 1000**3:
        return f"{size_bytes / 1000**3:.1f} GB"
    return f"{max(1, round(size_bytes / 1000**2))} MB"
