"""Waking a worker over either queue, a small file or a real Redis: a message is an id; losing it costs only time."""

from __future__ import annotations

import json
import socket
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
import redis
from huey.registry import Message

from retreat.jobs.messenger import IdsOnly, open_messenger
from tests.support.ports import own_port

ROW = "01a20748-e2a5-79a4-9421-569de9ea2067"


@dataclass(frozen=True)
class Queue:
    """The settings that say which queue there is."""

    data: Path
    redis_url: str = ""


@pytest.fixture(params=["file", "redis"])
def queue(request: pytest.FixtureRequest, tmp_path: Path) -> Queue:
    """Both kinds."""
    if request.param == "file":
        return Queue(tmp_path)
    return Queue(tmp_path, request.getfixturevalue("redis_url"))


def test_an_id_sent_by_one_process_when_another_looks_then_it_is_taken_once(queue: Queue) -> None:
    web, worker = open_messenger(queue), open_messenger(queue)
    taken: list[str] = []

    web.send(ROW)

    assert worker.take(taken.append)
    assert not worker.take(taken.append)
    assert taken == [ROW]
    web.close()
    worker.close()


def test_ids_sent_one_after_the_other_when_taken_then_they_come_in_that_order(queue: Queue) -> None:
    messenger = open_messenger(queue)
    taken: list[str] = []
    for row in ("first", "second", "third"):
        messenger.send(row)

    while messenger.take(taken.append):
        pass

    assert taken == ["first", "second", "third"]
    messenger.close()


def test_a_message_when_it_waits_in_redis_then_it_holds_an_id_and_nothing_else(redis_url: str, tmp_path: Path) -> None:
    messenger = open_messenger(Queue(tmp_path, redis_url))

    messenger.send(ROW)

    with closing(redis.Redis.from_url(redis_url)) as client:
        (waiting,) = (bytes(one) for key in client.scan_iter() for one in client.lrange(key, 0, -1))
    assert json.loads(waiting)[1:] == ["retreat.jobs.messenger.work", [ROW]]
    messenger.close()


def test_words_when_somebody_tries_to_send_them_then_they_are_refused() -> None:
    with pytest.raises(TypeError, match="ids only"):
        IdsOnly().serialize(Message("id", "work", kwargs={"text": "what she said"}))


def test_a_redis_that_is_gone_when_a_worker_is_to_be_woken_then_nothing_fails(tmp_path: Path) -> None:
    messenger = open_messenger(Queue(tmp_path, f"redis://127.0.0.1:{own_port()}/0"))

    messenger.send(ROW)

    assert not messenger.take(lambda _row: None)


def test_a_redis_that_is_gone_when_looked_at_again_and_again_then_it_is_said_once_and_once_that_it_is_back(
    tmp_path: Path, redis_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    messenger = open_messenger(Queue(tmp_path, redis_url))
    with monkeypatch.context() as away:
        away.setattr(redis.ConnectionPool, "get_connection", _nobody_answers)
        for _look in range(3):
            assert not messenger.take(lambda _row: None)
    messenger.send(ROW)
    taken: list[str] = []

    while messenger.take(taken.append):
        pass

    said = [record.message for record in caplog.records]
    assert taken == [ROW]
    assert len(said) == 2 and "cannot be read" in said[0] and "again" in said[1]


def _nobody_answers(*_asked: object, **_how: object) -> None:
    raise redis.ConnectionError


def test_a_redis_that_takes_calls_and_never_answers_when_asked_then_nobody_waits_for_ever(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        messenger = open_messenger(Queue(tmp_path, f"redis://127.0.0.1:{silent.getsockname()[1]}/0"))

        messenger.send(ROW)

        assert not messenger.take(lambda _row: None)
