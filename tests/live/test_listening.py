"""An address that cannot be listened on is named for what it is."""

from __future__ import annotations

import pytest
from flask import Flask

from facilitation.live.server import listen
from retreat.errors import BadSetting


def test_address_of_another_machine_when_listened_on_then_the_setting_is_named() -> None:
    with pytest.raises(BadSetting) as refused:
        listen(Flask("app"), "203.0.113.9", 0)
    assert list(refused.value.fields) == ["HOST"]
