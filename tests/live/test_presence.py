"""Who is here: counts that settle, and no small group."""

from __future__ import annotations

from collections import Counter

from facilitation.live.presence import Presence, sectors
from tests.support.clock import HandClock


def _arrive(presence: Presence, clock: HandClock, seat: str) -> None:
    presence.arrive(f"sid-{seat}", session_id="s", seat_id=seat, role="participant", now=clock())


def test_phone_when_it_heard_all_that_was_sent_then_it_counts_as_up_to_date(clock: HandClock) -> None:
    presence = Presence()
    for seat in ("ana", "ben"):
        _arrive(presence, clock, seat)
    presence.detail("s", {"all": 7}, {}, now=clock())
    clock.forward(seconds=5)
    presence.seen("sid-ana", {"all": 7}, 0, now=clock())
    presence.seen("sid-ben", {"all": 3}, 2, now=clock())

    busy = presence.detail("s", {"all": 9}, {}, now=clock())

    assert (busy["here"], busy["up_to_date"], busy["holding"], busy["held_notes"]) == (2, 1, 1, 2)


def test_phone_when_silent_for_long_then_it_is_not_up_to_date(clock: HandClock) -> None:
    presence = Presence()
    _arrive(presence, clock, "ana")
    clock.forward(seconds=60)

    assert presence.detail("s", {"all": 0}, {}, now=clock())["up_to_date"] == 0


def test_person_with_two_devices_when_counted_then_is_one_person(clock: HandClock) -> None:
    presence = Presence()
    for sid in ("a", "b"):
        presence.arrive(sid, session_id="s", seat_id="ana", role="participant", now=clock())

    assert presence.count("s") == {"here": 1}


def test_phone_when_it_lost_the_line_with_notes_on_it_then_the_desk_still_counts_them_until_it_is_back(
    clock: HandClock,
) -> None:
    presence = Presence()
    for seat in ("ana", "ben"):
        _arrive(presence, clock, seat)
    presence.seen("sid-ana", {}, 2, now=clock())
    presence.leave("sid-ana")

    away = presence.detail("s", {}, {}, now=clock())
    _arrive(presence, clock, "ana")
    back = presence.detail("s", {}, {}, now=clock())

    assert (away["here"], away["away"], away["holding"], away["held_notes"]) == (1, 1, 1, 2)
    assert (back["here"], back["away"], back["holding"]) == (2, 0, 0)


def test_person_when_one_of_two_devices_goes_then_nobody_is_away(clock: HandClock) -> None:
    presence = Presence()
    for sid in ("a", "b"):
        presence.arrive(sid, session_id="s", seat_id="ana", role="participant", now=clock())

    presence.leave("a")

    assert presence.detail("s", {}, {}, now=clock())["away"] == 0


def test_person_when_put_out_for_good_then_nothing_is_waited_for(clock: HandClock) -> None:
    presence = Presence()
    _arrive(presence, clock, "ana")
    presence.seen("sid-ana", {}, 2, now=clock())

    presence.leave("sid-ana", for_good=True)

    gone = presence.detail("s", {}, {}, now=clock())
    assert (gone["away"], gone["holding"]) == (0, 0)


def test_sectors_when_some_are_small_then_no_group_shown_has_fewer_than_five() -> None:
    rows = sectors(Counter({"Third sector": 9, "Academic": 6, "Regulator": 1}))

    assert sum(row["people"] for row in rows) == 16
    assert all(row["people"] >= 5 for row in rows)
    assert sectors(Counter({"Regulator": 3})) == []


def test_a_phone_that_names_channels_of_its_own_when_seen_then_they_are_not_kept(clock: HandClock) -> None:
    presence = Presence()
    _arrive(presence, clock, "ana")

    presence.seen("sid-ana", {"all": 3} | {"x" * 900 + str(number): 1 for number in range(60)}, 0, now=clock())

    assert presence._devices["sid-ana"].cursors == {"all": 3}
