"""Recognisers behind one port, loaded only when built; must never know files, stages or stored words."""
