"""Sessions whose first round is a talking circle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from retreat.house import House
from tests.browser.live_server import make_session


def sessions(house: House, _folder: Path) -> dict[str, Any]:
    """Some for people with scripts, one for those without."""
    names = ("circle", "plain", "left", "closed")
    return {name: make_session(house, "talking_circle", state="writing") for name in names}
