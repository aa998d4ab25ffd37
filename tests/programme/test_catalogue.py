"""The catalogue: activities that can be run tonight, and data files that cannot say nonsense."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from facilitation.activities import find_activity, load_catalogue
from facilitation.activities.catalogue import FOLDER, read_folder
from facilitation.activities.reading import BadActivity, read_activity
from facilitation.interactions import INTERACTIONS
from retreat.errors import InvalidInput
from retreat.programme.catalogue import Offer


def test_the_catalogue_when_loaded_then_the_five_activities_are_there_with_their_times() -> None:
    assert {one.name: one.minutes for one in load_catalogue().values()}.items() >= {
        "Lifting the rock": 60,
        "Light-bulb log": 10,
        "Outcome-narrative close reading": 60,
        "Perspective swap across sectors": 45,
        "Brainstorm": None,
    }.items()


def test_a_programme_when_it_plans_then_six_activities_and_its_own_come_first_and_none_is_lost() -> None:
    catalogue = dict(load_catalogue())
    own = dataclasses.replace(catalogue["brainstorm"], key="own_tea_round")
    offer = Offer(activities={**catalogue, own.key: own}, own=frozenset({own.key}), unreadable=())

    first = [one.key for one in offer.first]

    assert first == [own.key, *list(catalogue)[:6]] and "what_counts_as_knowledge" in first
    assert sorted(first + [one.key for one in offer.others]) == sorted(offer.activities)


def test_a_plain_brainstorm_when_read_then_its_wall_is_open_and_unlimited() -> None:
    (wall,) = load_catalogue()["brainstorm"].steps

    assert wall.default_share == "everyone" and set(wall.shares) == {"everyone", "facilitators", "me"}
    assert (wall.minutes, wall.note_budget, wall.vote_budget) == (None, None, 5)


def test_every_activity_when_read_then_it_tells_a_facilitator_what_to_take_care_of() -> None:
    for one in load_catalogue().values():
        assert one.cautions and one.easy_read and one.outputs and one.purpose.endswith(".")
        assert all(len(part.shares) <= 3 for part in one.steps), f"{one.key}: more than three choices on a phone"
        assert "recording" not in re.sub("audio recording", "", (FOLDER / f"{one.key}.toml").read_text())


def test_every_step_when_read_then_its_easy_words_are_short_sentences_of_short_words() -> None:
    for one in load_catalogue().values():
        for step in one.steps:
            sentences = [part.split() for part in re.split(r"[.?!:]", step.easy_read) if part.strip()]
            assert sentences, f"{one.key}: {step.title}"
            assert max(map(len, sentences)) <= 14, f"{one.key}: {step.easy_read}"
            words = [half for part in sentences for word in part for half in word.split("-")]
            assert max(map(len, words)) <= 9, f"{one.key}: {step.easy_read}"


def test_interactions_of_steps_when_listed_then_each_says_in_plain_words_what_it_asks_for() -> None:
    assert all(each.label for each in INTERACTIONS if each.options is not None)


def test_seats_when_the_interaction_knows_none_then_the_field_is_named() -> None:
    step = {"title": "Round", "interaction": "circle", "prompts": ["What?"], "speaking_as": ["one", "two"]}
    activity = {"name": "A", "purpose": "B.", "group_shape": "C", "attribution_ceiling": "none", "steps": [step]}

    with pytest.raises(BadActivity) as bad:
        read_activity("a", activity)

    assert [wrong.field for wrong in bad.value.wrong] == ["steps[1].speaking_as"]


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
        find_activity("fire drill")

    assert "\n" not in refused.value.tell
    assert all(key in refused.value.tell for key in load_catalogue())


@pytest.mark.parametrize(
    "wrong,right,says",
    [
        ('note_kinds = ["note", "question", "action"]', 'note_kinds = ["rant"]', "steps[1].note_kinds"),
        ('default_share = "everyone"', 'default_share = "table"', "steps[1].default_share"),
        ('attribution_ceiling = "named"', 'attribution_ceiling = "all"', "attribution_ceiling"),
        ('purpose = "', 'porpoise = "', "porpoise"),
        ('prompts = ["What comes to mind?"]', "prompts = []", "steps[1].prompts"),
        ("[[steps]]", "[[parts]]", "parts"),
        ("vote_budget = 5", "vote_budget = 0", "steps[1].vote_budget"),
        ("vote_budget = 5", 'interaction = "shouting"', "steps[1].interaction"),
        ("vote_budget = 5", 'group = "crowd"', "steps[1].group"),
        ("vote_budget = 5", "options = { loud = true }", "steps[1].options.loud"),
        ('easy_read = "', 'easy_read = 3 # "', "steps[1].easy_read"),
        ("vote_budget = 5", "who = 3", "steps[1].who"),
        ("vote_budget = 5", "who = { hosts = 1 }", "steps[1].who.hosts"),
        ("vote_budget = 5", "who = { participants = 1 }", "steps[1].who.participants"),
        ("vote_budget = 5", "who = { screens = 'do' }", "steps[1].who.screens"),
        ("vote_budget = 5", "speaking_as = ['alone']", "steps[1].speaking_as"),
        ("vote_budget = 5", "speaking_as = ['same', 'Same ']", "steps[1].speaking_as"),
        ("vote_budget = 5", "speaking_as = 'two'", "steps[1].speaking_as"),
    ],
)
def test_a_data_file_with_nonsense_when_read_then_file_line_and_field_are_named_and_the_others_stand(
    tmp_path: Path, wrong: str, right: str, says: str
) -> None:
    for path in FOLDER.glob("*.toml"):
        (tmp_path / path.name).write_text(path.read_text())
    text = (FOLDER / "brainstorm.toml").read_text()
    assert wrong in text
    (tmp_path / "brainstorm.toml").write_text(text.replace(wrong, right, 1))

    found, refused = read_folder(tmp_path)

    assert {one.key for one in found} == set(load_catalogue()) - {"brainstorm"}
    ((file, told),) = [(one.file, one.says) for one in refused]
    lines = text.replace(wrong, right, 1).splitlines()
    line = next(number for number, written in enumerate(lines, 1) if written.startswith(right.split('"')[0]))
    assert file == "brainstorm.toml"
    assert any(one.startswith(f"brainstorm.toml, line {line}: {says}") for one in told), told


def test_a_file_that_is_no_toml_when_read_then_it_is_named_and_the_others_stand(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text((FOLDER / "brainstorm.toml").read_text())
    (tmp_path / "bad.toml").write_text("audio = maybe")

    found, refused = read_folder(tmp_path)

    assert [one.key for one in found] == ["good"]
    assert [one.file for one in refused] == ["bad.toml"] and "bad.toml" in refused[0].says[0]


def test_a_template_when_somebody_tries_to_change_it_then_it_stays() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_catalogue()["brainstorm"].name = "x"  # type: ignore[misc]
    with pytest.raises(TypeError):
        load_catalogue()["x"] = load_catalogue()["brainstorm"]  # type: ignore[index]
