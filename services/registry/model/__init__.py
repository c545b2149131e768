"""The nouns of the roster and the rules between them: no I/O, no framework, no clock of its own."""
