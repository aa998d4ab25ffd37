"""The peer that the live room is measured against: a bare Flask-SocketIO relay without storage.

Run as ``python -m facilitation.live.bench_relay``; prints its port on one line.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import sys  # noqa: E402 - patched first
from typing import Any  # noqa: E402

from flask import Flask  # noqa: E402
from flask_socketio import SocketIO, join_room  # noqa: E402
from gevent.pywsgi import WSGIServer  # noqa: E402

app = Flask(__name__)
socketio = SocketIO(app, async_mode="gevent", async_handlers=False, manage_session=False)


@socketio.on("connect")  # type: ignore[untyped-decorator]
def _connect() -> None:
    join_room("all")


@socketio.on("hello")  # type: ignore[untyped-decorator]
def _hello(_payload: Any) -> dict[str, str]:
    return {"mode": "delta"}


@socketio.on("ops")  # type: ignore[untyped-decorator]
def _ops(payload: dict[str, Any]) -> dict[str, Any]:
    batch = payload["batch"]
    ops = [{**op, "seq": 0, "actor": None, "at": "2026-01-01T00:00:00.000Z"} for op in batch]
    socketio.emit("ops", {"channel": "all", "from": 0, "to": 0, "ops": ops, "now": ""}, to="all")
    return {"accepted": [{"op_id": op["op_id"], "seq": 0, "version": 1} for op in batch], "refused": []}


if __name__ == "__main__":
    server = WSGIServer(("127.0.0.1", 0), app, log=None)
    server.start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()
