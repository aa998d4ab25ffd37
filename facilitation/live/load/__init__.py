"""A whole evening as a load: all kinds of operation, joining, bursts and a reconnect, with a verdict on each gate."""
