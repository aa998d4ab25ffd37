"""Codings of outcome narratives leave with their words, and come back onto them; others hear that they stay within."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pandas
import pytest

from retreat.analysis.excerpts.choosing import Chosen
from retreat.analysis.queries import codings_of
from retreat.consent.gate import Owner
from retreat.export.audiences import audience_named
from retreat.export.bundle import Bundle, Shape
from retreat.export.formats import FORMATS
from retreat.export.gathering import bundle_of
from retreat.export.incoming.planning import plan_of
from retreat.export.qda import project
from retreat.export.qda.reading import read
from retreat.export.writers.tables import write_csv, write_xlsx
from retreat.programme.narratives.models import NarrativeChoice
from retreat.programme.narratives.operations import remove_narrative
from tests.analysis.world import World
from tests.support.meeting import Meeting
from tests.support.planning import cleared_narrative

pytestmark = pytest.mark.both_engines
TEXT = "Jean came home.\nNobody had asked her about the garden 🌱 at all."
QUOTE = "asked her about the garden 🌱"


def bundle(world: World, audience: str = "team") -> Bundle:
    with world.database.read() as db:
        return bundle_of(
            db, Owner(), audience_named(audience), [world.session_id], shape=Shape(), now=world.clock(), made_by="Ada"
        )


def coded_narrative(world: World) -> tuple[str, str]:
    """A narrative with a quote that Cem coded: its id, and that of its wording."""
    now = world.clock()
    own, text = world.write(lambda db: cleared_narrative(db, world.programme_id, now, title="Jean", text=TEXT))
    at = TEXT.index(QUOTE)
    world.coded(
        world.code("Asked"),
        Chosen(narrative_text_id=text, first_cp=at, last_cp=at + len(QUOTE)),
        world.cem_id,
    )
    return own, text


def test_narrative_that_is_coded_when_exported_then_project_and_tables_hold_the_quote(world: World) -> None:
    """Seen red: its codings were dropped, and nothing said so."""
    _own, text = coded_narrative(world)

    made = bundle(world)
    back = read(project.write(made)[0].content)
    codings = pandas.read_csv(io.BytesIO(next(one.content for one in write_csv(made) if one.name == "codings.csv")))
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(made)[0].content))

    (source,) = [one for one in back.sources if one.text == TEXT]
    assert [source.text[one.start : one.end] for one in source.codings] == [QUOTE]
    assert codings[["source", "id", "words"]].values.tolist() == [["narrative", text, QUOTE]]
    assert {"narratives", "codings", "codes"} <= set(book.sheetnames)
    assert not FORMATS["csv"].losses(made)


def test_narrative_in_a_project_when_it_comes_back_then_its_coding_is_known_and_another_finds_its_words(
    world: World,
) -> None:
    _own, text = coded_narrative(world)
    back = read(project.write(bundle(world))[0].content)
    (source,) = [one for one in back.sources if one.text == TEXT]
    (coding,) = source.codings
    other = replace(coding, guid="B" * 36, start=0, end=len("Jean"))
    changed = replace(
        back,
        sources=tuple(
            replace(one, codings=(*one.codings, other)) if one.guid == source.guid else one for one in back.sources
        ),
    )

    plan = world.read(lambda db: plan_of(db, world.reader(), world.programme_id, changed, now=world.clock()))

    assert plan.known == 1 and not plan.refused
    assert [one.chosen for one in plan.placed] == [Chosen(narrative_text_id=text, first_cp=0, last_cp=4)]


def test_narrative_that_another_session_reads_when_exported_then_it_goes_with_that_session(world: World) -> None:
    _own, text = coded_narrative(world)

    other = Meeting.open(world.database, world.clock, event_id=world.meeting.event_id)
    row = NarrativeChoice(id="c", round_id=other.round_ids[0], text_id=text, chosen_at=world.clock())
    world.write(lambda db: db.add(row))

    assert not bundle(world).accounts and not bundle(world).analysis.codings
    assert world.read(lambda db: codings_of(db, world.reader(), world.programme_id))


def test_narrative_when_made_for_others_or_removed_then_it_stays_within_and_each_format_says_what_does(
    world: World,
) -> None:
    world.bens()
    own, _text = coded_narrative(world)

    others = bundle(world, "partners")
    files = {name: one.write(others) for name, one in FORMATS.items()}
    now = world.clock()
    world.write(lambda db: remove_narrative(db, world.programme_id, own, now=now, ids=world.house.ids))

    assert others.withheld.accounts == 1 and others.withheld.analysis == ("codebook", "codings")
    assert not any(b"Jean" in file.content for some in files.values() for file in some)
    (dictionary,) = [one.content.decode() for one in files["csv"] if one.name == "data-dictionary.csv"]
    assert "codebook and codings" in dictionary and "codebook and codings" in files["txt"][0].content.decode()
    assert any("codings" in one for one in FORMATS["refi-qda"].losses(others))
    assert not bundle(world).accounts and not bundle(world).withheld.accounts
