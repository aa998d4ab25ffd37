"""What one copy in a backup consists of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from retreat.clock import from_text, to_text
from retreat.errors import InvalidInput
from retreat.keeping.sealing import FORMAT, Damaged

# A block's name and the size of its content.
Block = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptTable:
    """One table's rows, in blocks of lines whose items are in the order of ``columns``."""

    name: str
    columns: tuple[str, ...]
    rows: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """One file of the data folder, by its path below it."""

    path: str
    size: int
    sha256: str
    mtime_ns: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A data folder at one moment.

    Attributes:
        at: The moment of its database.
        folder_id: Which data folder it is.
        revision: Of its tables.
        broken: Original files that were damaged or missing when it was made.
        bytes_per_s: How fast it was made.
        life: When its folder went on from a copy, as text; empty where it never did. Two computers that both go on from
            one folder differ in it.
    """

    at: datetime
    folder_id: str
    revision: str
    dialect: str
    tables: tuple[KeptTable, ...]
    files: tuple[KeptFile, ...]
    broken: tuple[str, ...] = ()
    bytes_per_s: float = 0.0
    life: str = ""

    @property
    def size(self) -> int:
        """Bytes of content, before sealing."""
        return sum(self.blocks().values())

    def blocks(self) -> dict[str, int]:
        """Every block that it needs, once."""
        parts: tuple[KeptTable | KeptFile, ...] = (*self.tables, *self.files)
        return {name: size for one in parts for name, size in one.blocks}


def written(copy: Copy) -> dict[str, Any]:
    """As it is kept."""
    return {"format": FORMAT, **asdict(copy), "at": to_text(copy.at)}


def read(body: Mapping[str, Any]) -> Copy:
    """As it was kept.

    Raises:
        InvalidInput: A newer version of the toolkit wrote it.
        Damaged: It cannot be understood.
    """
    if body.get("format") != FORMAT:
        raise InvalidInput("A newer version of the toolkit made this backup. Please use that version.")
    try:
        return Copy(
            at=from_text(body["at"]),
            folder_id=body["folder_id"],
            revision=body["revision"],
            dialect=body["dialect"],
            tables=tuple(
                KeptTable(
                    name=one["name"], columns=tuple(one["columns"]), rows=one["rows"], blocks=_blocks(one["blocks"])
                )
                for one in body["tables"]
            ),
            files=tuple(KeptFile(**{**one, "blocks": _blocks(one["blocks"])}) for one in body["files"]),
            broken=tuple(body["broken"]),
            bytes_per_s=body["bytes_per_s"],
            life=str(body.get("life", "")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Damaged() from error


def _blocks(found: Any) -> tuple[Block, ...]:
    return tuple((str(name), int(size)) for name, size in found)
