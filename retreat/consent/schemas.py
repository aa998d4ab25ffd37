"""Answers as they arrive: checks that purposes and answers are known. Pure."""

from __future__ import annotations

from collections.abc import Mapping

from retreat.consent.purposes import NO, PURPOSES, YES
from retreat.errors import InvalidInput

_PLAIN: dict[object, str] = {True: YES, False: NO, YES: YES, NO: NO}


def read_answers(sent: object) -> dict[str, str]:
    """Answers by purpose, as they are kept; a purpose that was not asked is left out.

    Raises:
        InvalidInput: Not an object, an unknown purpose, or an unknown answer.
    """
    if not isinstance(sent, Mapping):
        raise InvalidInput("The answers must be given by purpose.", fields={"consents": "must be an object"})
    return {name: _answer(name, value) for name, value in sent.items() if value is not None}


def _answer(name: object, value: object) -> str:
    purpose = PURPOSES.get(name) if isinstance(name, str) else None
    if purpose is None:
        raise InvalidInput("One of the questions is not known here.", fields={f"consents.{name}": "unknown purpose"})
    if purpose.answers != (YES, NO):
        if isinstance(value, str) and value in purpose.answers:
            return value
        allowed = ", ".join(purpose.answers)
        raise InvalidInput("One of the answers cannot be used.", fields={f"consents.{name}": f"one of {allowed}"})
    if isinstance(value, bool | str) and value in _PLAIN:
        return _PLAIN[value]
    raise InvalidInput("Please answer yes or no.", fields={f"consents.{name}": "true or false"})
