"""Tells the networks' libraries about this machine's processor before they load."""

from __future__ import annotations

from pathlib import Path

_CPUINFO = Path("/proc/cpuinfo")
# What CTranslate2's wide kernels need; requesting them without these flags ends with an error.
_WIDE = frozenset({"avx512f", "avx512cd", "avx512bw", "avx512dq", "avx512vl"})


def processor_settings(cpuinfo: str | None = None) -> dict[str, str]:
    """Settings for the environment of a process that computes networks.

    CTranslate2 has AVX-512 kernels but never chooses them itself, because some processors slow down with them.

    Args:
        cpuinfo: the text of ``/proc/cpuinfo``; read from this machine if not given.
    """
    if cpuinfo is None:
        cpuinfo = _CPUINFO.read_text("utf-8", "replace") if _CPUINFO.exists() else ""
    flags = [line.partition(":")[2].split() for line in cpuinfo.splitlines() if line.startswith("flags")]
    if flags and all(set(core) >= _WIDE for core in flags):
        return {"CT2_FORCE_CPU_ISA": "AVX512"}
    return {}
