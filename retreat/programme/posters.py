"""Two posters for the hall: how to get onto its Wi-Fi, and how to join. What is typed for the Wi-Fi is not kept."""

from __future__ import annotations

from flask import Response, make_response, request
from markupsafe import Markup
from segno.helpers import make_wifi_data

from retreat.errors import Gone
from retreat.programme.queries import session_view
from retreat.web.addresses import join_link, qr_svg, typed_address
from retreat.web.house import house
from retreat.web.pages import page


def posters(session_id: str) -> Response:
    """Both posters, ready to print."""
    here = house()
    with here.database.read() as db:
        found = session_view(db, session_id)
    name = request.form.get("wifi_name", here.settings.wifi_name).strip()[:64]
    password = request.form.get("wifi_password", here.settings.wifi_password)[:128]
    return page(
        "programme/posters.html",
        session=found,
        wifi_name=name,
        wifi_password=password,
        wifi_picture=_picture(wifi_text(name, password)) if name else None,
        join_picture=_picture(join_link(found.join_pass)) if found.join_pass else None,
        typed_address=typed_address(),
    )


def join_picture(session_id: str) -> Response:
    """The join picture of a session, for the desk and the wall."""
    with house().database.read() as db:
        letters = session_view(db, session_id).join_pass
    if letters is None:
        raise Gone("Nobody can join this session any more.")
    response = make_response(qr_svg(join_link(letters)))
    response.content_type = "image/svg+xml; charset=utf-8"
    return response


def wifi_text(name: str, password: str) -> str:
    """What a phone's camera understands as a Wi-Fi network."""
    return str(make_wifi_data(ssid=name, password=password or None, security="WPA" if password else None))


def _picture(text: str) -> Markup:
    """An SVG of nothing but modules: the encoded text itself is not part of it."""
    return Markup(qr_svg(text))  # noqa: S704 - drawn by us, holds no text of anybody
