"""Schemas: anonymous weighted ballots (民主测评)."""
