"""What is true here: plain dataclasses and functions, no I/O and no clock of their own."""
