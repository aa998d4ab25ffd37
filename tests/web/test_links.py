"""Signed links last for minutes, for one purpose, on one machine."""

from __future__ import annotations

import pytest

from retreat.errors import Gone, NotFound
from retreat.web.links import read_signed, sign
from tests.support.clock import HandClock


def test_a_signed_link_when_its_time_is_over_then_it_has_ended(clock: HandClock) -> None:
    text = sign("recording-7", purpose="play", secret_key="k", now=clock(), lasts_s=300)

    clock.forward(seconds=299.9)
    assert read_signed(text, purpose="play", secret_key="k", now=clock()) == "recording-7"
    clock.forward(seconds=0.1)
    with pytest.raises(Gone):
        read_signed(text, purpose="play", secret_key="k", now=clock())


def test_a_signed_link_when_changed_or_used_for_something_else_then_there_is_nothing_there(
    clock: HandClock,
) -> None:
    text = sign("recording-7", purpose="play", secret_key="k", now=clock())

    for tried, purpose, key in (
        (text, "export", "k"),
        (text, "play", "other"),
        (text[:-1] + "x", "play", "k"),
        ("", "play", "k"),
    ):
        with pytest.raises(NotFound):
            read_signed(tried, purpose=purpose, secret_key=key, now=clock())
