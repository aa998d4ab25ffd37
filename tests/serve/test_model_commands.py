"""``models`` as it is typed: what is here and how fast, adding from a stick and from the hub, choosing, removing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from retreat.settings import load_settings
from tests.serve.conftest import Typed
from tests.support.model_hub import Hub, running_hub
from tests.support.needs import need
from tests.support.ports import own_port
from tests.support.server import ROOT
from tests.transcription.written_models import write_model


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of models, with a written one that nothing can be heard with."""
    made = tmp_path / "models"
    made.mkdir()
    return made


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A real model on a stick."""
    source = ROOT / "models" / "tiny.en"
    need(source.is_dir(), "the models are not prepared; run make setup")
    return Path(shutil.copytree(source, tmp_path / "stick" / "faster-whisper-small"))


@pytest.fixture
def hub(stick: Path) -> Iterator[Hub]:
    """A hub that gives the real model, and cuts the line in its middle."""
    with running_hub(Hub(stick, gives_at_most=40_000_000, cuts=1)) as hub:
        yield hub


def told(typed: Typed, *arguments: str, **settings: str) -> Any:
    """What a command that works prints, as a program reads it."""
    done = typed(*arguments, "--json", **settings)
    assert (done.returncode, done.stderr) == (0, ""), done
    return json.loads(done.stdout)


@pytest.mark.models
def test_a_model_from_a_stick_when_added_to_be_used_then_it_was_tried_and_the_default_follows(
    typed: Typed, folder: Path, stick: Path, tmp_path: Path
) -> None:
    settings = {"RETREAT_MODELS": str(folder)}

    added = told(typed, "models", "add", str(stick), "--use", **settings)
    listed = told(typed, "models", **settings)
    refused = typed("models", "remove", "small", **settings)

    assert (added["name"], added["is_used"]) == ("small", True)
    assert added["speed"]["minute_s"] > 0 and added["speed"]["peak_bytes"] > 75_000_000
    assert listed["used"] == {"name": "small", "said_by": "chosen"}
    (small,) = listed["models"]
    assert small["speed"] == added["speed"] and small["is_used"] and small["memory_bytes"] > small["file_bytes"]
    assert [one["name"] for one in listed["can_be_added"]] == ["medium", "large-v3-turbo"]
    assert load_settings({"RETREAT_DATA": str(tmp_path / "data")}).whisper_model == "small"
    assert refused.returncode == 1 and len(refused.stderr.splitlines()) == 1 and (folder / "small").is_dir()


@pytest.mark.models
def test_a_model_from_the_hub_when_the_line_is_cut_then_it_is_here_whole_and_can_be_taken_away(
    typed: Typed, folder: Path, hub: Hub
) -> None:
    settings = {"RETREAT_MODELS": str(folder), "HF_ENDPOINT": hub.address}

    added = told(typed, "models", "add", "small", **settings)
    ranges = [wanted for path, wanted in hub.asked if path.endswith("model.bin")]
    gone = told(typed, "models", "remove", "small", **settings)

    assert added["source"] == f"{hub.address}/{hub.repository}" and not added["is_used"]
    assert ranges == [None, "bytes=40000000-"]
    assert gone == {"removed": "small"} and not (folder / "small").exists()
    assert json.loads((folder / "measured.json").read_text()) == {}


def test_a_model_that_cannot_be_loaded_when_added_then_it_is_refused_and_nothing_is_kept(
    typed: Typed, folder: Path, tmp_path: Path
) -> None:
    write_model(tmp_path / "stick" / "ours")

    done = typed("models", "add", str(tmp_path / "stick" / "ours"), RETREAT_MODELS=str(folder))

    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "Traceback" not in done.stderr and not (folder / "ours").exists()


CANNOT_WORK = [
    (("models", "add", "/nowhere"), 1),
    (("models", "add", "base"), 1),
    (("models", "add", "small"), 1),
    (("models", "add", "no-such-model"), 1),
    (("models", "use", "small"), 1),
    (("models", "use", "../tiny.en"), 1),
    (("models", "remove", "base"), 1),
    (("models", "remove", "small"), 1),
    (("models", "add"), 2),
    (("models", "dance"), 2),
]


@pytest.mark.parametrize(("arguments", "code"), CANNOT_WORK)
def test_what_cannot_be_done_with_models_when_typed_then_its_code_and_one_line(
    typed: Typed, folder: Path, arguments: tuple[str, ...], code: int
) -> None:
    nobody = f"http://127.0.0.1:{own_port()}"

    done = typed(*arguments, RETREAT_MODELS=str(folder), HF_ENDPOINT=nobody)

    assert (done.returncode, done.stdout) == (code, "") and "Traceback" not in done.stderr
    assert code == 2 or len(done.stderr.splitlines()) == 1


def test_the_environment_when_it_names_a_model_then_it_comes_before_the_one_that_was_chosen(
    typed: Typed, folder: Path, tmp_path: Path
) -> None:
    write_model(folder / "ours")
    data = tmp_path / "data"

    chosen = told(typed, "models", "use", "ours", RETREAT_MODELS=str(folder))
    overruled = told(typed, "models", "use", "ours", RETREAT_MODELS=str(folder), RETREAT_WHISPER_MODEL="tiny.en")

    assert chosen == {"name": "ours", "is_used": True} and not overruled["is_used"]
    kept = load_settings({"RETREAT_DATA": str(data)})
    assert (kept.whisper_model, kept.whisper_model_by) == ("ours", "chosen")
    named = load_settings({"RETREAT_DATA": str(data), "RETREAT_WHISPER_MODEL": "tiny.en"})
    assert (named.whisper_model, named.whisper_model_by) == ("tiny.en", "environment")
    assert [path for path in data.iterdir() if path.stat().st_mode & 0o077] == [], "and nobody else can read it"


def test_a_broken_model_when_listed_then_it_says_so_and_the_list_is_whole(typed: Typed, folder: Path) -> None:
    os.truncate(write_model(folder / "torn") / "model.bin", 100)

    listed = told(typed, "models", RETREAT_MODELS=str(folder))

    assert [(one["name"], bool(one["trouble"]), one["speed"]) for one in listed["models"]] == [("torn", True, None)]
