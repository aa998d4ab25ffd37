"""Real models, joined once a test run."""

from __future__ import annotations

import os

import pytest

from transcription.errors import EngineMissing
from transcription.pipeline import Pipeline
from transcription.preparation import prepare
from transcription.weights import ModelStore


@pytest.fixture(scope="session")
def models(tmp_path_factory: pytest.TempPathFactory) -> ModelStore:
    """Every packaged model, checked; skips where the packages aren't installed."""
    try:
        return prepare(tmp_path_factory.mktemp("models"))
    except EngineMissing as error:
        if os.environ.get("CI") == "true":
            pytest.fail(str(error))
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def pipeline(models: ModelStore):  # type: ignore[no-untyped-def]
    """Warm children, ended with the session."""
    with Pipeline(models, threads=2) as warm:
        yield warm
