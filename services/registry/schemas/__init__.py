"""What the roster's commands, answers and imports look like from outside, one module per subject."""
