"""The naming itself: what is written in the transaction in which a clearance takes effect."""

from __future__ import annotations

from servicekit.work import UnitOfWork
from services.incentive.events.honours import HONOUR_CONFERRED
from services.incentive.model import honours
from services.incentive.model.nominations import Nomination
from services.incentive.model.programmes import Batch
from services.incentive.store.honours import HONOURS
from services.incentive.store.programmes import PROGRAMMES


def confer(work: UnitOfWork, nomination: Nomination, batch: Batch) -> None:
    """Name the nominee, today or for the day that is recorded, and enter the honour under the batch's next number."""
    programme = work.load_many(PROGRAMMES, [batch.programme_id])[batch.programme_id]
    number = f"{programme.code}-{batch.number:02d}-{batch.named:04d}"
    on = nomination.recorded_for or work.today
    honour = honours.confer(nomination, programme, batch, on, number, work.new_id("hon"))
    nomination.named_on, nomination.honour_id = on, honour.id
    work.tell(HONOUR_CONFERRED, work.add(HONOURS, honour))
