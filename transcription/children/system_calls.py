"""Leaves a process only the system calls for computing over open files; all others fail with ``EPERM``.

The list says what is allowed, not what is refused, so new calls of later kernels are refused too.
Must never know what is being computed. Source: ``man 2 seccomp``.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct
import sys
from collections.abc import Iterable

# On x86_64 and on aarch64; None where there is no such call.
_ALLOWED: dict[str, tuple[int | None, int | None]] = {
    "read": (0, 63),
    "write": (1, 64),
    "readv": (19, 65),
    "writev": (20, 66),
    "pread64": (17, 67),
    "lseek": (8, 62),
    "ftruncate": (77, 46),
    "close": (3, 57),
    "fstat": (5, 80),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "brk": (12, 214),
    "futex": (202, 98),
    "clock_gettime": (228, 113),
    "clock_getres": (229, 114),
    "gettimeofday": (96, 169),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "getpid": (39, 172),
    "gettid": (186, 178),
    "getrandom": (318, 278),
    "getrusage": (98, 165),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "set_robust_list": (273, 99),
    "rseq": (334, 293),
    "membarrier": (324, 283),
    "getcpu": (309, 168),
    "poll": (7, None),
    "ppoll": (271, 73),
    "time": (201, None),
    "restart_syscall": (219, 128),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
# Allowed only if one argument has, or lacks, a bit: which argument, the bit, and whether it must be set.
_NARROWED: dict[str, tuple[tuple[int, int], int, int, bool]] = {
    "clone": ((56, 220), 0, 0x00010000, True),  # threads, but no processes
    "mmap": ((9, 222), 2, 4, False),  # no executable memory
    "mprotect": ((10, 226), 2, 4, False),
}
# Its flags are in memory, which a filter cannot read; if refused, the C library falls back to ``clone``.
_CLONE3 = 435
_MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_SECCOMP = (317, 277)
_SET_FILTER, _ALL_THREADS = 1, 1

_LOAD, _IS, _HAS, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_REFUSE = _FAIL | errno.EPERM


class _Program(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("length", ctypes.c_ushort), ("steps", ctypes.c_void_p))


def allow_computing_only() -> bool:
    """Let all threads of this process do nothing but compute over open files. Requires ``no_new_privs``.

    Returns:
        Whether this is in force; False if the system or the processor has no such filter.
    """
    found = _MACHINES.get(os.uname().machine)
    if sys.platform != "linux" or found is None:
        return False
    column, machine = found
    steps = b"".join(filter_steps(column, machine))
    held = ctypes.create_string_buffer(steps, len(steps))
    program = _Program(length=len(steps) // 8, steps=ctypes.cast(held, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    return bool(libc.syscall(_SECCOMP[column], _SET_FILTER, _ALL_THREADS, ctypes.byref(program)) == 0)


def filter_steps(column: int, machine: int) -> Iterable[bytes]:
    """The filter, eight bytes per step, for a processor's column of numbers and its name in the kernel."""
    yield _step(_LOAD, _MACHINE_AT)
    yield _step(_IS, machine, then=1)
    yield _step(_RETURN, _REFUSE)
    yield _step(_LOAD, _NUMBER_AT)
    for numbers in _ALLOWED.values():
        if (number := numbers[column]) is not None:
            yield _step(_IS, number, otherwise=1)
            yield _step(_RETURN, _ALLOW)
    for narrow, argument, bit, wanted in _NARROWED.values():
        yield _step(_IS, narrow[column], otherwise=4)
        yield _step(_LOAD, _ARGUMENTS_AT + 8 * argument)  # its lower half: both processors are little-endian
        yield _step(_HAS, bit, otherwise=1)
        yield _step(_RETURN, _ALLOW if wanted else _REFUSE)
        yield _step(_RETURN, _REFUSE if wanted else _ALLOW)
    yield _step(_IS, _CLONE3, otherwise=1)
    yield _step(_RETURN, _FAIL | errno.ENOSYS)
    yield _step(_RETURN, _REFUSE)


def _step(code: int, value: int, *, then: int = 0, otherwise: int = 0) -> bytes:
    """``struct sock_filter``: how many steps to skip if a comparison is true, and if it is false."""
    return struct.pack("=HBBI", code, then, otherwise, value)
