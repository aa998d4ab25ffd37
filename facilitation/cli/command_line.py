"""The command line: what can be asked, and the one edge at which an error becomes one line and an exit code."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask

from retreat.errors import RetreatError
from retreat.house import House
from retreat.settings import Settings
from transcription.errors import TranscriptionError


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the composition root lends to commands."""

    load_settings: Callable[[], Settings]
    configure_logs: Callable[[str], None]
    register_rooms: Callable[[], None]
    open_house: Callable[..., House]
    create_app: Callable[..., Flask]
    open_speech: Callable[[Settings], Any]
    transcribe: Callable[[Sequence[str], Path], int]
    bench_speech: Callable[[Settings, Sequence[Path], int, Path | None], dict[str, Any]]
    bench_groupings: Callable[[Settings, Path], dict[str, Any]]
    bench_identifiers: Callable[[Settings, Path | None], dict[str, Any]]
    open_recognisers: Callable[[Settings], Any]
    confinement: Callable[[], Mapping[str, bool]]
    program: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One command as it was asked for."""

    options: argparse.Namespace
    parts: Parts
    settings: Settings


def run(arguments: Sequence[str], parts: Parts) -> int:
    """Run one command.

    Returns:
        0 done; 1 refused or failed, with one clear line on stderr; 2 wrong usage.
    """
    options = _parser().parse_args(list(arguments) or ["serve"])
    try:
        settings = parts.load_settings()
        parts.configure_logs(settings.log_level)
        module, _, function = options.act.partition(":")
        act = getattr(import_module(module), function)
        return int(act(Asked(options=options, parts=parts, settings=settings)) or 0)
    except RetreatError as error:
        return _fail(error.tell)
    except TranscriptionError as error:
        return _fail(str(error))
    except UnicodeEncodeError:
        return _fail("What was typed holds characters that are not valid text. Please type it again.")
    except KeyboardInterrupt:
        return _fail("Stopped.")
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # noqa: BLE001 - the edge: no traceback reaches a person
        return _fail(f"That did not work: {type(error).__name__}. Run “python app.py doctor” to see what is wrong.")


def _fail(sentence: str) -> int:
    print(" ".join(sentence.split()), file=sys.stderr)  # noqa: T201 - the command line speaks on stderr
    return 1


def say(asked: Asked, found: Any, lines: Sequence[str]) -> None:
    """Print lines for a person, or JSON for a program."""
    text = json.dumps(found, ensure_ascii=False) if getattr(asked.options, "json", False) else "\n".join(lines)
    print(text, flush=True)  # noqa: T201 - the command line speaks on stdout


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="app.py", description="Data retreats on your own machine.")
    commands = parser.add_subparsers(dest="command", required=True)
    _serving(commands)
    _speech(commands)
    _models(commands)
    _record(commands)
    _export(commands)
    _withdrawals(commands)
    _accounts(commands)
    _care(commands)
    _keeping(commands)
    return parser


def _add(commands: Any, name: str, act: str, help_: str) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = commands.add_parser(name, help=help_, description=help_)
    added.set_defaults(act=act)
    return added


def _serving(commands: Any) -> None:
    served = _add(commands, "serve", "facilitation.cli.serving:serve", "Start web and worker.")
    served.add_argument("--tls", action="store_true", help="Serve encrypted pages too: staff sign in on other devices.")
    served.add_argument("--until-stdin-closes", action="store_true", help=argparse.SUPPRESS)
    worker = _add(commands, "worker", "facilitation.cli.serving:work", "Start a worker alone.")
    worker.add_argument("--until-stdin-closes", action="store_true", help=argparse.SUPPRESS)
    rehearsed = _add(
        commands,
        "rehearse",
        "facilitation.rehearsal.command:rehearse",
        "Rehearse an event or an activity with invented people; everything is erased at the end.",
    )
    what = rehearsed.add_mutually_exclusive_group(required=True)
    what.add_argument("--event", metavar="ID", help="The event whose plan is rehearsed.")
    what.add_argument("--activity", metavar="NAME", help="An activity of the catalogue, alone.")
    what.add_argument("--plan", action="store_true", help=argparse.SUPPRESS)
    rehearsed.add_argument("--people", type=int, default=12, metavar="N", help="How many invented people come.")
    rehearsed.add_argument("--tables", type=int, default=3, metavar="N", help="With --activity, how many tables.")
    rehearsed.add_argument(
        "--run-through", type=int, metavar="N", help="Run every step with N acts by itself, report, and end."
    )
    rehearsed.add_argument("--json", action="store_true")
    session = commands.add_parser("session", help="Live sessions.")
    inside = session.add_subparsers(dest="session_command", required=True)
    opened = _add(inside, "open", "facilitation.cli.session_commands:open_live", "Open a live session.")
    opened.add_argument("--activity", required=True)
    opened.add_argument("--event", metavar="ID", help="The event it belongs to; if left out, a new one is made.")
    opened.add_argument("--title", default="")
    opened.add_argument("--tables", type=int, default=0)
    opened.add_argument("--sound", choices=("on", "off"), default="on", help="With off, no sound is accepted for it.")
    opened.add_argument("--quiet-table", type=int, metavar="N", help="The number of a table that is without sound.")
    opened.add_argument("--json", action="store_true")

    listed = _add(commands, "activities", "facilitation.cli.session_commands:list_activities", "The catalogue.")
    listed.add_argument("--event", metavar="ID", help="Include the activities that this event's programme wrote.")
    listed.add_argument("--json", action="store_true")


def _speech(commands: Any) -> None:
    transcribe = _add(commands, "transcribe", "facilitation.cli.speech_commands:transcribe", "Transcribe a file.")
    transcribe.add_argument("file", type=Path)
    transcribe.add_argument("--language")
    transcribe.add_argument("--speakers", type=int)
    transcribe.add_argument("--model")
    transcribe.add_argument("--glossary", type=Path, metavar="FILE", help="Names and words of the talk, one per line.")
    transcribe.add_argument("--json", type=Path, required=True, metavar="OUT")
    ingest = _add(
        commands, "ingest", "facilitation.cli.record_commands:ingest", "Add sound or a transcript to a session."
    )
    ingest.add_argument("file", type=Path)
    ingest.add_argument("--session", required=True)
    ingest.add_argument("--table")
    ingest.add_argument(
        "--sound", metavar="AUDIO", help="The audio file of a transcript, or the id of its audio recording."
    )
    ingest.add_argument("--checked", action="store_true", help="A person wrote or checked this transcript.")
    ingest.add_argument(
        "--began",
        metavar="TIME",
        help="When the sound began, such as 2026-11-23T14:05; by this machine's clock unless you add a time zone.",
    )
    ingest.add_argument("--json", action="store_true")


def _models(commands: Any) -> None:
    where = "facilitation.cli.model_commands"
    models = _add(commands, "models", f"{where}:list_models", "Speech models: which are here, and how fast they are.")
    models.add_argument("--measure", action="store_true", help="Measure their speed again.")
    inside = models.add_subparsers(dest="models_command")
    added = _add(inside, "add", f"{where}:add_model", "Download a speech model, or copy one from a folder.")
    added.add_argument("model", metavar="NAME|FOLDER", help="small, medium, large-v3-turbo …, or a folder.")
    added.add_argument("--use", action="store_true", help="Use it from now on.")
    used = _add(inside, "use", f"{where}:use_model", "Use a speech model from now on.")
    removed = _add(inside, "remove", f"{where}:remove_model", "Delete a speech model.")
    for one in (used, removed):
        one.add_argument("model", metavar="NAME")
    models.add_argument("--json", action="store_true")
    for one in (added, used, removed):
        # The default of the inner command must not undo a --json that came before its name.
        one.add_argument("--json", action="store_true", default=argparse.SUPPRESS)


def _record(commands: Any) -> None:
    search = _add(commands, "search", "facilitation.cli.record_commands:search", "Search the record.")
    search.add_argument("query", nargs="?")
    search.add_argument("--queries", type=Path, help="A file with one query per line.")
    search.add_argument("--session")
    search.add_argument("--limit", type=int, default=10)
    search.add_argument("--json", action="store_true")
    _add(commands, "demo", "facilitation.demo.commands:demo", "Fill an empty data folder with a sample programme.")


def _export(commands: Any) -> None:
    made = _add(commands, "export", "facilitation.cli.export_commands:export", "Write the record to files.")
    made.add_argument("--session", metavar="ID", help="One session.")
    made.add_argument("--all", action="store_true", help="Every session.")
    made.add_argument("--format", required=True, metavar="NAME", help="docx, html, txt, csv, xlsx, refi-qda …")
    made.add_argument("--out", type=Path, required=True, metavar="PATH", help="A file, a folder, or a name with .zip.")
    made.add_argument(
        "--for", dest="audience", default="team", metavar="AUDIENCE", help="team, partners, public, archive, teaching."
    )
    made.add_argument("--level", choices=("full", "intelligent", "gist"), default="full", help="Of the transcript.")
    made.add_argument("--notation", action="store_true", help="With signs for pauses, overlap and unsure words.")
    made.add_argument("--line-numbers", action="store_true")
    made.add_argument("--turn-numbers", action="store_true")
    made.add_argument("--json", action="store_true")
    come = _add(commands, "import", "facilitation.cli.import_commands:import_project", "Bring in a REFI-QDA project.")
    come.add_argument("file", type=Path, help="A project (.qdpx) or a codebook (.qdc).")
    come.add_argument("--programme", metavar="ID", help="Where it belongs, if there is more than one programme.")
    come.add_argument("--session", metavar="ID", help="The session that its texts become transcripts of.")
    come.add_argument("--as", dest="by", metavar="NAME", help="The sign-in name of whoever brings it.")
    come.add_argument("--dry-run", action="store_true", help="Say what it would change, and change nothing.")
    come.add_argument("--json", action="store_true")


def _withdrawals(commands: Any) -> None:
    where = "facilitation.cli.withdrawal_commands"
    person = commands.add_parser("participant", help="People at events.")
    inside = person.add_subparsers(dest="participant_command", required=True)
    found = _add(inside, "find", f"{where}:find", "Find somebody by the number on their slip, or by name.")
    found.add_argument("text", metavar="TEXT", help="A slip number, a receipt number, or part of a name.")
    withdrawn = _add(commands, "withdraw", f"{where}:withdraw_somebody", "Take back what somebody gave, at their wish.")
    withdrawn.add_argument("--participant", required=True, metavar="ID")
    scopes = ("from_now", "notes", "quotes", "turns", "sound", "all")
    withdrawn.add_argument("--scope", required=True, choices=scopes)
    withdrawn.add_argument("--yes", action="store_true", help="Do it; without this, only show what it would touch.")
    ended = _add(
        commands,
        "retention",
        "facilitation.cli.retention_commands:retention",
        "Show what ends when; with --event, --kind and --yes, destroy what is due.",
    )
    ended.add_argument("--event", metavar="ID", help="Only what belongs to this event.")
    ended.add_argument("--kind", choices=("sound", "text", "answers"))
    ended.add_argument("--yes", action="store_true", help="Destroy it for good, if its day has come.")
    for one in (found, withdrawn, ended):
        one.add_argument("--json", action="store_true")


def _accounts(commands: Any) -> None:
    account = commands.add_parser("account", help="Accounts of staff.")
    inside = account.add_subparsers(dest="account_command", required=True)
    module = "facilitation.cli.account_commands"
    acts = (
        ("list", "list_accounts", "Everybody with an account."),
        ("reset", "reset_account", "End a password, and print a link that sets a new one."),
        ("disable", "disable_account", "Sign somebody out everywhere, and stop them signing in."),
        ("enable", "enable_account", "Let somebody sign in again."),
        ("delete", "delete_account", "Delete an account; what they wrote is kept without a name."),
        ("owner", "own_account", "Make somebody an owner, who decides who has an account."),
    )
    for name, function, help_ in acts:
        added = _add(inside, name, f"{module}:{function}", help_)
        if name != "list":
            added.add_argument("name", metavar="NAME", help="The email or user name that they sign in with.")
        added.add_argument("--json", action="store_true")


def _keeping(commands: Any) -> None:
    where = "facilitation.cli.keeping_commands"
    made = _add(commands, "backup", f"{where}:backup", "Copy everything, encrypted, while the toolkit runs or not.")
    made.add_argument("path", nargs="?", metavar="FOLDER", help="On another disk; by default RETREAT_BACKUP_TO.")
    made.add_argument(
        "--tombstones", action="store_true", help="Only bring the list of what was taken back up to date."
    )
    restored = _add(commands, "restore", f"{where}:restore_backup", "Fill an empty data folder from a backup.")
    restored.add_argument("path", metavar="FOLDER", help="The folder of the backup.")
    restored.add_argument("--copy", metavar="NAME", help="An earlier copy; by default the newest one.")
    restored.add_argument(
        "--tombstones", metavar="FILE", help="A newer list of what was taken back, or a folder with one."
    )
    taking = _add(
        commands,
        "take-over",
        "facilitation.cli.taking_over:take_over",
        "Continue from a backup on this machine: restore it, then start web and worker.",
    )
    taking.add_argument("path", metavar="FOLDER", help="The folder of the backup.")
    taking.add_argument("--tls", action="store_true", help="Serve encrypted pages too, as the earlier machine did.")
    taking.add_argument("--passphrase-file", metavar="FILE", help="A file whose first line is the passphrase.")
    taking.set_defaults(copy=None, tombstones=None, json=False)
    checked = _add(commands, "verify", f"{where}:verify_all", "Check the data folder, or a backup.")
    checked.add_argument("path", nargs="?", metavar="BACKUP", help="A backup to check; by default the data folder.")
    checked.add_argument("--rebuild", action="store_true", help="Make again what can be made again.")
    checked.add_argument("--drill", action="store_true", help="Back up, restore elsewhere, and compare.")
    known = _add(
        commands,
        "folder",
        "facilitation.cli.folder_commands:folder",
        "Which data folder this is, and whether it moved.",
    )
    known.add_argument("--make-own", action="store_true", help="Make a copy of a data folder a folder of its own.")
    known.add_argument("--json", action="store_true")
    for one in (made, restored, checked):
        one.add_argument("--passphrase-file", metavar="FILE", help="A file whose first line is the passphrase.")
        one.add_argument("--json", action="store_true")


def _care(commands: Any) -> None:
    doctor = _add(commands, "doctor", "facilitation.cli.doctor:doctor", "Check this machine.")
    doctor.add_argument("--json", action="store_true")
    bench = commands.add_parser("bench", help="Measure this machine.")
    inside = bench.add_subparsers(dest="bench_command", required=True)
    live = _add(inside, "live", "facilitation.live.bench:command", "Measure how fast notes reach many phones.")
    live.add_argument("--phones", type=int, default=300)
    live.add_argument("--rate", type=float, default=30.0)
    live.add_argument("--seconds", type=float, default=20.0)
    live.add_argument("--times", type=int, default=1, metavar="N", help="Medians of N measurements.")
    live.add_argument("--transcribing", type=Path, metavar="FILE", help="With this file being transcribed.")
    live.add_argument(
        "--kinds",
        choices=("notes", "all"),
        default="notes",
        help="With “all”, phones do everything that people can do, join, burst and reconnect; use --seconds 300.",
    )
    live.add_argument("--seed", type=int, default=7, metavar="N", help="Which evening “all” makes up.")
    speech = _add(
        inside,
        "transcribe",
        "facilitation.cli.speech_commands:bench",
        "Measure the speed and accuracy of transcription.",
    )
    speech.add_argument("files", type=Path, nargs="*")
    speech.add_argument(
        "--copies",
        type=int,
        default=0,
        metavar="N",
        help="Means over N slightly changed copies of each file; use 5 or more to compare recognisers.",
    )
    speech.add_argument(
        "--beside",
        type=Path,
        metavar="REPORT",
        help="The JSON of an earlier run on the same files: how far this run is from it, with intervals.",
    )
    search = _add(inside, "search", "facilitation.cli.record_commands:bench", "Speed and quality of search.")
    search.add_argument("--meetings", type=Path, help="A folder of meetings with known answers.")
    search.add_argument("--passages", type=int, metavar="NUMBER", help="Years of this size, made up: only the speed.")
    groupings = _add(
        inside,
        "groupings",
        "facilitation.cli.record_commands:bench_groupings",
        "How near groupings come to codes that people gave, beside two usual methods.",
    )
    groupings.add_argument("--coded", type=Path, metavar="FOLDER", help="A folder of answers with their codes (*.csv).")
    identifiers = _add(
        inside,
        "identifiers",
        "facilitation.cli.record_commands:bench_identifiers",
        "How many names, places, numbers and dates of birth are suggested, and how many suggestions are right.",
    )
    identifiers.add_argument(
        "--meetings", type=Path, metavar="FOLDER", help="Also measure on meetings with named entities, as AMI has them."
    )
    keeping = _add(
        inside, "keeping", "facilitation.cli.keeping_commands:bench_keeping", "Speed of backing up and restoring."
    )
    keeping.add_argument("--folder", type=Path, metavar="FOLDER", help="On the disk to measure; by default the data's.")
    keeping.add_argument("--megabytes", type=int, default=1_000)
    for one in (live, speech, search, groupings, identifiers, keeping):
        one.add_argument("--json", action="store_true", help="The output is always JSON.")
