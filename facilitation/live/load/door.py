"""What a guest asks by plain HTTP: to be let in, and the board as it is."""

from __future__ import annotations

import json
from typing import Any
from urllib.request import Request, urlopen

WITHIN_S = 60.0


def come_in(url: str, join_pass: str, table: int) -> str:
    """Load the page, then join by the letters; the guest's token."""
    with urlopen(f"{url}/join", timeout=WITHIN_S) as page:  # noqa: S310 - our own address
        page.read()
    consents = {"attend": True, "notes_kept": True}
    body = json.dumps({"join_pass": join_pass, "table": table, "consents": consents}).encode()
    request = Request(f"{url}/api/join", data=body, headers={"Content-Type": "application/json"})  # noqa: S310
    with urlopen(request, timeout=WITHIN_S) as answer:  # noqa: S310 - our own address
        return str(json.load(answer)["token"])


def snapshot(url: str, session_id: str, token: str) -> dict[str, Any]:
    """The board and the cursors as this guest may see them."""
    request = Request(  # noqa: S310 - our own address
        f"{url}/api/sessions/{session_id}/snapshot", headers={"Authorization": f"Bearer {token}"}
    )
    with urlopen(request, timeout=WITHIN_S) as answer:  # noqa: S310 - our own address
        return dict(json.load(answer))
