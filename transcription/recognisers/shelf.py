"""The folder of recognisers on this machine: adds one completely or not at all, and removes one.

A model is assembled in a hidden folder beside the others and gets its name by a single rename, once all of it is on
disk: a power cut or a pulled stick leaves nothing that looks like a model.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from transcription.errors import ModelRefused, NoRoom, is_for_room

from .bringing import REVISION, copied, fetched
from .folder import WEIGHTS, check_unchanged, checked, record_of
from .hub import HUB, Progress
from .known import known
from .stamps import Stamps

STAMPS = "verified.json"
_STAGED = ".adding-"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnShelf:
    """A recogniser that is here: its name, its folder, its number of parameters and the bytes of its weights.

    ``trouble`` says why it cannot be used, where it cannot.
    """

    name: str
    folder: Path
    parameters: int
    file_bytes: int
    source: str | None
    trouble: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A model that is complete and checked, but not in its place yet."""

    name: str
    folder: Path
    parameters: int
    file_bytes: int


class Shelf:
    """Recognisers below one folder. ``packaged``: names that come with the toolkit, never added and never removed."""

    def __init__(self, folder: Path, packaged: tuple[str, ...]) -> None:
        self.folder = folder
        self._packaged = packaged

    def here(self) -> list[OnShelf]:
        """All of them, the strongest first."""
        found = [weights.parent for weights in self.folder.glob(f"*/{WEIGHTS}")]
        told = [self._told(folder) for folder in found if not folder.name.startswith(".")]
        return sorted(told, key=lambda one: (-one.parameters, one.name))

    def _told(self, folder: Path) -> OnShelf:
        size, source = (folder / WEIGHTS).stat().st_size, None
        try:
            network, added = checked(folder), record_of(folder)
            if added is not None:
                source = added.source
                check_unchanged(folder, added, Stamps(self.folder / STAMPS))
        except ModelRefused as refused:
            return OnShelf(
                name=folder.name, folder=folder, parameters=0, file_bytes=size, source=source, trouble=str(refused)
            )
        return OnShelf(name=folder.name, folder=folder, parameters=network.parameters, file_bytes=size, source=source)

    def find(self, name: str) -> OnShelf:
        """One of them.

        Raises:
            ModelRefused: It is not here.
        """
        for one in self.here():
            if one.name == name:
                return one
        raise ModelRefused(f"There is no speech model “{name}” here: “python app.py models” lists those that are.")

    @contextlib.contextmanager
    def staged(self, wanted: str, report: Progress, *, hub: str = HUB) -> Iterator[Staged]:
        """Bring a model here, from a folder or from the hub, without putting it in its place yet: see `place`.

        A partial download stays for the next try; a copy from a folder that was not placed is deleted.

        Raises:
            ModelRefused: It is here already, broken, or cannot be had.
            NoRoom: The disk is too full for it.
        """
        source = Path(wanted).expanduser()
        is_folder = source.is_dir()
        name = self._name_of(wanted, is_path=is_folder or _looks_like_path(wanted))
        if _looks_like_path(wanted) and not is_folder:
            raise ModelRefused(f"There is no folder {wanted}: check the path, and that the stick is plugged in.")
        with _told_errors():
            self.folder.mkdir(parents=True, exist_ok=True)
        with self._alone(name) as staging:
            try:
                with _told_errors():
                    added = copied(source, staging, report) if is_folder else fetched(wanted, staging, report, hub)
                    added.write(staging)
                yield Staged(name=name, folder=staging, parameters=added.parameters, file_bytes=added.files[WEIGHTS][0])
            finally:
                if is_folder:
                    shutil.rmtree(staging, ignore_errors=True)
                with contextlib.suppress(OSError):  # keep the folder if something has arrived
                    staging.rmdir()

    def place(self, staged: Staged) -> OnShelf:
        """Put a model in its place, atomically."""
        added = record_of(staged.folder)
        assert added is not None, "it was written when the model was staged"
        (staged.folder / REVISION).unlink(missing_ok=True)
        for path in staged.folder.iterdir():
            _sync(path)
        _sync(staged.folder)
        target = self.folder / staged.name
        staged.folder.rename(target)
        _sync(self.folder)
        stamps = Stamps(self.folder / STAMPS)
        for name, (_size, digest) in added.files.items():
            stamps.put(target / name, digest)
        return self._told(target)

    def remove(self, name: str) -> None:
        """Remove a model.

        Raises:
            ModelRefused: It is not here, or comes with the toolkit.
        """
        if name in self._packaged:
            raise ModelRefused(f"“{name}” comes with the toolkit and stays.")
        if not _NAME.fullmatch(name) or not (self.folder / name / WEIGHTS).is_file():
            raise ModelRefused(f"There is no speech model “{name}” here: “python app.py models” lists those that are.")
        # Renamed first: half a model must never look like one.
        going = self.folder / f".removing-{name}-{os.getpid()}"
        (self.folder / name).rename(going)
        shutil.rmtree(going)

    def _name_of(self, wanted: str, *, is_path: bool) -> str:
        found = known(wanted)
        last = Path(wanted).expanduser().resolve().name if is_path else wanted.rstrip("/").rpartition("/")[2]
        name = found.name if found else last
        if not _NAME.fullmatch(name):
            raise ModelRefused(f"“{name}” cannot be the name of a speech model: rename the folder to plain letters.")
        if name in self._packaged:
            raise ModelRefused(f"“{name}” comes with the toolkit, so there is nothing to add.")
        if (self.folder / name).exists():
            raise ModelRefused(
                f"There is already a speech model “{name}”. “python app.py models remove {name}” removes it."
            )
        return name

    @contextlib.contextmanager
    def _alone(self, name: str) -> Iterator[Path]:
        """The hidden folder in which this model is assembled, by one process at a time."""
        with (self.folder / f"{_STAGED}{name}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise ModelRefused(f"“{name}” is being added at this moment by another command.") from error
            staging = self.folder / f"{_STAGED}{name}"
            staging.mkdir(exist_ok=True)
            yield staging
            Path(lock.name).unlink(missing_ok=True)


def _looks_like_path(wanted: str) -> bool:
    return wanted.startswith(("/", ".", "~"))


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def _told_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if is_for_room(error):
            raise NoRoom("The disk is full: make room and run the same command again.") from error
        raise ModelRefused(
            f"The model could not be read or written ({error.strerror or 'no reason given'}): check the disk, and the "
            "stick if it comes from one."
        ) from error
