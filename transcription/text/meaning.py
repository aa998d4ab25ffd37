"""Sentence meaning as vectors: the MiniLM network, and a client that keeps it warm in a process of its own.

The web process uses only `MeaningClient`: it must never load the network itself.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from transcription.children.child import Child
from transcription.errors import EngineFailed
from transcription.weights import ModelStore

if TYPE_CHECKING:
    from collections.abc import Iterator

DIMENSIONS = 384
_LONGEST_TOKENS = 256
# Attention needs memory for each pair of words: 32 long texts at once would need a gigabyte, and be no quicker.
_TOKENS_AT_ONCE = 2048

Vectors = NDArray[np.float32]


class SentenceMeaning:
    """all-MiniLM-L6-v2, int8, by ONNX Runtime. Loads about 60 MB; only for workers and child processes."""

    def __init__(self, models: ModelStore, *, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        weights = models.packaged("meaning")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(
            str(weights.folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(weights.folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_LONGEST_TOKENS)
        self._tokenizer.no_padding()

    def embed(self, texts: Sequence[str]) -> Vectors:
        """The meaning of each text: float32, (len(texts), 384), each row of length one.

        Texts of similar length are computed together, because padding costs as much as words do.
        """
        vectors = np.zeros((len(texts), DIMENSIONS), np.float32)
        tokens = [item.ids for item in self._tokenizer.encode_batch(list(texts))]
        for batch in _batches(tokens):
            vectors[batch] = self._embed_batch([tokens[index] for index in batch])
        return vectors

    def _embed_batch(self, tokens: Sequence[Sequence[int]]) -> Vectors:
        longest = max(map(len, tokens))
        ids = np.array([[*one, *[0] * (longest - len(one))] for one in tokens], np.int64)
        mask = np.array([[1] * len(one) + [0] * (longest - len(one)) for one in tokens], np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(mask)}
        hidden = self._session.run(None, {name: feed[name] for name in self._inputs})[0]
        if hidden.ndim == 3:
            weight = mask[..., None].astype(np.float32)
            hidden = (hidden * weight).sum(1) / np.maximum(weight.sum(1), 1e-9)
        norms = np.maximum(np.linalg.norm(hidden, axis=1, keepdims=True), 1e-12)
        return np.asarray(hidden / norms, np.float32)


def _batches(tokens: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Indexes of texts of similar length, as many at once as fit."""
    batch: list[int] = []
    for index in sorted(range(len(tokens)), key=lambda index: len(tokens[index])):
        if batch and (len(batch) + 1) * len(tokens[index]) > _TOKENS_AT_ONCE:
            yield batch
            batch = []
        batch.append(index)
    if batch:
        yield batch


class MeaningClient:
    """Asks a warm child process for meanings; starts it on first use and again if it died. Thread-safe.

    Args:
        models: the folder that `preparation.prepare` filled.
        at_once: as for `Child`.
    """

    def __init__(self, models: Path, *, threads: int = 1, at_once: bool = False) -> None:
        arguments = ["--models", str(models), "--threads", str(threads)]
        self._child = Child("transcription.text.meaning_child", arguments, threads=threads, at_once=at_once)

    def warm(self) -> float:
        """Load the network now, not at the first query. Returns the seconds that it took."""
        return float(self._child.ask({"texts": []})["load_s"])

    def embed(self, texts: Sequence[str]) -> Vectors:
        """As `SentenceMeaning.embed`.

        Raises:
            EngineMissing: the weights aren't there.
            EngineFailed: the child died twice.
        """
        try:
            answer = self._child.ask({"texts": list(texts)})
        except EngineFailed:  # a child that died while idle is only noticed now, so try once with a new one
            answer = self._child.ask({"texts": list(texts)})
        flat = np.frombuffer(base64.b64decode(answer["vectors"]), np.float32)
        return flat.reshape(len(texts), DIMENSIONS)

    def close(self) -> None:
        """End the child process."""
        self._child.close()

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        return self._child.pid
