"""The system's Chromium as the tests start it."""

from __future__ import annotations

from contextlib import suppress

import psutil
from playwright.sync_api import Browser, BrowserType

INSECURE_HOST = "hall.test"
# Chromium counts the last list of features alone, so Playwright's own stands in ours.
OFF_BY_PLAYWRIGHT = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "TcpPortRandomizationWin",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    "msForceBrowserSignIn",
    "msEdgeUpdateLaunchServicesPreferredVersion",
]
# Two pages of Chromium's own in every window, for what it suggests while an address is typed: half a window's cost.
SUGGESTIONS = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup"]
FEATURES = "--disable-features="
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--host-resolver-rules=MAP {INSECURE_HOST} 127.0.0.1",
    FEATURES + ",".join(OFF_BY_PLAYWRIGHT + SUGGESTIONS),
]


def launch(chromium: BrowserType, path: str) -> Browser:
    """Start it; a newer Playwright that turns off more features must not lose them to our list."""
    browser = chromium.launch(executable_path=path, args=FLAGS)
    missing = _features_off() - {*OFF_BY_PLAYWRIGHT, *SUGGESTIONS}
    assert not missing, f"Playwright has turned off more: {missing}"
    return browser


def _features_off() -> set[str]:
    """All that any list on any command line of ours turns off."""
    found: set[str] = set()
    for process in psutil.Process().children(recursive=True):
        with suppress(psutil.NoSuchProcess):
            lists = (word for word in process.cmdline() if word.startswith(FEATURES))
            found.update(*(each.removeprefix(FEATURES).split(",") for each in lists))
    return found
