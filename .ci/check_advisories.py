"""Compares pinned packages with the advisories that are kept here: ``check_advisories.py [ADVISORIES] [FOLDER]``.

Works offline. Exits with 1 if a pinned version is in an affected range that nobody has accepted with a reason; an old
list only gives a warning. ``make audit`` checks online.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import Version

HERE = Path(__file__).resolve().parent
OLD_AFTER_DAYS = 120
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;]+)")

Pin = tuple[str, str, str]


def pins(folder: Path) -> Iterator[Pin]:
    """Ecosystem, package and version of everything that is pinned in a project's folder."""
    for file in sorted(folder.glob("requirements*.txt")):
        for line in file.read_text(encoding="utf-8").splitlines():
            if found := _PIN.match(line):
                yield "PyPI", canonicalize_name(found[1]), found[2]
    lock = folder / "package-lock.json"
    if lock.exists():
        for place, package in json.loads(lock.read_text(encoding="utf-8"))["packages"].items():
            if place:
                yield "npm", place.rpartition("node_modules/")[2], package["version"]


def is_affected(version: str, ranges: list[dict[str, str]]) -> bool:
    """Whether a version is in one of the ranges; a range without a fix has no end."""
    here = Version(version)
    return any(
        Version(one["introduced"]) <= here and ("fixed" not in one or here < Version(one["fixed"])) for one in ranges
    )


def affected(kept: dict[str, Any], pinned: list[Pin]) -> list[str]:
    """A line for each pinned version with a known vulnerability."""
    return [
        f"{package} {version} ({ecosystem}): {advisory['id']}, {advisory['about']}"
        for ecosystem, package, version in pinned
        for advisory in kept["advisories"]
        if (advisory["ecosystem"], advisory["package"]) == (ecosystem, package)
        and not advisory["accepted"]
        and is_affected(version, advisory["affected"])
    ]


def main(arguments: list[str]) -> int:
    """Check, and say what was found."""
    kept = json.loads(Path(arguments[0] if arguments else HERE / "advisories.json").read_text(encoding="utf-8"))
    pinned = list(pins(Path(arguments[1]) if len(arguments) > 1 else HERE.parent))
    age = datetime.now(UTC).date() - date.fromisoformat(kept["checked"])
    if age.days > OLD_AFTER_DAYS:
        sys.stderr.write(f"Warning: the advisories were last checked {age.days} days ago; run “make audit”.\n")
    found = affected(kept, pinned)
    for line in found:
        sys.stderr.write(f"{line}\n")
    if not found:
        known = len(kept["advisories"])
        sys.stdout.write(f"None of {len(pinned)} pinned packages has one of {known} known vulnerabilities.\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
