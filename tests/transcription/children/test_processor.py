"""Wide kernels are asked for where every core has them, and the recogniser's library takes the setting."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from transcription.children.processor import processor_settings

WIDE = "avx2 avx512f avx512dq avx512cd avx512bw avx512vl"


@pytest.mark.parametrize(
    ("cores", "wide"),
    [
        ([WIDE, WIDE], True),
        ([WIDE, "avx2"], False),
        (["avx2 avx512f avx512cd"], False),
        ([], False),
    ],
)
def test_a_processor_when_every_core_has_wide_kernels_then_and_only_then_they_are_asked_for(
    cores: list[str], wide: bool
) -> None:
    text = "".join(f"processor\t: {number}\nflags\t\t: fpu {flags}\n\n" for number, flags in enumerate(cores))

    assert bool(processor_settings(text)) == wide


def test_this_machine_when_its_settings_are_set_then_the_recognisers_library_loads() -> None:
    code = "import ctranslate2; print(sorted(ctranslate2.get_supported_compute_types('cpu')))"
    environment = {**os.environ, **processor_settings()}

    asked = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)

    assert "int8" in asked.stdout
