"""The parts of the loading: what is loaded, through which commands, in which order."""
