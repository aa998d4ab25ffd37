"""Copies the browser modules that npm installed to where pages load them from. They are never committed."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]


def copy_modules(project: Path = PROJECT) -> list[str]:
    """Copy every file in ``static/vendor-files.json``. Returns the names of missing ones."""
    wanted: dict[str, str] = json.loads((project / "static" / "vendor-files.json").read_text())
    target = project / "static" / "vendor"
    target.mkdir(exist_ok=True)
    missing = []
    for source, name in wanted.items():
        file = project / "node_modules" / source
        if file.exists():
            shutil.copyfile(file, target / name)
        else:
            missing.append(source)
    return missing


def main() -> int:
    """Copy, and say in one line what is missing."""
    missing = copy_modules()
    if missing:
        sys.stderr.write(f"These browser modules are not installed: {', '.join(missing)}. Run “make setup”.\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
