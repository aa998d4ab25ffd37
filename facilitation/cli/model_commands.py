"""``models``: which recognisers are here and what this machine can handle; adding, choosing and removing one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from facilitation.cli.command_line import Asked, say
from facilitation.cli.giving_way import lives
from facilitation.demo.script import TABLE_TALK
from retreat.errors import Conflict
from retreat.recordings.disk_space import free_memory
from retreat.recordings.estimates import needs, size_in_words
from retreat.settings import choose_model
from transcription.errors import TranscriptionError

_HUB_SETTING = "HF_ENDPOINT"
_AN_HOUR_S = 3600.0
_BAR = 24


def list_models(asked: Asked) -> None:
    """What is here, measured on a minute of talk if that was not done yet; and what could be added."""
    bench, free = asked.parts.open_recognisers(asked.settings), free_memory()
    found = []
    for one in bench.shelf.here():
        told = {"name": one.name, "is_used": one.name == asked.settings.whisper_model, "source": one.source}
        told |= {"parameters": one.parameters, **_carried(one.file_bytes, free), "trouble": one.trouble, "speed": None}
        if one.trouble is None and told["fits"]:
            try:
                told["speed"] = _speed(asked, bench, one.name)
            except TranscriptionError as error:
                told["trouble"] = str(error)
        found.append(told)
    more = [
        {"name": one.name, "parameters": one.parameters, **_carried(one.file_bytes, free)}
        for one in bench.offered
        if one.name not in {told["name"] for told in found}
    ]
    used = {"name": asked.settings.whisper_model, "said_by": asked.settings.whisper_model_by}
    say(
        asked,
        {"used": used, "free_memory_bytes": free, "models": found, "can_be_added": more},
        [*map(_line, found), *_offers(more), *_memory_line(free)],
    )


def _carried(file_bytes: int, free: int | None) -> dict[str, Any]:
    """What an hour of talk needs with such weights, and whether that is free now."""
    wanted = needs(_AN_HOUR_S, model_bytes=file_bytes).memory_bytes
    return {"file_bytes": file_bytes, "memory_bytes": wanted, "fits": free is None or wanted <= free}


def _speed(asked: Asked, bench: Any, name: str) -> dict[str, Any]:
    trial = None if getattr(asked.options, "measure", False) else bench.measured(name)
    if trial is None:
        with _on_terminal(f"Measuring {name} on a minute of talk …"):
            trial = bench.measure(name, TABLE_TALK)
            bench.keep(name, trial)
    return _told_trial(trial)


def _told_trial(trial: Any) -> dict[str, Any]:
    return {
        "minute_s": trial.minute_s,
        "times_real_time": trial.times_real_time,
        "peak_bytes": trial.peak_bytes,
        "load_average": trial.load_average,
        "at": trial.at,
    }


def _line(told: dict[str, Any]) -> str:
    head = f"{'→' if told['is_used'] else ' '} {told['name']:<16} {size_in_words(told['file_bytes']):>7}"
    if told["trouble"]:
        return f"{head}   {told['trouble']}"
    needed = f"needs {size_in_words(told['memory_bytes'])} of memory"
    if not told["fits"]:
        return f"{head}   {needed}, more than is free now"
    speed = told["speed"]
    return f"{head}   {needed}; a minute of talk takes {speed['minute_s']:.0f} s" if speed else f"{head}   {needed}"


def _offers(more: Sequence[dict[str, Any]]) -> list[str]:
    if not more:
        return []
    lines = ["", "With internet, you can add these with “python app.py models add NAME”:"]
    for one in more:
        needed = f"needs {size_in_words(one['memory_bytes'])} of memory"
        fits = "" if one["fits"] else ", more than is free now"
        lines.append(f"  {one['name']:<16} {size_in_words(one['file_bytes']):>7}   {needed}{fits}")
    return [*lines, "Without internet, add one from a USB stick: “python app.py models add FOLDER”."]


def _memory_line(free: int | None) -> list[str]:
    return [] if free is None else ["", f"{size_in_words(free)} of memory is free now."]


def add_model(asked: Asked) -> None:
    """Download or copy a model, try it on a minute of talk, and put it in place.

    Raises:
        ModelRefused: It is here already, broken, or cannot be had.
        EngineMissing: It cannot be loaded.
        NoRoom: The disk is too full for it.
    """
    bench, wanted = asked.parts.open_recognisers(asked.settings), asked.options.model
    speed = None
    with bench.shelf.staged(wanted, _Progress(wanted), **_hub()) as staged:
        carried = _carried(staged.file_bytes, free_memory())
        if carried["fits"]:
            with _on_terminal(f"Trying {staged.name} on a minute of talk …"):
                trial = bench.measure(str(staged.folder), TABLE_TALK)
            speed = _told_trial(trial)
        placed = bench.shelf.place(staged)
    if speed:
        bench.keep(placed.name, trial)
    if asked.options.use:
        choose_model(asked.settings.data, placed.name)
    told = {"name": placed.name, "parameters": placed.parameters, "source": placed.source, **carried, "speed": speed}
    is_used = asked.options.use and asked.settings.whisper_model_by != "environment"
    say(
        asked,
        told | {"is_used": is_used},
        [_added_said(told), *_use_said(asked, placed.name, chosen=asked.options.use)],
    )


def _added_said(told: dict[str, Any]) -> str:
    if told["speed"]:
        return f"“{told['name']}” is here and works: a minute of talk takes {told['speed']['minute_s']:.0f} s."
    return (
        f"“{told['name']}” is here, but was not tried: it needs {size_in_words(told['memory_bytes'])} of memory, more "
        "than is free now."
    )


def _use_said(asked: Asked, name: str, *, chosen: bool) -> list[str]:
    if not chosen:
        return [f"To use it from now on: “python app.py models use {name}”."]
    if asked.settings.whisper_model_by == "environment":
        return [
            f"RETREAT_WHISPER_MODEL is {asked.settings.whisper_model} and overrides this. Remove it to use “{name}”."
        ]
    served = any(lives(one.name) for one in (asked.settings.data / "tmp").glob("*"))
    return [f"“{name}” is used from {'the next start' if served else 'now'} on."]


def use_model(asked: Asked) -> None:
    """Make a model that is here the one in use.

    Raises:
        ModelRefused: It is not here, or not as it was added.
    """
    bench, name = asked.parts.open_recognisers(asked.settings), asked.options.model
    bench.check(name)
    choose_model(asked.settings.data, name)
    is_used = asked.settings.whisper_model_by != "environment"
    say(asked, {"name": name, "is_used": is_used}, _use_said(asked, name, chosen=True))


def remove_model(asked: Asked) -> None:
    """Remove a model, unless it is the one in use.

    Raises:
        ModelRefused: It is not here, or comes with the toolkit.
        Conflict: It is the one that is used.
    """
    bench, name = asked.parts.open_recognisers(asked.settings), asked.options.model
    if name == asked.settings.whisper_model:
        raise Conflict(f"“{name}” is the model in use. Choose another first: “python app.py models use base”.")
    bench.shelf.remove(name)
    bench.forget(name)
    say(asked, {"removed": name}, [f"“{name}” is gone."])


def _hub() -> dict[str, str]:
    """A hub other than the usual one, read as the hub's own tools do."""
    address = os.environ.get(_HUB_SETTING, "")
    return {"hub": address} if address.startswith(("https://", "http://")) else {}


class _Progress:
    """How much has arrived, on one line of a terminal; says nothing elsewhere."""

    def __init__(self, name: str) -> None:
        self._name, self._shown = name, sys.stderr.isatty()

    def __call__(self, arrived: int, of: int) -> None:
        if self._shown:
            share = arrived / of if of else 1.0
            bar = "#" * round(share * _BAR)
            end = "\n" if arrived >= of else ""
            sys.stderr.write(f"\r{self._name} [{bar:<{_BAR}}] {share:4.0%} of {size_in_words(of)} {end}")
            sys.stderr.flush()


@contextmanager
def _on_terminal(sentence: str) -> Iterator[None]:
    """Tell the person at a terminal what is taking a while."""
    if sys.stderr.isatty():
        sys.stderr.write(sentence + "\n")
    yield
