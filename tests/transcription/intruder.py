"""A hostile sound that has taken over the decoder: at the place where foreign bytes are decoded, it tries everything.

Its orders are the bytes of the “sound”: JSON that names what it may find outside. What became of each try is written
where the decoded sound would go: ``done``, or the name of the error that refused it.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import mmap
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import IO, Any

from transcription.sound import decode_child

GIVEN = dict(os.environ)
LIBC = ctypes.CDLL(None, use_errno=True)
ARM = os.uname().machine == "aarch64"
TIME_S = 2


def _called(result: int) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def _system_call(number: int, number_arm: int, *arguments: Any) -> Callable[[], None]:
    return lambda: _called(LIBC.syscall(number_arm if ARM else number, *arguments))


def _fork() -> None:
    child = os.fork()
    if child == 0:
        os._exit(0)


def _run_code() -> None:
    page = mmap.mmap(-1, mmap.PAGESIZE)
    at = ctypes.addressof(ctypes.c_char.from_buffer(page))
    _called(LIBC.mprotect(ctypes.c_void_p(at), mmap.PAGESIZE, mmap.PROT_READ | mmap.PROT_EXEC))


def _connect(family: int, where: Any) -> Callable[[], None]:
    return lambda: socket.socket(family, socket.SOCK_STREAM).connect(where)


def _nine_more(path: str) -> None:
    for _ in range(9):
        os.open(path, os.O_RDONLY)


def _tries(job: dict[str, Any], out: IO[bytes]) -> dict[str, Callable[[], Any]]:
    secret, folder, parent = job["secret"], job["folder"], os.getppid()
    word = ctypes.create_string_buffer(8)
    return {
        "one file": lambda: os.open(secret, os.O_RDONLY),
        "nine more files": lambda: _nine_more(sys.executable),
        "a file by its number": _system_call(304, 265, -100, word, 0),
        "a new file": lambda: os.open(f"{folder}/new", os.O_CREAT | os.O_WRONLY),
        "a folder": lambda: os.mkdir(f"{folder}/new folder"),
        "emptying a file": lambda: os.truncate(secret, 0),
        "removing a file": lambda: os.unlink(secret),
        "moving a file": lambda: os.rename(secret, f"{secret}.old"),
        "opening it to others": lambda: os.chmod(secret, 0o777),
        "a link": lambda: os.symlink(secret, f"{folder}/link"),
        "whether a file is there": lambda: os.stat(secret),
        "a list of files": lambda: os.listdir(folder),
        "the parent's environment": lambda: os.open(f"/proc/{parent}/environ", os.O_RDONLY),
        "the database's socket": _connect(socket.AF_UNIX, job["socket"]),
        "an abstract socket": _connect(socket.AF_UNIX, "\0" + job["abstract"]),
        "a port of this machine": _connect(socket.AF_INET, ("127.0.0.1", job["port"])),
        "a port by IPv6": _connect(socket.AF_INET6, ("::1", job["port"])),
        "listening": lambda: socket.socket().bind(("127.0.0.1", 0)),
        "a pair of sockets": socket.socketpair,
        "talk with the kernel": lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW),
        "a process": _fork,
        "another program": lambda: os.execv(sys.executable, [sys.executable, "-V"]),
        "a program from memory": lambda: os.memfd_create("program"),
        "memory that runs": _run_code,
        "tracing the parent": lambda: _called(LIBC.ptrace(16, parent, 0, 0)),
        "the parent's memory": _system_call(310, 270, parent, word, 1, word, 1, 0),
        "ending the parent": lambda: os.kill(parent, 0),
        "other limits": _system_call(302, 261, 0, 7, word, None),
        "other rules": _system_call(317, 277, 1, 0, word),
        "keys of the system": _system_call(250, 219, 0, -3, 0),
        "a program in the kernel": _system_call(321, 280, 0, word, 8),
        "a ring of calls": _system_call(425, 425, 1, word),
        "another place": lambda: _called(LIBC.unshare(0x10000000)),
        "a disk": lambda: _called(LIBC.mount(b"none", folder.encode(), b"tmpfs", 0, None)),
        "measuring others": _system_call(298, 241, word, parent, -1, -1, 0),
        "a signal to itself by a clock": _system_call(222, 107, 0, None, word),
        "a second door": lambda: os.dup(0),
        "a pipe": os.pipe,
        "a terminal": lambda: fcntl.ioctl(1, 0x5413, b"\0" * 8),
        "three gigabytes": lambda: mmap.mmap(-1, 3 << 30),
        "a file without end": lambda: os.ftruncate(out.fileno(), 1 << 40),
    }


def _outcome(attempt: Callable[[], Any]) -> str:
    try:
        attempt()
    except (OSError, MemoryError, ValueError) as error:
        return errno.errorcode.get(getattr(error, "errno", None) or 0, type(error).__name__)
    return "done"


def _open_doors() -> list[int]:
    """Descriptors that are open."""
    found = []
    for number in range(256):
        try:
            os.lseek(number, 0, os.SEEK_CUR)
        except OSError as error:
            if error.errno == errno.EBADF:
                continue
        found.append(number)
    return found


def _work_without_end() -> None:
    until = time.monotonic() + 10 * TIME_S
    while time.monotonic() < until:
        pass


def _intrude(source: IO[bytes], out: IO[bytes], mode: str) -> dict[str, Any]:
    job = json.loads(source.read())
    found: dict[str, Any] = {"given": GIVEN, "environment": dict(os.environ), "doors": _open_doors()}
    if job.get("endless"):
        _work_without_end()
    else:
        found["tries"] = {name: _outcome(attempt) for name, attempt in _tries(job, out).items()}
    out.write(json.dumps(found).encode())
    out.flush()
    nothing = {"container": "", "codec": "", "rate_hz": 1, "channels": 1, "stated_s": 0.0}
    return {**nothing, "duration_s": 1.0, "damaged": 0, "cut_short": False}


if __name__ == "__main__":
    # Dying of a file without end would end the tries.
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    decode_child._work = _intrude
    decode_child._CPU_S = decode_child._LOOK_CPU_S = TIME_S
    decode_child.main()
