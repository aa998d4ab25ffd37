"""What the networks' libraries are told about this machine's processor before they load."""

from __future__ import annotations

from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")
# What CTranslate2's wide kernels are compiled for; it ends with an error where it is told to use them in vain.
_WIDE = frozenset({"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"})


def processor_settings(cpuinfo: str | None = None) -> dict[str, str]:
    """Settings for the environment of a process that computes networks.

    CTranslate2 has AVX-512 kernels and never chooses them by itself, for fear of processors that slow down over them.

    Args:
        cpuinfo: the text of ``/proc/cpuinfo``; read from this machine if not given.
    """
    if cpuinfo is None:
        cpuinfo = _CPUINFO.read_text("utf-8", "replace") if _CPUINFO.exists() else ""
    flags = [line.partition(":")[2].split() for line in cpuinfo.splitlines() if line.startswith("flags")]
    if flags and all(set(core) >= _WIDE for core in flags):
        return {"CT2_FORCE_CPU_ISA": "AVX512"}
    return {}
