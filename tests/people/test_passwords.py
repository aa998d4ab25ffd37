"""Passwords: long enough, not everybody's, and never cut short."""

from __future__ import annotations

import pytest

from retreat.errors import InvalidInput
from retreat.people.passwords import check_password, hash_password, password_is


@pytest.mark.parametrize(
    "password",
    [
        "",
        "elevenchars",
        "aaaaaaaaaaaaaaaa",
        "password1234",
        "Password123456!",
        "P4ssw0rd!2024!!",
        "passwordpassword",
        "qwertyuiop123",
        "123456789012",
        "abcdefghijklmnop",
        "987654321098",
        "welcome12345678",
        "adalovelace2026",
        "x" * 257,
    ],
)
def test_an_easy_password_when_chosen_then_it_is_refused_with_a_sentence(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_password(password, about=("Ada Lovelace", "adalovelace@example.org"))

    assert refused.value.fields == {"password": refused.value.tell}


@pytest.mark.parametrize(
    "password",
    [
        "rain on a tin roof",
        "correct horse battery staple",
        "ünïcödé ist schön",
        "k9#v!Qz2p@Lm",
        "x7" + "ab cd ef " * 25,
    ],
)
def test_a_long_password_when_chosen_then_no_rule_of_signs_or_capitals_stands_in_its_way(
    password: str,
) -> None:
    assert check_password(password, about=("Ada",)) == password


def test_a_password_that_differs_after_72_bytes_when_checked_then_it_is_another_one() -> None:
    kept = hash_password("a" * 80 + "b")

    assert password_is("a" * 80 + "b", kept)
    assert not password_is("a" * 80 + "c", kept)
    assert not password_is("anything", None) and not password_is("the password of no account", None)
    assert not password_is("anything", "not a hash")
