"""``bench live``: many phones on the real product, and on a bare relay in the same minute.

With ``--kinds all`` the phones do everything that people can do, join in a wave, write and place dots in bursts, and
all come back at once; the report has a verdict on each gate.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any
from urllib.request import Request, urlopen

from facilitation.cli.command_line import Asked
from facilitation.live.load.gates import gates
from facilitation.live.load.room import lay_out
from retreat.errors import NotFound, Unavailable

STARTED_WITHIN_S = 60.0
SCREENS = 3


def command(asked: Asked) -> None:
    """Measure relay and product, turn about; print JSON with the ratio between them."""
    options = asked.options
    numbers = (options.rate, options.seconds)
    if min(options.phones, options.times) < 1 or not all(0 < number < math.inf for number in numbers):
        raise Unavailable(
            "Please give at least one phone and one time, and a rate and seconds above zero.", code="nothing_to_measure"
        )
    if options.transcribing is not None and not options.transcribing.is_file():
        raise NotFound(f"There is no file {options.transcribing} to transcribe: check the path.")
    measure = once_of_all_kinds if options.kinds == "all" else once
    runs = [measure(asked) for _ in range(options.times)]
    found = {
        "machine": machine(),
        "phones": options.phones,
        "rate": options.rate,
        "seconds": options.seconds,
        "operations": options.kinds,
        "transcribing": options.transcribing is not None,
        **sorted(runs, key=lambda run: run["ratio_p95"])[len(runs) // 2],
    }
    if len(runs) > 1:
        found["medians"] = {
            "relay_p95_ms": median(run["relay"]["delivery_ms"]["p95"] for run in runs),
            "product_p95_ms": median(run["product"]["delivery_ms"]["p95"] for run in runs),
            "ratio_p95": median(run["ratio_p95"] for run in runs),
        }
        found["runs"] = runs
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def once(asked: Asked) -> dict[str, Any]:
    """One measurement of both, within the same minute."""
    options = asked.options
    load = {"rate": options.rate, "seconds": options.seconds}
    with relay(asked.parts.program.parent) as url:
        job = {"url": url, "session_id": "relay", "prompt_id": "p", "tokens": ["t"] * options.phones}
        bare = phones(asked.parts.program.parent, job | load)
    with product(asked) as (url, data, _process):
        opened = json.loads(_app(asked, data, "session", "open", "--activity", "brainstorm", "--json"))
        job = {
            "url": url,
            "session_id": opened["session_id"],
            "prompt_id": opened["prompt_ids"][0],
            "tokens": _join_all(url, opened["join_pass"], options.phones),
        }
        with _transcribing(asked, options.transcribing, data):
            ours = phones(asked.parts.program.parent, job | load)
    return {"relay": bare, "product": ours, "ratio_p95": _ratio(ours, bare)}


def once_of_all_kinds(asked: Asked) -> dict[str, Any]:
    """One evening, and after it the relay with as many notes a second as reached everybody in the evening."""
    options, folder = asked.options, asked.parts.program.parent
    with product(asked) as (url, data, process):
        house = asked.parts.open_house(replace(asked.settings, data=Path(data), database_url="", redis_url=""))
        try:
            job = lay_out(house, phones=options.phones, screens=SCREENS)
        finally:
            house.database.close()
        job |= {"url": url, "process": process, "seed": options.seed}
        job |= {"phones": options.phones, "rate": options.rate, "seconds": options.seconds}
        with _transcribing(asked, options.transcribing, data):
            found = phones(folder, job, "facilitation.live.load.evening")
    guests = options.phones + SCREENS + 1
    rate = max(found["product"]["public_per_s"], 1 / options.seconds)
    with relay(folder) as url:
        job = {"url": url, "session_id": "relay", "prompt_id": "p", "tokens": ["t"] * guests}
        bare = phones(folder, job | {"rate": rate, "seconds": options.seconds})
    held = gates(found)
    found |= {"screens": SCREENS, "relay": bare, "ratio_p95": _ratio(found["product"], bare)}
    return found | {"gates": held, "holds": all(gate["holds"] for gate in held)}


def _ratio(ours: dict[str, Any], bare: dict[str, Any]) -> float:
    return round(float(ours["delivery_ms"]["p95"] / max(0.1, bare["delivery_ms"]["p95"])), 2)


def machine() -> dict[str, Any]:
    """The machine on which the figures were measured."""
    return {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}


def phones(project: Path, job: dict[str, Any], module: str = "facilitation.live.bench_phones") -> dict[str, Any]:
    """Run the load in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", module],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        cwd=project,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"The phones could not be run: {done.stderr.strip().splitlines()[-1:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@contextlib.contextmanager
def relay(project: Path) -> Iterator[str]:
    """The bare relay in Node, in a process of its own."""
    # the set-up installs Node beside Python where the machine has none
    node = shutil.which("node", path=f"{os.environ.get('PATH', '')}{os.pathsep}{Path(sys.executable).parent}")
    if node is None or not (project / "node_modules" / "socket.io").is_dir():
        raise Unavailable("The relay to measure against is not installed: run make setup, then try again.")
    running = subprocess.Popen(
        [node, "facilitation/live/bench_relay.mjs"], stdout=subprocess.PIPE, text=True, cwd=project
    )
    try:
        assert running.stdout is not None
        port = running.stdout.readline()
        if not port:
            raise Unavailable("The relay to measure against did not start: run make setup, then try again.")
        yield f"http://127.0.0.1:{int(port)}"
    finally:
        running.terminate()
        running.wait()


@contextlib.contextmanager
def product(asked: Asked) -> Iterator[tuple[str, str, int]]:
    """The whole product on an empty data folder: its address, its folder and its process."""
    with tempfile.TemporaryDirectory(prefix="retreat-bench-") as data:
        port = _free_port()
        env = _environment(asked, data) | {"HOST": "127.0.0.1", "PORT": str(port)}
        running = subprocess.Popen(
            [sys.executable, str(asked.parts.program), "serve"],
            stdout=subprocess.DEVNULL,
            env=env,
            cwd=asked.parts.program.parent,
        )
        try:
            url = f"http://127.0.0.1:{port}"
            _wait_until_ready(url, running)
            yield url, data, running.pid
        finally:
            running.terminate()
            running.wait()


def _environment(asked: Asked, data: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if not name.startswith("RETREAT_")}
    return plain | {"RETREAT_DATA": data, "RETREAT_MODELS": str(asked.settings.models)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(url: str, running: subprocess.Popen[bytes]) -> None:
    end_by = time.monotonic() + STARTED_WITHIN_S
    while time.monotonic() < end_by and running.poll() is None:
        with contextlib.suppress(OSError), urlopen(f"{url}/readyz", timeout=2):  # noqa: S310 - our own address
            return
        time.sleep(0.1)
    raise Unavailable("The toolkit did not start for the measurement.")


def _app(asked: Asked, data: str, *arguments: str) -> str:
    return subprocess.run(
        [sys.executable, str(asked.parts.program), *arguments],
        env=_environment(asked, data),
        capture_output=True,
        text=True,
        check=True,
        cwd=asked.parts.program.parent,
    ).stdout


def _join_all(url: str, join_pass: str, count: int) -> list[str]:
    body = json.dumps({"join_pass": join_pass, "consents": {"attend": True, "notes_kept": True}}).encode()

    def join(_number: int) -> str:
        request = Request(f"{url}/api/join", data=body, headers={"Content-Type": "application/json"})  # noqa: S310
        with urlopen(request, timeout=30) as answer:  # noqa: S310 - our own address
            return str(json.load(answer)["token"])

    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(join, range(count)))


@contextlib.contextmanager
def _transcribing(asked: Asked, file: Path | None, data: str) -> Iterator[None]:
    """Speech work beside the load, as on a real evening: in the same data folder, so that it gives way to the room."""
    if file is None:
        yield
        return
    with tempfile.TemporaryDirectory() as folder:
        busy = subprocess.Popen(
            [sys.executable, str(asked.parts.program), "transcribe", str(file), "--json", f"{folder}/out.json"],
            env=_environment(asked, data),
            cwd=asked.parts.program.parent,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # as the worker is started
        )
        try:
            yield
            if busy.poll():
                raise Unavailable(f"{file} could not be transcribed, so nothing was measured beside it.")
        finally:
            busy.terminate()
            busy.wait()
