"""How near groupings come to those that people made, beside two usual methods, in one run.

Reads tables of answers that researchers have coded, as NaPiRE publishes them: ``*.csv`` with semicolons, the answer in
the column before the last, and its code in the last. Runs under ``python app.py bench groupings``.
"""

from __future__ import annotations

import csv
import io
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.cluster.vq import kmeans2
from scipy.spatial.distance import pdist

from transcription.text.groupings import COMMON
from transcription.text.similar import Labels, Vectors, adjusted_rand, cut_into, group_widely, mutual_information

Embed = Callable[[list[str]], Vectors]

METHODS = ("ours", "k-means on TF-IDF", "agglomerative on MiniLM")
_STARTS = 3
_FEWEST, _MOST = 10, 5_000


class Coded:
    """Texts and the code that somebody gave each of them."""

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        self.texts = [text for text, _code in rows]
        names = {code: at for at, code in enumerate(sorted({code for _text, code in rows}))}
        self.labels: Labels = np.asarray([names[code] for _text, code in rows], np.int64)
        self.codes = len(names)


def read_coded(folder: Path) -> dict[str, list[tuple[str, str]]]:
    """All coded answers by file. An answer with several codes is there once for each, as it is published.

    Raises:
        ValueError: There are none, or more than can be compared.
    """
    files = sorted(folder.glob("*.csv")) if folder.is_dir() else []
    found = {file.name: rows for file in files if len(rows := _rows(file)) >= _FEWEST}
    count = sum(len(rows) for rows in found.values())
    if not found:
        raise ValueError(f"There are no coded answers (*.csv) in {folder}.")
    if count > _MOST:
        raise ValueError(f"There are {count:,} coded answers in {folder}; at most {_MOST:,} can be measured.")
    return found


def _rows(file: Path) -> list[tuple[str, str]]:
    content = file.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("latin-1")
    table = list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))[1:]
    return [(row[-2].strip(), row[-1].strip()) for row in table if len(row) > 1 and row[-2].strip() and row[-1].strip()]


def bench_groupings(folder: Path, embed: Embed) -> dict[str, Any]:
    """All three methods with as many groups as there are codes: on each question (file) alone, and on all together."""
    files = read_coded(folder)
    began = time.monotonic()
    vectors = embed([text for rows in files.values() for text, _code in rows])
    embedded = time.monotonic()
    questions, at = {}, 0
    for name, rows in files.items():
        questions[name] = _compared(Coded(rows), vectors[at : at + len(rows)])
        at += len(rows)
    together = Coded([row for rows in files.values() for row in rows])
    pooled = _compared(together, vectors)
    compared = time.monotonic()
    free = group_widely(together.texts, vectors)
    return {
        "mean_of_questions": {
            method: {
                score: round(float(np.mean([one["methods"][method][score] for one in questions.values()])), 3)
                for score in ("ari", "nmi")
            }
            for method in METHODS
        }
        | {"stability": round(float(np.mean([one["stability"] for one in questions.values()])), 3)},
        "questions": questions,
        "all_together": pooled,
        "without_being_told_the_number": {
            "groups": len(free.groups),
            "stability": free.stability,
            "unassigned": free.unassigned,
        },
        "seconds": {
            "meanings": round(embedded - began, 1),
            "comparing": round(compared - embedded, 1),
            "one_grouping_of_all": round(time.monotonic() - compared, 1),
        },
    }


def _compared(coded: Coded, vectors: Vectors) -> dict[str, Any]:
    found = (
        cut_into(coded.texts, vectors, coded.codes),
        _kmeans(coded),
        _agglomerative(vectors, coded.codes),
    )
    return {
        "texts": len(coded.texts),
        "codes": coded.codes,
        "methods": {name: _scored(coded.labels, labels) for name, labels in zip(METHODS, found, strict=True)},
        "stability": group_widely(coded.texts, vectors, count=coded.codes).stability,
    }


def _scored(labels: Labels, found: Labels) -> dict[str, float]:
    return {
        "ari": round(adjusted_rand(labels, found), 3),
        "nmi": round(mutual_information(labels, found), 3),
    }


def _kmeans(coded: Coded) -> Labels:
    """The best of several starts, by its own measure."""
    matrix = _tfidf(coded.texts)
    best, least = np.zeros(len(matrix), np.int64), np.inf
    for seed in range(_STARTS):
        centres, labels = kmeans2(matrix, coded.codes, iter=30, minit="++", seed=seed)
        spread = float(((matrix - centres[labels]) ** 2).sum())
        if spread < least:
            best, least = labels.astype(np.int64), spread
    return best


def _tfidf(texts: Sequence[str]) -> Vectors:
    """Whole words, as most people would weigh them."""
    counted = [
        Counter(word for word in text.casefold().replace(",", " ").replace(".", " ").split() if word not in COMMON)
        for text in texts
    ]
    spread = Counter(word for counts in counted for word in counts)
    place = {word: at for at, word in enumerate(sorted(spread))}
    matrix = np.zeros((len(texts), len(place)), np.float32)
    for row, counts in enumerate(counted):
        for word, count in counts.items():
            matrix[row, place[word]] = count * (1 + np.log((1 + len(texts)) / (1 + spread[word])))
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    return matrix


def _agglomerative(vectors: Vectors, count: int) -> Labels:
    """Ward's method, the usual default."""
    found: Labels = fcluster(linkage(pdist(vectors), "ward"), count, "maxclust").astype(np.int64) - 1
    return found
