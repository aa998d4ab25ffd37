"""Suggests what in a text could identify somebody: names, places, numbers, dates. People decide about each.

Rules find what has a fixed form (CHI, NHS and National Insurance numbers, dates of birth, postcodes, phones, email);
a small network finds names and places. Must never change a text.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from transcription.text.identifier_dates import dates_in, is_date, years_in
from transcription.weights import ModelStore

# The last two letters of a postcode are never C, I, K, M, O or V. Source: Royal Mail, PAF guide for programmers.
_POSTCODE = re.compile(r"\b(?:GIR ?0AA|[A-Z]{1,2}\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2})\b", re.IGNORECASE)
_TEN_DIGITS = re.compile(r"(?<![\w+])(?<!\d[ -])\d(?:[ -]?\d){9}(?![ -]?\d)(?!\w)")
# Source: HMRC, National Insurance Manual NIM39110: letters and pairs that are never given out.
_NI_GIVEN_OUT = re.compile(r"(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]", re.IGNORECASE)
_NI_NUMBER = re.compile(r"\b[A-Z]{2}(?:[ -]?\d){6}(?:[ -]?(?P<suffix>[A-D]))?\b", re.IGNORECASE)
_EMAIL = re.compile(r"\b[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+\b")
_PHONE = re.compile(
    r"(?<![\w+])(?:(?:\+|00)44[ -]?(?:\(0\)[ -]?)?[1-9]|\(?0[1-9])(?:[ \-()]{0,2}\d){8,9}(?![ -]?\d)(?!\w)"
)
_BIRTH = re.compile(r"\b(?:born|birth|birthdays?|d\.?o\.?b\b)", re.IGNORECASE)
_BORN_IN = re.compile(r"\bborn\b(?:\W+\w+){0,3}\W+$|\byear of birth\W+(?:\w+\W+)?$", re.IGNORECASE)
_NHS_OR_CHI = re.compile(r"\b(?P<chi>CHI)\b|\bNHS (?:number|no)\b|\bhospital number\b", re.IGNORECASE)
_NI_SAID = re.compile(r"\bnational insurance\b|\bN\.?I\.? (?:number|no)\b|\bNINO\b", re.IGNORECASE)
_TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Doctor|Prof|Professor|Sister|Nurse|Rev|Reverend|Father|Lady|Lord|Sir)\b\.? "
    r"[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?"
)
_SERVICE = re.compile(
    r"\b(?:[A-Z][\w'’-]+ ){1,3}(?:(?:Day|Care|Resource|Health|Medical|Community|Family|Carers['’]?|Nursing|Residential|"
    r"Primary|Secondary|High|Group|Drop-in) )?"
    r"(?:Cent(?:re|er)|Home|Hospital|Infirmary|Hospice|Surgery|Practice|Clinic|Unit|Ward|House|Lodge|Court|School|"
    r"Academy|College|Church|Mosque|Club|Trust|Hub)\b"
)
_NOT_A_NAME = re.compile(r"^(?:The|A|An|Our|My|Your|Their|His|Her|This|That|At|In|From|To|And|But|So|We|I|She|He) ")
_NEAR_CHARACTERS = 40
# In longer windows it misses more names, on our own texts between other talk.
_WINDOW_TOKENS = 126
_OVERLAP_TOKENS = 48
# Chosen on our own seen texts, never on a corpus: a person refuses a wrong suggestion, but nobody sees a miss.
_LEAST_CONFIDENCE = 0.2
_NUMBERS = frozenset(
    {"phone", "tax_id", "bank_account", "routing_number", "government_id", "passport", "drivers_license"}
)
Row = np.ndarray[tuple[int], np.dtype[np.float32]]
_TAIL = re.compile(r"(?:['’]s|['’])$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A stretch of text (characters, half-open), what it may be, how sure, and what found it."""

    start: int
    end: int
    kind: str
    confidence: float
    found_by: str


