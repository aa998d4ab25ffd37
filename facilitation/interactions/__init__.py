"""Every interaction there is, one package each. Adding one adds its package and its line here."""

from collections.abc import Mapping

from facilitation import frame
from facilitation.interaction import (
    Again,
    CheckOptions,
    DayPart,
    Decider,
    DeskPart,
    Interaction,
    Leaving,
    Loader,
    Opening,
    Own,
    PlainPart,
    Prepared,
)
from facilitation.interactions import (
    assumption,
    circle,
    dots,
    exchange,
    figure,
    gather,
    hands,
    lightbulb,
    notes,
    picture,
    plan,
    position,
    read,
    readback,
    signal,
    sort,
    tension,
    undertaking,
    yesterday,
)
from facilitation.interactions.signal.options import FIELD, with_offers
from facilitation.option_fields import OptionField
from retreat.log import makings
from retreat.log.panel import register_section
from retreat.log.projections import register
from retreat.log.tables import register_table

INTERACTIONS: tuple[Interaction, ...] = (
    frame.INTERACTION,
    notes.INTERACTION,
    sort.INTERACTION,
    dots.INTERACTION,
    lightbulb.INTERACTION,
    position.INTERACTION,
    circle.INTERACTION,
    tension.INTERACTION,
    figure.INTERACTION,
    undertaking.INTERACTION,
    exchange.INTERACTION,
    plan.INTERACTION,
    read.INTERACTION,
    yesterday.INTERACTION,
    assumption.INTERACTION,
    readback.INTERACTION,
    picture.INTERACTION,
    signal.INTERACTION,
    hands.INTERACTION,
    gather.INTERACTION,
)
DECIDERS: Mapping[str, Decider] = {kind: act for each in INTERACTIONS for kind, act in each.decide.items()}
LOADERS: Mapping[str, Loader] = {kind: act for each in INTERACTIONS for kind, act in each.load.items()}
OPTIONS: Mapping[str, CheckOptions] = {
    each.name: with_offers(each.options) for each in INTERACTIONS if each.options is not None
}
LABELS: Mapping[str, str] = {each.name: each.label or each.name for each in INTERACTIONS if each.options is not None}
FIELDS: Mapping[str, tuple[OptionField, ...]] = {each.name: each.fields for each in INTERACTIONS if each.fields}
# In the form, these go with every interaction.
SHARED_FIELDS: tuple[OptionField, ...] = (FIELD,)
OPTION_FIELDS: Mapping[str, OptionField] = {
    one.name: one for fields in (SHARED_FIELDS, *FIELDS.values()) for one in fields
}
TAKES_SEATS = frozenset(each.name for each in INTERACTIONS if each.takes_seats)
TAKES_SHARES = frozenset(each.name for each in INTERACTIONS if each.takes_notes or each.takes_shares)
TAKES_NOTES = frozenset(each.name for each in INTERACTIONS if each.takes_notes)
PLAIN: Mapping[str, PlainPart] = {each.name: each.plain for each in INTERACTIONS if each.plain is not None}
DAY: Mapping[str, DayPart] = {each.name: each.day for each in INTERACTIONS if each.day is not None}
STAYS: Mapping[str, str] = {each.name: each.stays for each in INTERACTIONS if each.stays is not None}
DESK: Mapping[str, DeskPart] = {each.name: each.desk for each in INTERACTIONS if each.desk is not None}
LEAVING: tuple[Leaving, ...] = tuple(each.leaving for each in INTERACTIONS if each.leaving is not None)
# By the name of the interaction: what is undone when people are taken out, and how it is given back.
UNSAID: Mapping[str, tuple[Leaving, Again]] = {
    each.name: (each.unsaid, each.again) for each in INTERACTIONS if each.unsaid is not None and each.again is not None
}
OPENING: Mapping[str, Opening] = {each.name: each.opening for each in INTERACTIONS if each.opening is not None}
PREPARED: Mapping[str, Prepared] = {each.name: each.prepared for each in INTERACTIONS if each.prepared is not None}
OWN: tuple[Own, ...] = tuple(each.own for each in INTERACTIONS if each.own is not None)

for _interaction in INTERACTIONS:
    for _kind, _projector in _interaction.project.items():
        register(_kind, _projector)
    if _interaction.makes is not None:
        makings.register(_interaction.makes)
    if _interaction.record is not None:
        register_section(_interaction.record)
    for _table in _interaction.tables:
        register_table(_table)
