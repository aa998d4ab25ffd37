"""A reverse proxy: the one that a setting names is believed, every other is refused, whatever it says."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask, jsonify, request

from retreat.errors import BadSetting
from retreat.settings import load_settings
from retreat.web.origins import address, from_this_machine
from retreat.web.proxy import CODE, behind_proxy

PROXY = "10.0.0.7"


def ask(proxy: str, peer: str, **headers: str) -> Any:
    """What a page behind ``proxy`` finds out of a request that comes from ``peer``."""
    app = Flask("behind")

    @app.get("/api/where")
    def where() -> Any:
        left = [name for name, _value in request.headers if "orward" in name or name == "X-Real-Ip"]
        return jsonify([address(), request.is_secure, from_this_machine(), left])

    app.wsgi_app = behind_proxy(app.wsgi_app, proxy)  # type: ignore[method-assign]
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return app.test_client().get("/api/where", headers=sent, environ_overrides={"REMOTE_ADDR": peer})


@pytest.mark.parametrize(
    "header", ["X_Forwarded_For", "X_Forwarded_Proto", "X_Forwarded_Host", "Forwarded", "X_Real_Ip"]
)
@pytest.mark.parametrize("proxy", ["", PROXY])
def test_a_stranger_who_says_where_a_request_came_from_when_asking_then_it_is_refused(header: str, proxy: str) -> None:
    """Seen red with a gate that only takes the headers away."""
    answer = ask(proxy, "192.0.2.9", **{header: "127.0.0.1"})

    assert (answer.status_code, json.loads(answer.text)["error"]["code"]) == (403, CODE)


def test_the_named_proxy_when_it_says_where_a_request_came_from_then_its_own_word_alone_counts() -> None:
    """Whatever stands before the last entry was sent by the other side. Seen red with the first entry believed."""
    told = ask(PROXY, PROXY, X_Forwarded_For="127.0.0.1, 192.0.2.9", X_Forwarded_Proto="http, https")

    assert json.loads(told.text) == ["192.0.2.9", True, False, []]


@pytest.mark.parametrize("said", [{}, {"X_Forwarded_For": "127.0.0.1"}])
def test_a_proxy_on_this_machine_when_it_hands_something_on_then_it_never_counts_as_this_machine(said: Any) -> None:
    """Also where it forgets to say for whom: staff could else sign in from anywhere over plain HTTP."""
    told = json.loads(ask("127.0.0.1", "127.0.0.1", **said).text)

    assert told == ["127.0.0.1", False, False, []]


def test_what_is_no_address_when_the_proxy_says_it_then_it_is_refused() -> None:
    assert ask(PROXY, PROXY, X_Forwarded_For="unknown").status_code == 403


def test_a_network_when_it_is_the_proxy_then_each_of_its_addresses_is_one_and_no_other() -> None:
    inside = ask("10.0.0.0/24", "10.0.0.200", X_Forwarded_For="192.0.2.9")
    outside = ask("10.0.0.0/24", "10.0.1.1", X_Forwarded_For="192.0.2.9")

    assert (inside.status_code, outside.status_code) == (200, 403)


def test_nobody_in_between_when_asking_then_nothing_changes() -> None:
    assert json.loads(ask("", "127.0.0.1").text) == ["127.0.0.1", False, True, []]
    assert json.loads(ask(PROXY, "192.0.2.9").text) == ["192.0.2.9", False, False, []]


@pytest.mark.parametrize("value", ["proxy", "0.0.0.0/0", "10.0.0.1/8", "10.0.0.1 10.0.0.2"])
def test_a_proxy_that_is_no_address_when_set_then_it_is_refused(value: str) -> None:
    with pytest.raises(BadSetting):
        load_settings({"RETREAT_PROXY": value})