def by_rules(text: str) -> list[Suggestion]:
    """What has a form: chi_, nhs_ and ni_number, date_of_birth, date, postcode, email, phone, titled_name, service."""
    tens = list(_ten_digit_numbers(text))
    found = [*tens, *_ni_numbers(text), *_dates(text), *_phones(text), *_named(text)]
    for kind, pattern in (("email", _EMAIL), ("postcode", _POSTCODE)):
        found += [_by_rule(match.span(), kind, 0.9) for match in pattern.finditer(text)]
    return _without_overlap(found)


def _by_rule(span: tuple[int, int], kind: str, confidence: float) -> Suggestion:
    return Suggestion(start=span[0], end=span[1], kind=kind, confidence=confidence, found_by="rule")


def _before(text: str, start: int) -> str:
    return text[max(0, start - _NEAR_CHARACTERS) : start]


def _ten_digit_numbers(text: str) -> Iterator[Suggestion]:
    for match in _TEN_DIGITS.finditer(text):
        digits = [int(character) for character in match[0] if character.isdigit()]
        named = _NHS_OR_CHI.search(_before(text, match.start()))
        if _check_digit(digits):
            # A Scottish CHI number begins with the date of birth; an English NHS number has the same check digit.
            yield _by_rule(match.span(), "chi_number" if _begins_with_a_date(digits) else "nhs_number", 0.95)
        elif named:
            # One digit is wrong; the rest still leads to the person.
            yield _by_rule(match.span(), "chi_number" if named["chi"] else "nhs_number", 0.92)


def _named(text: str) -> Iterator[Suggestion]:
    """Titles with names, and services that are called by a name of their own; both depend on capitals."""
    for match in _TITLED.finditer(text):
        yield _by_rule(match.span(), "titled_name", 0.92)
    for match in _SERVICE.finditer(text):
        start = match.start()
        while first := _NOT_A_NAME.match(text[start : match.end()]):
            start += first.end()
        if " " in text[start : match.end()]:
            yield _by_rule((start, match.end()), "service", 0.9)


def _begins_with_a_date(digits: Sequence[int]) -> bool:
    day, month, year = (digits[at] * 10 + digits[at + 1] for at in (0, 2, 4))
    return is_date(day, month, year)


def _ni_numbers(text: str) -> Iterator[Suggestion]:
    for match in _NI_NUMBER.finditer(text):
        is_whole = match["suffix"] and _NI_GIVEN_OUT.match(match[0])
        # Without its last letter it looks like any reference; with a slip in its letters it still leads to the person.
        if is_whole or _NI_SAID.search(_before(text, match.start())):
            yield _by_rule(match.span(), "ni_number", 0.95)


def _phones(text: str) -> Iterator[Suggestion]:
    for match in _PHONE.finditer(text):
        digits = [int(character) for character in match[0] if character.isdigit()]
        # Ten digits in one run that begin with a date are a CHI number with a slip, rather than a phone.
        if not (match[0].isdigit() and len(digits) == 10 and _begins_with_a_date(digits)):
            yield _by_rule(match.span(), "phone", 0.9)


