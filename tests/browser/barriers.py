"""What axe finds on a page, and the narrowest screen that a page has to fit."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

from tests.browser.conftest import ROOT
from tests.support.needs import need

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
NARROWEST = {"width": 320, "height": 640}


def barriers(page: Page) -> list[str]:
    """Serious and critical findings of axe on this page."""
    need(AXE.exists(), "axe-core is not installed; run make setup")
    # A page's words are in the document before its style sheet has come.
    page.wait_for_load_state("load")
    # A colour on its way from one state to the next belongs to neither.
    page.evaluate("() => document.getAnimations().forEach((each) => each.finish())")
    # Evaluated by the driver, so that the page's own policy need not allow it.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{each['id']}: {node['html'][:160]} – {node.get('failureSummary', '')[:200]}"
        for each in found["violations"]
        if each["impact"] in ("serious", "critical")
        for node in each["nodes"]
    ]
