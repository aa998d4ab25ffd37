"""Choosing what makes this phone easier."""

from __future__ import annotations

from flask import Response, request

from facilitation.easy.choices import help_chosen, help_of, remember
from retreat.web.guard import public
from retreat.web.pages import local_path, page, see_other


@public
def easier_page() -> Response:
    """Easy words and pictures, and a switch: each can be chosen by one press."""
    return page("easy/easier.html", chosen=help_chosen(), back=local_path(request.args.get("back"), "/"))


@public
def make_easier() -> Response:
    """Keep the choice for this phone. A choice on the page itself leads back to it, so that the next can follow."""
    chosen = help_of(request.form, help_chosen())
    return remember(see_other(local_path(request.form.get("back"), "/")), chosen)
