"""Builds the two networks of the speaker stage as ONNX files from packaged weights, without torch.

Segmentation: pyannote's segmentation-3.0 (who of at most three local voices speaks in each frame, two at once
allowed). Embedding: CAM++ of 3D-Speaker (what a voice sounds like). Must never run them.
"""

from __future__ import annotations

import collections
import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from numpy.typing import NDArray

from transcription.errors import EngineMissing
from transcription.weights import ModelStore

if TYPE_CHECKING:
    from onnx import NodeProto

Array = NDArray[np.float32]
_OPSET = 17
_IR_VERSION = 9
_CAM_BLOCKS = ((12, 1), (24, 2), (16, 2))  # layers and dilation of each dense block


def segmentation_network(store: ModelStore) -> Path:
    """The segmentation network, built on first use: ``sound`` (batch, 1, samples) → ``scores`` (batch, frames, 7)."""
    source = store.packaged("speakers").folder / "pytorch_model.bin"
    return store.built("speakers/segmentation.onnx", lambda target: _build_segmentation(source, target))


def embedding_network(store: ModelStore) -> Path:
    """The embedding network: ``features`` (batch, frames, 80), ``context`` (half frames, half frames) → ``voice``."""
    source = store.packaged("speakers").folder / "campplus_cn_en_common.pt"
    return store.built("speakers/embedding.onnx", lambda target: _build_embedding(source, target))


class _Graph:
    """Collects nodes and constants; every method gives the name of the tensor it made."""

    def __init__(self) -> None:
        try:
            import onnx
        except ImportError as error:
            raise EngineMissing("The package onnx isn't installed: run 'make setup'.") from error
        self._onnx = onnx
        self.nodes: list[NodeProto] = []
        self.constants: dict[str, NDArray[Any]] = {}

    def node(self, kind: str, *inputs: str, outputs: int = 1, **attributes: Any) -> str:
        names = [f"{kind}_{len(self.nodes)}_{index}" for index in range(outputs)]
        self.nodes.append(self._onnx.helper.make_node(kind, list(inputs), names, **attributes))
        return names[0]

    def constant(self, value: NDArray[Any]) -> str:
        name = f"constant_{len(self.constants)}"
        self.constants[name] = np.ascontiguousarray(value)
        return name

    def conv(self, x: str, weight: Array, bias: Array | None = None, **attributes: Any) -> str:
        names = [x, self.constant(weight)] + ([self.constant(bias)] if bias is not None else [])
        return self.node("Conv", *names, **attributes)

    def save(self, target: Path, inputs: Mapping[str, list[Any]], output: tuple[str, str, list[Any]]) -> None:
        helper, kind = self._onnx.helper, self._onnx.TensorProto.FLOAT
        self.nodes.append(helper.make_node("Identity", [output[0]], [output[1]]))
        graph = helper.make_graph(
            self.nodes,
            "network",
            [helper.make_tensor_value_info(name, kind, shape) for name, shape in inputs.items()],
            [helper.make_tensor_value_info(output[1], kind, output[2])],
            [self._onnx.numpy_helper.from_array(value, name) for name, value in self.constants.items()],
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR_VERSION)
        self._onnx.checker.check_model(model)
        target.write_bytes(model.SerializeToString())


def _build_segmentation(source: Path, target: Path) -> None:
    weights = _read_weights(source)
    graph = _Graph()

    def normed(x: str, name: str) -> str:
        scale, shift = (graph.constant(weights[f"{name}.{part}"]) for part in ("weight", "bias"))
        return graph.node("InstanceNormalization", x, scale, shift, epsilon=1e-5)

    x = normed("sound", "sincnet.wav_norm1d")
    for layer in range(3):
        if layer == 0:
            x = graph.node("Abs", graph.conv(x, _sinc_filters(weights), strides=[10]))
        else:
            name = f"sincnet.conv1d.{layer}"
            x = graph.conv(x, weights[f"{name}.weight"], weights[f"{name}.bias"])
        x = graph.node("MaxPool", x, kernel_shape=[3], strides=[3])
        x = graph.node("LeakyRelu", normed(x, f"sincnet.norm1d.{layer}"), alpha=0.01)
    x = graph.node("Transpose", x, perm=[2, 0, 1])  # frames, batch, channels
    for layer in range(4):
        x = _lstm(graph, x, weights, layer)
    x = graph.node("Transpose", x, perm=[1, 0, 2])
    for name in ("linear.0", "linear.1", "classifier"):
        product = graph.node("MatMul", x, graph.constant(weights[f"{name}.weight"].T))
        x = graph.node("Add", product, graph.constant(weights[f"{name}.bias"]))
        if name != "classifier":
            x = graph.node("LeakyRelu", x, alpha=0.01)
    x = graph.node("LogSoftmax", x, axis=-1)
    graph.save(target, {"sound": ["batch", 1, "samples"]}, (x, "scores", ["batch", "frames", 7]))


