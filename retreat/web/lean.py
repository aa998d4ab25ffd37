"""Scripts and styles as phones need them: without lines for readers alone, a fifth of what would be sent of a script.

Only whole lines of comment go, so nothing can change what a script does as long as no text of several lines holds a
line that begins like a comment. The files stay as they are; each is read when it is first asked for after a change.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from flask import Response, current_app, request

_COMMENT = {
    ".js": re.compile(r"^[ \t]*(?://.*|/\*\*(?:(?!\*/)[\s\S])*\*/[ \t]*)\n", re.MULTILINE),
    ".css": re.compile(r"^[ \t]*/\*(?:(?!\*/)[\s\S])*\*/[ \t]*\n", re.MULTILINE),
}


def send_lean(response: Response) -> Response:
    """A whole script or style sheet of ours without its comments; anything else as it is."""
    if request.endpoint != "static" or response.status_code != 200 or request.view_args is None:
        return response
    name = str(request.view_args["filename"])
    path = Path(current_app.static_folder or "") / name
    if path.suffix not in _COMMENT or name.startswith("vendor/"):
        return response
    response.direct_passthrough = False
    response.set_data(lean(path, path.stat().st_mtime_ns))
    return response


@lru_cache(maxsize=512)
def lean(path: Path, _changed_ns: int = 0) -> str:
    """The text of a script or style sheet without its comment lines."""
    return _COMMENT[path.suffix].sub("", path.read_text(encoding="utf-8"))
