"""Exports from the command line: any format, of one session or of everything, for an audience."""

from __future__ import annotations

from facilitation.cli.command_line import Asked, say
from facilitation.cli.record_commands import open_record
from retreat.consent.gate import Owner
from retreat.errors import InvalidInput
from retreat.export.audiences import audience_named
from retreat.export.bundle import Shape
from retreat.export.formats import format_named
from retreat.export.gathering import all_sessions, bundle_of, refuse_unknown
from retreat.export.packing import put


def export(asked: Asked) -> None:
    """Write one format of a session, or of every session, as an audience may have it."""
    options = asked.options
    if (options.session is None) != bool(options.all):
        raise InvalidInput("Give one session with --session ID, or --all.")
    chosen, audience = format_named(options.format), audience_named(options.audience)
    shape = Shape(
        level=options.level,
        notation=options.notation,
        line_numbers=options.line_numbers,
        turn_numbers=options.turn_numbers,
    )
    with open_record(asked) as house:
        with house.database.read() as db:
            if options.session is not None:
                refuse_unknown(db, options.session)
            wanted = all_sessions(db) if options.all else [options.session]
            bundle = bundle_of(
                db,
                Owner(),
                audience,
                wanted,
                shape=shape,
                now=house.clock(),
                made_by="the command line",
                quotes=chosen.quotes,
            )
        written = put(chosen.write(bundle), chosen, options.out)
    losses = chosen.losses(bundle)
    found = {
        "format": chosen.name,
        "audience": audience.name,
        "sessions": len(bundle.sessions),
        "files": [str(one) for one in written],
        "losses": losses,
        "left_out": {"turns": bundle.withheld.turns, "written": bundle.withheld.written},
    }
    say(asked, found, [*(f"Written: {one}" for one in written), *losses])
