"""The phone's own fold, run by Node, beside the one in Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.support.needs import need

PROGRAM = Path(__file__).with_name("fold_in_node.mjs")


def boards_in_javascript(lists: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """One board for each list of operations."""
    # the set-up installs Node beside Python where the machine has none
    node = shutil.which("node", path=f"{os.environ.get('PATH', '')}{os.pathsep}{Path(sys.executable).parent}")
    need(node is not None, "Node is not installed")
    done = subprocess.run([str(node), str(PROGRAM)], input=json.dumps(lists), capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found
