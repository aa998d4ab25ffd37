"""The composition root and command line: puts the rooms together. Nothing imports it but tests."""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

if __name__ == "__main__" and importlib.util.find_spec("sqlalchemy") is None:
    # Whichever Python was called, what set-up installed is beside this file.
    own = Path(__file__).parent.resolve() / ".venv" / "bin" / "python"
    if not own.exists() or sys.prefix.endswith(".venv"):
        sys.exit("Not everything is installed yet: run “make setup” in this folder first.")
    os.execv(own, [str(own), *sys.argv])  # noqa: S606 - a program of our own, no shell wanted

if __name__ == "__main__" and sys.argv[1:2] in ([], ["serve"]):
    # The web process is cooperative: this must happen before anything else is imported.
    from gevent import monkey

    monkey.patch_all()

from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

from flask import Flask

from facilitation.cli.command_line import Parts, run
from retreat.clock import system_clock
from retreat.database import open_database
from retreat.database.migrate import bring_up_to_date
from retreat.errors import BadSetting
from retreat.house import House
from retreat.ids import system_ids
from retreat.keeping.identity import identify
from retreat.keeping.unfinished import refuse_unfinished
from retreat.programme.narratives.ports import register_identifiers
from retreat.search.meanings import meanings_of
from retreat.secret import instance_secret
from retreat.settings import Settings, load_settings
from retreat.transcripts.ports import Heard, HeardWindow, Laid, Report, register_matching, register_strengths
from retreat.web.logs import configure_logs
from transcription.types import Grouping, Passage, Quality, Transcript, Turn, WideGroupings, Word

_PARTIAL_WORDS = 80


def prepare_data_folder(data: Path) -> None:
    """Make the data folder, readable by its owner alone.

    Raises:
        BadSetting: It cannot be made or written.
    """
    os.umask(0o077)
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        data.chmod(0o700)
        probe = data / f".probe-{os.getpid()}"
        probe.touch(mode=0o600)
        probe.unlink()
    except OSError as error:
        raise BadSetting(
            f"The data folder {data} cannot be written ({error.strerror}). Choose another with RETREAT_DATA."
        ) from error


def register_rooms() -> None:
    """Import every room: each registers its kinds of work, what people make in it, what it makes of words.

    A process without a room would leave that room's work undone.
    """
    import facilitation.access.models
    import facilitation.interactions  # noqa: F401 - registers what people can make
    import retreat.analysis
    import retreat.export
    import retreat.imports
    import retreat.keeping.schedule
    import retreat.log.closing
    import retreat.pictures
    import retreat.search
    import retreat.speech.kinds  # noqa: F401 - all of them register themselves


def open_house(settings: Settings, **parts: Any) -> House:
    """What all rooms share, on an up-to-date database. Every process that has a house has all rooms in it."""
    from retreat.imports.reading import register_confined
    from retreat.pictures.reading import register_confined as register_drawing
    from transcription.children.confined import read_confined
    from transcription.recognisers import strength
    from transcription.text import matching
    from transcription.text.identifiers import by_rules
    from transcription.text.meaning import MeaningClient

    register_rooms()
    register_matching(matching)
    register_confined(read_confined)
    register_drawing(read_confined)
    register_strengths(strength)
    register_identifiers(lambda text: [(one.start, one.end, one.kind) for one in by_rules(text)])
    prepare_data_folder(settings.data)
    refuse_unfinished(settings.data)
    identify(settings.data)
    database = open_database(sqlite_file=settings.sqlite_file, url=settings.database_url)
    bring_up_to_date(database, data=settings.data)
    standing: dict[str, Any] = {
        "nudge": _say_nothing,
        "enqueue": _say_nothing,
        "offload": _at_once,
        "meaning": MeaningClient(settings.models, at_once=True),
    }
    return House(
        settings=settings,
        database=database,
        clock=system_clock,
        ids=system_ids,
        storage=settings.storage,
        secret_key=instance_secret(settings.data),
        **(standing | parts),
    )


