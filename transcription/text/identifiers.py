"""Suggests what in a text could identify somebody: names, places, numbers, dates. People decide about each.

Rules find what has a fixed form (CHI and NHS numbers with check digits, dates of birth, postcodes, phones, email);
a small network finds names and places. Must never change a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from transcription.weights import ModelStore

_POSTCODE = re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2})\b", re.IGNORECASE)
_TEN_DIGITS = re.compile(r"\b\d(?:[ \-]?\d){9}\b")
_EMAIL = re.compile(r"\b[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+\b")
_PHONE = re.compile(r"(?<!\w)(?:\+44 ?\d|\(?0\d)(?:[ \-()]?\d){8,9}\b")
_NUMERIC_DATE = re.compile(r"\b(\d{1,2})[./\-](\d{1,2})[./\-](\d{4}|\d{2})\b")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_SPOKEN_DATE = re.compile(
    rf"\b(?:the )?(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({'|'.join(_MONTHS)}),? (\d{{4}})\b", re.IGNORECASE
)
_BIRTH = re.compile(r"\b(?:born|birth|birthday|d\.?o\.?b\.?)\b", re.IGNORECASE)
_NEAR_CHARACTERS = 40
_LEAST_CONFIDENCE = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A stretch of text (characters, half-open), what it may be, how sure, and what found it."""

    start: int
    end: int
    kind: str
    confidence: float
    found_by: str


def by_rules(text: str) -> list[Suggestion]:
    """What has a fixed form: chi_number, nhs_number, date_of_birth, date, postcode, email, phone."""
    found = list(_ten_digit_numbers(text)) + list(_dates(text))
    for kind, pattern in (("email", _EMAIL), ("postcode", _POSTCODE), ("phone", _PHONE)):
        found += [_by_rule(match, kind, 0.9) for match in pattern.finditer(text)]
    return _without_overlap(found)


def _by_rule(match: re.Match[str], kind: str, confidence: float) -> Suggestion:
    return Suggestion(start=match.start(), end=match.end(), kind=kind, confidence=confidence, found_by="rule")


def _ten_digit_numbers(text: str) -> Iterator[Suggestion]:
    for match in _TEN_DIGITS.finditer(text):
        digits = [int(character) for character in match[0] if character.isdigit()]
        if not _check_digit(digits):
            continue
        # A Scottish CHI number begins with the date of birth; an English NHS number has the same check digit.
        day, month = digits[0] * 10 + digits[1], digits[2] * 10 + digits[3]
        chi = 1 <= day <= 31 and 1 <= month <= 12
        yield _by_rule(match, "chi_number" if chi else "nhs_number", 0.95)


def _check_digit(digits: Sequence[int]) -> bool:
    """Modulus 11. Source: NHS Data Dictionary, NHS NUMBER."""
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == digits[9]


def _dates(text: str) -> Iterator[Suggestion]:
    for match in _NUMERIC_DATE.finditer(text):
        if _is_date(int(match[1]), int(match[2]), int(match[3])):
            yield _date_of_birth_or_other(text, match)
    for match in _SPOKEN_DATE.finditer(text):
        if _is_date(int(match[1]), _MONTHS.index(match[2].lower()) + 1, int(match[3])):
            yield _date_of_birth_or_other(text, match)


def _is_date(day: int, month: int, year: int) -> bool:
    try:
        date(year if year > 99 else 1900 + year, month, day)
    except ValueError:
        return False
    return True


def _date_of_birth_or_other(text: str, match: re.Match[str]) -> Suggestion:
    around = text[max(0, match.start() - _NEAR_CHARACTERS) : match.end() + _NEAR_CHARACTERS]
    return _by_rule(match, "date_of_birth", 0.9) if _BIRTH.search(around) else _by_rule(match, "date", 0.5)


def _without_overlap(found: Iterable[Suggestion]) -> list[Suggestion]:
    """In order of place; of overlapping ones, the more certain, then the longer."""
    kept: list[Suggestion] = []
    for item in sorted(found, key=lambda item: (-item.confidence, item.start - item.end)):
        if all(item.end <= other.start or item.start >= other.end for other in kept):
            kept.append(item)
    return sorted(kept, key=lambda item: item.start)


class IdentifierFinder:
    """Rules and the network together; loads some 20 MB, so only for workers."""

    def __init__(self, models: ModelStore, *, threads: int = 1) -> None:
        import onnxruntime
        from tokenizers import Tokenizer

        folder = models.packaged("names").folder
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(folder / "model_q4.onnx"), options, providers=["CPUExecutionProvider"]
        )
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(512)
        labels = json.loads((folder / "config.json").read_text("utf-8"))["id2label"]
        self._labels = [str(labels[str(number)]) for number in range(len(labels))]

    def suggest(self, text: str) -> list[Suggestion]:
        """All suggestions for one passage, in order, none overlapping."""
        return _without_overlap([*by_rules(text), *self._by_network(text)])

    def _by_network(self, text: str) -> list[Suggestion]:
        encoded = self._tokenizer.encode(text)
        ids = np.array([encoded.ids], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        scores = self._session.run(None, {name: feed[name] for name in self._inputs})[0][0]
        scores = np.exp(scores - scores.max(1, keepdims=True))
        scores /= scores.sum(1, keepdims=True)
        found: list[Suggestion] = []
        for (start, end), row in zip(encoded.offsets, scores, strict=True):
            label = self._labels[int(row.argmax())]
            if label == "O" or start == end or float(row.max()) < _LEAST_CONFIDENCE:
                continue
            kind = label.split("-", 1)[-1].lower()
            last = found[-1] if found else None
            if last and last.kind == kind and start - last.end <= 1:
                confidence = min(last.confidence, float(row.max()))
                start = found.pop().start
            else:
                confidence = float(row.max())
            found.append(
                Suggestion(
                    start=start, end=end, kind=kind, confidence=round(min(confidence, 0.89), 3), found_by="network"
                )
            )
        return found
