"""The work: programmes, partners, events, sessions and their plans."""

from retreat.people.ports import register_tables
from retreat.programme.queries import find_table

register_tables(find_table)
