"""Sounds of rooms where nobody speaks, made by arithmetic: hum, hiss, applause, kitchen, street, music, bells.

Each maker takes seconds and a random generator and gives float64, (n,), 16 kHz, at most 1 high.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 16_000
Sound = NDArray[np.float64]
Maker = Callable[[float, np.random.Generator], Sound]


def at_level(sound: Sound, decibels: float) -> NDArray[np.int16]:
    """16-bit samples of which the highest stands this far below full scale."""
    highest = float(np.abs(sound).max()) or 1.0
    return np.round(sound / highest * 32767 * 10 ** (decibels / 20)).astype(np.int16)


def hum(seconds: float, chance: np.random.Generator) -> Sound:
    """Mains: 50 Hz and its overtones."""
    at = _clock(seconds)
    return sum((np.sin(2 * np.pi * 50 * k * at + chance.uniform(0, 6)) / k for k in (1, 2, 3, 5, 7)), np.zeros(len(at)))


def white(seconds: float, chance: np.random.Generator) -> Sound:
    """Hiss of equal power in every band."""
    return chance.standard_normal(len(_clock(seconds)))


def pink(seconds: float, chance: np.random.Generator) -> Sound:
    """Rain, fans: power falls with frequency."""
    return _coloured(seconds, chance, 0.5)


def wind(seconds: float, chance: np.random.Generator) -> Sound:
    """Gusts over a microphone."""
    return _coloured(seconds, chance, 0.8) * (0.2 + _slow(seconds, chance, 0.7))


def street(seconds: float, chance: np.random.Generator) -> Sound:
    """Engines and tyres that pass."""
    at, passing = _clock(seconds), np.zeros(len(_clock(seconds)))
    for moment in chance.uniform(0, seconds, max(2, int(seconds / 6))):
        near = np.exp(-(((at - moment) / chance.uniform(0.8, 2.5)) ** 2))
        engine = chance.uniform(30, 70) * (1 - 0.06 * np.tanh(at - moment))
        phase = 2 * np.pi * np.cumsum(engine) / RATE_HZ
        passing += near * sum((np.sin(k * phase) / k for k in range(1, 9)), np.zeros(len(at)))
    return 3 * _peak(_coloured(seconds, chance, 1.0)) + 2 * _peak(passing) + 0.3 * _peak(pink(seconds, chance))


def applause(seconds: float, chance: np.random.Generator) -> Sound:
    """Two hundred hands: short claps that swell and fade."""
    swell = np.interp(_clock(seconds), [0, seconds / 4, seconds * 3 / 4, seconds], [0.1, 1, 0.9, 0.05])
    return _struck(seconds, chance, per_second=180, lengths=(0.004, 0.012), tones=(700, 2500), dry=0.8) * swell


def kitchen(seconds: float, chance: np.random.Generator) -> Sound:
    """Plates and cutlery, a fan behind them."""
    plates = _struck(seconds, chance, per_second=2.5, lengths=(0.03, 0.25), tones=(1200, 6500), dry=0.1)
    return _peak(plates) + 0.05 * _peak(pink(seconds, chance))


def typing(seconds: float, chance: np.random.Generator) -> Sound:
    """A keyboard."""
    return _struck(seconds, chance, per_second=7, lengths=(0.002, 0.008), tones=(900, 4000), dry=0.7)


def knocks(seconds: float, chance: np.random.Generator) -> Sound:
    """Doors, chairs, a fist on the table."""
    return _struck(seconds, chance, per_second=1.2, lengths=(0.03, 0.12), tones=(60, 350), dry=0.3)


def clicks(seconds: float, chance: np.random.Generator) -> Sound:
    """A bad cable: single samples."""
    sound = np.zeros(len(_clock(seconds)))
    sound[chance.integers(0, len(sound), int(4 * seconds))] = chance.uniform(-1, 1, int(4 * seconds))
    return sound


def chords(seconds: float, chance: np.random.Generator) -> Sound:
    """A piano's chords, two a second."""
    sound = np.zeros(len(_clock(seconds)))
    for number in range(int(seconds * 2)):
        root = 110 * 2 ** (chance.choice([0, 2, 4, 5, 7, 9]) / 12)
        for step in (0, 4, 7, 12):
            _add_note(sound, number * 0.5, root * 2 ** (step / 12), 1.4, attack_s=0.005)
    return sound


def strings(seconds: float, chance: np.random.Generator) -> Sound:
    """A bowed melody with vibrato: as near to a voice as an instrument comes."""
    sound = np.zeros(len(_clock(seconds)))
    start = 0.0
    while start < seconds:
        length = chance.choice([0.4, 0.8, 1.6])
        pitch = 220 * 2 ** (chance.choice([-5, -3, 0, 2, 4, 5, 7, 9, 12]) / 12)
        _add_note(sound, start, pitch, length, attack_s=0.08, vibrato=0.006)
        start += length * 0.95
    return sound


