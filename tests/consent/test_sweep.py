"""The canary sweep: after a "no", nothing that somebody said or wrote is anywhere any more but on their own phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import true

from retreat.consent.gate import Gated
from retreat.database import Database
from retreat.log.makings import Making
from retreat.search.groupings import ReadGrouping
from tests.support.clock import HandClock
from tests.support.rooms import make_house
from tests.support.saying_no.looks import Sweep, leaks
from tests.support.saying_no.sweeps import sweeps
from tests.support.saying_no.world import NoWorld

# Kept to herself, replaced by what was heard later, or no word at all.
_KNOWN_TO_NOBODY = {"handed_in_id", "bulb_own", "earlier"}


@pytest.fixture
def world(database: Database, clock: HandClock, tmp_path: Path) -> NoWorld:
    return NoWorld(make_house(database, clock, tmp_path), tmp_path)


def test_a_day_of_words_when_nobody_has_said_no_then_every_one_of_them_is_seen(world: NoWorld) -> None:
    """So that the sweep cannot pass by looking where nothing is."""
    found, there = leaks(Sweep(world).looks(), world)

    assert world.hers.keys() - {name for name, _where in found} == _KNOWN_TO_NOBODY
    assert there == world.his.keys() and not {"secret", "left_out"} & {name for name, _where in found}


def test_somebody_who_said_and_wrote_much_when_they_say_no_then_it_is_nowhere_but_on_their_own_phone(
    world: NoWorld,
) -> None:
    assert list(sweeps(world)) == [(set(), set())] * 3

    own = world.phone_of(world.ana).open(f"/e/{world.meeting.event_id}").text
    assert world.hers["reworded"] in own and world.hers["bulb_own"] in own


Patch = pytest.MonkeyPatch


def _every_word(patch: Patch) -> None:
    patch.setattr("retreat.transcripts.sight._shown", lambda _sight: true())


def _replay(patch: Patch) -> None:
    patch.setattr("retreat.log.hydration.refused_among", lambda *_: frozenset())


def _reveal(patch: Patch) -> None:
    patch.setattr("facilitation.interactions.notes.loading.may_be_shown", lambda _words: true())


def _history(patch: Patch) -> None:
    patch.setattr("retreat.transcripts.editing.revisions.hidden_among", lambda *_: set())


def _wording(patch: Patch) -> None:
    patch.setattr("retreat.transcripts.levels.wordings.turns_that_held_hidden", lambda *_: set())


def _gist(patch: Patch) -> None:
    patch.setattr("retreat.transcripts.levels.gists._hidden", lambda *_: frozenset())


def _label(patch: Patch) -> None:
    patch.setattr(
        "retreat.search.groupings._read",
        lambda words, passages: ReadGrouping(words=tuple(words), passages=tuple(passages)),
    )


def _sound(patch: Patch) -> None:
    patch.setattr("retreat.recordings.ports._asked", [])


def _so_far(patch: Patch) -> None:
    patch.setattr("retreat.speech.work.routes.is_held_back", lambda *_: False)


def _share(patch: Patch) -> None:
    as_it_is: Callable[[Making], Gated] = Making.gated.fget  # type: ignore[attr-defined]

    def of_everyone(making: Making) -> Gated:
        return replace(as_it_is(making), share=None) if making.noun == "lightbulb" else as_it_is(making)

    patch.setattr(Making, "gated", property(of_everyone))


@pytest.mark.slow
@pytest.mark.parametrize(
    "mutant", [_every_word, _replay, _reveal, _history, _wording, _gist, _label, _sound, _so_far, _share]
)
def test_one_condition_when_taken_away_then_the_sweep_finds_it(
    sqlite_database: Database,
    clock: HandClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mutant: Callable[[Patch], None],
) -> None:
    world = NoWorld(make_house(sqlite_database, clock, tmp_path), tmp_path)
    mutant(monkeypatch)

    assert any(found for found, _missed in sweeps(world))
