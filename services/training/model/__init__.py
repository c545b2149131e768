"""What is true of training: plain dataclasses and functions, no I/O and no clock of their own."""
