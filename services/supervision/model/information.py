"""The information link (信息联通): what an agency gives to others, field by field, under an agreement.

Purpose limitation and least disclosure: a taker reads only the fields that the agreement grants to it, while the
agreement is in force, and each reading leaves a row in a log that nothing changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from servicekit.errors import field_error, with_words
from servicekit.lifecycle import Entry, Mark
from services.supervision.errors.information import AgreementNotInForce, FieldNotAgreed, FieldNotGranted
from services.supervision.vocabulary.information import ITEM_LIFE, About, AgreementState, ItemState, ItemStep
from services.supervision.vocabulary.joint import Mechanism

# fmt: on


@dataclass
class Grant:
    """The fields that an agency may read."""

    agency_id: str
    field_codes: list[str]


@dataclass
class Agreement:
    """An agreement (信息共享协议): who gives what to whom, for which purpose, on which legal basis, until when."""

    id: str
    code: str
    giver_agency_id: str
    grants: list[Grant]
    purpose: str
    legal_basis: str
    valid_from: date
    valid_to: date | None
    giver_unit_id: str
    agency_unit_ids: list[str]
    state: AgreementState = AgreementState.IN_FORCE
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def mechanism(self) -> str:
        return Mechanism.INFORMATION.value

    @property
    def taker_ids(self) -> list[str]:
        return [grant.agency_id for grant in self.grants]

    @property
    def agreed(self) -> list[str]:
        """The fields that are granted to somebody."""
        return sorted({code for grant in self.grants for code in grant.field_codes})


@dataclass
class SealedField:
    """A field of an item; its value is encrypted at rest."""

    code: str
    sealed: bytes


@dataclass
class SharedItem:
    """An item that is shared, about a cadre, a unit, or neither."""

    id: str
    agreement_id: str
    giver_agency_id: str
    cadre_id: str | None
    unit_id: str | None
    unit_ids: list[str]
    sealed: list[SealedField]
    field_codes: list[str]
    classification: str
    agency_unit_ids: list[str]
    shared_on: date
    readings: int = 0
    state: ItemState = ItemState.SHARED
    timeline: list[Entry] = field(default_factory=list)
    synthetic: bool = False
    version: int = 0

    @property
    def mechanism(self) -> str:
        return Mechanism.INFORMATION.value


@dataclass
class LoggedReading:
    """A row of the reading log: who read which fields, for which agency, when, and for what.

    Of a shared item it names item, agreement and giver; of a cadre whom an agency is asked about, the vetting or the
    matter in which it is.
    """

    id: str
    agency_id: str
    cadre_id: str | None
    field_codes: list[str]
    purpose: str
    at: datetime
    by: str
    item_id: str | None = None
    agreement_id: str | None = None
    giver_agency_id: str | None = None
    giver_unit_id: str | None = None
    about: About = About.ITEM
    subject_id: str | None = None
    version: int = 0


def must_be_in_force(agreement: Agreement, today: date) -> None:
    """Raises AgreementNotInForce."""
    last = agreement.valid_to
    if (
        agreement.state is not AgreementState.IN_FORCE
        or today < agreement.valid_from
        or (last is not None and last < today)
    ):
        raise AgreementNotInForce(
            f"协议有效期为{agreement.valid_from}至{last or '长期'}，现为“{agreement.state.zh}”，不能据以共享或查看信息",
            f"It is valid from {agreement.valid_from} to {last or 'further notice'} and {agreement.state}",
            valid_from=agreement.valid_from.isoformat(),
            valid_to=last.isoformat() if last else None,
            state=str(agreement.state),
        )


def must_be_agreed(agreement: Agreement, codes: list[str], names: Mapping[str, str]) -> None:
    """Raises FieldNotAgreed for fields that are granted to nobody. `names` is what fields are called."""
    outside = [code for code in codes if code not in agreement.agreed]
    if outside:
        zh, en = f"协议未约定：{with_words(names, outside)}", f"Not in the agreement: {', '.join(outside)}"
        where = [field_error(f"/values/{code}", "not-agreed", zh, en) for code in outside]
        raise FieldNotAgreed(zh, en, errors=where, allowed=agreement.agreed)


def granted(
    agreement: Agreement, item: SharedItem, agency_id: str, wanted: list[str] | None, names: Mapping[str, str]
) -> list[str]:
    """The fields of an item that an agency may read, of those it wants. Raises FieldNotGranted."""
    grant = next((one.field_codes for one in agreement.grants if one.agency_id == agency_id), [])
    open_to = [code for code in item.field_codes if code in grant]
    refused = [code for code in wanted or [] if code not in open_to]
    if refused or not open_to:
        raise FieldNotGranted(
            f"该单位可查看：{with_words(names, open_to) or '无'}",
            f"The agency may read: {', '.join(open_to) or 'nothing'}",
            allowed=open_to,
        )
    return open_to if wanted is None else [code for code in open_to if code in wanted]


def read(item: SharedItem) -> None:
    """Count a reading. Raises StepNotPossible for an item that was withdrawn. The log is the timeline of readings."""
    ITEM_LIFE.move(item, ItemStep.READ)
    item.readings += 1


def withdraw(item: SharedItem, basis: str, mark: Mark) -> None:
    """Withdraw an item: its values are gone, its readings stay logged."""
    ITEM_LIFE.take(item, ItemStep.WITHDRAW, mark, basis)
    item.sealed = []
