"""Models from the hub over real HTTP: a cut line is gone on with, what arrives damaged is thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.model_hub import Hub, running_hub
from tests.support.ports import own_port
from tests.transcription.written_models import write_model
from transcription.errors import ModelRefused
from transcription.recognisers import bringing
from transcription.recognisers.hub import PART, fetch, look_up
from transcription.recognisers.shelf import OnShelf, Shelf
from transcription.weights import ModelStore


def _quiet(_arrived: int, _of: int) -> None:
    """Nobody watches."""


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    """With one whole model, and files that a recogniser doesn't need."""
    folder = write_model(tmp_path / "hub")
    (folder / "README.md").write_text("not for us")
    with running_hub(Hub(folder)) as hub:
        yield hub


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two tries nobody waits."""
    monkeypatch.setattr(bringing, "PAUSE_S", 0.0)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    """No model yet."""
    return Shelf(tmp_path / "models", packaged=("base",))


def add(shelf: Shelf, hub: Hub, name: str = "small") -> OnShelf:
    with shelf.staged(name, _quiet, hub=hub.address) as staged:
        return shelf.place(staged)


def ranges(hub: Hub, name: str = "model.bin") -> list[str | None]:
    return [wanted for path, wanted in hub.asked if path.endswith(name)]


@pytest.mark.parametrize("name", ["small", "Systran/faster-whisper-small"])
def test_a_model_when_fetched_by_name_then_it_is_here_proved_and_its_revision_is_kept(
    shelf: Shelf, hub: Hub, name: str
) -> None:
    added = add(shelf, hub, name)

    assert added.name == "small" and added.source == f"{hub.address}/{hub.repository}"
    assert (added.folder / "model.bin").read_bytes() == (hub.folder / "model.bin").read_bytes()
    assert not (added.folder / "README.md").exists() and not list(added.folder.glob(f"*{PART}"))
    assert ModelStore(shelf.folder).whisper("small").folder == added.folder


def test_a_line_that_is_cut_thrice_when_fetching_then_it_goes_on_behind_what_came(shelf: Shelf, hub: Hub) -> None:
    hub.gives_at_most, hub.cuts = 600, 3

    added = add(shelf, hub)

    assert ranges(hub) == [None, "bytes=600-", "bytes=1200-", "bytes=1800-"]
    assert (added.folder / "model.bin").read_bytes() == (hub.folder / "model.bin").read_bytes()


def test_a_line_that_stays_cut_when_the_command_is_run_again_then_it_goes_on_from_there(shelf: Shelf, hub: Hub) -> None:
    hub.gives_at_most, hub.cuts = 0, 100
    with pytest.raises(ModelRefused):
        add(shelf, hub)
    assert shelf.here() == []
    hub.gives_at_most, hub.cuts = 600, 1
    with pytest.raises(KeyboardInterrupt), shelf.staged("small", _stopped_after(600), hub=hub.address):
        pass
    hub.cuts = 0
    hub.asked.clear()

    add(shelf, hub)

    assert ranges(hub) == ["bytes=600-"], "and only the rest was fetched"


def _stopped_after(bytes_of_all: int):  # type: ignore[no-untyped-def]
    """Somebody presses Ctrl-C once as much has come of the weights; the other files are some sixty bytes."""

    def told(arrived: int, _of: int) -> None:
        if arrived >= bytes_of_all:
            raise KeyboardInterrupt

    return told


def test_a_server_that_cannot_go_on_in_the_middle_when_it_cuts_then_all_of_it_comes_again(
    shelf: Shelf, hub: Hub
) -> None:
    hub.gives_at_most, hub.cuts, hub.knows_ranges = 600, 1, False

    added = add(shelf, hub)

    assert (added.folder / "model.bin").read_bytes() == (hub.folder / "model.bin").read_bytes()


def test_a_file_that_is_not_what_the_hub_promises_when_fetched_then_it_is_thrown_away(shelf: Shelf, hub: Hub) -> None:
    hub.lies = True
    with pytest.raises(ModelRefused):
        add(shelf, hub)
    assert shelf.here() == []

    hub.lies = False
    assert add(shelf, hub).trouble is None


def test_a_newer_revision_on_the_hub_when_the_older_was_half_here_then_nothing_of_it_is_kept(
    shelf: Shelf, hub: Hub
) -> None:
    with pytest.raises(KeyboardInterrupt), shelf.staged("small", _stopped_after(600), hub=hub.address):
        pass
    hub.revision = "2f"
    (hub.folder / "config.json").write_text('{"newer": true}')

    assert "newer" in (add(shelf, hub).folder / "config.json").read_text()


def test_the_hub_when_it_has_no_such_model_or_is_not_reached_then_one_sentence(shelf: Shelf, hub: Hub) -> None:
    gone = Hub(hub.folder, address=f"http://127.0.0.1:{own_port()}")

    for name, where in (("medium", hub), ("no/such", hub), ("no-such", hub), ("small", gone)):
        with pytest.raises(ModelRefused) as refused:
            add(shelf, where, name)
        assert len(str(refused.value).splitlines()) == 1 and shelf.here() == []
    assert "USB" in str(refused.value)


def test_a_repository_without_a_recogniser_when_asked_for_then_it_is_refused(hub: Hub, tmp_path: Path) -> None:
    (hub.folder / "model.bin").unlink()

    with pytest.raises(ModelRefused):
        look_up(hub.repository, address=hub.address)


def test_files_when_fetched_then_progress_counts_all_of_them_and_never_falls(hub: Hub, tmp_path: Path) -> None:
    told: list[int] = []
    release = look_up(hub.repository, address=hub.address)
    (tmp_path / "into").mkdir()

    fetch(release, tmp_path / "into", lambda arrived, _of: told.append(arrived), pause_s=0.0)

    assert told == sorted(told) and told[-1] == release.size_bytes