def beat(seconds: float, chance: np.random.Generator) -> Sound:
    """Drums and bass."""
    sound = np.zeros(len(_clock(seconds)))
    for number in range(int(seconds * 4)):
        _add_note(sound, number * 0.25, 55 * 2 ** (chance.choice([0, 3, 5, 7]) / 12), 0.25, attack_s=0.01)
        if number % 2 == 0:
            _add(sound, number * 0.25, chance.standard_normal(1600) * np.exp(-np.arange(1600) / 250) * 1.5)
    return sound


def ringing(seconds: float, chance: np.random.Generator) -> Sound:
    """A telephone: two tones, two seconds on, one off."""
    at = _clock(seconds)
    return (np.sin(2 * np.pi * 440 * at) + np.sin(2 * np.pi * 480 * at)) * (at % 3 < 2)


def siren(seconds: float, chance: np.random.Generator) -> Sound:
    """An ambulance outside."""
    at = _clock(seconds)
    pitch = 900 + 400 * np.sin(2 * np.pi * 0.25 * at + chance.uniform(0, 6))
    return np.sin(2 * np.pi * np.cumsum(pitch) / RATE_HZ) * (0.3 + _slow(seconds, chance, 0.2))


def vacuum(seconds: float, chance: np.random.Generator) -> Sound:
    """A motor with many overtones, and its air."""
    phase = 2 * np.pi * np.cumsum(180 + 8 * _slow(seconds, chance, 0.5)) / RATE_HZ
    motor = sum((np.sin(k * phase) / k**0.7 for k in range(1, 20)), np.zeros(len(phase)))
    return _peak(motor) + 0.5 * _peak(white(seconds, chance))


def chairs(seconds: float, chance: np.random.Generator) -> Sound:
    """Legs scraped over a floor: rough tones of half a second that jump about."""
    sound = np.zeros(len(_clock(seconds)))
    for moment in chance.uniform(0, seconds, max(1, int(seconds / 2))):
        at = _clock(chance.uniform(0.2, 0.7))
        rough = np.sign(
            np.sin(2 * np.pi * chance.uniform(150, 500) * at + 3 * np.cumsum(chance.normal(0, 0.05, len(at))))
        )
        _add(sound, moment, rough * np.hanning(len(at)) * chance.uniform(0.3, 1))
    return _peak(sound) + 0.02 * _peak(pink(seconds, chance))


NOISES: Mapping[str, Maker] = {
    maker.__name__: maker
    for maker in (
        hum, white, pink, wind, street, applause, kitchen, typing, knocks, clicks,
        chords, strings, beat, ringing, siren, vacuum, chairs,
    )
}  # fmt: skip


def _clock(seconds: float) -> Sound:
    return np.arange(round(seconds * RATE_HZ)) / RATE_HZ


def _peak(sound: Sound) -> Sound:
    return sound / (float(np.abs(sound).max()) or 1.0)


def _coloured(seconds: float, chance: np.random.Generator, steepness: float) -> Sound:
    """Noise whose height falls with frequency to the power of ``steepness``."""
    count = len(_clock(seconds))
    bands = np.fft.rfft(chance.standard_normal(count))
    hertz = np.maximum(np.fft.rfftfreq(count, 1 / RATE_HZ), 20.0)
    return np.asarray(np.fft.irfft(bands / hertz**steepness, count))


def _slow(seconds: float, chance: np.random.Generator, hertz: float) -> Sound:
    """A curve from 0 to 1 that changes its mind so many times a second."""
    knots = chance.uniform(0, 1, max(2, int(seconds * hertz) + 2))
    return np.interp(np.linspace(0, len(knots) - 1, len(_clock(seconds))), np.arange(len(knots)), knots)


def _struck(
    seconds: float,
    chance: np.random.Generator,
    *,
    per_second: float,
    lengths: tuple[float, float],
    tones: tuple[float, float],
    dry: float,
) -> Sound:
    """Things hit at random: each rings at a few tones and dies away; ``dry`` is how much of it is noise."""
    sound = np.zeros(len(_clock(seconds)))
    for moment in chance.uniform(0, seconds, int(per_second * seconds)):
        dying_s = chance.uniform(*lengths)
        at = _clock(dying_s * 6)
        rings = sum((np.sin(2 * np.pi * tone * at) for tone in chance.uniform(*tones, 4)), np.zeros(len(at))) / 4
        body = dry * chance.standard_normal(len(at)) + (1 - dry) * rings
        _add(sound, moment, body * np.exp(-at / dying_s) * chance.uniform(0.2, 1))
    return sound


def _add_note(
    sound: Sound, start_s: float, pitch_hz: float, length_s: float, *, attack_s: float, vibrato: float = 0.0
) -> None:
    at = _clock(length_s)
    phase = 2 * np.pi * np.cumsum(pitch_hz * (1 + vibrato * np.sin(2 * np.pi * 5.5 * at))) / RATE_HZ
    tone = sum((np.sin(k * phase) / k**1.3 for k in range(1, 8)), np.zeros(len(at)))
    _add(sound, start_s, tone * np.minimum(1, at / attack_s) * np.minimum(1, (length_s - at) / 0.05) * np.exp(-at))


def _add(sound: Sound, start_s: float, part: Sound) -> None:
    first = round(start_s * RATE_HZ)
    room = len(sound) - first
    if room > 0:
        sound[first : first + len(part)] += part[:room]
