"""A report of the speech benchmark beside an earlier one: what a change gained or lost, and between what that may lie.

Both have heard the same files, disturbed in the same ways, so that what is hard for both takes no part.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from transcription.errors import NotComparable

from .intervals import difference

# What each rate is counted by in a row of a report.
_RATES = {
    "wer": ("word_errors", "reference_words"),
    "solo_wer": ("solo_word_errors", "solo_reference_words"),
    "overlapped_wer": ("overlapped_word_errors", "overlapped_reference_words"),
    "der": ("speaker_errors_s", "speech_s"),
}

Report = Mapping[str, Any]


def earlier_report(path: Path, names: Sequence[str], copies: int) -> Report:
    """An earlier report that says something beside a run over files of these names.

    Raises:
        NotComparable: It cannot be read, is no report, or is one of other files or another number of copies.
    """
    try:
        report = json.loads(path.read_text("utf-8"))
        heard = {row["file"] for row in report["files"]}
        number = report["copies"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NotComparable(f"{path} is not a report of this benchmark: name the JSON of an earlier run.") from error
    if number != copies:
        raise NotComparable(f"{path} is a report of {number} copies: use --copies {number} to compare with it.")
    if heard != set(names):
        raise NotComparable(f"{path} is a report of other files: name the same files as for that run.")
    return dict(report)


def beside(report: Report, earlier: Report) -> dict[str, Any]:
    """How far the rates of a report are from those of an earlier one of the same files, below nought being better.

    ``better`` and ``worse`` count the files in which fewer or more words are wrong; ``cpu`` is how many times the
    processor time of the earlier run this one took.
    """
    before = {row["file"]: row for row in earlier["files"]}
    pairs = [(row, before[row["file"]]) for row in report["files"]]
    found: dict[str, Any] = {name: _difference(pairs, *counted) for name, counted in _RATES.items()}
    wrong = [(now["word_errors"], was["word_errors"]) for now, was in pairs if _both("word_errors", now, was)]
    found |= {"better": sum(now < was for now, was in wrong), "worse": sum(now > was for now, was in wrong)}
    took, took_before = report.get("cpu_s"), earlier.get("cpu_s")
    return found | {"cpu": round(took / took_before, 3) if took and took_before else None}


def _difference(pairs: Sequence[tuple[Report, Report]], count: str, of: str) -> dict[str, Any] | None:
    counted = [(now, was) for now, was in pairs if _both(count, now, was)]
    return difference([(now[count], now[of]) for now, _ in counted], [(was[count], was[of]) for _, was in counted])


def _both(name: str, *rows: Report) -> bool:
    return all(name in row for row in rows)
