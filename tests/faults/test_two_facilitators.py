"""Two desks press the same button at the same moment: one wins, the other is shown the new state."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.server import Server, running
from tests.wire.client import Socket, open_live

TIMES = 18


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(Path(tmp_path_factory.mktemp("desks")) / "data") as server:
        yield server


def test_two_desks_when_both_press_at_once_many_times_then_one_wins_each_time(served: Server) -> None:
    """Seen failing without the comparison of versions: both win."""
    live = open_live(served)
    desks: list[Socket] = [live.leader.socket(), live.second_leader.socket()]
    barrier = threading.Barrier(2)
    answers: list[list[dict[str, object]]] = [[], []]
    round_id = live.round_ids[0]

    def press(which: int) -> None:
        for number in range(TIMES):
            kind = "round.close" if number % 2 == 0 else "round.open"
            button = live.leader.op(kind, round_id, base_version=number + 2)
            words = live.leader.op("prompt.reword", live.prompt_ids[0], text=f"{which}", base_version=number + 1)
            barrier.wait()
            answers[which].append(desks[which].ask("ops", {"v": 1, "batch": [button, words]}))
            barrier.wait()

    threads = [threading.Thread(target=press, args=(which,)) for which in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for one, other in zip(*answers, strict=True):
        accepted = [*one["accepted"], *other["accepted"]]
        refused = [*one["refused"], *other["refused"]]
        assert len(accepted) == 2 and [each["code"] for each in refused] == ["stale"] * 2, (one, other)
    changes = [op for op in live.leader.read() if op["kind"] in ("round.open", "round.close")]
    assert [op["body"]["version"] for op in changes] == list(range(2, TIMES + 3))
    rewordings = [op for op in live.leader.read() if op["kind"] == "prompt.reword"]
    assert [op["body"]["version"] for op in rewordings] == list(range(2, TIMES + 2))
    board = live.leader.snapshot()["board"]["rounds"][round_id]
    assert (board["state"], board["version"]) == ("closed" if TIMES % 2 else "open", TIMES + 2)
