"""What fails outside the event loop is told where it was asked for, and nothing of what it was about is printed."""

from __future__ import annotations

import subprocess
import sys

from tests.support.server import ROOT

FAILS = """
from gevent import monkey
monkey.patch_all()
from functools import partial
from gevent.threadpool import ThreadPool
from facilitation.cli.serving import _outside
from retreat.errors import DiskFull

def keep(sound):
    raise DiskFull()

try:
    _outside(ThreadPool(1), partial(keep, b"the sound of a table"))
except DiskFull as error:
    print(error.code)
"""


def test_work_outside_the_loop_when_it_fails_then_the_error_comes_back_and_no_sound_is_printed() -> None:
    done = subprocess.run([sys.executable, "-c", FAILS], cwd=ROOT, capture_output=True, text=True, timeout=60)

    assert done.stdout.strip() == "disk_full"
    assert done.stderr == ""
