"""Commands typed in this process, for what does not need one of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from app import main
from tests.support.server import environment


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How a command ended, as of a process."""

    returncode: int
    stdout: str
    stderr: str


Typed = Callable[..., Done]


@pytest.fixture
def typed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Typed]:
    """Type a command; starting Python takes a hundred times as long as a refusal. Settings are named arguments."""
    mask, logs = os.umask(0), structlog.get_config()
    os.umask(mask)

    def done(*arguments: str, **settings: str) -> Done:
        with monkeypatch.context() as typing:
            for name in [name for name in os.environ if name.startswith("RETREAT_")]:
                typing.delenv(name)
            for name, value in environment(tmp_path / "data", **settings).items():
                typing.setenv(name, value)
            try:
                code = main(arguments)
            except SystemExit as ended:  # the parser's, on wrong usage
                code = int(ended.code or 0)
        said = capsys.readouterr()
        return Done(returncode=code, stdout=said.out, stderr=said.err)

    yield done
    os.umask(mask)
    structlog.configure(**logs)
