"""Sound in; words, speakers, passages and groupings out: the speech room's front door.

This process loads no network; its children do.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from .options import TranscriptionOptions
from .stages import STAGES, Report, Stages, partial_words, unreported
from .types import Quality, Transcript, Turn, Word
from .warm_children import WarmChildren, default_threads
from .weights import ModelStore
from .work_folder import WorkFolder

__all__ = ["STAGES", "Pipeline", "default_threads", "partial_words", "run"]


class Pipeline(WarmChildren):
    """Keeps the child processes and their models warm over several recordings. Close it when done."""

    def run(
        self,
        path: Path,
        options: TranscriptionOptions,
        *,
        work: Path,
        report: Report = unreported,
        span: tuple[int, int] | None = None,
    ) -> Transcript:
        """Transcribe one file, continuing from whatever ``work`` already holds.

        Args:
            report: called with a stage's name, and how much of it is done of how much (seconds of sound, or 1 of 1).
            span: Start and end in milliseconds; only windows in it or on its edge are transcribed. They are laid out as
                for the whole file, because a part transcribed alone is worse.
        Raises:
            UnreadableAudio: the file holds no sound; permanent.
            EngineFailed: a stage broke down; finished stages and checkpoints are kept.
            EngineMissing: a model isn't there.
        """
        return Stages(self, path, options, WorkFolder(work), report, span).transcript()

    def tell_apart(
        self, path: Path, options: TranscriptionOptions, *, work: Path, report: Report = unreported
    ) -> list[Turn]:
        """Only who speaks when, continuing from whatever ``work`` already holds.

        Raises:
            UnreadableAudio: the file holds no sound; permanent.
            EngineFailed: a stage broke down.
        """
        return Stages(self, path, options, WorkFolder(work), report).voices()

    def check_again(
        self, path: Path, words: Sequence[Word], turns: Sequence[Turn], *, work: Path, report: Report = unreported
    ) -> tuple[tuple[Turn, ...], Quality]:
        """Only the checks, over words and turns of this file that may have been changed since.

        Args:
            turns: With the flags that the checks do not set.
        Raises:
            UnreadableAudio: the file holds no sound; permanent.
        """
        return Stages(self, path, TranscriptionOptions(), WorkFolder(work), report).checked(words, turns)


def run(
    path: Path,
    options: TranscriptionOptions,
    *,
    work: Path,
    models: ModelStore,
    report: Report = unreported,
) -> Transcript:
    """As `Pipeline.run`, for one file: starts the children and ends them."""
    with Pipeline(models, threads=options.threads) as pipeline:
        return pipeline.run(path, options, work=work, report=report)
