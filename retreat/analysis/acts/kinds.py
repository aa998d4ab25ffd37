"""Every kind of entry in a programme's log, and how it is told after the name of whoever did it. Pure.

In braces: what the entry is about, as ``story`` fills it in.
"""

from __future__ import annotations

from collections.abc import Mapping

KINDS: Mapping[str, str] = {
    "approach.chosen": "chose to work in this way: {approach}",
    "code.added": "added the code {code}",
    "code.renamed": "renamed the code {before} to {code}",
    "code.defined": "changed the definition of {code}",
    "code.coloured": "gave {code} another colour",
    "code.moved": "moved {code} under {to}",
    "code.merged": "merged {code} into {to}",
    "code.split": "split {count} excerpts off {code} into the new code {to}",
    "code.removed": "removed the code {code}",
    "code.exampled": "made an excerpt {example} {code}",
    "coding.added": "coded an excerpt with {code}",
    "coding.removed": "took the code {code} off an excerpt",
    "coding.suggested": "had {count} excerpts suggested for {code} by a search",
    "coding.accepted": "accepted a suggestion for {code}",
    "coding.refused": "refused a suggestion for {code}",
    "memo.written": "wrote a memo ({memo_kind})",
    "memo.changed": "changed a memo ({memo_kind})",
    "memo.removed": "removed a memo ({memo_kind})",
    "reading.first": "wrote a first reading of an excerpt",
    "reading.again": "read an excerpt again",
    "set.made": "made the set {set}",
    "set.changed": "changed what is in the set {set}",
    "set.picked": "put an excerpt into the set {set}",
    "set.unpicked": "took an excerpt out of the set {set}",
    "set.removed": "removed the set {set}",
    "theme.proposed": "proposed the theme {theme}",
    "theme.worded": "put a theme into other words: {theme}",
    "theme.laid": "laid an excerpt on the theme {theme}, {side}",
    "theme.taken_off": "took an excerpt off the theme {theme}",
    "theme.noted": "wrote {note} about the theme {theme}",
    "theme.note_taken_back": "took back {note} about the theme {theme}",
    "theme.stated": "called the theme {theme} {state}",
    "theme.given_back": "gave the theme {theme} back to those on whose words it rests",
    "theme.called_in": "stopped showing the theme {theme} to participants",
    "theme.signed": "signed the theme {theme}",
    "theme.dissents": "dissented from the theme {theme}",
    "theme.replied": "told a participant what was done about their answer to the theme {theme}",
    "theme.summed_up": "summed up what some people say to the theme {theme}",
    "theme.removed": "removed the theme {theme}",
    "double.assigned": "asked {count} people to code a session blind",
    "double.finished": "finished coding a session blind",
    "double.opened": "opened a blind double coding for comparison",
    "double.settled": "settled a difference {outcome}",
    "project.brought": "brought in a project: codes {codes}, codings {codings}, memos {memos}",
    "act.undone": "undid entry {of}",
}
