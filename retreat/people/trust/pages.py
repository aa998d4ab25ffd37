"""How a staff device comes to trust this machine: the certificate authority to download, the fingerprint to compare."""

from __future__ import annotations

import ssl

from flask import Blueprint, Response, make_response, request

from retreat.errors import NotFound
from retreat.web.addresses import address_for_staff_here
from retreat.web.guard import public
from retreat.web.house import house
from retreat.web.origins import from_this_machine
from retreat.web.pages import page, unkept
from retreat.web.tls.certificate import authority_pem, fingerprint

_NAME = "data-retreat-toolkit.crt"


def add_routes(blueprint: Blueprint) -> None:
    """Both addresses."""
    blueprint.add_url_rule("/trust", "trust", public(trust))
    blueprint.add_url_rule(f"/trust/{_NAME}", "trust_certificate", public(trust_certificate))


def trust() -> Response:
    """What to do, for each kind of device; over plain HTTP too, as nothing on it is secret."""
    pem = authority_pem(house().settings.data)
    return page(
        "people/trust.html",
        pairs=fingerprint(pem).split(":") if pem else [],
        file=f"/trust/{_NAME}",
        staff_address=address_for_staff_here(),
        is_here=from_this_machine() or request.is_secure,
    )


def trust_certificate() -> Response:
    """The certificate authority, as devices install it.

    Raises:
        NotFound: Nothing was ever served encrypted from this data folder.
    """
    pem = authority_pem(house().settings.data)
    if pem is None:
        raise NotFound("This machine has no certificate yet. It gets one when the toolkit starts with “serve --tls”.")
    response = make_response(ssl.PEM_cert_to_DER_cert(pem.decode("ascii")))  # so that its digest is the fingerprint
    response.headers["Content-Type"] = "application/x-x509-ca-cert"
    response.headers["Content-Disposition"] = f'attachment; filename="{_NAME}"'
    return unkept(response)
