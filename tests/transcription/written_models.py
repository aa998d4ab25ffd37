"""Small CTranslate2 Whisper folders written for tests: whole by format, though nothing could be heard with them."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

SHAPES: dict[str, tuple[int, ...]] = {
    "encoder/conv1/weight": (8, 80, 3),
    "encoder/conv1/weight_scale": (8,),
    "decoder/embeddings/weight": (30, 8),
    "encoder/num_heads": (),
}
PARAMETERS = 8 * 80 * 3 + 30 * 8
_INT8, _FLOAT32 = (1, np.int8), (0, np.float32)


def model_bin(spec: str = "WhisperSpec", *, bands: int = 80, version: int = 6) -> bytes:
    """The bytes of a network's weights: int8 with scales, as the library writes them."""
    shapes = SHAPES | {"encoder/conv1/weight": (8, bands, 3)}
    out = struct.pack("<I", version) + _text(spec) + struct.pack("<II", 3, len(shapes))
    for name, shape in shapes.items():
        kind, dtype = _FLOAT32 if name.endswith("_scale") else _INT8
        numbers = np.ones(shape, dtype).tobytes()
        out += _text(name) + struct.pack(f"<B{len(shape)}IBI", len(shape), *shape, kind, len(numbers)) + numbers
    return out + struct.pack("<I", 1) + _text("decoder/projection/weight") + _text("decoder/embeddings/weight")


def write_model(folder: Path, **weights: object) -> Path:
    """A whole folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "model.bin").write_bytes(model_bin(**weights))  # type: ignore[arg-type]
    (folder / "config.json").write_text(json.dumps({"alignment_heads": []}))
    (folder / "tokenizer.json").write_text(json.dumps({"model": {}}))
    (folder / "vocabulary.txt").write_text("a\nb\n")
    return folder


def _text(text: str) -> bytes:
    raw = text.encode() + b"\0"
    return struct.pack("<H", len(raw)) + raw
