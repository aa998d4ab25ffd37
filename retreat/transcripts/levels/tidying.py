"""Tidies a turn, and extracts the most typical sentence of a text, for the other levels.

Tidying is for English and removes only what carries no meaning: fillers, repetitions, broken-off words. It never
removes a negation or a word with meaning. Pure rules; must never know where words come from.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

FILLERS = frozenset(
    ("um", "umm", "ummm", "uh", "uhh", "uhm", "er", "err", "erm", "ehm", "hm", "hmm", "hmmm", "mm", "mmm")
)
# If repeated, these say nothing new. Words that can rightly come twice (had, that, it, is, you, her, in) aren't here.
STARTS = frozenset(
    (
        *("i", "we", "he", "she", "they", "the", "a", "an", "my", "our", "your", "their"),
        *("and", "but", "because", "if", "or", "i'm", "we're", "they're", "he's", "she's", "i've", "we've", "there's"),
    )
)
# Phrases made only of these, said twice in a row, are false starts.
PHRASES = STARTS | frozenset(
    (
        *("it", "you", "it's", "you're", "you've", "was", "were", "is", "are", "am", "has", "have", "had", "would"),
        *("could", "should", "will", "can", "to", "of", "in", "on", "at", "for", "with", "from", "that", "this", "so"),
        *("when", "what", "who", "there", "his", "her", "as", "by", "be", "been"),
    )
)
NEGATIONS = frozenset(
    (
        *("no", "not", "nor", "never", "none", "nobody", "nothing", "nowhere", "neither", "cannot", "without", "nope"),
        *("hardly", "barely", "scarcely", "nah"),
    )
)
_ASKING = frozenset(("what", "who", "how", "where", "that", "which", "as", "than", "whatever", "whoever"))
_ASIDES = (("you", "know"), ("i", "mean"))
_GOES_ON = frozenset(("what", "who", "how", "why", "when", "where", "and", "or", "but", "that", "which", "if"))
_LONGEST_PHRASE = 4
_MARKS = '.,?!;:…"“”()'
_SENTENCE_ENDS = ".?!…"
_STOP_ENDS = ".?!…;:"
_BROKEN = re.compile(r"^([A-Za-z']+)(?:[-–—‐‑]|\.\.\.|…)[,.]?$")
_PAUSE = re.compile(r"^(?:\(\.\)|\(\d{1,3}\)|=)$")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"[^.?!…]+[.?!…]*")


def tidied(text: str) -> str:
    """Intelligent verbatim: removes fillers, false starts and stammered repetitions, and changes nothing else.

    Text that would become empty stays as it was. Tidying twice changes nothing more.
    """
    tokens = _without_signs(text.split())
    while True:
        kept = _once(tokens)
        if kept == tokens:
            break
        tokens = kept
    return " ".join(tokens) if any(_plain(token) for token in tokens) else " ".join(text.split())


def is_negation(token: str) -> bool:
    """Whether a word denies something."""
    plain = _plain(token)
    return plain in NEGATIONS or plain.endswith("n't")


def _plain(token: str) -> str:
    return token.replace("’", "'").strip(_MARKS + "'-–—‐‑").casefold()


def _without_signs(tokens: Sequence[str]) -> list[str]:
    """Without the signs for how something was said: pauses, latches, marks of overlap."""
    bare = [token.replace("//", "") for token in tokens if not _PAUSE.match(token)]
    return [token for token in bare if token]


def _bracketed(tokens: Sequence[str]) -> list[bool]:
    """Which tokens are in brackets, such as ``[inaudible 00:12:31]``: these are remarks, and stay."""
    inside: list[bool] = []
    depth = 0
    for token in tokens:
        opened = token.count("[") + token.count("((")
        closed = token.count("]") + token.count("))")
        inside.append(depth > 0 or opened > 0 or closed > 0)
        depth = max(0, depth + opened - closed)
    return inside


def _once(tokens: list[str]) -> list[str]:
    """The tokens without the first thing that can be removed; the same list if there is none."""
    fixed = _bracketed(tokens)
    for at in range(len(tokens)):
        length = _superfluous(tokens, fixed, at)
        if length and any(_plain(token) for token in (*tokens[:at], *tokens[at + length :])):
            return _cut(tokens, at, length)
    return tokens


def _superfluous(tokens: Sequence[str], fixed: Sequence[bool], at: int) -> int:
    """How many tokens from here on carry no meaning. Of a repetition, the first part goes."""
    if fixed[at]:
        return 0
    plain = _plain(tokens[at])
    if plain in FILLERS and "-" not in (*tokens[max(0, at - 1) : at], *tokens[at + 1 : at + 2]):
        return 1
    if _is_aside(tokens, fixed, at):
        return 2
    if at + 1 < len(tokens) and not fixed[at + 1] and _is_broken_off(tokens[at], tokens[at + 1]):
        return 1
    return _begun_again(tokens, fixed, at)


def _is_aside(tokens: Sequence[str], fixed: Sequence[bool], at: int) -> bool:
    """``you know`` and ``I mean`` between commas, if nothing after them could be what is known or meant."""
    if at == 0 or at + 2 >= len(tokens) or any(fixed[at : at + 3]):
        return False
    first, second = tokens[at : at + 2]
    return (
        (first.casefold(), _plain(second)) in _ASIDES
        and second.endswith(",")
        and tokens[at - 1].endswith(",")
        and _plain(tokens[at + 2]) not in _GOES_ON
    )


def _is_broken_off(token: str, following: str) -> bool:
    """``deskt-`` before ``desktop``: the beginning of the word that follows."""
    broken = _BROKEN.match(token)
    if broken is None or is_negation(token):
        return False
    begun, whole = broken[1].casefold(), _plain(following)
    return whole.startswith(begun) and not _BROKEN.match(following)


def _begun_again(tokens: Sequence[str], fixed: Sequence[bool], at: int) -> int:
    for length in range(_LONGEST_PHRASE, 0, -1):
        end = at + 2 * length
        if end > len(tokens) or any(fixed[at:end]):
            continue
        once = [_plain(token) for token in tokens[at : at + length]]
        twice = [_plain(token) for token in tokens[at + length : end]]
        if once != twice or any(token[-1:] in _STOP_ENDS for token in tokens[at : at + length]):
            continue
        if length == 1 and once[0] in STARTS:
            return 1
        if length > 1 and len(set(once)) > 1 and PHRASES.issuperset(once) and not _belongs(tokens, at):
            return length
    return 0


def _belongs(tokens: Sequence[str], at: int) -> bool:
    """Whether the word before makes a repetition right, as in ``what it is it is``."""
    return at > 0 and _plain(tokens[at - 1]) in _ASKING


def _cut(tokens: Sequence[str], at: int, length: int) -> list[str]:
    """Without these tokens; the end of a sentence and its capital letter stay."""
    before, gone, after = list(tokens[:at]), tokens[at : at + length], list(tokens[at + length :])
    last = gone[-1]
    if before and last[-1:] in _SENTENCE_ENDS and not last.endswith("...") and before[-1][-1:] not in _STOP_ENDS:
        before[-1] = before[-1].rstrip(",") + last[-1]
    begins = not before or before[-1][-1:] in _SENTENCE_ENDS
    if begins and after and gone[0][:1].isupper():
        after[0] = after[0][:1].upper() + after[0][1:]
    return before + after


def most_central(text: str) -> str:
    """The sentence that shares most with the others, word for word; empty for an empty text.

    Rare words count more than common ones. Very short sentences are used only if there are no others.
    """
    sentences = [" ".join(found.group().split()) for found in _SENTENCE.finditer(text)]
    sentences = [sentence for sentence in sentences if _WORD.search(sentence)]
    if not sentences:
        return ""
    bags = [Counter(word.casefold() for word in _WORD.findall(sentence) if len(word) > 3) for sentence in sentences]
    held = Counter(word for bag in bags for word in bag)
    weigh = {word: math.log(1 + len(bags) / count) for word, count in held.items()}
    fair = [at for at, sentence in enumerate(sentences) if len(_WORD.findall(sentence)) >= 5] or range(len(sentences))
    return sentences[max(fair, key=lambda at: (sum(_shared(bags[at], bag, weigh) for bag in bags), -at))]


def _shared(one: Counter[str], other: Counter[str], weigh: dict[str, float]) -> float:
    both = sum(weigh[word] ** 2 for word in one.keys() & other.keys())
    sizes = [math.sqrt(sum(weigh[word] ** 2 for word in bag)) for bag in (one, other)]
    return both / (sizes[0] * sizes[1]) if all(sizes) else 0.0
