"""Two web processes' ends in one patched process, as in a server: what each hears over a real Redis, as JSON."""

from __future__ import annotations

import gevent.monkey

gevent.monkey.patch_all()

import json  # noqa: E402 - patched first, as a server is
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

import gevent  # noqa: E402
from gevent.event import Event  # noqa: E402
from gevent.threadpool import ThreadPool  # noqa: E402

from facilitation.live.messages import Messages  # noqa: E402
from retreat.jobs.messenger import open_messenger  # noqa: E402
from retreat.settings import load_settings  # noqa: E402

LONGEST_S = 10.0


def main(folder: Path, url: str, wakes: int) -> None:
    """Say things until they were heard, then tell what was heard and which rows a worker would take."""
    settings = load_settings({"RETREAT_DATA": str(folder), "RETREAT_REDIS_URL": url})
    outside = ThreadPool(4)
    here, there = Messages(settings, outside), Messages(settings, outside)
    heard: dict[str, list[str]] = {"here": [], "there": []}
    came = Event()

    def there_heard(session_id: str) -> None:
        heard["there"].append(session_id)
        came.set()

    here.begin(heard["here"].append)
    there.begin(there_heard)
    said = 0
    with gevent.Timeout(LONGEST_S, False):
        while not came.is_set():  # what is said before the other listens is lost, as it may be
            said += 1
            here.nudge("a-session")
            came.wait(0.1)
    for number in range(wakes):
        here.wake(f"row-{number}")
    worker, taken = open_messenger(settings), list[str]()
    with gevent.Timeout(LONGEST_S, False):
        while len(taken) < wakes:
            if not worker.take(taken.append):
                gevent.sleep(0.01)
    own = len(heard["here"])
    print(json.dumps({"said": said, "own": own, "there": heard["there"], "taken": sorted(taken)}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
