"""Codings leave the machine in a project for other programs, with their words, for the team alone."""

from __future__ import annotations

import pytest

from retreat.analysis.memos.operations import MemoTyped, write_memo
from retreat.consent.gate import Owner
from retreat.export.audiences import audience_named
from retreat.export.bundle import Bundle, Shape
from retreat.export.gathering import bundle_of
from retreat.export.qda import project
from retreat.export.qda.reading import read
from tests.analysis.world import World

pytestmark = pytest.mark.both_engines


def bundle(world: World, audience: str) -> Bundle:
    with world.database.read() as db:
        return bundle_of(
            db, Owner(), audience_named(audience), [world.session_id], shape=Shape(), now=world.clock(), made_by="Ada"
        )


def test_a_coded_talk_when_exported_then_another_program_has_codes_codings_and_memos_and_a_no_takes_them_out(
    world: World,
) -> None:
    ben = world.bens()
    talk = world.read(lambda db: world.first_words_of(db, "Ben"))
    money = world.code("Money")
    coding = world.coded(money, world.words(talk, talk + 3), world.cem_id)
    memo = MemoTyped(text="Prices came up late", kind="analytic", shared=True)
    secret = MemoTyped(text="I was tired here", kind="reflexive", shared=False)
    for typed in (memo, secret):
        world.write(lambda db, typed=typed: write_memo(db, world.who(), "code", money, typed))  # type: ignore[misc]

    made = bundle(world, "team")
    (file,) = project.write(made)
    back = read(file.content)

    assert [one.name for one in back.codes] == ["Money"]
    assert [one.id for one in made.analysis.codings] == [coding]
    assert sum(len(one.codings) for one in back.sources) >= 1
    assert "Prices came up late" in repr(back)
    assert "I was tired here" not in repr(back)
    assert bundle(world, "partners").analysis.codes == ()
    world.say_no(ben)
    assert bundle(world, "team").analysis.codings == ()
