"""The certificate authority of one data folder: made once, and trusted by a staff device by its fingerprint.

With a stolen key, somebody could imitate other sites to devices that trust it. So it may sign only for this machine's
own names and for names that end in ``.local``; clients refuse anything else that it has signed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from retreat.errors import BadSetting
from retreat.web.tls.files import write_private
from retreat.web.tls.names import Names, is_host_name

AUTHORITY_LASTS = timedelta(days=3650)
# Made again at a start this long before it ends, because staff devices then have to trust the new one.
AUTHORITY_LEFT_LEAST = timedelta(days=120)
SERVER_LASTS = timedelta(days=90)
# Clocks in a hall without internet differ.
EARLIER = timedelta(days=1)
_KEY, _CERTIFICATE = "authority.key", "authority.crt"
_LOCAL = "local"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """The key that signs, and the certificate that staff devices trust."""

    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def hosts(self) -> frozenset[str]:
        """The names and suffixes that it may sign for."""
        limits = self.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
        return frozenset(one.value for one in limits.permitted_subtrees or () if isinstance(one, x509.DNSName))

    def may_sign(self, host: str) -> bool:
        """Whether clients would accept its certificate for this name."""
        return any(host == end or host.endswith(f".{end}") for end in self.hosts)


def authority_in(folder: Path, names: Names, *, now: datetime) -> Authority:
    """The authority of this folder; made if there is none, or if it is about to end.

    Raises:
        BadSetting: Its files exist but cannot be used. A new one would not be trusted by any device.
    """
    key_file, file = folder / _KEY, folder / _CERTIFICATE
    if not key_file.exists() and not file.exists():
        return _made(folder, names.hosts, now=now)
    try:
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
        certificate = x509.load_pem_x509_certificate(file.read_bytes())
    except (OSError, ValueError, TypeError) as error:
        raise _unusable(folder) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise _unusable(folder)
    if certificate.not_valid_after_utc - now < AUTHORITY_LEFT_LEAST:
        return _made(folder, names.hosts, now=now)
    return Authority(key=key, certificate=certificate)


def sign_for(authority: Authority, names: Names, *, now: datetime) -> tuple[ec.EllipticCurvePrivateKey, bytes]:
    """A new key and its certificate for this machine, with the authority's own after it, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    hosts = sorted(name for name in names.hosts if authority.may_sign(name))
    alternatives: list[x509.GeneralName] = [x509.DNSName(name) for name in hosts]
    alternatives += [x509.IPAddress(ip_address(one)) for one in sorted(names.addresses)]
    issuer = authority.certificate
    builder = (
        _begun("Data retreat toolkit", issuer.subject, key.public_key(), now, now + SERVER_LASTS)
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(
                issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
            ),
            critical=False,
        )
    )
    signed = builder.sign(authority.key, hashes.SHA256())
    return key, as_pem(signed) + as_pem(issuer)


def as_pem(certificate: x509.Certificate) -> bytes:
    """A certificate as text."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def key_as_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    """A key as text, as it lies in its file."""
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _made(folder: Path, hosts: Iterable[str], *, now: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    limits = sorted({_LOCAL, *(name for name in hosts if is_host_name(name))})
    # The year distinguishes two of them in a device's list, which shows little else.
    name = f"Data retreat toolkit {now:%Y-%m-%d}"
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        _begun(name, subject, key.public_key(), now, now + AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(
            x509.NameConstraints(permitted_subtrees=[x509.DNSName(one) for one in limits], excluded_subtrees=None),
            critical=True,
        )
    )
    certificate = builder.sign(key, hashes.SHA256())
    write_private(folder / _KEY, key_as_pem(key))
    write_private(folder / _CERTIFICATE, as_pem(certificate))
    return Authority(key=key, certificate=certificate)


def _begun(
    name: str, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime, until: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - EARLIER)
        .not_valid_after(until)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _unusable(folder: Path) -> BadSetting:
    return BadSetting(
        f"The certificate authority in {folder} cannot be used. Put its files back from a backup, or remove the "
        "folder: every staff device then has to trust a new one."
    )
