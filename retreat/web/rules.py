"""Routes that an application starts with at once.

Werkzeug compiles two functions for every route as it is added: they build its address. With some two hundred routes
that was nine tenths of the time that an application took to make, in every process and in every test of a page.
"""

from __future__ import annotations

from collections.abc import Callable

from werkzeug.routing import Rule


class LateRule(Rule):
    """A route whose address builders are compiled when an address is first built."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled: Callable[..., tuple[str, str]] | None = None

        def build(rule: Rule, /, **values: object) -> tuple[str, str]:
            nonlocal compiled
            if compiled is None:
                compiled = Rule._compile_builder(self, append_unknown)
            return compiled(rule, **values)

        return build
