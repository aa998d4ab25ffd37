"""Pictures: every mark opens its words, the table says the same, and files are well-formed and safe."""

from __future__ import annotations

from xml.etree import ElementTree

from retreat.analysis.pictures.drawing import Drawn, Mark, Text, svg
from retreat.analysis.themes.operations import lay, make_theme
from tests.analysis.world import World

SVG = "{http://www.w3.org/2000/svg}"


def test_picture_when_its_names_hold_marks_of_markup_then_they_are_text() -> None:
    """Seen red with a name that was not escaped."""
    mark = Mark(shape="bar", x=0, y=0, w=10, h=5, says='<b>"Ana" & Ben</b>', href='/x?a="1"&b=2')
    drawn = Drawn(
        name="p", title="<script>", says="&", width=10, height=10, shapes=(mark, Text(x=0, y=0, text="</text>"))
    )

    root = ElementTree.fromstring(svg(drawn, host="http://here").split("\n", 1)[1])

    assert [one.get("href") for one in root.iter(f"{SVG}a")] == ['http://here/x?a="1"&b=2']
    assert [one.text for one in root.iter(f"{SVG}text")] == ["</text>"]
    assert list(root.iter(f"{SVG}script")) == []


def test_pictures_of_a_session_and_a_programme_when_opened_then_marks_lead_to_words_and_files_match(
    world: World,
) -> None:
    ben = world.bens()
    first = world.read(lambda db: world.first_words_of(db, "Ben"))
    waiting, money = world.code("Waiting"), world.code("Money")
    world.coded(waiting, world.words(first, first + 3))
    world.coded(money, world.words(first + 2, first + 4))
    theme = world.write(lambda db: make_theme(db, world.who(), "Everybody waits").id)
    excerpt = world.ada.open(f"/codes/{waiting}").text.split("/excerpts/")[1].partition('"')[0]
    world.write(lambda db: lay(db, world.who(), theme, excerpt, "supporting"))
    here, there = f"/sessions/{world.session_id}/glance", f"/desk/programmes/{world.programme_id}/pictures"

    page, programme = world.cem.open(here).text, world.cem.open(there).text
    drawn = world.cem.open(f"{here}.svg?of=glance").text
    rows = world.cem.open(f"{here}.csv?of=glance").text.splitlines()
    missing = world.cem.open(f"{here}.svg?of=clouds")

    for name in ("glance", "talk-role", "talk-sector"):
        assert f'data-picture="{name}"' in page
    for name in ("themes", "together", "talk-role"):
        assert f'data-picture="{name}"' in programme
    assert f'href="/excerpts/{excerpt}"' in page
    assert f'href="/themes/{theme}"' in programme
    links = [one.get("href") or "" for one in ElementTree.fromstring(drawn).iter(f"{SVG}a")]
    assert any(link.endswith(f"/excerpts/{excerpt}") for link in links)
    assert len(rows) - 1 == len(links)
    assert missing.status_code == 404
    world.say_no(ben)
    after = world.cem.open(here).text
    assert f"/excerpts/{excerpt}" not in after
    assert "Ben, " not in after
