"""What a step of plans can be told: the local projects that cards can be of. With none, people name them. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from facilitation.lists import different_texts
from facilitation.option_fields import OptionField

PROJECTS_MAX = 20
PROJECT_MAX_CHARS = 120

FIELDS = (
    OptionField(
        name="projects",
        label="Local projects",
        hint="One per line. Leave this empty to let each table name its own.",
    ),
)


def projects_of(options: Mapping[str, Any]) -> dict[str, str]:
    """Its projects by their ids, given by their place."""
    return {f"project-{place}": words for place, words in enumerate(options.get("projects", ()), 1)}


def wrong_options(options: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with them: a field, and a sentence's end."""
    for name in sorted(set(options) - {"projects"}):
        yield name, "this field is not known here"
    if "projects" in options and not different_texts(
        options["projects"], range(1, PROJECTS_MAX + 1), PROJECT_MAX_CHARS
    ):
        yield "projects", f"write 1 to {PROJECTS_MAX} different texts of at most {PROJECT_MAX_CHARS} characters"
