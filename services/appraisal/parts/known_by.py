"""By what tables name appraisals, mechanisms, ballots and major matters, where fields hold ids or numbers."""

from __future__ import annotations

from servicekit.known_by import KnownBy
from services.appraisal.store.appraisals import APPRAISALS
from services.appraisal.store.ballots import BALLOTS
from services.appraisal.store.major_matters import MAJOR_MATTERS
from services.appraisal.store.mechanisms import MECHANISMS

KNOWN_BY = {
    "appraisal": KnownBy(APPRAISALS, year="planned_on", over=("cancelled",)),
    "mechanism": KnownBy(MECHANISMS, ("zh", "en"), over=("retired",)),
    "ballot": KnownBy(BALLOTS, number="", year="closes_on", over=("closed", "cancelled", "annulled")),
    "matter": KnownBy(MAJOR_MATTERS, year="begins"),
}
