"""Brings a model's files into a folder, from a USB stick or from the hub, and records them."""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path

from transcription.errors import ModelRefused, NoRoom

from .folder import WANTED, Added, checked, record_of
from .hub import Progress, fetch, look_up
from .known import known

REVISION = "revision"
PAUSE_S = 1.0
_BLOCK_BYTES = 1 << 20


def copied(source: Path, staging: Path, report: Progress) -> Added:
    """Copy a model's files into an empty folder, hashing them; if the source has a record, it must agree.

    Raises:
        ModelRefused: It is broken, or not as it was first added.
        NoRoom: The disk is too full.
    """
    before = record_of(source)
    network = checked(source)
    for left in staging.iterdir():
        left.unlink()
    present = [source / name for name in WANTED if (source / name).is_file()]
    of = sum(path.stat().st_size for path in present)
    _check_room(staging, of)
    files, done = {}, 0
    for path in present:
        digest, size = hashlib.sha256(), 0
        with path.open("rb") as stream, (staging / path.name).open("wb") as out:
            while block := stream.read(_BLOCK_BYTES):
                out.write(block)
                digest.update(block)
                size += len(block)
                report(done + size, of)
        done += size
        files[path.name] = (size, digest.hexdigest())
    if before is not None and dict(before.files) != files:
        raise ModelRefused(f"The model in {source} is not as it was first added there: fetch or copy it again.")
    return Added(
        source=before.source if before else str(source),
        revision=before.revision if before else None,
        at=_now(),
        parameters=network.parameters,
        files=files,
    )


def fetched(wanted: str, staging: Path, report: Progress, hub: str) -> Added:
    """Download a model's files from the hub, continuing from what an earlier try left in the folder.

    Raises:
        ModelRefused: It cannot be had, or arrived broken.
        NoRoom: The disk is too full.
    """
    found = known(wanted)
    if found is None and "/" not in wanted:
        raise ModelRefused(
            f"No speech model is called “{wanted}”: choose small, medium or large-v3-turbo, or give a folder."
        )
    release = look_up(found.repository if found else wanted, address=hub.rstrip("/"))
    _forget_other_revision(staging, release.revision)
    arrived = sum(path.stat().st_size for path in staging.iterdir())
    _check_room(staging, release.size_bytes - arrived)
    digests = fetch(release, staging, report, pause_s=PAUSE_S)
    files = {file.name: (file.size_bytes, digests[file.name]) for file in release.files}
    network = checked(staging)
    source = f"{release.address}/{release.repository}"
    return Added(source=source, revision=release.revision, at=_now(), parameters=network.parameters, files=files)


def _check_room(folder: Path, wanted: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise NoRoom(
            f"This model takes {wanted / 1e6:.0f} MB of disk, and {free / 1e6:.0f} MB are free: make room first."
        )


def _forget_other_revision(staging: Path, revision: str) -> None:
    """Delete files that are not of the hub's present revision."""
    note = staging / REVISION
    kept = note.read_text("utf-8") if note.exists() else ""
    if kept != revision:
        for path in staging.iterdir():
            path.unlink()
        note.write_text(revision, "utf-8")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
