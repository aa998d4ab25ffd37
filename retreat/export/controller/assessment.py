"""A draft of a data protection impact assessment: what is known is filled in, what people must judge is asked. Pure.

Source: the seven steps of the Information Commissioner's Office's sample template (v0.4); Article 35(7) of the GDPR.
"""

from __future__ import annotations

from collections.abc import Sequence

from retreat.export.controller.facts import Facts
from retreat.export.controller.flows import Picture
from retreat.export.controller.paper import Chapter, Paper, Table
from retreat.export.controller.processing import processing_of, security

_RISK = ("Risk", "What is done about it now", "What is not", "Likelihood, severity, what remains")
_BY_HAND = "to be judged"


def assessment_of(facts: Facts, asked: Sequence[str], picture: Picture) -> Paper:
    """The draft."""
    known = {one.title: one for one in processing_of(facts, asked).chapters}
    return Paper(
        name="impact-assessment",
        title="Impact assessment (draft)",
        about="A DPIA filled from how the toolkit is set up now. It is a draft: people have to judge and sign it.",
        chapters=(
            Chapter(
                title="1. Why an assessment is needed",
                lines=(
                    "People speak and write about care and about their own and others’ lives, some of them in "
                    "vulnerable positions. Special categories of data are likely.",
                ),
                open=("What is the project to achieve, and who decided to use this toolkit?",),
            ),
            Chapter(
                title="2. What is processed",
                lines=(*known["Whose data"].lines, *known["Which data"].lines, *known["How long"].lines),
                open=("What do people expect, and what is your relationship with them? Are there children?",),
            ),
            Chapter(title="Where data goes", lines=tuple(picture.lines()), has_picture=True),
            Chapter(
                title="3. Who was consulted",
                open=(
                    "How were the people concerned, or those who speak for them, asked for their views?",
                    "What did partners, the ethics committee and security experts say?",
                ),
            ),
            Chapter(
                title="4. Is it necessary and proportionate?",
                lines=(
                    "Each purpose is asked about by itself; nothing is ticked before, and no answer counts as no.",
                    "A person can refuse sound and still take part; a no reaches everything made of their words.",
                    "Others are shown no group of fewer than five people. A name stands only under a quote that its "
                    "owner has read and kept.",
                ),
                open=(
                    "Is there another way to the same end with less data?",
                    "What is the legal basis for each purpose?",
                ),
            ),
            Chapter(title="5. Risks", tables=(Table(called="Risks", columns=_RISK, rows=_risks(facts)),)),
            Chapter(
                title="6. Measures",
                lines=security(facts),
                open=("Which further measures are agreed, by whom, until when?",),
            ),
            Chapter(
                title="7. Signatures",
                open=(
                    "Measures approved by, on:",
                    "Remaining risks accepted by, on:",
                    "Advice of the data protection officer, and whether it was followed:",
                    "Who reviews this, and when:",
                ),
            ),
        ),
    )


def _risks(facts: Facts) -> tuple[tuple[str, ...], ...]:
    rows = [
        (
            "Somebody is recognised by what they said, or by an account of their life.",
            "Roles and sectors of small groups are not shown; suggestions of identifiers are confirmed by people.",
            "People who were there may recognise each other; that cannot be taken back.",
        ),
        (
            "Somebody says no, and their words stay.",
            "One list of all stores; erased within a minute; a receipt says what was checked.",
            "Copies outside the team can only be asked for." if facts.given else "",
        ),
        (
            "The machine is lost or stolen.",
            "Passwords are digests; the folder is closed to other accounts.",
            "The disk itself is encrypted only if you have turned that on.",
        ),
    ]
    if facts.recordings:
        rows.append(
            (
                "Voices in an audio recording are heard by people who should not.",
                "Only roles that may read hear it; nothing is sent elsewhere to be turned into text.",
                "The machine is wrong about who speaks in some turns, so sound waits until somebody has listened.",
            )
        )
    if facts.backs_up and not facts.is_encrypted:
        rows.append(("A backup is read by somebody else.", "", "Backups are not encrypted: set a passphrase."))
    if not facts.backs_up:
        rows.append(("Everything is lost with the machine.", "", "No backups are made by schedule."))
    elif facts.tried_at is None:
        rows.append(("A backup turns out not to work.", "Copies are checked.", "None was ever restored on trial."))
    if not facts.second_step:
        rows.append(
            ("Somebody signs in with another’s password.", "Failures are limited.", "A second step is optional.")
        )
    if facts.withdrawals_open:
        rows.append(
            (
                "Sound of somebody who withdrew is still here.",
                "Nobody can play it; it is deleted on the stated day.",
                f"{facts.withdrawals_open} of {facts.withdrawals} withdrawals wait.",
            )
        )
    return tuple((*row, _BY_HAND) for row in rows)
