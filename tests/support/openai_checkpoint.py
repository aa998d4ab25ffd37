"""A checkpoint for OpenAI's own Whisper, made from the packaged CTranslate2 weights: the same numbers, other names.

CTranslate2 reads its ``model.bin`` in C++ only, so its format is read here: a version, the spec's name and revision,
then each variable with name, shape, type and bytes, then aliases. Strings carry their length and a closing zero.
"""

from __future__ import annotations

import os
import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

Weights = dict[str, NDArray[Any]]
FORMAT_VERSION = 6
# CTranslate2's numbers for the types of variables; int8 comes with scales, which these weights don't have.
_TYPES: Mapping[int, str] = {0: "<f4", 1: "<i1", 2: "<i2", 3: "<i4", 4: "<f2"}


@dataclass(frozen=True, slots=True)
class Packed:
    """What a ``model.bin`` holds."""

    spec: str
    revision: int
    variables: Weights
    aliases: dict[str, str]


def read_model(path: Path) -> Packed:
    """Read a CTranslate2 ``model.bin``.

    Raises:
        ValueError: it is of another version, is torn, or has something behind its end.
    """
    with path.open("rb") as file:
        version = _number(file, "<I")
        if version != FORMAT_VERSION:
            raise ValueError(f"{path} is of version {version}, not {FORMAT_VERSION}")
        spec, revision = _text(file), _number(file, "<I")
        variables: Weights = {}
        for _ in range(_number(file, "<I")):
            name = _text(file)
            shape = tuple(_number(file, "<I") for _ in range(_number(file, "<B")))
            kind, size = _TYPES[_number(file, "<B")], _number(file, "<I")
            variables[name] = np.frombuffer(_bytes(file, size), kind).reshape(shape)
        aliases = {}
        for _ in range(_number(file, "<I")):
            alias = _text(file)
            aliases[alias] = _text(file)
        if file.read(1):
            raise ValueError(f"{path} goes on behind its end")
    return Packed(spec, revision, variables, aliases)


def dimensions(packed: Packed) -> dict[str, int]:
    """The sizes that OpenAI's loader builds its network from."""
    variables = packed.variables
    state, mels, _ = variables["encoder/conv1/weight"].shape
    vocabulary, text_state = variables["decoder/embeddings/weight"].shape
    return {
        "n_mels": mels,
        "n_audio_ctx": len(variables["encoder/position_encodings/encodings"]),
        "n_audio_state": state,
        "n_audio_head": int(variables["encoder/num_heads"]),
        "n_audio_layer": _layers(variables, "encoder"),
        "n_vocab": vocabulary,
        "n_text_ctx": len(variables["decoder/position_encodings/encodings"]),
        "n_text_state": text_state,
        "n_text_head": int(variables["decoder/num_heads"]),
        "n_text_layer": _layers(variables, "decoder"),
    }


def state_of(packed: Packed) -> Weights:
    """Every tensor under the name that OpenAI's network gives it, of the type it was stored in."""
    variables = packed.variables
    state: Weights = {
        "encoder.positional_embedding": variables["encoder/position_encodings/encodings"],
        "decoder.positional_embedding": variables["decoder/position_encodings/encodings"],
        "decoder.token_embedding.weight": variables["decoder/embeddings/weight"],
        **_norm("encoder.ln_post", variables, "encoder/layer_norm"),
        **_norm("decoder.ln", variables, "decoder/layer_norm"),
    }
    for layer in ("conv1", "conv2"):
        state |= _linear(f"encoder.{layer}", variables, f"encoder/{layer}")
    for side in ("encoder", "decoder"):
        for number in range(_layers(variables, side)):
            state |= _block(f"{side}.blocks.{number}", variables, f"{side}/layer_{number}")
    return state


def checkpoint(model_bin: Path, name: str, digest: str) -> Path:
    """The checkpoint of these weights, kept outside the project; made on first use (needs torch)."""
    kept = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    target = kept / "data-retreat-toolkit" / f"openai-whisper-{name}-{digest[:12]}.pt"
    if not target.exists():
        import torch

        packed = read_model(model_bin)
        state = {key: torch.from_numpy(value.copy()) for key, value in state_of(packed).items()}
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_suffix(f".{os.getpid()}")
        torch.save({"dims": dimensions(packed), "model_state_dict": state}, scratch)
        scratch.replace(target)
    return target


def _layers(variables: Weights, side: str) -> int:
    return len({name for name in variables if re.fullmatch(rf"{side}/layer_\d+/ffn/layer_norm/gamma", name)})


def _block(target: str, variables: Weights, source: str) -> Weights:
    """One layer: attention's fused parts apart again, then the two linear layers behind it."""
    state: Weights = {
        **_norm(f"{target}.attn_ln", variables, f"{source}/self_attention/layer_norm"),
        **_fused(f"{target}.attn", variables, f"{source}/self_attention/linear_0", ("query", "key", "value")),
        **_linear(f"{target}.attn.out", variables, f"{source}/self_attention/linear_1"),
        **_norm(f"{target}.mlp_ln", variables, f"{source}/ffn/layer_norm"),
        **_linear(f"{target}.mlp.0", variables, f"{source}/ffn/linear_0"),
        **_linear(f"{target}.mlp.2", variables, f"{source}/ffn/linear_1"),
    }
    if target.startswith("decoder"):
        state |= _norm(f"{target}.cross_attn_ln", variables, f"{source}/attention/layer_norm")
        state |= _linear(f"{target}.cross_attn.query", variables, f"{source}/attention/linear_0")
        state |= _fused(f"{target}.cross_attn", variables, f"{source}/attention/linear_1", ("key", "value"))
        state |= _linear(f"{target}.cross_attn.out", variables, f"{source}/attention/linear_2")
    return state


def _fused(target: str, variables: Weights, source: str, parts: tuple[str, ...]) -> Weights:
    """Rows of one matrix as several; OpenAI's keys have no bias, which stands here as zeros."""
    state: Weights = {}
    weights = np.split(variables[f"{source}/weight"], len(parts))
    biases = np.split(variables[f"{source}/bias"], len(parts))
    for part, weight, bias in zip(parts, weights, biases, strict=True):
        state[f"{target}.{part}.weight"] = weight
        if part != "key":
            state[f"{target}.{part}.bias"] = bias
        elif bias.any():
            raise ValueError(f"{source} has a bias of its keys, for which OpenAI's network has no place")
    return state


def _linear(target: str, variables: Weights, source: str) -> Weights:
    return {f"{target}.{end}": variables[f"{source}/{end}"] for end in ("weight", "bias")}


def _norm(target: str, variables: Weights, source: str) -> Weights:
    ends = {"weight": "gamma", "bias": "beta"}
    return {f"{target}.{end}": variables[f"{source}/{other}"] for end, other in ends.items()}


def _number(file: IO[bytes], kind: str) -> int:
    return int(struct.unpack(kind, _bytes(file, struct.calcsize(kind)))[0])


def _text(file: IO[bytes]) -> str:
    return _bytes(file, _number(file, "<H")).rstrip(b"\0").decode("utf-8")


def _bytes(file: IO[bytes], count: int) -> bytes:
    data = file.read(count)
    if len(data) != count:
        raise ValueError("the file ends early")
    return data
