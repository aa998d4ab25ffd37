"""WebSockets that end: bounded in what they take in, and closed on both sides once either side has said so."""

from __future__ import annotations

from typing import Any

from engineio.async_drivers.gevent import WebSocketWSGI
from gevent.pywsgi import WSGIHandler


class BoundedWebSocket(WebSocketWSGI):  # type: ignore[misc]
    """The gevent WebSocket of Engine.IO, with a limit while a message arrives and an end that does not wait."""

    def __init__(self, handler: Any, server: Any) -> None:
        super().__init__(handler, server)
        self.server_args["max_message_size"] = server.max_http_buffer_size

    def close(self) -> None:
        """Say goodbye, and do not wait for an answer: whoever was put out need not be polite."""
        super().close()
        self.ws.event.set()


class OneSocketHandler(WSGIHandler):  # type: ignore[misc]
    """Closes the connection once its WebSocket has ended; pywsgi alone would wait for another request on it."""

    def run_application(self) -> None:
        """See ``WSGIHandler``."""
        try:
            super().run_application()
        finally:
            if "HTTP_UPGRADE" in self.environ:
                self.close_connection = True