def _lstm(graph: _Graph, x: str, weights: Mapping[str, Array], layer: int) -> str:
    """One layer in both directions. Torch orders the gates input, forget, cell, output; ONNX i, o, f, c."""

    def gates(value: Array) -> Array:
        i, f, c, o = np.split(value, 4)
        return np.concatenate([i, o, f, c])

    def both(kind: str) -> list[Array]:
        return [gates(weights[f"lstm.{kind}_l{layer}{suffix}"]) for suffix in ("", "_reverse")]

    biases = [np.concatenate(pair) for pair in zip(both("bias_ih"), both("bias_hh"), strict=True)]
    parts = [graph.constant(np.stack(group)) for group in (both("weight_ih"), both("weight_hh"), biases)]
    out = graph.node("LSTM", x, *parts, direction="bidirectional", hidden_size=128)
    out = graph.node("Transpose", out, perm=[0, 2, 1, 3])  # frames, batch, directions, hidden
    return graph.node("Reshape", out, graph.constant(np.array([0, 0, 256], np.int64)))


def _sinc_filters(weights: Mapping[str, Array]) -> Array:
    """The first layer's band-pass filters from their learned edges.

    Source: ``ParamSincFB`` of asteroid-filterbanks (MIT), after Ravanelli and Bengio's SincNet.
    """
    prefix = "sincnet.conv1d.0.filterbank."
    times, window = weights[prefix + "n_"], weights[prefix + "window_"]
    low = 50 + np.abs(weights[prefix + "low_hz_"])
    high = np.clip(low + 50 + np.abs(weights[prefix + "band_hz_"]), 50, 8000)
    band = high - low
    at_low, at_high = low @ times, high @ times
    cosine = (np.sin(at_high) - np.sin(at_low)) / (times / 2) * window
    sine = (np.cos(at_low) - np.cos(at_high)) / (times / 2) * window
    even = np.concatenate([cosine, 2 * band, cosine[:, ::-1]], 1)
    odd = np.concatenate([sine, np.zeros_like(band), -sine[:, ::-1]], 1)
    filters = np.concatenate([even / (2 * band), odd / (2 * band)])
    return cast(Array, filters[:, None, :].astype(np.float32))


