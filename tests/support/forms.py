"""What a form of ours is sent with, as it stands on the page."""

from __future__ import annotations

import html
import re


def token_of(page: str) -> str:
    """The token that shows that a form was on a page of ours."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found, f"no form on this page: {page[:200]}"
    return html.unescape(found[1])
