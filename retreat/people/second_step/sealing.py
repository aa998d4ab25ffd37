"""The secret of an authenticator app cannot be kept as a digest, so we seal it: the database alone does not reveal it.

The key comes from the secret of the data folder, which is no part of the database.
"""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


def seal(secret: bytes, *, owner: str, secret_key: str) -> str:
    """A secret of 20 bytes as 64 letters that only the same ``owner`` and ``secret_key`` open."""
    nonce = os.urandom(_NONCE_BYTES)
    sealed = _cipher(secret_key).encrypt(nonce, secret, owner.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(text: str, *, owner: str, secret_key: str) -> bytes | None:
    """The secret; None if the data folder's secret has changed since."""
    raw = base64.urlsafe_b64decode(text)
    try:
        return _cipher(secret_key).decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], owner.encode())
    except InvalidTag:
        return None


def _cipher(secret_key: str) -> AESGCM:
    derived = HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"retreat.second-step")
    return AESGCM(derived.derive(secret_key.encode()))
