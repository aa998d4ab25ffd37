"""The certificate that encrypted pages are served with: short-lived, and made again before it is needed."""

from __future__ import annotations

import fcntl
import hashlib
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from retreat.settings import Settings
from retreat.web.tls.files import write_private
from retreat.web.tls.names import Names, own_names, plain_address

RENEWED_AT = timedelta(days=30)
AUTHORITY_FILE = "authority.crt"
_CERTIFICATE, _KEY = "server.crt", "server.key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """The certificate that this machine presents.

    Attributes:
        file: The certificate, followed by the authority's, as PEM.
        ends_at: When it expires.
    """

    file: Path
    key_file: Path
    names: Names
    ends_at: datetime


def folder_of(data: Path) -> Path:
    """Where keys and certificates are."""
    return data / "tls"


def make_ready(settings: Settings, *, now: datetime, heard: Iterable[str] = ()) -> Certificate:
    """The certificate to serve with; made again if it is missing, ends soon, or lacks a name of this machine.

    Args:
        heard: Addresses of this machine at which somebody has reached it.

    Raises:
        BadSetting: The files of the authority are damaged.
    """
    from retreat.web.tls.authority import authority_in, key_as_pem, sign_for

    folder = folder_of(settings.data)
    folder.mkdir(mode=0o700, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        # Two web processes of one folder must not overwrite each other's files.
        fcntl.flock(lock, fcntl.LOCK_EX)
        names = own_names(settings, heard)
        authority = authority_in(folder, names, now=now)
        wanted = Names(hosts=frozenset(filter(authority.may_sign, names.hosts)), addresses=names.addresses)
        kept = _kept(folder)
        issuer_is_right = kept is not None and (folder / _CERTIFICATE).read_bytes().endswith(
            (folder / AUTHORITY_FILE).read_bytes()
        )
        if kept is not None and issuer_is_right and kept.ends_at - now > RENEWED_AT and kept.names.covers(wanted):
            return kept
        key, chain = sign_for(authority, wanted, now=now)
        write_private(folder / _KEY, key_as_pem(key))
        write_private(folder / _CERTIFICATE, chain)
    made = _kept(folder)
    assert made is not None
    return made


def certificate_in(data: Path) -> Certificate | None:
    """The certificate in a data folder, if there is a readable one."""
    return _kept(folder_of(data))


def authority_pem(data: Path) -> bytes | None:
    """The authority's certificate; None if encrypted pages were never served."""
    try:
        return (folder_of(data) / AUTHORITY_FILE).read_bytes()
    except OSError:
        return None


def fingerprint(pem: bytes) -> str:
    """The SHA-256 of a certificate as devices show it: pairs of hexadecimal digits, colons between them."""
    digest = hashlib.sha256(ssl.PEM_cert_to_DER_cert(pem.decode("ascii"))).hexdigest().upper()
    return ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))


def _kept(folder: Path) -> Certificate | None:
    from cryptography import x509
    from cryptography.hazmat.primitives import serialization

    file, key_file = folder / _CERTIFICATE, folder / _KEY
    try:
        found = x509.load_pem_x509_certificate(file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        named = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, TypeError, x509.ExtensionNotFound):
        return None
    if key.public_key() != found.public_key():
        return None
    addresses = (plain_address(str(one)) for one in named.get_values_for_type(x509.IPAddress))
    return Certificate(
        file=file,
        key_file=key_file,
        names=Names(
            hosts=frozenset(named.get_values_for_type(x509.DNSName)),
            addresses=frozenset(one for one in addresses if one),
        ),
        ends_at=found.not_valid_after_utc,
    )
