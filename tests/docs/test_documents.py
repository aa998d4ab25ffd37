"""What the documents say is what there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from facilitation.cli.command_line import _parser
from retreat.programme.steps import WHO, Step
from retreat.settings import ROWS

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
REQUIREMENTS = sorted(path.name for path in ROOT.glob("requirements*.txt"))
DECISIONS = (ROOT / "DECISIONS.md").read_text("utf-8")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.env)
def test_setting_when_read_about_then_the_readme_tells_its_meaning_and_default(row) -> None:
    line = next((line for line in README.splitlines() if line.startswith(f"| `{row.env}`")), "")

    assert row.help in line
    assert not row.default or f"`{row.default}`" in line


def test_setting_in_the_readme_when_looked_up_then_it_exists() -> None:
    told = set(re.findall(r"^\| `((?:RETREAT_)?[A-Z_]+)` \|", README, re.MULTILINE))

    assert told == {row.env for row in ROWS}


def test_command_when_read_about_then_the_readme_lists_it() -> None:
    commands = next(action for action in _parser()._actions if action.dest == "command").choices

    for name in set(commands) - {"serve"}:
        assert re.search(rf"`python app.py {name}|`{name}`", README), name


def test_library_when_required_then_decisions_tell_why() -> None:
    for file in REQUIREMENTS:
        direct = (ROOT / file).read_text().split("# What those need")[0]
        for line in direct.splitlines():
            name = re.split(r"[=\[]", line)[0]
            if name and not line.startswith("#"):
                stem = re.sub(r"-part[12]$", "", name)
                assert stem.lower() in DECISIONS.lower(), name


def test_module_of_the_browser_when_required_then_decisions_tell_why() -> None:
    wanted = re.findall(r'ependencies": \{(.*?)\}', (ROOT / "package.json").read_text(), re.DOTALL)

    assert len(wanted) == 2, "those of the pages, and those of the tests"
    for name in re.findall(r'"([^"]+)":', "".join(wanted)):
        assert name in DECISIONS, name


def test_requirement_when_listed_then_pinned() -> None:
    for file in REQUIREMENTS:
        for line in (ROOT / file).read_text().splitlines():
            assert not line or line.startswith("#") or "==" in line, line


def test_field_of_a_step_when_read_about_then_facilitators_are_told_what_it_says() -> None:
    told = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs" / "activities.md").read_text("utf-8")))

    assert told >= {*Step.__dataclass_fields__, *WHO, *(may for each in WHO.values() for may in each)}


def test_readme_when_it_links_then_the_files_are_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
