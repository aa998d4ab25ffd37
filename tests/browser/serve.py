"""Real servers for browser tests; each prints where it listens and whom it let in.

Started as ``python -m tests.browser.serve``. Each line of its input, JSON with a ``scene`` and a ``folder``, brings a
server in a process of its own, forked from this one: starting Python, importing everything and compiling the templates
took a module longer than some of its tests. A scene is a module beside this one whose ``sessions`` prepares what its
tests look at. The servers are asked to stop one by one; this process ends with its input.
"""

from __future__ import annotations

from gevent import monkey

monkey.patch_all()

import importlib  # noqa: E402 - nothing may be imported before the patch
import json  # noqa: E402
import os  # noqa: E402
import signal  # noqa: E402
import sys  # noqa: E402
import traceback  # noqa: E402
from pathlib import Path  # noqa: E402
from types import SimpleNamespace  # noqa: E402
from typing import Any  # noqa: E402

import gevent  # noqa: E402

from facilitation.live.server import install_live, listen, serve_until_stopped  # noqa: E402
from tests.browser.live_server import let_in, make_app, make_house  # noqa: E402
from tests.support.templates import compile_templates_once  # noqa: E402


def main() -> None:
    """Fork a server for each line."""
    _compile_templates()
    # Not gevent's own: both would need its loop, which only the servers have.
    fork, handle = monkey.get_original("os", "fork"), monkey.get_original("signal", "signal")
    handle(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the tests, which then close our input
    handle(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for the servers here: the tests do
    for line in sys.stdin:
        if fork() == 0:
            gevent.reinit()
            handle(signal.SIGCHLD, signal.SIG_DFL)
            serve(**json.loads(line))
            os._exit(0)  # what our parent would clean up at its end is not ours


def serve(scene: str, folder: str) -> None:
    """Listen on a free port, say so on stdout, serve until stopped."""
    try:
        server, live, said = _prepared(scene, Path(folder))
    except Exception:
        print(json.dumps({"broken": traceback.format_exc()}), flush=True)
        return
    print(json.dumps(said), flush=True)
    serve_until_stopped([server], live)


def _prepared(scene: str, folder: Path) -> tuple[Any, Any, dict[str, Any]]:
    house = make_house(folder)
    app = make_app(house)
    live = install_live(app, house, async_mode="gevent")
    server = listen(app, "127.0.0.1", 0)
    sessions = importlib.import_module(f"tests.browser.{scene}").sessions(house, folder)
    return server, live, let_in(house) | {"pid": os.getpid(), "port": server.server_port, "sessions": sessions}


def _compile_templates() -> None:
    compile_templates_once()
    templates = make_app(SimpleNamespace(secret_key="of nobody", settings=SimpleNamespace(rehearsal=""))).jinja_env  # type: ignore[arg-type]
    for name in templates.list_templates():
        templates.get_template(name)


if __name__ == "__main__":
    main()
