"""Models added from a folder: whole or not at all, proved at every use, and taken away again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.transcription.written_models import PARAMETERS, write_model
from transcription.errors import EngineMissing, ModelRefused
from transcription.recognisers.folder import RECORD
from transcription.recognisers.shelf import OnShelf, Shelf
from transcription.weights import WHISPER_NAMES, ModelStore


def _quiet(_arrived: int, _of: int) -> None:
    """Nobody watches."""


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """No model yet."""
    return Shelf(tmp_path / "models", packaged=WHISPER_NAMES)


def add(shelf: Shelf, source: Path) -> OnShelf:
    with shelf.staged(str(source), _quiet) as staged:
        return shelf.place(staged)


def files_of(shelf: Shelf) -> set[str]:
    return {path.name for path in shelf.folder.iterdir() if path.is_dir()}


def test_a_folder_from_a_stick_when_added_then_it_is_here_by_name_with_its_digest_and_the_stick_can_go(
    shelf: Shelf, tmp_path: Path
) -> None:
    stick = write_model(tmp_path / "stick" / "faster-whisper-small")
    told: list[tuple[int, int]] = []

    with shelf.staged(str(stick), lambda *done: told.append(done)) as staged:
        added = shelf.place(staged)
    shutil.rmtree(stick)

    assert (added.name, added.parameters, added.trouble) == ("small", PARAMETERS, None)
    assert [one.name for one in shelf.here()] == ["small"] and files_of(shelf) == {"small"}
    assert told[-1][0] == told[-1][1] > 0 and told == sorted(told)
    used = ModelStore(shelf.folder).whisper("small")
    assert used.folder == shelf.folder / "small" and len(used.digest) == 64


BREAKS: dict[str, Callable[[Path], object]] = {
    "model.bin": lambda folder: (folder / "model.bin").unlink(),
    "model.bin (": lambda folder: os.truncate(folder / "model.bin", 500),
    "config.json": lambda folder: (folder / "config.json").write_text("{"),
    "tokenizer.json": lambda folder: (folder / "tokenizer.json").unlink(),
    "vocabulary.json or vocabulary.txt": lambda folder: (folder / "vocabulary.txt").write_text(""),
}


@pytest.mark.parametrize("missing", BREAKS)
def test_a_folder_that_was_half_copied_when_added_then_it_says_what_is_missing_and_nothing_is_left(
    shelf: Shelf, tmp_path: Path, missing: str
) -> None:
    stick = write_model(tmp_path / "stick" / "ours")
    BREAKS[missing](stick)

    with pytest.raises(ModelRefused) as refused:
        add(shelf, stick)

    assert missing in str(refused.value) and shelf.here() == [] and files_of(shelf) == set()


def test_a_network_of_more_bands_when_it_does_not_say_how_to_hear_them_then_it_is_refused(
    shelf: Shelf, tmp_path: Path
) -> None:
    stick = write_model(tmp_path / "stick" / "ours", bands=128)

    with pytest.raises(ModelRefused) as refused:
        add(shelf, stick)
    (stick / "preprocessor_config.json").write_text("{}")

    assert "preprocessor_config.json" in str(refused.value) and add(shelf, stick).name == "ours"


def test_a_model_when_somebody_stops_before_it_has_its_place_then_nothing_looks_like_one(
    shelf: Shelf, tmp_path: Path
) -> None:
    stick = write_model(tmp_path / "stick" / "ours")

    with pytest.raises(KeyboardInterrupt), shelf.staged(str(stick), _quiet):
        raise KeyboardInterrupt

    assert shelf.here() == [] and files_of(shelf) == set() and add(shelf, stick).name == "ours"


@pytest.mark.parametrize("wanted", ["again/ours", "base", "tiny.en", "..", "stick/no such", "huge", "with space"])
def test_what_is_here_already_or_cannot_be_one_when_added_then_it_is_refused(
    shelf: Shelf, tmp_path: Path, wanted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(shelf, write_model(tmp_path / "stick" / "ours"))
    write_model(tmp_path / "again" / "ours")
    write_model(tmp_path / "base")
    write_model(tmp_path / "with space")
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ModelRefused):
        add(shelf, Path(wanted))

    assert files_of(shelf) == {"ours"}


def test_a_file_that_changed_after_it_was_added_when_used_then_it_is_refused_but_a_new_time_alone_is_no_matter(
    shelf: Shelf, tmp_path: Path
) -> None:
    added = add(shelf, write_model(tmp_path / "stick" / "ours"))
    store, weights = ModelStore(shelf.folder), added.folder / "model.bin"
    os.utime(weights, (1, 1))
    assert store.whisper("ours").digest

    content = bytearray(weights.read_bytes())
    content[-40] ^= 1
    weights.write_bytes(content)

    with pytest.raises(EngineMissing, match="ours"):
        store.whisper("ours")
    assert shelf.here()[0].trouble


def test_the_folder_of_another_machine_when_it_was_harmed_on_the_way_then_its_own_record_tells(
    shelf: Shelf, tmp_path: Path
) -> None:
    other = Shelf(tmp_path / "other", packaged=())
    stick = add(other, write_model(tmp_path / "stick" / "ours")).folder
    assert (stick / RECORD).is_file()
    (stick / "vocabulary.txt").write_text("a\nc\n")

    with pytest.raises(ModelRefused):
        add(shelf, stick)

    assert files_of(shelf) == set()


def test_a_model_when_removed_then_it_is_gone_and_those_that_came_with_the_toolkit_stay(
    shelf: Shelf, tmp_path: Path
) -> None:
    add(shelf, write_model(tmp_path / "stick" / "ours"))
    write_model(shelf.folder / "base")

    shelf.remove("ours")
    for name in ("ours", "base", "../stick", ""):
        with pytest.raises(ModelRefused):
            shelf.remove(name)

    assert files_of(shelf) == {"base"} and (tmp_path / "stick" / "ours").is_dir()


def test_a_broken_folder_among_the_models_when_listed_then_it_is_last_and_says_what_is_wrong(
    shelf: Shelf, tmp_path: Path
) -> None:
    (write_model(shelf.folder / "torn") / "tokenizer.json").unlink()
    add(shelf, write_model(tmp_path / "stick" / "ours"))

    found = shelf.here()

    assert [one.name for one in found] == ["ours", "torn"] and "tokenizer.json" in (found[1].trouble or "")


def test_a_model_that_another_command_is_adding_when_added_then_it_is_refused(shelf: Shelf, tmp_path: Path) -> None:
    stick = write_model(tmp_path / "stick" / "ours")

    with shelf.staged(str(stick), _quiet) as staged:
        with pytest.raises(ModelRefused):
            add(shelf, stick)
        assert shelf.place(staged).name == "ours"
