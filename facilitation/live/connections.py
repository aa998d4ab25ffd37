"""Every open connection of this process, and which of them gives way when there is no place for a newcomer."""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

# macOS allows no more than this, and memory would run out first.
OPEN_FILES = 10_240
# For the database, the worker, logs, and connections that are cut but not yet closed; an eighth of a large limit.
_PROCESS_FILES = 64
# A desk, a wall and a page or two that a browser on this machine loads at once.
_OWN_FILES = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """How many open files connections may take: in all, from one address, and, besides, for this machine itself."""

    all: int
    one_address: int
    own: int

    @classmethod
    def of(cls, open_files: int) -> Places:
        """The places of a process that may open this many files.

        A hall of 1,000 phones behind one address takes 2,000 of the 6,696 that an address gets of 10,240.
        """
        most = min(open_files, OPEN_FILES)
        places = max(most - max(_PROCESS_FILES, most // 8) - _OWN_FILES, 1)
        return cls(all=places, one_address=places * 3 // 4 or 1, own=_OWN_FILES)


@dataclass(eq=False, slots=True, kw_only=True)
class Connection:
    """One open connection.

    Attributes:
        address: The address that it comes from.
        is_own: It comes from this machine itself.
        cut: Ends it, whatever it is doing.
        has_said: Whether something has arrived from it that nobody has read yet.
        files: How many open files it takes.
        own_files: How many of them it takes even while it is not being served; more than one if it is encrypted.
        is_cut: Its place has been given to another.
        has_settled: Whether it may stay after all; for a live connection, which tells nobody when it gets its seat.
    """

    address: str
    is_own: bool
    cut: Callable[[], None]
    has_said: Callable[[], bool]
    files: int = 0
    own_files: int = 1
    is_cut: bool = False
    has_settled: Callable[[], bool] | None = None


class Connections:
    """Who holds how many places, and who keeps the server waiting: for a request, for its body, or to take the answer.

    Connections that keep us waiting may be cut for a newcomer, the longest first, from the address with most of them;
    so a client that sends its request at once is always heard. Connections that are being served are never cut.
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self._taken = 0
        self._taken_by: Counter[str] = Counter()
        # The value says whether we are waiting to read from it.
        self._waiting: dict[str, OrderedDict[Connection, bool]] = {}

    @property
    def taken(self) -> int:
        """How many open files all connections take."""
        return self._taken

    def admit(self, newcomer: Connection) -> bool:
        """Give a newcomer a place, taking another's if necessary; false if nobody can give way."""
        for _ in range(newcomer.own_files):
            if not self._take(newcomer):
                self._give_back(newcomer, newcomer.files)
                return False
        self.waits(newcomer)
        return True

    def begin(self, connection: Connection) -> bool:
        """Its request is being served; false if there is no place for that.

        That takes a second open file: a WebSocket's library holds its own copy of the connection, and a request may
        read or write a file.
        """
        self.moves(connection)
        return not connection.is_cut and self._take(connection)

    def end(self, connection: Connection) -> None:
        """Its request has been served, and it may bring another."""
        if connection.files > connection.own_files:
            self._give_back(connection, connection.files - connection.own_files)
        self.waits(connection)

    def leave(self, connection: Connection) -> None:
        """It is closed."""
        self.moves(connection)
        self._give_back(connection, connection.files)

    def waits(self, connection: Connection, *, reads: bool = True) -> None:
        """From now on it keeps us waiting: for more of what it says, or for something else."""
        if not connection.is_cut:
            waiting = self._waiting.setdefault(connection.address, OrderedDict())
            waiting[connection] = reads
            waiting.move_to_end(connection)

    def moves(self, connection: Connection) -> None:
        """It keeps us waiting no longer."""
        waiting = self._waiting.get(connection.address)
        if waiting is not None:
            waiting.pop(connection, None)
            self._tidy(connection.address)

    def give_way(self, address: str | None = None) -> bool:
        """Cut whatever has kept us waiting longest, from this address or the busiest one; false if there is none."""
        if address is not None or not self._waiting:
            return self._cut_one(address or "")
        most = max(self._waiting, key=lambda one: len(self._waiting[one]))
        return self._cut_one(most) or any(self._cut_one(other) for other in list(self._waiting))

    def _cut_one(self, address: str) -> bool:
        waiting = self._waiting.get(address, OrderedDict())
        for _ in range(len(waiting)):
            longest, reads = waiting.popitem(last=False)
            if longest.has_settled is not None and longest.has_settled():
                continue
            if reads and longest.has_said():
                # The server is late, not the client: a busy moment must not cost anybody their request.
                waiting[longest] = reads
                continue
            longest.is_cut = True
            self._give_back(longest, longest.files)
            self._tidy(address)
            longest.cut()
            return True
        self._tidy(address)
        return False

    def _tidy(self, address: str) -> None:
        if not self._waiting.get(address, True):
            del self._waiting[address]

    def _take(self, connection: Connection) -> bool:
        most = self._places.all + (self._places.own if connection.is_own else 0)
        while self._taken >= most:
            if not self.give_way():
                return False
        while not connection.is_own and self._taken_by[connection.address] >= self._places.one_address:
            if not self.give_way(connection.address):
                return False
        self._taken += 1
        self._taken_by[connection.address] += 1
        connection.files += 1
        return True

    def _give_back(self, connection: Connection, files: int) -> None:
        connection.files -= files
        self._taken -= files
        self._taken_by[connection.address] -= files
        if self._taken_by[connection.address] <= 0:
            del self._taken_by[connection.address]
