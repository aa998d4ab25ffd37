"""One frame to everybody in a room: made once, and handed straight to the network unless something is waiting there.

The library's queue and greenlet for each of hundreds of phones would take most of the loop's time;
they still serve a phone that reads slowly, one that polls, and frames that are made smaller for each phone.
"""

from __future__ import annotations

from typing import Any

from engineio import packet as engine
from socketio import packet as message

from facilitation.live.transport import SHORT, short_frame

# A phone that is so far behind asks for what it missed when it comes again; until then, each frame would fill memory.
WAITING_MAX = 5_000


def tell_room(server: Any, room: str, event: str, frame: dict[str, Any]) -> None:
    """Send an event to every socket in a room, in the order in which this is called.

    Args:
        server: The python-socketio server.
    """
    packet = engine.Packet(engine.MESSAGE, message.Packet(message.EVENT, data=[event, frame], namespace="/").encode())
    text = packet.encode()
    whole = short_frame(text) if len(text) <= SHORT else None
    sockets = server.eio.sockets
    for _, engine_id in server.manager.get_participants("/", room):
        phone = sockets.get(engine_id)
        if phone is None or phone.closed:
            continue
        if phone.queue.qsize() >= WAITING_MAX:
            _put_out(phone)
        elif whole is None or not _is_free(phone) or not phone.carrier.send_at_once(whole):
            phone.send(packet)


def _put_out(phone: Any) -> None:
    """Cut it, whatever is on its way: it may read slowly for as long as it likes."""
    phone.close(wait=False, abort=True)
    if hasattr(phone, "carrier"):
        phone.carrier.ws.sock.close()


def _is_free(phone: Any) -> bool:
    """Whether the phone's WebSocket carries everything, and nothing is still being sent on it."""
    return phone.upgraded and phone.queue.empty() and hasattr(phone, "carrier")
