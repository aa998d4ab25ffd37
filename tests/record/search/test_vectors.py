"""The matrix of meanings: exact, kept in a private file, in step with what is erased."""

from __future__ import annotations

import stat
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import delete, select

from retreat.house import House
from retreat.search.models import Passage, PassageVector
from retreat.search.vectors import Vectors, keep_vectors
from tests.record.scripted_speech import meaning
from tests.support.meeting import Meeting

pytestmark = pytest.mark.both_engines

WORDS = [f"word{n} thing{n % 7}" for n in range(30)]


@pytest.fixture
def numbers(house: House, meeting: Meeting) -> list[int]:
    """Thirty passages with their meanings."""

    def fill(db) -> list[int]:  # type: ignore[no-untyped-def]
        rows = [
            Passage(id=f"p{n}", session_id=meeting.session_id, kind="spoken", text=text, speakers=[])
            for n, text in enumerate(WORDS)
        ]
        db.add_all(rows)
        db.flush()
        keep_vectors(db, [row.number for row in rows], meaning(WORDS))
        return [row.number for row in rows]

    return house.database.write(fill)


def likeness(house: House, known: Vectors, numbers: list[int], typed: str) -> np.ndarray:
    with house.database.read() as db:
        return known.similarities(db, np.array(numbers), meaning([typed])[0])


def test_meanings_when_compared_then_they_are_the_exact_cosines(house: House, numbers: list[int]) -> None:
    found = likeness(house, Vectors(None), numbers, "thing3")

    assert np.allclose(found, meaning(WORDS) @ meaning(["thing3"])[0], atol=2e-3)
    assert set(np.argsort(-found)[:4]) <= {n for n in range(30) if n % 7 == 3}


def test_a_matrix_when_kept_in_a_file_then_another_process_reads_the_same_and_only_its_owner_may(
    house: House, numbers: list[int], tmp_path: Path
) -> None:
    first = likeness(house, Vectors(tmp_path / "index", tail_max=10), numbers, "thing3")

    again = likeness(house, Vectors(tmp_path / "index", tail_max=10), numbers, "thing3")

    files = list((tmp_path / "index").iterdir())
    assert len(files) == 2 and np.array_equal(first, again)
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "index").stat().st_mode) == 0o700


@pytest.mark.parametrize("is_in_file", [True, False])
def test_a_passage_when_erased_then_its_meaning_is_gone_from_memory_and_file(
    house: House, numbers: list[int], tmp_path: Path, is_in_file: bool
) -> None:
    known = Vectors(tmp_path / "index", tail_max=10 if is_in_file else 1000)
    likeness(house, known, numbers, "word5")
    house.database.write(lambda db: db.execute(delete(PassageVector).where(PassageVector.number == numbers[5])))

    found = likeness(house, known, numbers, "word5 thing5")

    assert found[5] == 0 and found[12] > 0.3
    for file in (tmp_path / "index").glob("*.npy") if is_in_file else []:
        content = np.load(file)
        if content.ndim == 2:
            assert float((content @ meaning([WORDS[5]])[0]).max()) < 0.9


def test_a_broken_file_when_opened_then_the_matrix_is_built_anew(
    house: House, numbers: list[int], tmp_path: Path
) -> None:
    first = likeness(house, Vectors(tmp_path / "index", tail_max=10), numbers, "thing3")
    for file in (tmp_path / "index").iterdir():
        file.write_bytes(file.read_bytes()[:50])

    assert np.array_equal(likeness(house, Vectors(tmp_path / "index", tail_max=10), numbers, "thing3"), first)


def test_a_note_reworded_when_its_meaning_is_computed_then_only_the_new_one_counts(
    house: House, numbers: list[int]
) -> None:
    known = Vectors(None)
    likeness(house, known, numbers, "thing3")
    house.database.write(lambda db: keep_vectors(db, [numbers[0]], meaning(["entirely else"])))

    assert likeness(house, known, numbers, "entirely else")[0] > 0.99
    with house.database.read() as db:
        assert len(db.scalars(select(PassageVector.number)).all()) == 30


def test_a_meaning_that_appears_behind_the_newest_when_compared_then_it_counts(
    house: House, numbers: list[int]
) -> None:
    known = Vectors(None)
    early = house.database.write(lambda db: _take(db, numbers[3]))
    likeness(house, known, numbers, "thing3")
    house.database.write(lambda db: db.add(PassageVector(seq=early[0], number=numbers[3], vector=early[1])))

    assert likeness(house, known, numbers, WORDS[3])[3] > 0.99


def _take(db, number: int) -> tuple[int, bytes]:  # type: ignore[no-untyped-def]
    row = db.scalars(select(PassageVector).where(PassageVector.number == number)).one()
    db.delete(row)
    return row.seq, row.vector


def test_a_meaning_that_ended_the_file_when_taken_out_then_a_process_that_comes_later_leaves_nothing_of_it(
    house: House, numbers: list[int], tmp_path: Path
) -> None:
    """Seen red: a file that says more than the database was passed over, and stayed as it was."""
    likeness(house, Vectors(tmp_path / "index", tail_max=10), numbers, "word5")
    last = meaning(WORDS)[-1].astype("<f2").astype(np.float32).tobytes()
    assert any(last in file.read_bytes() for file in (tmp_path / "index").iterdir())
    house.database.write(lambda db: db.execute(delete(PassageVector).where(PassageVector.number == numbers[-1])))

    with house.database.read() as db:
        Vectors(tmp_path / "index", tail_max=10).follow(db)

    assert not any(last in file.read_bytes() for file in (tmp_path / "index").iterdir())
