"""Routes whose address builders are compiled late: they build what Werkzeug's own build."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.routing import BuildError, Map, MapAdapter, Rule

from retreat.web.rules import LateRule


def _map(kind: type[Rule]) -> MapAdapter:
    rules = [
        kind("/", endpoint="home"),
        kind("/sound/<int:number>", endpoint="sound"),
        kind("/table/<table>/", defaults={"view": "list"}, endpoint="table"),
        kind("/file/<path:name>", endpoint="file"),
    ]
    return Map(rules).bind("hall.example")


@pytest.mark.parametrize(
    ("endpoint", "values"),
    [
        ("home", {}),
        ("home", {"after": "ä b"}),
        ("sound", {"number": 7, "self": "x"}),
        ("table", {"table": "2 ö"}),
        ("file", {"name": "a/b c.txt"}),
    ],
)
def test_a_late_route_when_its_address_is_built_then_it_is_that_of_a_plain_one(
    endpoint: str, values: dict[str, object]
) -> None:
    plain, late = _map(Rule), _map(LateRule)
    built = late.build(endpoint, values)
    assert built == plain.build(endpoint, values)
    assert late.build(endpoint, values) == built, "also the second time"
    path = unquote(built.partition("?")[0])
    assert late.match(path) == plain.match(path)


def test_a_late_route_when_something_is_missing_then_it_refuses_as_a_plain_one_does() -> None:
    late = _map(LateRule)
    with pytest.raises(BuildError):
        late.build("sound", {})
    with pytest.raises(NotFound):
        late.match("/sound/none")
