"""The command line: one module a group of commands. Must never hold a rule of its own."""
