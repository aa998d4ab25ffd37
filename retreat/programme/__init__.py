"""The work: programmes, partners, events, sessions and their plans."""

from retreat.people.ports import register_tables
from retreat.programme.tables import table_chosen

register_tables(table_chosen)
