"""Scripts and styles reach phones without their comments and do what they did; all else is sent as it is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from retreat.web.compress import install_compression
from retreat.web.lean import lean
from tests.support.needs import need

STATIC = Path(__file__).resolve().parents[2] / "static" / "js"
SCRIPT = """// why it is so
export const a = `kept // ${1}`
  /** @param {string} b
   * and so on */
export const c = 2 // kept
"""
STYLE = """@layer components {
  /* Why it is so;
     on two lines. */
  .a { color: red; } /* kept */
  .b { content: "/* kept */"; }
}
"""


def client_of(folder: Path) -> FlaskClient:
    (folder / "vendor").mkdir()
    for name in ("a.js", "vendor/a.js", "a.svg"):
        (folder / name).write_text(SCRIPT)
    (folder / "a.css").write_text(STYLE)
    app = Flask("test", static_folder=str(folder), static_url_path="/static")
    install_compression(app)
    return app.test_client()


def test_script_when_asked_for_then_its_comments_are_gone_and_its_texts_stay(tmp_path: Path) -> None:
    sent = client_of(tmp_path).get("/static/a.js")

    assert sent.content_type.startswith("text/javascript")
    assert sent.text == "export const a = `kept // ${1}`\nexport const c = 2 // kept\n"


def test_style_when_asked_for_then_whole_lines_of_comment_are_gone_and_rules_stay(tmp_path: Path) -> None:
    """Seen red when styles went out as they are."""
    sent = client_of(tmp_path).get("/static/a.css")

    assert sent.content_type.startswith("text/css")
    assert sent.text == '@layer components {\n  .a { color: red; } /* kept */\n  .b { content: "/* kept */"; }\n}\n'


def test_other_files_when_asked_for_then_they_come_as_they_are(tmp_path: Path) -> None:
    client = client_of(tmp_path)

    for name in ("vendor/a.js", "a.svg"):
        assert client.get(f"/static/{name}").text == SCRIPT
    part = client.get("/static/a.js", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.text) == (206, SCRIPT[:4])
    assert client.get("/static/b.js").status_code == 404


def test_script_when_it_has_changed_then_the_new_one_is_sent_and_what_is_known_is_not_sent_again(
    tmp_path: Path,
) -> None:
    client = client_of(tmp_path)
    client.get("/static/a.js")
    (tmp_path / "a.js").write_text("export const other = 1\n// and why\n")

    again = client.get("/static/a.js")

    assert again.text == "export const other = 1\n"
    assert client.get("/static/a.js", headers={"If-None-Match": again.headers["ETag"]}).status_code == 304


def test_every_script_when_lean_then_it_can_still_be_read(tmp_path: Path) -> None:
    """Seen failing with a comment that begins in the middle of a line."""
    node = shutil.which("node", path=f"{os.environ['PATH']}{os.pathsep}{Path(sys.executable).parent}")
    need(node is not None, "Node.js is not installed")
    assert node is not None
    files = []
    for place, script in enumerate(sorted(STATIC.rglob("*.js"))):
        files.append(tmp_path / f"{place}.mjs")
        files[-1].write_text(lean(script))

    module = "new (require('vm').SourceTextModule)(require('fs').readFileSync(file, 'utf8'))"
    loader = f"for (const file of process.argv.slice(1)) {module}"
    read = [node, "--experimental-vm-modules", "--no-warnings", "-e", loader, *map(str, files)]
    done = subprocess.run(read, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
