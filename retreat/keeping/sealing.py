"""How backups are encrypted. Standard parts only: scrypt, HKDF-SHA256, HMAC-SHA256, AES-256-GCM.

The passphrase opens one file, which holds the real key; so it can be changed without writing the backup again.
docs/backup.md describes every byte.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from retreat.errors import InvalidInput, RetreatError, Unavailable

FORMAT = 1
LETTERS_MIN = 12
_MAGIC = b"RBK1"
_NONCE_BYTES, _TAG_BYTES, _KEY_BYTES = 12, 16, 32
OVERHEAD_BYTES = len(_MAGIC) + _NONCE_BYTES + _TAG_BYTES
# 128 MiB of memory and some half a second for each guess.
_SCRYPT = {"n": 2**17, "r": 8, "p": 1}
# What a key file from elsewhere may ask for at most, so that it cannot use up the memory.
_SCRYPT_MOST = {"n": 2**18, "r": 16, "p": 4}


class WrongPassphrase(RetreatError):
    """It does not open this backup."""

    code = "wrong_passphrase"
    status = 403
    tell = "This passphrase does not open the backup. Check the spelling, capital letters and spaces, and try again."


class Damaged(Unavailable):
    """Something in a backup is not as it was written."""

    code = "damaged"
    tell = "This backup is damaged."


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals and opens with one backup's keys."""

    _cipher: AESGCM
    _naming: bytes

    def name_of(self, content: bytes) -> str:
        """The name of a block: the same content has the same one, which tells nobody what it is."""
        return hmac.new(self._naming, content, hashlib.sha256).hexdigest()

    def seal(self, name: str, content: bytes) -> bytes:
        """Encrypt; what comes back can be opened only under the same name."""
        nonce = os.urandom(_NONCE_BYTES)
        return _MAGIC + nonce + self._cipher.encrypt(nonce, content, _MAGIC + name.encode())

    def open(self, name: str, sealed: bytes) -> bytes:
        """Decrypt.

        Raises:
            Damaged: A bit has changed, the end is missing, or it was something else's.
        """
        nonce = sealed[len(_MAGIC) : len(_MAGIC) + _NONCE_BYTES]
        if len(sealed) < OVERHEAD_BYTES or not sealed.startswith(_MAGIC):
            raise Damaged()
        try:
            return self._cipher.decrypt(nonce, sealed[len(_MAGIC) + _NONCE_BYTES :], _MAGIC + name.encode())
        except InvalidTag as error:
            raise Damaged() from error


def new_lock(passphrase: str, *, folder_id: str) -> bytes:
    """The key file of a new backup.

    Raises:
        InvalidInput: The passphrase is too short.
    """
    if len(passphrase) < LETTERS_MIN:
        raise InvalidInput(
            f"The passphrase must have at least {LETTERS_MIN} characters. Four or five random words are best."
        )
    salt, nonce, main = os.urandom(16), os.urandom(_NONCE_BYTES), os.urandom(_KEY_BYTES)
    body: dict[str, Any] = {"format": FORMAT, "folder_id": folder_id, "kdf": "scrypt", **_SCRYPT}
    body |= {"salt": b64encode(salt).decode(), "nonce": b64encode(nonce).decode()}
    wrapped = AESGCM(_stretched(passphrase, salt, _SCRYPT)).encrypt(nonce, main, _bound(body))
    body["key"] = b64encode(wrapped).decode()
    return json.dumps(body | {"sha256": _sum(body)}, indent=1).encode() + b"\n"


def read_lock(content: bytes) -> dict[str, Any]:
    """A key file, checked.

    Raises:
        Damaged: It is not as it was written.
        InvalidInput: A newer version of the toolkit wrote it.
    """
    try:
        read = json.loads(content)
        body = {name: value for name, value in read.items() if name != "sha256"}
        if read["sha256"] != _sum(body) or body["kdf"] != "scrypt":
            raise Damaged()
        if any(not 0 < int(body[name]) <= most for name, most in _SCRYPT_MOST.items()):
            raise Damaged()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Damaged() from error
    if body["format"] != FORMAT:
        raise InvalidInput("A newer version of the toolkit made this backup. Please use that version.")
    return body


def opened(lock: Mapping[str, Any], passphrase: str) -> Sealer:
    """The keys of a backup.

    Raises:
        WrongPassphrase: It is another one.
    """
    stretched = _stretched(passphrase, b64decode(lock["salt"]), lock)
    bound = _bound({name: value for name, value in lock.items() if name != "key"})
    try:
        main = AESGCM(stretched).decrypt(b64decode(lock["nonce"]), b64decode(lock["key"]), bound)
    except InvalidTag as error:
        raise WrongPassphrase() from error
    return Sealer(AESGCM(_derived(main, b"content")), _derived(main, b"names"))


def _stretched(passphrase: str, salt: bytes, cost: Mapping[str, Any]) -> bytes:
    kdf = Scrypt(salt=salt, length=_KEY_BYTES, n=int(cost["n"]), r=int(cost["r"]), p=int(cost["p"]))
    return kdf.derive(passphrase.encode())


def _derived(main: bytes, use: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=_KEY_BYTES, salt=None, info=b"retreat-backup/1/" + use).derive(main)


def _bound(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True).encode()


def _sum(body: Mapping[str, Any]) -> str:
    return hashlib.sha256(_bound(body)).hexdigest()
