"""The day on which a test runs, asked when it runs: a whole run crosses midnight now and then."""

from __future__ import annotations

from datetime import date

from servicekit import clock


def today() -> date:
    """Today in the city."""
    return clock.day_of(clock.now())


def iso(day: date | None = None) -> str:
    """A day as a request writes it; today where none is given."""
    return (day or today()).isoformat()
