"""Anonymous weighted ballots (民主测评)."""
