"""Downloads models from the hub: lists a repository, and gets each file in one or several goes, checked by digest.

Plain HTTP with byte ranges: what has arrived stays if the connection breaks, and the next request continues after it.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

from transcription.errors import ModelRefused, NoRoom, is_for_room

from .folder import WANTED, WEIGHTS

HUB = "https://huggingface.co"
PART = ".part"
_SILENT_S = 30.0
_FRUITLESS_TRIES = 4
_BLOCK_BYTES = 1 << 20

# How many bytes of all files have arrived, and how many there are.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class HubFile:
    """A file on the hub: its size, and its sha256 or, for small files, Git's digest."""

    name: str
    size_bytes: int
    sha256: str | None
    git_digest: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """What a repository holds at one revision; the files that a recogniser needs."""

    address: str
    repository: str
    revision: str
    files: tuple[HubFile, ...]

    @property
    def size_bytes(self) -> int:
        """The size of all files together."""
        return sum(file.size_bytes for file in self.files)

    def url_of(self, file: HubFile) -> str:
        """Where a file is; its content never changes, because the address names the revision."""
        return f"{self.address}/{self.repository}/resolve/{self.revision}/{quote(file.name)}"


def look_up(repository: str, *, address: str = HUB) -> Release:
    """What the hub has of a repository now.

    Raises:
        ModelRefused: No connection, no such repository, or one without a recogniser.
    """
    told = _asked(f"{address}/api/models/{quote(repository)}/revision/main?blobs=true", repository)
    files = tuple(file for item in told.get("siblings", ()) if (file := _file(item)) and file.name in WANTED)
    if not any(file.name == WEIGHTS for file in files) or not told.get("sha"):
        raise ModelRefused(f"The hub's {repository} holds no {WEIGHTS}: name a CTranslate2 Whisper model.")
    return Release(address=address, repository=repository, revision=str(told["sha"]), files=files)


def _file(item: Mapping[str, Any]) -> HubFile | None:
    big = item.get("lfs") or {}
    size = big.get("size", item.get("size"))
    if not isinstance(size, int):
        return None
    return HubFile(
        name=str(item.get("rfilename", "")), size_bytes=size, sha256=big.get("sha256"), git_digest=item.get("blobId")
    )


def _asked(url: str, repository: str) -> dict[str, Any]:
    try:
        with urlopen(url, timeout=_SILENT_S) as answer:  # noqa: S310 - the hub's address, or the one in HF_ENDPOINT
            told = json.load(answer)
    except HTTPError as error:
        raise _not_given(repository, error) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _unreachable(repository) from error
    return told if isinstance(told, dict) else {}


def _not_given(repository: str, error: HTTPError) -> ModelRefused:
    if error.code in (401, 403, 404):
        return ModelRefused(f"The hub has no model {repository} that everybody may fetch: check the name.")
    return ModelRefused(f"The hub could not give {repository} ({error.code}): try again later.")


def _unreachable(repository: str) -> ModelRefused:
    return ModelRefused(
        f"The model hub cannot be reached, so {repository} was not fetched. Connect to the internet once; or add the "
        "model on another machine, copy its folder to a USB stick, and run “python app.py models add FOLDER” here."
    )


def fetch(release: Release, folder: Path, report: Progress, *, pause_s: float) -> dict[str, str]:
    """Download every file of a release into a folder, continuing after what is there. Returns their sha256 by name.

    Args:
        pause_s: How long to wait before another try if the last one brought nothing; longer each time.
    Raises:
        ModelRefused: The connection is gone (what arrived is kept), or a file arrived damaged.
        NoRoom: The disk is full.
    """
    before, digests = 0, {}
    for file in release.files:
        whole = folder / file.name
        if not whole.exists():
            part = whole.with_name(whole.name + PART)
            _bring(release, file, part, _telling(report, before, release.size_bytes), pause_s)
            part.replace(whole)
        digests[file.name] = _proved(file, whole)
        before += file.size_bytes
        report(before, release.size_bytes)
    return digests


def _telling(report: Progress, before: int, of: int) -> Callable[[int], None]:
    return lambda arrived: report(before + arrived, of)


def _bring(release: Release, file: HubFile, part: Path, arrived: Callable[[int], None], pause_s: float) -> None:
    tries = 0
    part.touch()
    while (at := part.stat().st_size) < file.size_bytes:
        try:
            _some(release.url_of(file), part, at, arrived)
        except HTTPError as error:
            raise _not_given(release.repository, error) from error
        except (URLError, TimeoutError, ConnectionError, http.client.HTTPException):
            pass  # the loop tries again: what has arrived is kept, and the next request continues after it
        except OSError as error:
            if not is_for_room(error):
                raise
            raise NoRoom(
                "The disk is full. Make room and run the same command again: it continues from there."
            ) from error
        tries = 0 if part.stat().st_size > at else tries + 1
        if tries == _FRUITLESS_TRIES:
            raise ModelRefused(
                f"The connection broke off after {at / 1e6:.0f} of {file.size_bytes / 1e6:.0f} MB of {file.name}. "
                "Run the same command again: it continues from there."
            )
        time.sleep(pause_s * tries)


def _some(url: str, part: Path, at: int, arrived: Callable[[int], None]) -> None:
    """Append as much as one connection gives."""
    request = Request(url, headers={"Range": f"bytes={at}-"} if at else {})  # noqa: S310 - see `_asked`
    with urlopen(request, timeout=_SILENT_S) as answer, part.open("r+b") as out:  # noqa: S310
        # A server without range requests sends all of it again.
        at = at if answer.status == http.HTTPStatus.PARTIAL_CONTENT else 0
        out.seek(at)
        out.truncate()
        while block := answer.read(_BLOCK_BYTES):
            out.write(block)
            at += len(block)
            arrived(at)
        out.flush()
        os.fsync(out.fileno())


def _proved(file: HubFile, path: Path) -> str:
    """The sha256 of what arrived; a file that differs from what the hub promised is deleted."""
    digest, git = hashlib.sha256(), hashlib.sha1(f"blob {file.size_bytes}\0".encode(), usedforsecurity=False)
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK_BYTES):
            digest.update(block)
            git.update(block)
    promised = file.sha256 or file.git_digest
    came = digest.hexdigest() if file.sha256 else git.hexdigest()
    if path.stat().st_size != file.size_bytes or (promised is not None and came != promised):
        path.unlink()
        raise ModelRefused(f"{file.name} arrived damaged and was thrown away. Run the same command again.")
    return digest.hexdigest()
