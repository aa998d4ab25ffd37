"""What a page says, told by its marks: never by its wording, which people mend without asking a test."""

from __future__ import annotations

import html
import re


def codes(page: str) -> list[str]:
    """What the messages and figures of a page say, by their codes, in order."""
    return [code for found in re.findall(r'data-code="([^"]*)"', page) for code in found.split()]


def slots(page: str, name: str) -> list[str]:
    """The text of every place of this name that holds text alone or marks within one line."""
    found = re.findall(rf'<(\w+)\b[^>]*data-slot="{re.escape(name)}"[^>]*>(.*?)</\1>', page, re.DOTALL)
    return [" ".join(html.unescape(re.sub(r"<[^>]+>", " ", inner)).split()) for _tag, inner in found]


def wrong_fields(page: str) -> list[str]:
    """The fields of a form beside which an error is said."""
    return re.findall(r'class="field__error" id="f-([\w.\[\]-]+)-error"', page)