class SpeechRoom:
    """The speech room as the record needs it: see ``retreat.transcripts.ports.Speech``."""

    def __init__(self, settings: Settings) -> None:
        from transcription.pipeline import Pipeline
        from transcription.weights import ModelStore

        self._model = settings.whisper_model
        self._pipeline = Pipeline(ModelStore(settings.models))

    def transcribe(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Transcript:
        """The whole pipeline over one file, continuing from what ``work`` holds."""
        from transcription.options import TranscriptionOptions
        from transcription.words.so_far import SoFar

        so_far = SoFar(work)

        def tell(stage: str, done: float, total: float) -> None:
            windows = tuple(_window(item) for item in so_far.news()) if stage in ("decode", "words") else ()
            words = [text for window in windows for text, _start, _end in window.words]
            said = " ".join(words[-_PARTIAL_WORDS:]) or None
            length_s = done if stage == "decode" and done >= total else None
            share = done / total if total else None
            report(Heard(stage=stage, done=share, text=said, windows=windows, length_s=length_s))

        chosen = TranscriptionOptions.from_json({"model": self._model, **options})
        return self._pipeline.run(path, chosen, work=work, report=tell)

    def cut(self, turns: Sequence[Turn], words: Sequence[Word]) -> Sequence[Passage]:
        """Passages of words that came as text."""
        from transcription.text.passages import cut

        return cut(words, turns)

    def lay(self, text: Transcript, heard: Sequence[Word], *, duration_ms: int, own_times: str) -> Laid:
        """Words that came as text, aligned with their sound."""
        from transcription.text.alignment import align

        worth = {"captions": "captions", "words": "words"}.get(own_times, "none")
        found = align(text, heard, duration_ms=duration_ms, own=cast(Any, worth))
        return Laid(
            transcript=found.transcript,
            words_found=found.words_found,
            words_to_find=found.words_to_find,
            fits=found.fits,
            own_times=found.own_times,
        )

    def embed(self, texts: list[str]) -> Any:
        """Meanings, float32, (n, 384)."""
        return self._pipeline.meanings(texts)

    def hear_again(
        self, path: Path, *, work: Path, options: Mapping[str, Any], span: tuple[int, int] | None, report: Report
    ) -> Transcript:
        """Words alone, of a whole file or of a span of it."""
        from transcription.options import TranscriptionOptions

        chosen = TranscriptionOptions.from_json({"model": self._model, **options, "separate_speakers": False})
        return self._pipeline.run(path, chosen, work=work, report=_stages(report), span=span)

    def tell_apart(self, path: Path, *, work: Path, options: Mapping[str, Any], report: Report) -> Sequence[Turn]:
        """Only who speaks when."""
        from transcription.options import TranscriptionOptions

        chosen = TranscriptionOptions.from_json({"model": self._model, **options, "separate_speakers": True})
        return self._pipeline.tell_apart(path, chosen, work=work, report=_stages(report))

    def check_again(
        self, path: Path, *, work: Path, words: Sequence[Word], turns: Sequence[Turn], report: Report
    ) -> tuple[Sequence[Turn], Quality]:
        """The checks alone."""
        return self._pipeline.check_again(path, words, turns, work=work, report=_stages(report))

    def cut_again(self, turns: Sequence[Turn], words: Sequence[Word]) -> Sequence[Passage]:
        """Passages, cut also where the topic shifts."""
        from transcription.text.passages import cut

        return cut(words, turns, self._pipeline.topic_shifts)

    def group(self, texts: Sequence[str], vectors: Any) -> Sequence[Grouping]:
        """Passages that are alike."""
        from transcription.text.groupings import group

        return group(texts, vectors)

    def group_widely(
        self, texts: Sequence[str], vectors: Any, *, count: int | None, told: Callable[[float], None]
    ) -> WideGroupings:
        """Passages of many sessions that are alike."""
        from transcription.text.similar import group_widely

        return group_widely(texts, vectors, count=count, told=told)

    def length_s(self, source: Path) -> float | None:
        """What a file says of its length."""
        from transcription.errors import TranscriptionError
        from transcription.sound import audio

        try:
            return audio.probe(source).stated_s
        except TranscriptionError:
            return None

    def make_playable(self, source: Path, target: Path) -> bool:
        """A copy for browsers, if they cannot play the file itself."""
        from transcription.sound import audio

        if not audio.needs_playable_copy(audio.probe(source)):
            return False
        audio.make_playable(source, target)
        return True

    def silenced(self, source: Path, work: Path, spans: Sequence[tuple[int, int]]) -> Path:
        """A copy with silence in places."""
        from transcription.sound.silencing import silence

        return silence(source, work, spans)

    def peaks(self, work: Path) -> Mapping[str, Any] | None:
        """The waveform of what was decoded in this folder."""
        from transcription.sound.pcm_file import peaks

        pcm = next(iter(work.glob("*.pcm")), None)
        return peaks(pcm) if pcm else None

    def close(self) -> None:
        """End the children."""
        self._pipeline.close()


def _stages(report: Report) -> Callable[[str, float, float], None]:
    return lambda stage, done, total: report(Heard(stage=stage, done=done / total if total else None))


def _window(item: Any) -> HeardWindow:
    """What the recogniser made of one window, as the record shows it while the rest is still being heard."""
    words = tuple((word.text, word.start_ms, word.end_ms) for word in item.words)
    return HeardWindow(number=item.window, start_ms=words[0][1], end_ms=words[-1][2], words=words)


def transcribe_file(arguments: Sequence[str], models: Path) -> int:
    """The speech room's own command line, with our models."""
    from transcription.__main__ import main as transcribe

    return transcribe([*arguments, "--models", str(models)])


def bench_speech(settings: Settings, files: Sequence[Path], copies: int, earlier: Path | None) -> dict[str, Any]:
    """The speech room's own measurement."""
    from transcription.bench import bench
    from transcription.options import TranscriptionOptions
    from transcription.weights import ModelStore

    options = TranscriptionOptions(model=settings.whisper_model)
    return bench(list(files), ModelStore(settings.models), options=options, copies=copies, earlier=earlier)


def bench_groupings(settings: Settings, folder: Path) -> dict[str, Any]:
    """How near groupings come to codes that people gave."""
    from transcription.text.bench_groupings import bench_groupings as measured

    speech = SpeechRoom(settings)
    try:
        return measured(folder, lambda texts: meanings_of(speech, texts))
    finally:
        speech.close()


def bench_identifiers(settings: Settings, folder: Path | None) -> dict[str, Any]:
    """How many of the things that identify somebody are suggested."""
    from transcription.text.bench_identifiers import bench_identifiers as measured
    from transcription.text.identifiers import IdentifierFinder, by_rules
    from transcription.weights import ModelStore

    return measured(IdentifierFinder(ModelStore(settings.models)).suggest, by_rules, folder)


class Recognisers:
    """The recognisers of this machine, as the command line works with them."""

    def __init__(self, settings: Settings) -> None:
        from transcription.recognisers.known import KNOWN, OFFERED
        from transcription.recognisers.shelf import Shelf
        from transcription.trial import Trials
        from transcription.weights import WHISPER_NAMES, ModelStore

        self.shelf = Shelf(settings.models, packaged=WHISPER_NAMES)
        self.offered = [KNOWN[name] for name in OFFERED]
        self._store, self._trials = ModelStore(settings.models), Trials(settings.models)
        self._packaged = WHISPER_NAMES

    def check(self, name: str) -> None:
        """Raises ``ModelRefused`` or ``EngineMissing`` if a model is missing or has changed since it was added."""
        if name not in self._packaged:
            self.shelf.find(name)
        self._store.whisper(name)

    def measured(self, name: str) -> Any:
        """What was measured of a model as it is now, or None."""
        return self._trials.of(name, self._store.whisper(name).digest)

    def measure(self, model: str, talk: Path) -> Any:
        """Try it on a minute of talk."""
        from transcription.trial import try_out

        return try_out(self._store, model, talk)

    def keep(self, name: str, trial: Any) -> None:
        """Remember what was measured."""
        self._trials.keep(name, trial)

    def forget(self, name: str) -> None:
        """Forget what was measured of a model that was removed."""
        self._trials.forget(name)


def confinement_here() -> Mapping[str, bool]:
    """What the decoder of uploaded sound cannot reach on this machine."""
    from transcription.sound.audio import confinement

    return confinement()


def _say_nothing(_id: str) -> None:
    """Nobody listens in this process: others notice by polling."""


def _at_once(act: Callable[[], Any]) -> Any:
    return act()


def create_app(house: House, *, async_mode: str = "threading") -> Flask:
    """The web application: every room's pages, the socket, the edge."""
    import facilitation.activities  # noqa: F401 - registers the catalogue
    from facilitation import api, routes
    from facilitation.live import health
    from facilitation.live.server import install_live
    from retreat.analysis import routes as analysis
    from retreat.export import routes as export
    from retreat.imports import routes as imports
    from retreat.people import routes as people
    from retreat.programme import routes as programme
    from retreat.record import routes as record
    from retreat.recordings import routes as recordings
    from retreat.search import routes as search
    from retreat.speech import routes as speech
    from retreat.transcripts import routes as transcripts
    from retreat.web.compress import install_compression
    from retreat.web.pages import install_web
    from retreat.web.proxy import behind_proxy
    from retreat.web.rules import LateRule

    app = Flask(__name__)
    app.url_rule_class = LateRule
    install_web(app, house)
    install_compression(app)
    install_live(app, house, async_mode=async_mode)
    rooms = (people, programme, recordings, transcripts, search, speech, imports, analysis, export, record)
    for room in (health, api, routes, *rooms):
        app.register_blueprint(room.blueprint)
    app.wsgi_app = behind_proxy(app.wsgi_app, house.settings.proxy)  # type: ignore[method-assign, assignment]
    return app


def main(arguments: Sequence[str]) -> int:
    """Run one command; its exit code."""
    return run(
        arguments,
        Parts(
            load_settings=lambda: load_settings(os.environ),
            configure_logs=configure_logs,
            register_rooms=register_rooms,
            open_house=open_house,
            create_app=create_app,
            open_speech=SpeechRoom,
            transcribe=transcribe_file,
            bench_speech=bench_speech,
            bench_groupings=bench_groupings,
            bench_identifiers=bench_identifiers,
            open_recognisers=Recognisers,
            confinement=confinement_here,
            program=Path(__file__).resolve(),
        ),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
