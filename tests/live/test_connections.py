"""Places in a hall: who gets one, and who gives way."""

from __future__ import annotations

from facilitation.live.connections import Connection, Connections, Places

FEW = Places(all=4, one_address=3, own=2)


class Door:
    """Connections that come and go; what was cut is written down."""

    def __init__(self, places: Places = FEW) -> None:
        self.book = Connections(places)
        self.cut: list[str] = []
        self.said: set[str] = set()

    def comes(self, name: str, address: str = "10.0.0.1", *, is_own: bool = False) -> Connection | None:
        """Somebody connects; nothing if there is no place."""
        newcomer = Connection(
            address=address,
            is_own=is_own,
            cut=lambda: self.cut.append(name),
            has_said=lambda: name in self.said,
        )
        return newcomer if self.book.admit(newcomer) else None

    def served(self, name: str, address: str = "10.0.0.1", *, is_own: bool = False) -> Connection | None:
        """Somebody connects and is being served; nothing if there is no place."""
        newcomer = self.comes(name, address, is_own=is_own)
        return newcomer if newcomer is not None and self.book.begin(newcomer) else None


def test_a_full_hall_when_somebody_comes_then_whoever_has_waited_longest_gives_way() -> None:
    door = Door()
    for name in ("first", "second", "third"):
        door.comes(name)

    assert door.comes("fourth") is not None
    assert door.cut == ["first"]


def test_an_address_with_many_who_wait_when_another_address_comes_then_the_many_give_way() -> None:
    door = Door()
    door.comes("early", "10.0.0.2")
    for name in ("one", "two", "three"):
        door.comes(name, "10.0.0.1")

    assert door.comes("late", "10.0.0.3") is not None
    assert door.cut == ["one"]


def test_one_who_is_served_when_the_hall_is_full_then_never_cut_and_the_newcomer_is_refused() -> None:
    door = Door()
    assert door.served("a", "10.0.0.1") and door.served("b", "10.0.0.2")

    assert door.comes("late", "10.0.0.3") is None
    assert door.cut == [] and door.book.taken == 4


def test_one_who_was_served_when_idle_again_then_gives_way_after_those_who_waited_before() -> None:
    door = Door()
    served = door.served("served")
    assert served is not None
    door.comes("half a head")
    door.book.end(served)
    door.comes("third")

    door.comes("fourth")
    door.comes("fifth")

    assert door.cut == ["half a head", "served"]


def test_this_machine_when_others_are_served_at_all_places_then_it_finds_one_of_its_own() -> None:
    door = Door()
    assert door.served("a", "10.0.0.1") and door.served("b", "10.0.0.2")

    assert door.served("the desk", "192.168.1.20", is_own=True) is not None
    assert door.comes("late", "10.0.0.3") is None


def test_one_who_is_cut_when_its_greenlet_goes_on_then_it_is_served_no_more_and_counted_once() -> None:
    door = Door()
    cut = door.comes("cut")
    assert cut is not None
    for name in ("second", "third", "fourth"):
        door.comes(name)

    assert not door.book.begin(cut)
    door.book.end(cut)
    door.book.leave(cut)
    assert door.book.taken == 3


def test_one_who_has_settled_meanwhile_when_a_place_is_needed_then_it_stays_and_the_next_gives_way() -> None:
    door = Door()
    settled = door.comes("settled")
    assert settled is not None
    settled.has_settled = lambda: True
    for name in ("second", "third", "fourth"):
        door.comes(name)

    assert door.cut == ["second"]


def test_one_who_has_spoken_when_not_read_yet_then_it_stays_and_the_next_gives_way() -> None:
    door = Door()
    door.said = {"first"}
    for name in ("first", "second", "third"):
        door.comes(name)

    door.comes("fourth")
    door.comes("fifth")
    assert door.cut == ["second", "third"]


def test_one_who_does_not_take_its_answer_when_it_has_spoken_again_then_it_gives_way_all_the_same() -> None:
    door = Door()
    door.said = {"unread"}
    unread = door.served("unread")
    assert unread is not None
    door.book.waits(unread, reads=False)
    door.comes("second")

    door.comes("third", "10.0.0.2")
    door.comes("fourth", "10.0.0.2")
    assert door.cut == ["unread"]


def test_everybody_of_the_greatest_address_having_spoken_when_another_comes_then_somebody_else_gives_way() -> None:
    door = Door()
    door.said = {"one", "two", "three"}
    door.comes("silent", "10.0.0.2")
    for name in ("one", "two", "three"):
        door.comes(name)

    assert door.comes("late", "10.0.0.3") is not None
    assert door.cut == ["silent"]


def test_1000_phones_behind_one_address_when_each_has_its_live_connection_then_half_the_address_share_is_free() -> None:
    places = Places.of(10_240)
    door = Door(places)

    assert all(door.served(f"phone {n}") for n in range(1_000))
    assert door.cut == [] and door.book.taken == 2_000 < places.one_address / 2


def test_one_address_when_it_takes_all_it_can_then_every_other_still_finds_places() -> None:
    places = Places.of(10_240)
    door = Door(places)
    while door.served("greedy"):
        pass

    assert all(door.served("phone", f"10.1.{n // 250}.{n % 250}") for n in range(1_000))


def test_everybody_when_gone_then_nothing_is_kept_of_them() -> None:
    door = Door()
    came = [door.served("a"), door.comes("b"), door.comes("c", "10.0.0.9", is_own=True)]
    for one in came:
        assert one is not None
        door.book.leave(one)

    assert door.book.taken == 0
    assert not door.book._waiting and not door.book._taken_by


def test_a_limit_of_open_files_when_low_then_places_remain_for_the_rest_of_the_process() -> None:
    for limit in (256, 1_500, 4_096, 10_240):
        places = Places.of(limit)
        assert limit - places.all - places.own >= 64
