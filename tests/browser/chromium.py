"""The system's Chromium as the tests start it."""

from __future__ import annotations

import shutil

from playwright.sync_api import Browser, BrowserType

INSECURE_HOST = "hall.test"
# The shell without a window costs a third less per page than the whole browser; it is the same engine.
PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1",
]


def program() -> str | None:
    """Where Chromium is on this machine, if it is installed."""
    return next((path for name in PROGRAMS if (path := shutil.which(name))), None)


def launch(chromium: BrowserType, path: str, *more: str) -> Browser:
    """Start the program that is at ``path``, with further flags."""
    return chromium.launch(executable_path=path, args=[*FLAGS, *more])
