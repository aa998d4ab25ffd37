"""A real server for browser tests; prints where it listens and whom it let in.

Started as ``python -m tests.browser.serve SCENE FOLDER``, where a scene is a module beside this one whose ``sessions``
prepares what its tests look at.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import importlib  # noqa: E402 - nothing may be imported before the patch
import json  # noqa: E402
import sys  # noqa: E402
from pathlib import Path  # noqa: E402

from facilitation.live.server import install_live, listen, serve_until_stopped  # noqa: E402
from tests.browser.live_server import let_in, make_app, make_house  # noqa: E402


def main(scene: str, folder: Path) -> None:
    """Listen on a free port, say so on stdout, serve until stopped."""
    house = make_house(folder)
    app = make_app(house)
    live = install_live(app, house, async_mode="gevent")
    server = listen(app, "127.0.0.1", 0)
    sessions = importlib.import_module(f"tests.browser.{scene}").sessions(house, folder)
    print(json.dumps(let_in(house) | {"port": server.server_port, "sessions": sessions}), flush=True)
    serve_until_stopped(server, live)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
