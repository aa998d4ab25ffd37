"""Transcribe one file: ``python -m transcription FILE [--language en] [--speakers N] [--model NAME] --json OUT``.

The whole speech pipeline without a database. Exit codes: 0 done, 1 failed (one line on standard error), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import re
import signal
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from .errors import TranscriptionError
from .options import ENGINES, TranscriptionOptions
from .pipeline import STAGES, run
from .types import Transcript
from .weights import ModelStore

_BAR = 24
# Not the scripted one, which writes words that nobody said.
RECOGNISERS = tuple(name for name in ENGINES if name != "scripted")


class ProgressBar:
    """One line on a terminal with the stage and its progress; prints nothing elsewhere."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, stage: str, done: float, total: float) -> None:
        """Redraw."""
        if self._shown:
            share = min(1.0, done / total) if total else 1.0
            bar = "#" * round(share * _BAR)
            step = STAGES.index(stage) + 1
            sys.stderr.write(f"\r{step}/{len(STAGES)} {stage:<10} [{bar:<{_BAR}}] {share:4.0%}")
            sys.stderr.flush()

    def clear(self) -> None:
        """Leave an empty line."""
        if self._shown:
            sys.stderr.write("\r" + " " * 60 + "\r")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The options that this command and ``app.py transcribe`` share."""
    parser.add_argument("file", type=Path, help="audio or video file")
    parser.add_argument("--language", help="language code such as en; detected if left out")
    parser.add_argument("--speakers", type=int, help="how many people were there, if known")
    parser.add_argument("--model", default=os.environ.get("RETREAT_WHISPER_MODEL", "base"), help="name or folder")
    parser.add_argument("--glossary", type=Path, metavar="FILE", help="names and words of the talk, one per line")
    parser.add_argument("--engine", default="faster_whisper", choices=RECOGNISERS, help="which recogniser")
    parser.add_argument("--json", type=Path, required=True, metavar="OUT", help="where to write the transcript")
    parser.add_argument("--work", type=Path, help="folder for checkpoints, so that a stopped run can continue")


def transcribe(chosen: argparse.Namespace, models: Path) -> int:
    """Do what was asked. Returns the exit code."""
    bar = ProgressBar()
    try:
        options = TranscriptionOptions(
            language=re.split("[-_]", chosen.language.strip().lower())[0] if chosen.language else None,
            speakers=chosen.speakers,
            model=chosen.model,
            engine=chosen.engine,
            glossary=read_glossary(chosen.glossary) if chosen.glossary else (),
        )
        if not chosen.file.is_file():
            raise FileNotFoundError(f"There is no file {chosen.file}: check the path.")
        check_writable(chosen.json)
        with tempfile.TemporaryDirectory(prefix="transcribe-") as scratch:
            work = chosen.work or Path(scratch)
            transcript = run(chosen.file, options, work=work, models=ModelStore(models), report=bar)
        write(transcript, chosen.json)
    except TranscriptionError as error:
        return _refused(bar, str(error))
    except ValueError as error:
        _refused(bar, str(error))
        return 2
    except OSError as error:
        return _refused(bar, f"{error.strerror}: {error.filename}" if error.strerror else str(error))
    except KeyboardInterrupt:
        return _refused(bar, "Stopped.")
    bar.clear()
    return 0


def read_glossary(path: Path) -> tuple[str, ...]:
    """Terms from a text file, one per line, without repeats.

    Raises:
        ValueError: It is not text.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise ValueError(
            f"The glossary {path} is not a text file: write one name or word per line, as UTF-8."
        ) from error
    return tuple(dict.fromkeys(term for line in lines if (term := " ".join(line.split()))))


def check_writable(target: Path) -> None:
    """Check before hours of work that the output can be written.

    Raises:
        OSError: Nothing can be written there.
    """
    if _is_special(target):
        return
    scratch = _scratch(target.resolve())
    try:
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, "it is a folder")
        scratch.touch()
        scratch.unlink()
    except OSError as error:
        raise OSError(f"The transcript can't be written to {target}: {error.strerror}.") from error


def write(transcript: Transcript, target: Path) -> None:
    """Write the transcript's JSON completely or not at all; never replace a pipe, a device or a link by a file."""
    told = json.dumps(transcript.to_json(), ensure_ascii=False, indent=1) + "\n"
    if _is_special(target):
        target.write_text(told, "utf-8")
        return
    target = target.resolve()
    scratch = _scratch(target)
    try:
        scratch.write_text(told, "utf-8")
        scratch.replace(target)
    finally:
        scratch.unlink(missing_ok=True)


def _is_special(target: Path) -> bool:
    return target.exists() and not target.is_file() and not target.is_dir()


def _scratch(target: Path) -> Path:
    return target.with_name(f".{target.name}.{os.getpid()}")


def _refused(bar: ProgressBar, sentence: str) -> int:
    bar.clear()
    sys.stderr.write(" ".join(sentence.split()) + "\n")
    return 1


def main(given: Sequence[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m transcription", description=__doc__)
    arguments(parser)
    data = Path(os.environ.get("RETREAT_DATA", "data"))
    parser.add_argument("--models", type=Path, default=data / "models", help="folder of joined, checked models")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chosen = parser.parse_args(given)
    return transcribe(chosen, chosen.models)


if __name__ == "__main__":
    sys.exit(main())
