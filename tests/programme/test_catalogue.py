"""The catalogue: five activities that can be run tonight, and data files that cannot say nonsense."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from facilitation.activities import find_activity, load_catalogue
from facilitation.activities.catalogue import FOLDER, read_template
from retreat.errors import InvalidInput


def test_the_catalogue_when_loaded_then_the_five_activities_are_there_with_their_times() -> None:
    assert {one.name: one.minutes for one in load_catalogue().values()} == {
        "Lifting the rock": 60,
        "Light-bulb log": 10,
        "Outcome-narrative close reading": 60,
        "Perspective swap across sectors": 45,
        "Brainstorm": None,
    }


def test_a_plain_brainstorm_when_read_then_its_wall_is_open_and_unlimited() -> None:
    (wall,) = load_catalogue()["brainstorm"].rounds

    assert wall.default_share == "everyone" and set(wall.shares) == {"everyone", "facilitators", "me"}
    assert (wall.minutes, wall.note_budget, wall.vote_budget) == (None, None, 5)


def test_every_activity_when_read_then_it_tells_a_facilitator_what_to_take_care_of() -> None:
    for one in load_catalogue().values():
        assert one.cautions and one.easy_read and one.outputs and one.purpose.endswith(".")
        assert all(len(part.shares) <= 3 for part in one.rounds), f"{one.key}: more than three choices on a phone"
        assert "recording" not in re.sub("audio recording", "", (FOLDER / f"{one.key}.toml").read_text())


@pytest.mark.parametrize(
    "asked,key",
    [
        ("brainstorm", "brainstorm"),
        ("BRAINSTORM", "brainstorm"),
        ("Lifting the rock", "lifting_the_rock"),
        ("lifting-the-rock", "lifting_the_rock"),
        ("light bulb log", "light_bulb_log"),
        ("Light-bulb log", "light_bulb_log"),
        ("Perspective swap across sectors", "perspective_swap"),
        (" outcome-narrative  close_reading ", "outcome_narrative_close_reading"),
    ],
)
def test_an_activity_as_people_type_it_when_looked_for_then_it_is_found(asked: str, key: str) -> None:
    assert find_activity(asked).key == key


def test_an_unknown_activity_when_looked_for_then_one_sentence_lists_those_there_are() -> None:
    with pytest.raises(InvalidInput) as refused:
        find_activity("world café")

    assert "\n" not in refused.value.tell
    assert all(key in refused.value.tell for key in load_catalogue())


@pytest.mark.parametrize(
    "wrong,right,says",
    [
        ('note_kinds = ["note", "question", "action"]', 'note_kinds = ["rant"]', "unknown note kind rant"),
        ('default_share = "everyone"', 'default_share = "table"', "default share"),
        ('attribution_ceiling = "named"', 'attribution_ceiling = "all"', "attribution_ceiling"),
        ('purpose = "', 'porpoise = "', "porpoise"),
        ('prompts = ["What comes to mind?"]', "prompts = []", "prompts"),
        ("[[rounds]]", "[[parts]]", "rounds"),
        ("audio = false", "audio = maybe", "brainstorm.toml"),
    ],
)
def test_a_data_file_with_nonsense_when_read_then_the_file_and_the_fault_are_named(
    tmp_path: Path, wrong: str, right: str, says: str
) -> None:
    text = (FOLDER / "brainstorm.toml").read_text()
    assert wrong in text
    (tmp_path / "brainstorm.toml").write_text(text.replace(wrong, right, 1))

    with pytest.raises(ValueError, match=re.escape(says)) as refused:
        read_template(tmp_path / "brainstorm.toml")

    assert "brainstorm.toml" in str(refused.value)


def test_a_template_when_somebody_tries_to_change_it_then_it_stays() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_catalogue()["brainstorm"].name = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        load_catalogue()["x"] = load_catalogue()["brainstorm"]  # type: ignore[index]
