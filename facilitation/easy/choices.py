"""What makes this phone easier for whoever holds it: easy words and pictures, a switch. Cookies keep it.

They say nothing of who holds the phone, and scripts may set them too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from flask import Response, request

from facilitation.easy_words import LASTS_S, ask_for_easy_words, wants_easy_words

Switch = Literal["off", "one", "two"]
Speed = Literal["slow", "middle", "fast"]
SWITCHES: tuple[Switch, ...] = get_args(Switch)
SPEEDS: tuple[Speed, ...] = get_args(Speed)
COOKIE = "switch"
# Pages of people who have no account. Staff keep their own ways with a keyboard.
_PARTICIPANTS = ("/s/", "/e/", "/join", "/back", "/easier")


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What somebody has chosen on this phone.

    Attributes:
        easy: Easy words and pictures.
        switch: ``off``; ``one`` switch, while the marking moves by itself; or ``two``, of which one moves it.
        speed: How quickly it moves by itself.
    """

    easy: bool = False
    switch: Switch = "off"
    speed: Speed = "slow"


def help_chosen() -> Help:
    """What this phone has asked for; what cannot be read counts as not chosen."""
    switch, _dash, speed = request.cookies.get(COOKIE, "").partition("-")
    return Help(
        easy=wants_easy_words(),
        switch=next((one for one in SWITCHES if one == switch), "off"),
        speed=next((one for one in SPEEDS if one == speed), "slow"),
    )


def help_of(form: Mapping[str, str], now: Help) -> Help:
    """What a form asks for; what it does not mention stays as it is now."""
    easy = form.get("easy")
    return Help(
        easy=now.easy if easy not in ("yes", "no") else easy == "yes",
        switch=next((one for one in SWITCHES if one == form.get("switch")), now.switch),
        speed=next((one for one in SPEEDS if one == form.get("speed")), now.speed),
    )


def remember(response: Response, chosen: Help) -> Response:
    """Have the phone remember it, for every page to come."""
    ask_for_easy_words(response, easy=chosen.easy)
    kept = "" if chosen.switch == "off" else f"{chosen.switch}-{chosen.speed}"
    response.set_cookie(COOKIE, kept, max_age=LASTS_S, path="/", secure=request.is_secure, samesite="Lax")
    return response


def for_templates() -> dict[str, Any]:
    """``helped``, for the frame of participants' pages; None everywhere else."""
    if request.path != "/" and not request.path.startswith(_PARTICIPANTS):
        return {"helped": None}
    return {"helped": help_chosen()}
