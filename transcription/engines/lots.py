"""Whisper samples at higher temperatures; here the same sound always gives the same samples.

Otherwise a window that is decoded again after a power cut could differ from an undisturbed run.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from transcription.children.serving import give_memory_back

_SEED = 1


class SameLots:
    """A CTranslate2 model whose random state is reset before each use. Everything else is the model's own.

    CTranslate2 seeds a thread's random numbers when the thread first samples, and never again; so each sampling gets a
    new model with new threads. That takes about a second, for the few windows that need it, and the memory of a
    second model: of all replicas that share this one, only one samples at a time.
    """

    def __init__(self, model: Any, fresh: Callable[[], Any]) -> None:
        self._model, self._fresh = model, fresh
        self._turn = threading.Lock()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._model, name)

    def generate(self, *given: Any, sampling_temperature: float = 1.0, sampling_topk: int = 1, **named: Any) -> Any:
        """As the model's own."""
        named |= {"sampling_temperature": sampling_temperature, "sampling_topk": sampling_topk}
        if sampling_topk == 1 or sampling_temperature == 0:
            return self._model.generate(*given, **named)
        import ctranslate2

        with self._turn:
            ctranslate2.set_random_seed(_SEED)
            drawn = self._fresh().generate(*given, **named)
            give_memory_back()
        return drawn
