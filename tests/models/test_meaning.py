"""The real sentence network: long texts in bounded memory, with the same meaning whatever they are computed beside."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from transcription.children.child import KEEP_MEMORY
from transcription.text.meaning import MeaningClient
from transcription.weights import ModelStore

pytestmark = pytest.mark.models

ROOT = Path(__file__).resolve().parents[2]
MOST_MB = 1000
LONG = " ".join(["Nobody asked the family what they wanted, and the visits were counted."] * 25)
# The kernel's own peak of this program: what `resource` tells takes in the parent's, where it was started by vfork.
MEASURED = """
import re, resource, sys
from pathlib import Path
from transcription.text.meaning import SentenceMeaning
from transcription.weights import ModelStore
SentenceMeaning(ModelStore(Path(sys.argv[1])), threads=2).embed([sys.argv[2]] * 64)
if sys.platform == "linux":
    print(int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024)
else:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024**2)
"""


def test_many_long_texts_when_embedded_then_memory_stays_bounded(models: ModelStore) -> None:
    """Seen failing with batches of 32 texts whatever their length: half as much again as a gigabyte."""
    command = [sys.executable, "-c", MEASURED, str(models.folder), LONG]

    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, env={**os.environ, **KEEP_MEMORY}
    )

    assert int(done.stdout) < MOST_MB


def test_texts_of_all_lengths_when_embedded_together_then_each_means_what_it_means_alone(models: ModelStore) -> None:
    texts = ["Tired.", LONG, "We were tired that week.", "", "The garden was full of beans. " * 9]
    client = MeaningClient(models.folder)
    try:
        together = client.embed(texts)
        alone = np.vstack([client.embed([text]) for text in texts])
    finally:
        client.close()

    assert together.shape == (5, 384)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert (together * alone).sum(1).min() > 0.98
