"""The live room's edge: reading views, limits, presence, the socket and the publisher."""