def _build_embedding(source: Path, target: Path) -> None:
    weights = _read_weights(source)
    graph = _Graph()

    def normed(x: str, name: str, *, relu: bool = True) -> str:
        shape = weights[f"{name}.running_mean"].shape
        scale = weights.get(f"{name}.weight", np.ones(shape, np.float32))
        shift = weights.get(f"{name}.bias", np.zeros(shape, np.float32))
        parts = [scale, shift, weights[f"{name}.running_mean"], weights[f"{name}.running_var"]]
        x = graph.node("BatchNormalization", x, *map(graph.constant, parts), epsilon=1e-5)
        return graph.node("Relu", x) if relu else x

    def head(x: str) -> str:
        x = normed(graph.conv(x, weights["head.conv1.weight"], pads=[1] * 4), "head.bn1")
        for name, stride in (("layer1.0", 2), ("layer1.1", 1), ("layer2.0", 2), ("layer2.1", 1)):
            block = f"head.{name}"
            y = graph.conv(x, weights[f"{block}.conv1.weight"], pads=[1] * 4, strides=[stride, 1])
            y = graph.conv(normed(y, f"{block}.bn1"), weights[f"{block}.conv2.weight"], pads=[1] * 4)
            y = normed(y, f"{block}.bn2", relu=False)
            if stride > 1:
                x = graph.conv(x, weights[f"{block}.shortcut.0.weight"], strides=[stride, 1])
                x = normed(x, f"{block}.shortcut.1", relu=False)
            x = graph.node("Relu", graph.node("Add", x, y))
        return normed(graph.conv(x, weights["head.conv2.weight"], pads=[1] * 4, strides=[2, 1]), "head.bn2")

    def dense_layer(x: str, name: str, dilation: int) -> str:
        y = graph.conv(normed(x, f"{name}.nonlinear1.batchnorm"), weights[f"{name}.linear1.weight"])
        y = normed(y, f"{name}.nonlinear2.batchnorm")
        cam = f"{name}.cam_layer"
        local = graph.conv(y, weights[f"{cam}.linear_local.weight"], pads=[dilation] * 2, dilations=[dilation])
        mask = graph.node("MatMul", y, "context")
        for part, shape in (("linear1", "Relu"), ("linear2", "Sigmoid")):
            mask = graph.conv(mask, weights[f"{cam}.{part}.weight"], weights[f"{cam}.{part}.bias"])
            mask = graph.node(shape, mask)
        return graph.node("Concat", x, graph.node("Mul", local, mask), axis=1)

    x = graph.node("Transpose", "features", perm=[0, 2, 1])
    x = graph.node("Unsqueeze", x, graph.constant(np.array([1], np.int64)))
    x = graph.node("Reshape", head(x), graph.constant(np.array([0, 320, -1], np.int64)))
    x = graph.conv(x, weights["xvector.tdnn.linear.weight"], pads=[2, 2], strides=[2])
    x = normed(x, "xvector.tdnn.nonlinear.batchnorm")
    for block, (layers, dilation) in enumerate(_CAM_BLOCKS, 1):
        for layer in range(1, layers + 1):
            x = dense_layer(x, f"xvector.block{block}.tdnnd{layer}", dilation)
        x = graph.conv(
            normed(x, f"xvector.transit{block}.nonlinear.batchnorm"), weights[f"xvector.transit{block}.linear.weight"]
        )
    x = _pooled(graph, normed(x, "xvector.out_nonlinear.batchnorm"))
    x = graph.conv(x, weights["xvector.dense.linear.weight"])
    x = normed(x, "xvector.dense.nonlinear.batchnorm", relu=False)
    x = graph.node("Squeeze", x, graph.constant(np.array([2], np.int64)))
    inputs: dict[str, list[Any]] = {"features": ["batch", "frames", 80], "context": ["half", "half"]}
    graph.save(target, inputs, (x, "voice", ["batch", 192]))


def _pooled(graph: _Graph, x: str) -> str:
    """Mean and unbiased standard deviation over time, (batch, 2 × channels, 1)."""
    mean = graph.node("ReduceMean", x, axes=[2], keepdims=1)
    apart = graph.node("Sub", x, mean)
    square = graph.node("ReduceSum", graph.node("Mul", apart, apart), graph.constant(np.array([2], np.int64)))
    shape = graph.node("Cast", graph.node("Shape", x, start=2, end=3), to=1)
    divisor = graph.node("Sub", shape, graph.constant(np.array([1], np.float32)))
    return graph.node("Concat", mean, graph.node("Sqrt", graph.node("Div", square, divisor)), axis=1)


class _Reader(pickle.Unpickler):
    """Reads tensors of a torch archive and nothing else: any other object becomes an inert placeholder."""

    def __init__(self, archive: zipfile.ZipFile, root: str) -> None:
        super().__init__(archive.open(f"{root}/data.pkl"))
        self._archive, self._root = archive, root

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return collections.OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        return {"FloatStorage": np.float32, "LongStorage": np.int64}.get(name, _Inert)

    def persistent_load(self, key: Any) -> NDArray[Any]:
        _, kind, name, _, _ = key
        return np.frombuffer(self._archive.read(f"{self._root}/data/{name}"), kind)


class _Inert:
    def __init__(self, *arguments: Any) -> None:
        pass

    def __setstate__(self, state: Any) -> None:
        pass


def _tensor(storage: NDArray[Any], offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any) -> Any:
    steps = [step * storage.itemsize for step in strides]
    return np.lib.stride_tricks.as_strided(storage[offset:], shape, steps)


def _read_weights(source: Path) -> dict[str, Array]:
    with zipfile.ZipFile(source) as archive:
        root = next(name for name in archive.namelist() if name.endswith("/data.pkl")).removesuffix("/data.pkl")
        loaded = _Reader(archive, root).load()
    return dict(loaded.get("state_dict", loaded))
