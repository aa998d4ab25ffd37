"""Landlock: keeps a process from paths, ports and other processes. Linux 5.13 and later.

Must never know what the process is for. Source: https://docs.kernel.org/userspace-api/landlock.html.
"""

from __future__ import annotations

import ctypes
import os
import sys

# The same numbers on every architecture.
_CREATE_RULESET, _RESTRICT_SELF = 444, 446
_ASK_VERSION = 1
_PORTS = 0b11  # bind and connect by TCP
_OTHERS = 0b11  # abstract sockets, signals


class _Handled(ctypes.Structure):
    """``struct landlock_ruleset_attr``: what is refused unless a rule allows it. We add no rules."""

    _fields_ = (("paths", ctypes.c_uint64), ("ports", ctypes.c_uint64), ("others", ctypes.c_uint64))


def shut() -> int:
    """Keep the calling thread, and every thread it starts later, from all paths, TCP ports and outside processes.

    What is open stays usable. Requires ``no_new_privs``, and has to come before any thread.

    Returns:
        The version of the kernel's interface that is now in force, or 0.
    """
    if sys.platform != "linux":
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    version = int(libc.syscall(_CREATE_RULESET, None, ctypes.c_size_t(0), _ASK_VERSION))
    if version < 1:
        return 0
    handled = _handled(version)
    # Each version reads a longer structure, and refuses one with unknown fields.
    size = 8 if version < 4 else 16 if version < 6 else 24
    rules = int(libc.syscall(_CREATE_RULESET, ctypes.byref(handled), ctypes.c_size_t(size), 0))
    if rules < 0:
        return 0
    try:
        return version if libc.syscall(_RESTRICT_SELF, rules, 0) == 0 else 0
    finally:
        os.close(rules)


def _handled(version: int) -> _Handled:
    """Everything that this version can refuse: one bit for each kind of access to a path."""
    path_bits = 13 + (version >= 2) + (version >= 3) + (version >= 5)
    return _Handled(
        paths=(1 << path_bits) - 1,
        ports=_PORTS if version >= 4 else 0,
        others=_OTHERS if version >= 6 else 0,
    )
