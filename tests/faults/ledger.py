"""Phones in a process of their own, which outlives the server: each writes every acknowledgement to the ledger's file.

Run as ``python -m tests.faults.ledger`` with one JSON object as its argument: ``{"port", "path", "prompt_id", "tokens",
"file", "pause_s"}``. It ends when its standard input closes.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import uuid
from http.client import HTTPConnection, HTTPException
from typing import Any, TextIO

stop = threading.Event()


def phone(job: dict[str, Any], token: str, out: TextIO) -> None:
    """Write notes one after another; send each again, as it is, until it is answered."""
    number = 0
    while not stop.is_set():
        number += 1
        op = {
            "op_id": str(uuid.uuid4()),
            "kind": "note.add",
            "target_id": str(uuid.uuid4()),
            "body": {"prompt_id": job["prompt_id"], "text": f"note {number}"},
        }
        while not stop.is_set() and not answered(job, token, op, out):
            stop.wait(0.02)
        stop.wait(job["pause_s"])


def answered(job: dict[str, Any], token: str, op: dict[str, Any], out: TextIO) -> bool:
    """Send once; write down what was acknowledged."""
    try:
        connection = HTTPConnection("127.0.0.1", job["port"], timeout=30)
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request("POST", job["path"], json.dumps({"v": 1, "batch": [op]}), headers)
        answer = connection.getresponse()
        told = json.loads(answer.read())
        connection.close()
    except (OSError, HTTPException, ValueError):
        return False
    for one in told.get("accepted", ()):
        out.write(json.dumps({"op_id": one["op_id"], "seq": one["seq"], "text": op["body"]["text"]}) + "\n")
        return True
    if answer.status >= 500 and answer.status not in (503, 507):
        out.write(json.dumps({"broken": answer.status}) + "\n")
    return False


def main() -> None:
    """Run the phones until standard input closes."""
    job = json.loads(sys.argv[1])
    with open(job["file"], "a", buffering=1) as out:
        threads = [threading.Thread(target=phone, args=(job, token, out)) for token in job["tokens"]]
        for thread in threads:
            thread.start()
        while os.read(0, 1024):
            pass
        stop.set()
        for thread in threads:
            thread.join()


if __name__ == "__main__":
    main()
