"""Templates compiled once a test run: each test makes an application of its own, and compiling its pages anew took a
quarter of the record's tests' time."""

from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledOnce(BytecodeCache):
    """Byte code in this process's memory; Jinja's own caches keep theirs on a disk or in a server."""

    def __init__(self) -> None:
        self._compiled: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Hand over what was compiled, unless the template has changed since."""
        checksum, code = self._compiled.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._compiled[bucket.key] = (bucket.checksum, bucket.code)


def compile_templates_once() -> None:
    """For every application that is made in this process from now on."""
    Flask.jinja_options = {"bytecode_cache": CompiledOnce()}
