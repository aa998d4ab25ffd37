"""What a change to the recogniser gained, beside the report of an earlier run."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from transcription.errors import NotComparable
from transcription.scoring.beside import beside, earlier_report

FILES = ("hall.wav", "kitchen.wav", "table.wav")


def report(errors: Sequence[float], *, copies: int = 5, cpu_s: float = 100.0) -> dict[str, Any]:
    """A report of three files of a hundred words, half of them said over somebody else."""
    rows = [
        {
            "file": name,
            "word_errors": wrong,
            "reference_words": 100,
            "solo_word_errors": wrong / 4,
            "solo_reference_words": 50,
            "overlapped_word_errors": wrong * 3 / 4,
            "overlapped_reference_words": 50,
        }
        for name, wrong in zip(FILES, errors, strict=True)
    ]
    return {"files": rows, "copies": copies, "cpu_s": cpu_s}


def kept(folder: Path, found: Mapping[str, Any]) -> Path:
    path = folder / "earlier.json"
    path.write_text(json.dumps(found))
    return path


def test_a_change_that_helps_two_files_of_three_then_its_gain_has_an_interval_and_a_price() -> None:
    found = beside(report([16, 8, 31], cpu_s=110), report([20, 12, 30]))

    assert found["wer"]["mean"] == pytest.approx(-0.0233, abs=1e-4)
    low, high = found["wer"]["interval"]
    assert low == -0.04 and high == 0.01
    assert found["solo_wer"]["mean"] > found["overlapped_wer"]["mean"]
    assert (found["better"], found["worse"], found["cpu"]) == (2, 1, 1.1)
    assert found["der"] is None


def test_a_file_that_one_run_could_not_read_then_the_others_are_compared() -> None:
    unread = report([16, 8, 31])
    unread["files"][2] = {"file": FILES[2], "error": "no sound"}

    found = beside(unread, report([20, 12, 30]))

    assert (found["wer"]["mean"], found["better"], found["worse"]) == (-0.04, 2, 0)


def test_reports_in_another_order_of_files_then_each_file_is_compared_with_itself() -> None:
    turned = report([20, 12, 30])
    turned["files"].reverse()

    assert beside(report([20, 12, 30]), turned)["wer"] == {"mean": 0.0, "interval": [0.0, 0.0]}


def test_an_earlier_report_of_the_same_files_and_copies_when_read_then_it_can_be_compared(tmp_path: Path) -> None:
    earlier = report([20, 12, 30])

    assert earlier_report(kept(tmp_path, earlier), FILES, 5) == earlier


@pytest.mark.parametrize(
    ("names", "copies"), [(FILES, 3), (FILES[:2], 5), ((*FILES, "garden.wav"), 5)], ids=["copies", "fewer", "more"]
)
def test_an_earlier_report_of_something_else_when_read_then_it_is_refused(
    tmp_path: Path, names: Sequence[str], copies: int
) -> None:
    with pytest.raises(NotComparable):
        earlier_report(kept(tmp_path, report([20, 12, 30])), names, copies)


@pytest.mark.parametrize("content", [None, b"", b"[]", b'{"files": 3}', b'{"files": [], "copies"', b"\xff"])
def test_what_is_no_report_when_read_then_it_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "letter.json"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(NotComparable):
        earlier_report(path, FILES, 5)
