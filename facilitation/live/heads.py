"""Heads of HTTP requests: accepted only if complete, and refused if two readers could understand them differently."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import IO

HEAD_MAX_BYTES = 65_536
FIELDS_MAX = 100
_REQUEST_LINE = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+ [\x21-\x7e\x80-\xff]+ HTTP/1\.[01]\r?\n")
_FIELD = re.compile(r"([!#$%&'*+\-.^_`|~0-9A-Za-z]+):([\t\x20-\x7e\x80-\xff]*)\r?\n")
# Source: RFC 9110, 4.2 and RFC 1035, 2.3.4. Names of machines on a local network also have underscores.
_LABEL = "[0-9A-Za-z_-]{1,63}"
_HOST = re.compile(rf"((?:{_LABEL}\.)*{_LABEL}\.?|\[[0-9A-Fa-f:.]{{2,45}}\])?(:[0-9]{{0,5}})?")
_HOST_MAX = 261
_LENGTH = re.compile(r"[0-9]{1,18}")
_ONCE = frozenset({"host", "content-length", "content-type", "transfer-encoding"})


class HeadCut(OSError):
    """The sender hung up before the end of the head."""


class UnclearHead(ValueError):
    """Two programs might read this head differently, or it cannot be read at all."""


class Head:
    """The fields of one request, as pywsgi asks for them."""

    status = ""

    def __init__(self, fields: list[tuple[str, str]]) -> None:
        self._fields = fields
        self._by_name = {name.lower(): value for name, value in reversed(fields)}

    def get(self, name: str, default: str | None = None) -> str | None:
        """The value of a field, the first if there are several."""
        return self._by_name.get(name.lower(), default)

    getheader = get

    def __delitem__(self, name: str) -> None:
        del self._by_name[name.lower()]

    @property
    def typeheader(self) -> str | None:
        """The type of the body."""
        return self._by_name.get("content-type")

    @property
    def headers(self) -> Iterator[str]:
        """All fields as they came."""
        for name, value in self._fields:
            yield f"{name}: {value}\r\n"


def check_request_line(line: str) -> None:
    """Raises ``UnclearHead`` unless it is a method, an address and a version of HTTP that has heads.

    Source: RFC 9112, 3.
    """
    if not _REQUEST_LINE.fullmatch(line):
        raise UnclearHead("the request line cannot be read")


def read_head(stream: IO[bytes]) -> Head:
    """The fields up to the blank line. Source: RFC 9112, 5.

    Raises:
        HeadCut: The stream ended first.
        UnclearHead: Too many fields, too long, a line that is not a field, or a field folded over several lines.
    """
    fields: list[tuple[str, str]] = []
    left = HEAD_MAX_BYTES
    while (line := stream.readline(left + 1)) not in (b"\r\n", b"\n"):
        left -= len(line)
        if left < 0 or len(fields) >= FIELDS_MAX:
            raise UnclearHead("the head is too long")
        if not line.endswith(b"\n"):
            raise HeadCut("the head has no end")
        field = _FIELD.fullmatch(line.decode("latin-1"))
        if field is None:
            raise UnclearHead("a line of the head is not a field")
        fields.append((field[1], field[2].strip(" \t")))
    return Head(fields)


def check_body(method: str, version: str, head: Head) -> None:
    """Raises ``UnclearHead`` unless it is certain how long the body is, and so where the next request begins.

    Source: RFC 9112, 3.2 (a host that is none) and 6.3.
    """
    host = head.get("host") or ""
    if len(host) > _HOST_MAX or not _HOST.fullmatch(host):
        raise UnclearHead("the host is not one")
    names = [name.lower() for name, _ in head._fields]
    if any(names.count(name) > 1 for name in _ONCE.intersection(names)):
        raise UnclearHead("a field that may appear once appears twice")
    length, coding = head.get("content-length"), head.get("transfer-encoding")
    if length is not None and (coding is not None or not _LENGTH.fullmatch(length)):
        raise UnclearHead("the length of the body is not certain")
    if coding is not None and (coding.lower() != "chunked" or version != "HTTP/1.1"):
        raise UnclearHead("the coding of the body is not known")
    asks_to_change = head.get("upgrade") is not None or "upgrade" in (head.get("connection") or "").lower()
    if asks_to_change and (method != "GET" or coding is not None or (length or "0").strip("0")):
        raise UnclearHead("a change of protocol has no body")