def _check_digit(digits: Sequence[int]) -> bool:
    """Modulus 11. Source: NHS Data Dictionary, NHS NUMBER."""
    check = 11 - sum(digit * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return check != 10 and check % 11 == digits[9]


def _dates(text: str) -> Iterator[Suggestion]:
    for start, end, is_whole in dates_in(text):
        around = text[max(0, start - _NEAR_CHARACTERS) : end + _NEAR_CHARACTERS]
        if _BIRTH.search(around):
            yield _by_rule((start, end), "date_of_birth", 0.9)
        elif is_whole:
            yield _by_rule((start, end), "date", 0.5)
    for start, end in years_in(text):
        if _BORN_IN.search(_before(text, start)):
            yield _by_rule((start, end), "date_of_birth", 0.9)


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
        self._tokenizer.no_truncation()
        self._tokenizer.no_padding()
        self._begin, self._end = self._tokenizer.encode("").ids
        labels = json.loads((folder / "config.json").read_text("utf-8"))["id2label"]
        self._labels = [str(labels[str(number)]) for number in range(len(labels))]

    def suggest(self, text: str) -> list[Suggestion]:
        """All suggestions for one passage, in order, none overlapping."""
        return _without_overlap([*by_rules(text), *self._by_network(text)])

    def _by_network(self, text: str) -> list[Suggestion]:
        encoded = self._tokenizer.encode(text, add_special_tokens=False)
        found: list[Suggestion] = []
        for (start, end), row in zip(encoded.offsets, self._scores(encoded.ids), strict=True):
            best = int(row[1:].argmax()) + 1
            confidence = 1.0 - float(row[0])
            if start == end or confidence < _LEAST_CONFIDENCE:
                continue
            kind = self._labels[best].split("-", 1)[-1].lower()
            # Only the rules tell what a number is: the network calls most of them phones.
            kind = "number" if kind in _NUMBERS else kind
            last = found[-1] if found else None
            if last and last.kind == kind and start - last.end <= 1:
                confidence = min(last.confidence, confidence)
                start = found.pop().start
            found.append(
                Suggestion(
                    start=start, end=end, kind=kind, confidence=round(min(confidence, 0.89), 3), found_by="network"
                )
            )
        return whole_words(text, found)

    def _scores(self, ids: Sequence[int]) -> Iterator[Row]:
        """Each token's chances, (labels,), from the window in which most of the text around it can be seen."""
        for (start, end), (first, last) in windows(len(ids)):
            window = np.array([[self._begin, *ids[start:end], self._end]], np.int64)
            feed = {
                "input_ids": window,
                "attention_mask": np.ones_like(window),
                "token_type_ids": np.zeros_like(window),
            }
            scores = self._session.run(None, {name: feed[name] for name in self._inputs})[0][0][1:-1]
            scores = np.exp(scores - scores.max(1, keepdims=True))
            yield from (scores / scores.sum(1, keepdims=True))[first - start : last - start]


def windows(count: int) -> list[tuple[tuple[int, int], tuple[int, int]]]:
    """Overlapping windows over tokens: from and to of what is read, and of what is taken from it (half-open)."""
    starts = list(range(0, max(count - _OVERLAP_TOKENS, 1), _WINDOW_TOKENS - _OVERLAP_TOKENS))
    seams = [0, *(start + _OVERLAP_TOKENS // 2 for start in starts[1:]), count]
    return [
        ((start, min(start + _WINDOW_TOKENS, count)), taken)
        for start, taken in zip(starts, pairwise(seams), strict=True)
        if count
    ]


def whole_words(text: str, found: Iterable[Suggestion]) -> list[Suggestion]:
    """Widened to whole words, since a part of a name still tells it; without “’s”; pieces of one word are one."""
    widened: list[Suggestion] = []
    for item in found:
        start, end = item.start, item.end
        while start < end and not text[start].isalnum():
            start += 1
        while end > start and not text[end - 1].isalnum():
            end -= 1
        if start == end:
            continue
        while _is_within_word(text, start - 1):
            start -= 1
        while _is_within_word(text, end):
            end += 1
        end -= len(tail[0]) if (tail := _TAIL.search(text[start:end])) else 0
        last = widened[-1] if widened else None
        if last and start < last.end:
            confidence = max(last.confidence, item.confidence)
            widened[-1] = replace(last, end=max(end, last.end), confidence=confidence)
        else:
            widened.append(replace(item, start=start, end=end))
    return widened


def _is_within_word(text: str, at: int) -> bool:
    """Whether a word goes on at this place: a letter or digit, or an apostrophe or hyphen between two."""
    if not 0 <= at < len(text):
        return False
    if text[at].isalnum():
        return True
    return text[at] in "'’-" and text[at - 1 : at].isalnum() and text[at + 1 : at + 2].isalnum()
