"""The ledger of honours (荣誉台账): the words that events, answers and the model share."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as made
from datetime import date, datetime

from servicekit.lifecycle import By, Lifecycle, Named, Row
from services.incentive.errors.honours import HonourNotInThisState


class HonourState(Named):
    """Whether an honour counts."""

    IN_FORCE = "in_force", "有效"
    UNDER_REVIEW = "under_review", "复核中"
    REVOKED = "revoked", "已撤销"


class HonourStep(Named):
    """What can happen to an honour."""

    CERTIFY = "certify", "出具证书"
    OPEN_REVIEW = "open_review", "启动复核"
    KEEP = "keep", "复核后保留"
    REVOKE = "revoke", "撤销"


@dataclass
class Decision:
    """A step that was taken: by whom, when, on what basis; `cause` is the id of a restriction or a vetting where it
    came by itself."""

    step: HonourStep
    by: str
    at: datetime
    basis: str
    cause: str | None = None


@dataclass
class Honour:
    """An honour that was conferred on a cadre: by a nomination of a batch, or in a past year, as its ledger says."""

    id: str
    nomination_id: str | None
    cadre_id: str
    unit_ids: list[str]
    programme_id: str | None
    level: str
    batch_id: str | None
    field: str | None
    conferred_on: date
    certificate_number: str | None
    title: str | None = None
    """What it is called, where it was entered from the ledger of a past year; else its programme says that."""
    document: str | None = None
    """The number of the decision (文号), where it was entered with one."""
    recorded_by: str | None = None
    """Who has entered it from the ledger of a past year."""
    state: HonourState = HonourState.IN_FORCE
    status_index: int | None = None
    """Its place in the status list, from the first certificate on."""
    first_issued_at: datetime | None = None
    reviewed_for: list[str] = made(default_factory=list)
    """Restrictions and vettings for which it has been put under review; each only once, whatever was decided."""
    decisions: list[Decision] = made(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def recorded(self) -> bool:
        """Whether it was entered from the ledger of a past year."""
        return self.recorded_by is not None


BY_ITSELF = "system"
"""Stands for the named person where nobody had to decide."""


_DECIDED = ("具名人员写明书面依据", "a named person with a written basis")
# fmt: off
LIFE = Lifecycle(
    "荣誉",
    "Honour",
    HonourState,
    HonourStep,
    (HonourState.IN_FORCE,),
    (
        Row((HonourState.IN_FORCE, HonourState.UNDER_REVIEW), HonourStep.CERTIFY, None),
        Row((HonourState.IN_FORCE,), HonourStep.OPEN_REVIEW, HonourState.UNDER_REVIEW,
            "不得表彰的影响期覆盖授予之日，或所依据的联审更正为未通过",
            "a restriction that bars awards covers the day of conferring, or the vetting that it rests on was put "
            "right and not passed", by=By.EVENT),
        Row((HonourState.UNDER_REVIEW,), HonourStep.KEEP, HonourState.IN_FORCE, *_DECIDED),
        Row((HonourState.IN_FORCE, HonourState.UNDER_REVIEW), HonourStep.REVOKE, HonourState.REVOKED, *_DECIDED),
    ),
    HonourNotInThisState,
)
