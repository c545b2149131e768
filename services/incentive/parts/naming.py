"""The naming itself: what is written in the transaction in which a clearance takes effect."""

from __future__ import annotations

from servicekit.work import UnitOfWork
from services.incentive.model.nominations import Nomination
from services.incentive.model.programmes import Batch


def confer(work: UnitOfWork, nomination: Nomination, batch: Batch) -> None:
    """Name the nominee as of today."""
    nomination.named_on = work.today
