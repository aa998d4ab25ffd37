"""Groups of similar passages over many sessions: found, repeatable, stable where they are clear."""

from __future__ import annotations

import numpy as np
import pytest

from transcription.text.lexical import lexical
from transcription.text.similar import adjusted_rand, cut_into, group_widely, mutual_information

TOPICS = (
    ("The garden grew beans and roses by the wall", "Roses in the garden need water", "We dug the garden for beans"),
    ("The bus was late again this morning", "Buses never come on time here", "I missed the bus into town"),
    ("Her medicine ran out on Friday", "The chemist had no medicine left", "They changed his medicine twice"),
)
TEXTS = [f"{text} {word}" for topic in TOPICS for text in topic for word in ("today", "then", "lately", "once")]
TRUTH = np.repeat(np.arange(3), 12)


def vectors() -> np.ndarray:
    """Meanings in which the topics are apart, with some noise."""
    found = np.eye(3, 16, dtype=np.float32)[TRUTH] + np.random.default_rng(1).normal(0, 0.2, (36, 16))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def test_passages_when_their_topics_are_clear_then_these_come_out_and_are_stable() -> None:
    found = group_widely(TEXTS, vectors(), count=3)

    assert {tuple(sorted({int(TRUTH[at]) for at in one.passages})) for one in found.groups} == {(0,), (1,), (2,)}
    assert sum(len(one.passages) for one in found.groups) + found.unassigned == len(TEXTS)
    assert found.stability > 0.9
    assert all(one.stability > 0.9 for one in found.groups)
    assert {"garden", "bus", "medicine"} <= {word for one in found.groups for word in one.words}
    assert all(list(one.closeness) == sorted(one.closeness, reverse=True) for one in found.groups)


def test_passages_when_grouped_again_then_nothing_changes() -> None:
    assert group_widely(TEXTS, vectors()) == group_widely(TEXTS, vectors())


def test_passages_when_nothing_holds_them_together_then_it_is_less_stable() -> None:
    chance = np.random.default_rng(3)
    noise = chance.normal(size=(36, 16)).astype(np.float32)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    texts = ["".join(chance.choice(list("abcdefghijklmnop"), 9)) for _ in range(36)]

    assert group_widely(texts, noise, count=3).stability < 0.8 < group_widely(TEXTS, vectors(), count=3).stability


@pytest.mark.parametrize("texts", [[], ["One"], ["One", "One"], ["", "?"], ["a", "b", "c"]])
def test_passages_when_few_or_empty_then_nobody_is_forced_into_a_group(texts: list[str]) -> None:
    found = group_widely(texts, np.ones((len(texts), 4), np.float32) / 2)

    assert sum(len(one.passages) for one in found.groups) + found.unassigned == len(texts)


def test_work_when_told_raises_then_it_stops() -> None:
    def told(_done: float) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        group_widely(TEXTS, vectors(), told=told)


def test_agreement_when_counted_then_it_is_that_of_published_examples() -> None:
    """Hubert and Arabie's index as scikit-learn's manual works it out: 0.57 and 0.24."""
    first, second = np.array([0, 0, 1, 2]), np.array([0, 0, 1, 1])

    assert adjusted_rand(first, second) == pytest.approx(0.5714, abs=1e-4)
    assert adjusted_rand(np.array([0, 0, 1, 1, 2, 2]), np.array([0, 0, 0, 1, 1, 1])) == pytest.approx(0.2424, abs=1e-4)
    assert adjusted_rand(first, first) == mutual_information(first, first) == 1
    assert mutual_information(np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])) == pytest.approx(0)
    assert mutual_information(first, second) == pytest.approx(0.8, abs=1e-4)


def test_words_when_their_forms_differ_then_they_still_meet() -> None:
    rows = lexical(["gardening", "gardens", "buses buses"])
    likeness = (rows @ rows.T).toarray()

    assert likeness[0, 1] > 0.3 > likeness[0, 2]


def test_methods_when_cut_then_every_passage_is_in_one_group() -> None:
    assert adjusted_rand(TRUTH, cut_into(TEXTS, vectors(), 3)) == 1
